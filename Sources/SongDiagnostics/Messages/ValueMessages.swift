// SPDX-License-Identifier: Apache-2.0
// The messages of keys, meters, tempos, pitches and numbers (S1108 to S1112), sorted by name.

extension Diagnostic {
  /// `1kHz..1.1kHz`.
  package static func bandNarrow(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, "the band \(quoted(text)) is too narrow", at: span,
      notes: ["its upper end lies at least a quarter above the lower one"], help: ["write it as in '1kHz..4kHz'"])
  }

  /// Text that is no band of frequencies.
  package static func bandUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badNumber, "\(quoted(text)) isn't a band of frequencies", at: span,
      notes: ["a band is two frequencies with '..' between"], help: ["write it as in '1kHz..4kHz'"])
  }

  /// A mode that isn't one.
  package static func keyModeUnknown(_ mode: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badKey, "\(quoted(mode)) isn't a mode", at: span,
        notes: ["modes are major, minor, dorian, phrygian, lydian, mixolydian and locrian"],
        help: meant(candidates, else: "write it as in 'D major' or 'E minor'")),
      candidates, span)
  }

  /// A tonic that isn't one.
  package static func keyTonicUnknown(_ tonic: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badKey, "\(quoted(tonic)) isn't a tonic", at: span,
      notes: ["a key begins with a letter A to G with '#' or 'b'; the German H is B"],
      help: ["write it as in 'D major', 'F# minor' or 'Bb'"])
  }

  /// A key signature that can't be written.
  package static func keyTooManyAccidentals(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badKey, "\(quoted(text)) needs more than seven sharps or flats", at: span,
      notes: ["no key signature has more"], help: ["write the key that sounds the same, as Ab major for G# major"])
  }

  /// A lower number of a time signature that names no note.
  package static func meterDenominator(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badMeter, "\(quoted(text)) isn't a note value", at: span, caption: "the note that is counted",
      notes: ["the lower number is 1, 2, 4, 8, 16 or 32"], help: ["write it as in '3/4' or '6/8'"])
  }

  /// Groups that don't add up.
  package static func meterGroups(_ text: String, sum: Int?, numerator: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badMeter,
      sum.map { "the groups \(quoted(text)) are \($0) together, the bar has \(numerator)" }
        ?? "\(quoted(text)) aren't the groups of a bar",
      at: span, notes: ["groups are whole numbers that add up to the upper number"],
      help: ["write them as in '7/8 (2+2+3)'"])
  }

  /// An upper number of a time signature out of range.
  package static func meterNumerator(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badMeter, "\(quoted(text)) notes in a bar", at: span, caption: "1 to 32",
      notes: ["the upper number is 1 to 32"], help: ["write it as in '4/4' or '7/8 (2+2+3)'"])
  }

  /// Something behind a time signature.
  package static func meterTrailing(_ text: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badMeter, "\(quoted(text)) can't follow a time signature", at: span,
        notes: ["only groups in parentheses and the word 'flexible' can"],
        help: meant(candidates, else: "write it as in '7/8 (2+2+3)' or '4/4 flexible'")),
      candidates, span)
  }

  /// Text that is no time signature.
  package static func meterUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badMeter, "\(quoted(text)) isn't a time signature", at: span,
      notes: ["a time signature is two numbers with '/'"],
      help: ["write it as in '4/4' or '7/8 (2+2+3)'"])
  }

  /// An empty value where a notation is due.
  package static func missingNotation(
    _ code: DiagnosticCode, _ what: String, example: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      code, "\(what) is missing", at: span, notes: ["the value is empty"],
      help: ["write it as in '\(example)', or remove the key"])
  }

  /// A note value that isn't one.
  package static func noteValueUnreadable(_ text: String, _ code: DiagnosticCode, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "\(quoted(text)) isn't a note value", at: span,
      notes: [
        "a note value is a fraction of a whole note with 1, 2, 4, 8, 16, 32, 64 or 128 below, and up to two dots"
      ],
      help: ["write it as in '1/8', '3/16' or '1/4.'"])
  }

  /// A number beyond its limits.
  package static func numberOutOfRange(_ text: String, low: String, high: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfRange, "\(quoted(text)) is outside \(low) to \(high)", at: span,
      notes: ["the value must be \(low) to \(high)"], help: ["write a value in that range"])
  }

  /// `12..8`.
  package static func numberRangeReversed(_ text: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(.badNumber, "\(quoted(text)) ends before it starts", at: span, notes: ["the smaller number comes first"])
      .fix("swap the numbers", span, replacement)
  }

  /// A number with another unit than the one due.
  package static func numberUnitUnknown(
    _ text: String, unit: String, replacement: String?, at span: Span
  ) -> Diagnostic {
    let diagnostic = Diagnostic(
      .badNumber, "\(quoted(text)) isn't the unit '\(unit)'", at: span, notes: ["this value is in \(unit)"],
      help: ["write '\(unit)' behind the number"])
    return replacement.map { diagnostic.fix("write the unit as it is", span, $0) } ?? diagnostic
  }

  /// Text where a number is due.
  package static func numberUnreadable(_ text: String, example: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badNumber, text.isEmpty ? "a number is missing" : "\(quoted(text)) isn't a number", at: span,
      notes: ["this value is written as in '\(example)'"], help: ["write digits, without words or commas"])
  }

  /// A number without its unit.
  package static func numberWithoutUnit(
    _ text: String, unit: String, replacement: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .badNumber, "\(quoted(text)) has no unit", at: span, notes: ["this value is in \(unit)"],
      help: ["write '\(replacement)'"]
    ).fix("add the unit", span, replacement)
  }

  /// German H as a pitch.
  package static func pitchGermanB(_ text: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badPitchRange, "\(quoted(text)) isn't a pitch", at: span, notes: ["the German H is B here, the German B is Bb"]
    ).fix("use English names", span, replacement)
  }

  /// A pitch that MIDI can't play.
  package static func pitchOutOfRange(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badPitchRange, "\(quoted(text)) can't be played", at: span, notes: ["pitches go from c-1 to g9; middle C is c4"],
      help: ["choose an octave in that range"])
  }

  /// `d6..a4`.
  package static func pitchRangeReversed(_ text: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(.badPitchRange, "\(quoted(text)) ends below its start", at: span, notes: ["the lower pitch comes first"])
      .fix("swap the pitches", span, replacement)
  }

  /// Text that is no range of pitches.
  package static func pitchRangeUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badPitchRange, "\(quoted(text)) isn't a range of pitches", at: span,
      notes: ["a range is two pitches with '..' between"], help: ["write it as in 'a4..d6'; middle C is c4"])
  }

  /// Text that is no pitch.
  package static func pitchUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badPitchRange, "\(quoted(text)) isn't a pitch", at: span,
      notes: ["a pitch is a letter a to g, '#' or 'b', and an octave -1 to 9"],
      help: ["write it as in 'a4', 'eb3' or 'f#5'; middle C is c4"])
  }

  /// A count of repeats out of range.
  package static func repeatCount(_ text: String, limit: Int, _ code: DiagnosticCode, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "\(quoted(text)) isn't a count from 1 to \(limit)", at: span,
      notes: ["a count says how often the thing before it is played in all"], help: ["write it as in 'x2'"])
  }

  /// A tempo beyond its limits.
  package static func tempoOutOfRange(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTempo, "\(quoted(text)) isn't a tempo from 5 to 999", at: span,
      notes: ["tempos are beats a minute with up to three decimals"], help: ["write it as in '96' or '108..126'"])
  }

  /// A range of tempos that ends at or before its start.
  package static func tempoRangeReversed(_ text: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTempo, "\(quoted(text)) doesn't end above its start", at: span,
      notes: ["a range goes from the slower tempo to the faster; a single number is exact"]
    ).fix("swap the tempos", span, replacement)
  }

  /// Something behind a tempo.
  package static func tempoTrailing(_ text: String, isUnit: Bool, at span: Span) -> Diagnostic {
    let diagnostic = Diagnostic(
      .badTempo, "\(quoted(text)) can't follow a tempo", at: span,
      notes: ["a tempo is a number of beats a minute, without a unit"],
      help: isUnit ? [] : ["write it as in '96', '108..126' or '1/4. = 60'"])
    return isUnit ? diagnostic.fix("remove the unit", span, "") : diagnostic
  }

  /// Text that is no tempo; `usual` is what an Italian word means.
  package static func tempoUnreadable(_ text: String, usual: String?, at span: Span) -> Diagnostic {
    let diagnostic = Diagnostic(
      .badTempo, text.isEmpty ? "a tempo is missing" : "\(quoted(text)) isn't a tempo", at: span,
      notes: [usual == nil ? "a tempo is a number of beats a minute" : "a word alone doesn't say how fast"],
      help: [usual.map { "write a number, or the range '\($0)'" } ?? "write it as in '96', '108..126' or '1/4. = 60'"])
    return usual.map { diagnostic.fix("use the usual range", span, $0, safe: false) } ?? diagnostic
  }
}
