// SPDX-License-Identifier: Apache-2.0
// The messages of times, ranges and places (S1101, S1102), sorted by name.

extension Diagnostic {
  /// `lift bars` without a range of bars.
  package static func barRangeUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) isn't a range of bars", at: span,
      notes: ["bars are whole numbers from 1, the first before the last, at most 100000"],
      help: ["write it as in 'lift bars 1..2'"])
  }

  /// Minutes or seconds of a clock time that aren't two digits up to 59.
  package static func clockGroup(_ group: String, _ text: String, isSeconds: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(group)) in \(quoted(text)) isn't two digits up to 59", at: span,
      caption: isSeconds ? "the seconds" : "the minutes",
      notes: ["a clock time is minutes:seconds or hours:minutes:seconds, as in '1:05' or '1:02:03.5'"],
      help: ["for a place in bars write 'bar 17 beat 3'"])
  }

  /// A clock time of another shape.
  package static func clockUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) isn't a clock time", at: span,
      notes: ["a clock time is minutes:seconds or hours:minutes:seconds with up to six decimals"],
      help: ["write it as in '1:23.450' or '1:02:03.5'"])
  }

  /// A position or an anchor where a length is due.
  package static func durationIsPlace(at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badTime, "a duration is a length, not a place", at: span,
        notes: ["bars, beats, seconds and clock times are lengths; 'bar 17' and names are places"],
        help: ["write it as in '90s', '1:30', '32 bars' or 'free'"]),
      candidates, span)
  }

  /// A duration of nothing.
  package static func durationZero(at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "a duration of zero", at: span, notes: ["a piece is longer than nothing"],
      help: ["write a length as in '90s', or 'free' where the form decides"])
  }

  /// Text that is no place in the form.
  package static func placeUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) isn't a place", at: span,
      notes: ["a place is a section, a bar and a beat, from left to right"],
      help: ["write it as in 'lift bar 1', 'B', 'bar 3 beat 2', 'lift bars 1..2' or 'before logo 1 bar'"])
  }

  /// `bar` or `beat` without a number from 1.
  package static func positionNumber(_ word: String, _ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, text.isEmpty ? "'\(word)' has no number" : "\(quoted(text)) isn't the number of a \(word)", at: span,
      notes: [
        word == "bar"
          ? "bars are whole numbers from 1" : "beats are numbers from 1, with up to four decimals: 'beat 3.5'"
      ], help: ["write it as in 'bar 17 beat 3'"])
  }

  /// `bars 17`, `beat 3`.
  package static func positionWord(_ word: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "a position doesn't begin with '\(word)'", at: span,
      notes: ["a position is a bar and a beat; a length has its number first: '4 bars', '2 beats'"],
      help: ["write it as in 'bar 17' or 'bar 17 beat 3'"])
  }

  /// Something else where an amount is due.
  package static func timeAmountMissing(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, text.isEmpty ? "an amount is missing" : "\(quoted(text)) isn't an amount", at: span,
      notes: ["an amount is a number and a unit"], help: ["write it as in '1 bar', '2 beats', '1/8' or '350ms'"])
  }

  /// A timecode that can't be read.
  package static func timecodeUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, text.isEmpty ? "'tc' has no timecode" : "\(quoted(text)) isn't a timecode", at: span,
      notes: [
        "a timecode is hours, minutes, seconds and frames in two digits each; ';' before the frames says drop-frame"
      ],
      help: ["write it as in 'tc 01:00:08:03' or 'tc 01:00:08;03'"])
  }

  /// A timecode without its word.
  package static func timecodeWithoutWord(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) has four parts, a clock time two or three", at: span,
      notes: ["a timecode has the word 'tc' before it"]
    ).fix("make it a timecode", span, "tc \(text)", safe: false)
  }

  /// A comma in a number.
  package static func timeDecimalComma(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(.badTime, "\(quoted(text)) has a comma", at: span, notes: ["decimals stand behind a point"])
      .fix("use a point", span, text.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "."))
  }

  /// A time before the start.
  package static func timeNegative(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) has a sign", at: span,
      notes: ["times count from the start; only an offset has a sign"],
      help: ["to count back from a place name it: 'end - 2s'"])
  }

  /// A range that ends at or before its start.
  package static func timeRangeReversed(_ text: String, swapped: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) doesn't end after its start", at: span, notes: ["the earlier time comes first"]
    )
    .fix("swap the times", span, swapped, safe: false)
  }

  /// Text that is no range of time.
  package static func timeRangeUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) isn't a range of time", at: span, notes: ["a range is two times with '..' between"],
      help: ["write it as in '9s..17.5s' or 'lift bars 1..2'"])
  }

  /// A time finer than the language measures.
  package static func timeTooFine(_ text: String, isSamples: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) has too many decimals", at: span,
      notes: [
        isSamples
          ? "samples are counted whole"
          : "times are kept to the microsecond, bars and beats to four decimals"
      ], help: ["round it"])
  }

  /// A time longer than a day, or so many bars.
  package static func timeTooLong(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) is too long", at: span,
      notes: ["times end at 24 hours, bars and beats at 100000, numbers at nine digits"], help: ["write a shorter time"]
    )
  }

  /// Something behind a time.
  package static func timeTrailing(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) can't follow a time", at: span, notes: ["the time before it is complete"],
      help: ["remove it; an offset needs a name before it: 'logo - 1 bar'"])
  }

  /// A unit that isn't one.
  package static func timeUnitUnknown(_ unit: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badTime, "\(quoted(unit)) isn't a unit of time", at: span,
        notes: ["units are s, ms, min, h, bars, beats and samples"],
        help: meant(candidates, else: "write it as in '12.5s' or '4 bars'")),
      candidates, span)
  }

  /// Text that is no time.
  package static func timeUnreadable(_ text: String, at span: Span, candidates: [String] = []) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) isn't a time", at: span,
      notes: [
        "times are written as in '1:23.450', '12.5s', '4 bars', '1/8', 'bar 17 beat 3', 'logo - 1 bar'"
      ],
      help: meant(candidates, else: "write it in one of these ways; names have no blanks"))
  }

  /// A number without a unit where a time is due.
  package static func timeWithoutUnit(_ number: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .timeWithoutUnit, "\(quoted(number)) has no unit", at: span, caption: "seconds or bars?",
      notes: ["times carry a unit: s, ms, min, h, bars, beats or samples"],
      help: ["write '\(word(number))s' or '\(word(number)) bars'; a place is 'bar 17 beat 3'"]
    ).fix("count seconds", span, "\(number)s", safe: false).fix("count bars", span, "\(number) bars", safe: false)
  }

  /// A stop of a curve of tempi that isn't a time and a tempo.
  package static func tempoStopUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTempo, text.isEmpty ? "a stop of the curve is empty" : "\(quoted(text)) is no stop of a curve of tempi", at: span,
      notes: ["a stop is a time, beats a minute and a shape if need be"], help: ["write it as in 'reveal 110 ease'"])
  }
}
