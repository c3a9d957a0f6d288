// SPDX-License-Identifier: Apache-2.0
// The messages of chords (S1103 to S1105), sorted by name.

extension Diagnostic {
  /// Two bar lines with nothing between them.
  package static func barEmpty(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "a bar is empty", at: span, caption: "nothing before this bar line",
      notes: ["each bar between two '|' holds one chord at least"],
      help: ["write '%' to repeat the bar before, 'N.C.' for no chord, or remove the bar line"])
  }

  /// `%` in the first bar.
  package static func barRepeatFirst(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "'%' has no bar before it", at: span, notes: ["'%' repeats the bar before"],
      help: ["write the chords of the first bar"])
  }

  /// `%` beside a chord.
  package static func barRepeatNotAlone(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "'%' stands in a bar with chords", at: span, notes: ["'%' repeats a whole bar"],
      help: ["give '%' a bar of its own; '.' holds a chord for one beat"])
  }

  /// A chord with `alt`.
  package static func chordAltered(_ symbol: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "'alt' in \(quoted(symbol)) doesn't say which tones are altered", at: span,
      notes: ["players choose from b5, #5, b9 and #9; the compiler plays what is written"],
      help: ["write the alterations: '7#5#9', '7b5b9'"])
  }

  /// More bars of chords in one field than are read.
  package static func chordBarsLimit(_ limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badNumber, "the chords have more than \(limit) bars", at: span,
      notes: ["repeats by 'x' and '%' count"], help: ["split the section, or repeat it in 'form'"])
  }

  /// A slash without the name of a bass behind it.
  package static func chordBassUnknown(_ bass: String, symbol: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol,
      bass.isEmpty
        ? "\(quoted(symbol)) has no bass after '/'" : "\(quoted(bass)) in \(quoted(symbol)) isn't a bass note",
      at: span, notes: ["the bass of a chord in letters is a letter A to G with '#' or 'b'"],
      help: ["write it as in 'C/E', or remove the '/'"])
  }

  /// A number of tokens that divides no bar of so many beats.
  package static func chordCount(_ count: Int, beats: Int, dotted: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .chordCount, "\(counted(count, "chord")) can't share a bar of \(counted(beats, "beat"))", at: span,
      notes: ["a bar holds one chord a beat, or a number of chords that divides its beats"],
      help: [
        dotted.isEmpty
          ? "write \(beats) at most, or another 'time'"
          : "write one a beat, where '.' holds the chord before: '\(dotted)'"
      ])
  }

  /// German H.
  package static func chordGermanB(_ symbol: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "\(quoted(symbol)) isn't a chord", at: span,
      notes: ["the German H is B here, the German B is Bb"]
    ).fix("use English names", span, replacement)
  }

  /// A letter chord in lower case.
  package static func chordLowerCase(_ symbol: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "\(quoted(symbol)) begins with a small letter", at: span,
      notes: ["roots are capital letters; a minor chord has an 'm'"]
    ).fix("write the root in upper case", span, replacement, safe: false)
  }

  /// A suffix that no chord has.
  package static func chordQualityUnknown(
    _ suffix: String, symbol: String, at span: Span, candidates: [String]
  ) -> Diagnostic {
    suggest(
      Diagnostic(
        .badChordSymbol, "\(quoted(suffix)) in \(quoted(symbol)) isn't a chord quality", at: span,
        notes: ["qualities are written as in 'm', '7', 'maj7', 'm7b5', 'dim7', 'sus4', 'add9', '13', '7b9', '(no3)'"],
        help: meant(candidates, else: "write the tones that are added or altered, as in '7b9' or 'madd9'")),
      candidates, span)
  }

  /// A repeat count that isn't the last of a bar.
  package static func chordRepeatMisplaced(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "\(quoted(text)) doesn't stand at the end of a bar", at: span,
      notes: ["it repeats the bar that it ends"], help: ["write the chords, then the count, then '|': 'Dm G7 x4 |'"])
  }

  /// Text that begins like no chord.
  package static func chordUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "\(quoted(text)) isn't a chord", at: span,
      notes: ["a chord begins with a letter A to G, or with a numeral I to VII or i to vii"],
      help: ["write it as in 'Dm7', 'Bb/D', 'V7', 'bVI', 'N.C.'"])
  }

  /// Letters and numerals in one field of chords.
  package static func mixedChordNotation(
    _ text: String, isRoman: Bool, at span: Span, other: String, otherAt: Span
  ) -> Diagnostic {
    let (kind, first) = isRoman ? ("a numeral", "a letter") : ("a letter", "a numeral")
    return Diagnostic(
      .mixedChordNotation, "\(quoted(text)) is \(kind) chord, \(quoted(other)) before it \(first) chord", at: span,
      caption: kind, notes: ["numerals follow the key and letters don't, so one field has only one of them"],
      help: ["write all chords of the field in one of the two ways"]
    ).label(otherAt, first)
  }

  /// `.` with no chord before it.
  package static func nothingToHold(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "'.' has no chord before it", at: span, notes: ["'.' holds the chord before for one beat"],
      help: ["write a chord first, or 'N.C.' for none"])
  }

  /// A numeral whose case says another triad than its suffix.
  package static func romanCase(_ symbol: String, isUpper: Bool, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "\(quoted(symbol)) is a \(isUpper ? "major" : "minor") numeral with another triad's suffix",
      at: span,
      notes: ["the case of a numeral is its triad: 'ii' is minor, 'IV' major, 'viio' diminished, 'III+' augmented"],
      help: ["write '\(replacement)'"]
    ).fix("change the case", span, replacement, safe: false)
  }

  /// An inversion by figures.
  package static func romanFiguredBass(_ symbol: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "\(quoted(symbol)) names its inversion by figures", at: span,
      notes: ["behind a numeral '6', '7', '9' are added tones, as in letter chords"],
      help: ["write the degree of the key that is the bass: 'I/3', 'V7/7'"])
  }

  /// Something behind the slash of a numeral.
  package static func romanSlashUnknown(_ text: String, symbol: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol,
      text.isEmpty
        ? "\(quoted(symbol)) has nothing after '/'"
        : "\(quoted(text)) in \(quoted(symbol)) is neither a degree nor a numeral",
      at: span,
      notes: [
        "behind a numeral '/' takes a degree 1 to 7 as bass ('V/7') or the numeral that it leads to ('V/V', 'viio/ii')"
      ],
      help: ["write one of these, or letters for all chords of the field"])
  }

  /// `/` as a beat.
  package static func slashHold(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "'/' isn't a chord", at: span, notes: ["as in ChordPro '.' holds a chord for one beat"]
    ).fix("hold with '.'", span, ".")
  }
}
