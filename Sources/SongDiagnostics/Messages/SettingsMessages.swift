// SPDX-License-Identifier: Apache-2.0
extension Diagnostic {
  package static func durationUnreachable(
    duration: String, reason: String, nearest: [String], at span: Span?
  ) -> Diagnostic {
    Diagnostic(
      .durationUnreachable, "the form can't fill \(duration) exactly", at: span, notes: [reason],
      help: nearest.map { "nearest: \($0)" })
  }

  /// The form's own length, where it decides.
  package static func formLengthOutOfRange(_ length: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, "the form's own length is \(length); a piece lasts from 1 s to 3 h", at: span,
      help: ["change the number of bars or the tempo, or say a 'duration'"])
  }

  package static func lockEntryIgnored(key: String, value: String) -> Diagnostic {
    Diagnostic(
      .lockEntryIgnored, "the lock's '\(key): \(value)' no longer fits and is decided again", at: nil,
      help: ["delete the lock to decide everything again"])
  }

  package static func notesOutOfReach(
    _ range: String, part: String, instrument: String, compass: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .notesOutOfReach, "'\(part)' is written for \(range), and '\(instrument)' plays \(compass)", at: span,
      notes: ["notes follow from role, style and range, so that another instrument plays the same ones"],
      help: ["give the part a 'range' within \(compass), or choose another instrument"])
  }

  /// - Parameter bar: of the piece, where it begins.
  package static func givenUnplayable(
    _ part: String, instrument: String, bar: Int, reason: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .givenUnplayable, "'\(instrument)' can't play what is given to '\(part)' in bar \(bar)", at: span, notes: [reason],
      help: ["change the notes, or give the part another instrument"])
  }

  package static func roleUnplayable(_ role: String, on instrument: String, isKit: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .roleUnplayable,
      isKit ? "'\(instrument)' is a drum kit and has no pitches for the role '\(role)'"
        : "'\(instrument)' is no drum kit and can't play the role 'drums'", at: span,
      help: [isKit ? "write 'role: drums', or choose a pitched instrument" : "choose a kit, such as 'pop-kit', or another role"])
  }

  package static func ornamentUnplayed(_ part: String, role: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .ornamentUnplayed, "'\(part)' has no line to ornament", at: span,
      notes: ["its role is '\(role)'; tunes, second voices and solos are ornamented"],
      help: ["move 'ornament' to the part with the tune, or let '\(part)' play a 'solo' in a section"])
  }

  package static func soloUnplayable(_ part: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .soloUnplayable, "the drums '\(part)' can't improvise over chords", at: span,
      notes: ["a solo is a line of pitches over the section's chords"],
      help: ["name a part with pitches, or write 'full' and give the drums a pattern here"])
  }

  package static func partNeverPlays(_ name: String, reason: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .partNeverPlays, "the part '\(name)' never plays", at: span, notes: [reason],
      help: ["raise the intensity, change 'enter' and 'leave', or remove the part"])
  }
}
