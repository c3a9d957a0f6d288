// SPDX-License-Identifier: Apache-2.0
// The messages of given material (S2010, S2013, S3014 to S3017, S9011), sorted by name.

extension Diagnostic {
  /// A bar of a given line that isn't as long as the meter's.
  package static func barLength(
    bar: Int, found: String, due: String, meter: String, isTooLong: Bool, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .barLength, "bar \(bar) is \(found) long, and \(due) is due", at: span,
      caption: isTooLong ? "too long" : "too short",
      notes: ["a bar of \(meter) is checked at each bar line, so that a slip is found where it is"],
      help: [isTooLong ? "put a bar line where the bar ends" : "fill the bar with a note or a rest, or move the bar line"])
  }

  /// A file of given notes that can't be read.
  package static func givenFileUnreadable(_ path: String, cause: String, remedy: String, at span: Span) -> Diagnostic {
    Diagnostic(.givenFileUnreadable, "the notes in \(quoted(path)) can't be read: \(cause)", at: span, help: [remedy])
  }

  /// Given notes that go on after their section.
  package static func givenTooLong(bars: String, section: String, limit: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .givenOutside, "the given notes last until bar \(bars) of '\(section)', which has \(limit)", at: span,
      notes: ["what is given comes out unaltered, so nothing of it may be cut off"],
      help: ["give the section more 'bars', or write fewer notes"])
  }

  /// A place that the piece or the section doesn't have.
  package static func givenOutside(_ place: String, reason: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .givenOutside, "there is no place '\(place)'", at: span, notes: [reason],
      help: ["name a section of the form and a bar of it, as in 'lift bar 1'"])
  }

  /// Two given lines in one place.
  package static func givenTwice(_ part: String, section: String, at span: Span, other: Span) -> Diagnostic {
    Diagnostic(
      .givenOutside, "two lines are given to '\(part)' at one place of '\(section)'", at: span,
      notes: ["a part plays one line at a time"], help: ["move one of them, or give it to another part"]
    ).label(other, "the other line")
  }

  /// Given material that nobody plays.
  package static func givenUnplayed(_ what: String, reason: String, remedy: String, at span: Span) -> Diagnostic {
    Diagnostic(.givenUnplayed, "\(what) isn't played", at: span, notes: [reason], help: [remedy])
  }

  /// An item of a part's `given` without `where`.
  package static func givenWithoutPlace(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "given notes of a part need 'where'", at: span, notes: ["a part plays in the whole form"],
      help: ["add the place: 'where: lift bar 1'"])
  }

  /// An item that fixes nothing.
  package static func givenWithoutViewpoint(keys: [String], at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "nothing is given here", at: span, notes: ["what can be given: \(keys.joined(separator: ", "))"],
      help: ["add one of them"])
  }

  /// Tones without a rhythm in a pattern.
  package static func laneNeedsRhythm(_ key: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'\(key)' of a pattern needs 'rhythm' beside it", at: span,
      notes: ["a pattern is played as it stands, so its rhythm has to be said"],
      help: ["write \"{rhythm: '4 4', \(key): '1 5'}\", or \"{\(key): {mini: '1 5'}}\""])
  }

  /// Syllables and notes that differ in number.
  package static func lyricsMismatch(syllables: Int, notes: Int, bar: Int?, at span: Span) -> Diagnostic {
    Diagnostic(
      .lineMismatch,
      "\(bar.map { "bar \($0) has" } ?? "there are") \(counted(syllables, "syllable")) and \(counted(notes, "note"))",
      at: span, notes: ["each syllable is sung on one note; tied notes are one, rests are none"],
      help: ["write '_' to hold a syllable for another note, '*' to leave a note out"])
  }

  /// Pitches and values of a rhythm that differ in number.
  package static func pitchesMismatch(pitches: Int, notes: Int, bar: Int?, at span: Span, rhythm: Span) -> Diagnostic {
    Diagnostic(
      .lineMismatch,
      "\(counted(pitches, "pitch", plural: "pitches")) and \(counted(notes, "note")) of the rhythm\(bar.map { " up to the end of bar \($0)" } ?? "") don't agree",
      at: span, notes: ["each note of the rhythm takes one pitch; tied notes are one, rests are none"],
      help: ["write as many of each; '_' holds a pitch for another note"]
    ).label(rhythm, "the rhythm")
  }

  /// Viewpoints that fix the same thing twice.
  package static func viewpointsExclude(_ key: String, _ other: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'\(key)' and '\(other)' can't be given together", at: span,
      notes: ["'rhythm' goes with 'degrees', 'tones' or 'contour'; full notes stand alone"], help: ["keep one of them"])
  }
}
