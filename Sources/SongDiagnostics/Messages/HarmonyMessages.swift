// SPDX-License-Identifier: Apache-2.0
extension Diagnostic {
  /// Something under `avoid` that is no chord, or none that is composed.
  package static func avoidedChord(_ text: String, reason: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badHarmony, "\(quoted(text)) is nothing to avoid: \(reason)", at: span,
      help: ["name chords or numerals: 'avoid: [IV, V7]'"])
  }

  package static func harmonicRateIndivisible(_ rate: String, meter: String, beats: Int, at span: Span?) -> Diagnostic {
    Diagnostic(
      .harmonicRateIndivisible, "a bar of \(meter) doesn't divide into chords of \(rate)", at: span,
      notes: ["it has \(counted(beats, "beat")), and chords begin on beats"],
      help: ["write 'rate: 1 bar', or a share of the bar that has whole beats"])
  }

  package static func harmonicRateUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badHarmony, "\(quoted(text)) is no harmonic rhythm", at: span,
      notes: ["a chord lasts 1/4, 1/3, 1/2, 1, 2, 4 or 8 bars"],
      help: ["write '1 bar'; two chords a bar are '1/2 bar'", "write 'about 1 bar' where intensity may halve or double it"])
  }

  package static func harmonyColourUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badHarmony, "\(quoted(text)) is no colour of chords", at: span,
      help: ["write 'plain', 'sevenths', 'rich', 'auto' or a percentage such as '30%'"])
  }

  /// What `avoid` leaves no chord for.
  package static func noChordLeft(_ what: String, key: String, chords: [String], at span: Span?) -> Diagnostic {
    Diagnostic(
      .noChordLeft, "'avoid' leaves no chord \(what) in \(key)", at: span,
      notes: chords.isEmpty ? [] : ["it would be \(chords.joined(separator: ", "))"],
      help: ["take one of them out of 'avoid'", "or ask for another 'cadence'"])
  }
}
