// SPDX-License-Identifier: Apache-2.0
// The messages of what can be built and is hardly meant (S3018 to S3022, S4010), sorted by name.

extension Diagnostic {
  package static func emptyPartList(_ kind: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .emptyList, "this list of parts is empty, so '\(kind)' has all of them", at: span,
      help: ["name the parts that are written, or leave 'parts' out"])
  }

  /// Given notes that the part's own range doesn't have.
  package static func givenOutsideRange(
    _ note: String, isLow: Bool, others: Int, part: String, range: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .givenOutsideRange,
      "'\(note)' lies \(isLow ? "below" : "above") the range of '\(part)', \(range)\(alsoOutside(others))", at: span,
      notes: ["given notes are played as they are written, so the range holds for composed ones only"],
      help: ["widen the 'range', or move the notes by octaves"])
  }

  /// Given notes that the instrument doesn't have.
  package static func givenOutOfReach(
    _ note: String, isLow: Bool, others: Int, instrument: String, compass: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .notesOutOfReach,
      "'\(note)' lies \(isLow ? "below" : "above") what '\(instrument)' plays, \(compass)\(alsoOutside(others))", at: span,
      notes: ["a sampled sound plays it all the same, a player can't"],
      help: ["move the notes by octaves, or choose another instrument"])
  }

  package static func intensityUnheard(at span: Span) -> Diagnostic {
    Diagnostic(
      .intensityUnheard, "no section follows this curve", at: span,
      notes: ["every section of the form has an 'intensity' of its own, which goes before the piece's"],
      help: ["remove the curve, or the 'intensity' of the sections that are to follow it"])
  }

  package static func tempoUnusual(_ tempo: String, style: String, range: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .tempoUnusual, "\(tempo) BPM lies outside the tempi of '\(style)', \(range)", at: span,
      notes: ["patterns and models of the style were made for its own tempi"],
      help: ["choose a tempo of \(range), or leave it if it is meant"])
  }

  package static func unexplainedChord(_ chord: String, key: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unexplainedChord, "\(quoted(chord)) is no usual chord of \(key)", at: span,
      notes: ["it is neither diatonic nor borrowed from another mode of the tonic, and it leads to no degree as a dominant"],
      help: ["check the symbol, give the section a 'key' of its own, or leave it if the colour is meant"])
  }

  package static func unusedVariable(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unusedVariable, "nothing uses the variable \(quoted(name))", at: span,
      help: ["write '${\(word(name))}' where it is meant to stand, or remove it"])
  }
}

private func alsoOutside(_ count: Int) -> String { count == 0 ? "" : ", and so \(count == 1 ? "does" : "do") \(counted(count, "other note"))" }
