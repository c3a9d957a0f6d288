// SPDX-License-Identifier: Apache-2.0
// The messages of given notes (S1115 to S1119, S1122), sorted by name.

extension Diagnostic {
  /// Broken rhythm without a note on its left.
  package static func abcBroken(at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "there is no note for this broken rhythm", at: span,
      notes: ["'>' stands between two notes of a bar: it lengthens the left one and shortens the right one"],
      help: ["write it as in 'A>B', with three signs at most"])
  }

  /// A field that says another thing later in the tune.
  package static func abcChange(_ field: String, _ why: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "'\(field):' changes inside the tune", at: span, notes: [why],
      help: ["give the second part a section of its own"])
  }

  /// A field whose value can't be read.
  package static func abcField(_ field: String, _ due: String, at span: Span) -> Diagnostic {
    Diagnostic(.badABC, "'\(field):' can't be read", at: span, notes: ["it holds \(due)"], help: ["write it that way"])
  }

  /// A quote, decoration or grace that doesn't end on its line.
  package static func abcOpen(_ what: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "\(what) isn't closed on its line", at: span, notes: ["it ends with the sign that it begins with, or with '}'"],
      help: ["close it, or take it out"])
  }

  /// `Z` where the meter isn't known.
  package static func abcRestNeedsMeter(at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "a rest of whole bars needs 'M:' before it", at: span, notes: ["the length of a bar is the meter's"],
      help: ["add 'M:' to the tune, or write the rests with 'z'"])
  }

  /// The tune ends where a note is due.
  package static func abcUnfinished(at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "the tune ends where a note is due", at: span,
      notes: ["broken rhythm needs a note on its right, a tuplet as many notes as it says"], help: ["add the note"])
  }

  /// Something that is no music.
  package static func abcUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "\(quoted(text)) can't be read as ABC", at: span,
      notes: ["a tune holds notes 'A' to 'g' with '^', '_', '=', \"'\", ',' and lengths, rests 'z', bar lines, repeats"],
      help: ["write the note by its letter and length, as in 'A2', '^f/', 'z'"])
  }

  /// More than one voice.
  package static func abcVoices(at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "the tune has a second voice", at: span, notes: ["a melody is one voice"],
      help: ["give the other voice to a part of its own under 'given'"])
  }

  /// No `L:` before the first note.
  package static func abcWithoutUnit(at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "the tune doesn't say its unit note length", at: span,
      notes: ["ABC guesses it from the meter, 1/16 below 3/4 and 1/8 from there on; here it is written"],
      help: ["add as the first line: L:1/8"])
  }

  /// Two bar lines with nothing between them.
  package static func barOfLineEmpty(_ code: DiagnosticCode, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "a bar is empty", at: span, caption: "nothing before this bar line",
      notes: ["a bar holds notes or rests"], help: ["write the rest of the bar, or remove the bar line"])
  }

  /// A word that is no move.
  package static func contourUnknown(_ word: String, candidates: [String], at span: Span) -> Diagnostic {
    suggesting(
      Diagnostic(
        .badContour, "\(quoted(word)) is no move of a tune", at: span,
        notes: ["'up' and 'down' go any distance, 'up-' and 'down-' a step, 'up+' and 'down+' a leap, 'hold' repeats"],
        help: ["write the moves in order: 'up down- hold'"]),
      word, at: span, candidates: candidates, all: "moves")
  }

  /// A token that is no degree or tone.
  package static func degreeUnreadable(_ text: String, isChord: Bool, at span: Span) -> Diagnostic {
    let due = isChord
      ? "tones of the chord are 1, 3, 5, 7, 9, 11 and 13" : "degrees of the key are 1 to 7; the octave above 1 is 1'"
    return Diagnostic(
      .badDegrees, "\(quoted(text)) is no \(isChord ? "tone of a chord" : "degree of a key")", at: span,
      notes: ["\(due), with '#' or 'b' before and \"'\" or ',' behind"],
      help: ["write it as in \"5 1' b7, _\"; rests stand in 'rhythm'"])
  }

  /// `_` as the first pitch.
  package static func holdWithoutNote(at span: Span) -> Diagnostic {
    Diagnostic(
      .badDegrees, "'_' has no pitch before it", at: span, notes: ["'_' holds the pitch before for another note"],
      help: ["write a pitch first"])
  }

  /// A hyphen with nothing before it.
  package static func hyphenWithoutSyllable(at span: Span) -> Diagnostic {
    Diagnostic(
      .badLyrics, "'-' has no syllable before it", at: span, notes: ["'-' says that the word goes on"],
      help: ["write it behind a syllable, as in 'sai- lor'"])
  }

  /// A token of LilyPond that isn't in the subset.
  package static func lilyUnreadable(_ text: String, at span: Span) -> Diagnostic {
    let result = Diagnostic(
      .badLily, "\(quoted(text)) can't be read", at: span,
      notes: [
        "notes are a letter a to g with 'is', 'es', '#' or 'b', octave marks and a value; commands, chords and slurs aren't read"
      ],
      help: ["write it as in \"c'4 fis'8. bes16 r4 | g'2 ~ g'4\"; c' is middle C"])
    if text.hasPrefix("h") {
      return result.fix("use the English name", span, "b" + text.dropFirst(), safe: false)
    }
    return result
  }

  /// A token that no notation of lines has.
  package static func lineUnreadable(
    _ text: String, _ code: DiagnosticCode, _ tokens: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      code, "\(quoted(text)) can't be read", at: span, notes: ["what stands here are \(tokens)"],
      help: ["write one of these"])
  }

  /// A number that is no note value.
  package static func noteValueUnknown(
    _ text: String, near: String, _ code: DiagnosticCode, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      code, "\(quoted(text)) is no note value", at: span,
      notes: ["values are 1, 2, 4, 8, 16, 32 and 64: the share of a whole note"]
    ).fix("did you mean", span, near, safe: false)
  }

  /// Words of ABC for which no notes are left.
  package static func syllablesLeft(at span: Span) -> Diagnostic {
    Diagnostic(
      .badABC, "there is no note for this syllable", at: span,
      notes: ["a line of words belongs to the line of music right before it; a tie is one note"],
      help: ["write as many syllables as notes, '_' to hold one and '*' to leave a note out"])
  }

  /// A tie between two pitches.
  package static func tieChangesPitch(_ code: DiagnosticCode, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "a tie leads to another pitch", at: span, notes: ["a tie makes one note of two of the same pitch"],
      help: ["write the same pitch again, or remove the tie"])
  }

  /// A tie with no note before or behind it.
  package static func tieWithoutNote(_ code: DiagnosticCode, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "a tie has no two notes to join", at: span, notes: ["a tie stands between two notes"],
      help: ["write the second note, or remove the tie"])
  }

  /// A value with three dots.
  package static func tooManyDots(_ code: DiagnosticCode, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "a value has more than two dots", at: span, notes: ["each dot adds half of what the one before added"],
      help: ["write two dots at most, or tie two notes with '~'"])
  }

  /// A tuplet without its closing parenthesis.
  package static func tupletOpen(at span: Span) -> Diagnostic {
    Diagnostic(
      .badRhythm, "a tuplet isn't closed", at: span, notes: ["it is written as in '(3 8 8 8)'"], help: ["add ')'"])
  }

  /// A tuplet of a number that has no usual time, or inside another.
  package static func tupletUnknown(_ code: DiagnosticCode = .badRhythm, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "this is no tuplet", at: span,
      notes: ["a tuplet begins with the number of its notes, 2 to 7 or 9, and holds no other"],
      help: [code == .badABC ? "write it as in '(3ABc' or '(3:2:4'" : "write it as in '(3 8 8 8)'"])
  }
}
