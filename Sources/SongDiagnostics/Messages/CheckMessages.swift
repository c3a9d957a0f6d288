// SPDX-License-Identifier: Apache-2.0
extension Diagnostic {
  /// A length in bars where nobody knows how long these are.
  package static func durationInOpenBars(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "a duration in bars needs one 'tempo' and a 'time'", at: span,
      notes: ["how long a bar is follows from both"],
      help: ["say them, as in 'tempo: 96' and 'time: 4/4', or give the sections 'bars' and write 'duration: free'"])
  }

  package static func durationOutOfRange(at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, "a duration lies between 1 s and 3 h", at: span, help: ["choose a time from 1s to 3:00:00"])
  }

  package static func foreignChord(_ chord: String, key: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .foreignChord, "the chord \(quoted(chord)) has no tone in common with the scale of \(key)", at: span,
      help: ["check the key, or leave it if the clash is meant"])
  }

  package static func intensityOrder(at span: Span, before earlier: Span) -> Diagnostic {
    Diagnostic(
      .intensityOrder, "this stop lies before the one that it follows", at: span,
      notes: ["the curve is read from left to right"], help: ["put the stops in the order of their times"]
    ).label(earlier, "the stop before")
  }

  package static func intensityOutside(time: String, duration: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .intensityOutside, "this stop at \(time) lies after the end at \(duration)", at: span,
      help: ["move it into the piece, or write 'end'"])
  }

  package static func loweredTwice(
    _ numeral: String, key: String, meant: String, chord: String, sounding: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .loweredTwice, "the mode of \(key) has lowered this degree, and 'b' lowers it again", at: span,
      notes: ["degrees are those of the declared mode: '\(numeral)' is \(sounding), '\(meant)' is \(chord)"]
    ).fix("write", span, meant, safe: false)
  }

  package static func outOfRange(_ what: String, low: String, high: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, "\(what) lies outside \(low)..\(high)", at: span, help: ["choose a value from \(low) to \(high)"])
  }

  /// - Parameter misspelt: sections of the form that nothing describes and that are called nearly so.
  package static func sectionNotInForm(_ name: String, at span: Span, misspelt: [String]) -> Diagnostic {
    Diagnostic(
      .sectionNotInForm, "the form never plays the section \(quoted(name))", at: span,
      notes: misspelt.map { "it plays \(quoted($0)), which is composed from its name alone" },
      help: meant(misspelt.map { word($0) }, else: "add it to 'form', or remove it"))
  }

  package static func tempoTooFast(high: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, "a quarter note lasts less than a microsecond at this tempo", at: span,
      notes: ["MIDI counts 1 to 16777215 microseconds to a quarter note"],
      help: ["choose at most \(high) beats a minute, or count a shorter note"])
  }

  package static func tempoTooSlow(low: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, "a quarter note lasts longer than 16.777215 s at this tempo", at: span,
      notes: ["MIDI counts 1 to 16777215 microseconds to a quarter note"],
      help: ["choose at least \(low) beats a minute, or count a longer note"])
  }

  package static func tooManyChordBars(bars: Int, section: String, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .tooManyChordBars, "\(bars) bars of chords don't fit the \(limit) bars of section \(quoted(section))", at: span,
      notes: ["fewer bars than the section has are repeated from the first; more have no place"],
      help: ["write 'bars: \(bars)', or remove \(bars - limit) bars of chords"])
  }

  /// - Parameter what: in the plural: `parts`.
  package static func limitExceeded(_ what: String, count: Int, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .limitExceeded, "\(count) \(what) are more than the \(limit) that songc takes", at: span,
      notes: ["a number that large is hardly meant, and would take songc very long"],
      help: ["look for something that repeats itself, or make several specs of it"])
  }

  package static func tooManyMeasures(_ count: Int, limit: Int, at span: Span?) -> Diagnostic {
    Diagnostic(
      .tooManyMeasures, "the form has \(count) bars; a piece has at most \(limit)", at: span,
      help: ["make the form shorter"])
  }

  /// Drums in a format of tunes.
  package static func partWithoutPitches(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "the part \(quoted(name)) has no pitches, so ABC can't hold it", at: span,
      help: ["leave it out; MIDI and MusicXML hold drums"])
  }

  package static func unknownSection(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    var diagnostic = Diagnostic(
      .unknownSection, "there is no section \(quoted(name))", at: span,
      notes: candidates.isEmpty ? [] : ["the sections of the form: \(candidates.joined(separator: ", "))"])
    if let best = nearest(to: name, among: candidates).first { diagnostic = diagnostic.fix("did you mean", span, best) }
    return diagnostic
  }
}
