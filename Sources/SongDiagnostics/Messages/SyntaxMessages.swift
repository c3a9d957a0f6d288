// The messages of YAML and of the notations inside scalars (S1), sorted by name. A table of texts, so it may be long.

extension Diagnostic {
  /// Aliases that stand for more nodes than a spec may have.
  package static func aliasExpansion(_ name: String, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .aliasExpansion, "the aliases expand to more than \(limit) values at '*\(word(name))'", at: span,
      notes: ["each alias counts as all that its anchor holds, so aliases of aliases multiply"],
      help: ["write fewer aliases, or the values themselves"])
  }

  /// An alias in the value that its own anchor names.
  package static func aliasInsideItself(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .aliasExpansion, "'*\(word(name))' stands inside the value that it stands for", at: span,
      notes: ["the value would have no end"], help: ["remove the alias, or put the anchor elsewhere"])
  }

  /// Two bar lines with nothing between them.
  package static func barEmpty(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "a bar is empty", at: span, caption: "nothing before this bar line",
      notes: ["each bar between two '|' holds one chord at least"],
      help: ["write '%' to repeat the bar before, 'N.C.' for no chord, or remove the bar line"])
  }

  /// `lift bars` without a range of bars.
  package static func barRangeUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTime, "\(quoted(text)) isn't a range of bars", at: span,
      notes: ["bars are whole numbers from 1, the first before the last, at most 100000"],
      help: ["write it as in 'lift bars 1..2'"])
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

  /// The name of a curve's shape that isn't one.
  package static func curveShapeUnknown(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badIntensity, "\(quoted(name)) isn't the shape of a curve", at: span,
        notes: ["a stop is reached by 'line', 'ease', 'step' or 'exp'"],
        help: meant(candidates, else: "write it as in 'pour 70% ease'")),
      candidates, span)
  }

  /// A key that stands twice in a map.
  package static func duplicateKey(_ key: String, at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .duplicateKey, "the key \(quoted(key)) stands twice", at: span, caption: "again here",
      notes: ["a map has one value for each key; the first is kept"],
      help: ["remove one of the two, or give it another name"]
    ).label(first, "first here")
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

  /// A file without a document, or with an empty one.
  package static func emptyDocument(at span: Span) -> Diagnostic {
    Diagnostic(
      .documentCount, "the file is empty", at: span, notes: ["a spec is a map of keys, the first of which is 'song'"],
      help: ["begin with 'song: 1'"])
  }

  /// A file beyond the limit.
  package static func fileTooLarge(bytes: Int, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .fileTooLarge, "the file has \(bytes) bytes, a spec at most \(limit)", at: span,
      notes: ["a file that large is hardly a spec written by a person"], help: ["check that this is the right file"])
  }

  /// `]` without `[`.
  package static func formBracketClose(at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "']' closes no bracket", at: span,
      notes: ["brackets go around the loop body or a group that is repeated"],
      help: ["remove it, or open the group with '['"])
  }

  /// `[` without `]`.
  package static func formBracketOpen(at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "'[' is never closed", at: span,
      notes: ["brackets go around the loop body or a group that is repeated"],
      help: ["close the group with ']'"])
  }

  /// `[]`.
  package static func formGroupEmpty(at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "the brackets hold no section", at: span,
      notes: ["brackets go around the loop body or a group that is repeated"],
      help: ["write names of sections inside, or remove the brackets"])
  }

  /// An item of a list of sections that holds more than one.
  package static func formItemSeveral(_ text: String, whole: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "\(quoted(text)) is one item of the list, but more than one section", at: span,
      notes: ["without quotes YAML reads brackets at the start of a value as a list with commas"],
      help: [
        whole
          ? "put the form in quotes: form: \"[\(word(text))]\""
          : "put a comma between two sections, or the whole form in quotes"
      ])
  }

  /// Something in a form that no name begins or goes on with.
  package static func formNameUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "\(quoted(text)) isn't the name of a section", at: span,
      notes: ["a name is letters, digits, '_' and '-', not beginning with a digit; primes (A') only at its end"],
      help: ["write names with blanks between, as in \"intro [A A B A'] outro\""])
  }

  /// A count with no name or group before it.
  package static func formNothingToRepeat(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "\(quoted(text)) has nothing before it to repeat", at: span,
      notes: ["a count stands behind a name or a bracket group"], help: ["write it as in 'verse x2' or '[A B] x2'"])
  }

  /// Brackets inside brackets inside ...
  package static func formTooDeep(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "brackets are nested deeper than \(limit)", at: span, notes: ["no form needs that"],
      help: ["write the sections out"])
  }

  /// More sections than a piece may have.
  package static func formTooLong(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "the form has more than \(limit) sections", at: span, notes: ["repeats count"],
      help: ["repeat less, or make the sections longer"])
  }

  /// Two bracket groups without a count.
  package static func formTwoLoops(at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .badForm, "the form has two loop bodies", at: span, caption: "the second",
      notes: ["brackets without a count are the loop body, and a piece has one"],
      help: ["give a group that is only repeated its count: '[A B] x2'"]
    ).label(first, "the first loop body")
  }

  /// A level beyond 100 %.
  package static func intensityAbove(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "\(quoted(text)) is above 100%", at: span, notes: ["100% is all that the band can give"],
      help: ["write 0% to 100%"])
  }

  /// Nothing between two commas of a curve.
  package static func intensityStopEmpty(at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "a stop of the curve is empty", at: span, notes: ["commas stand between two stops"],
      help: ["remove the comma, or write a stop: 'end 20%'"])
  }

  /// A stop without its level.
  package static func intensityStopWithoutLevel(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "\(quoted(text)) has no level", at: span,
      notes: ["a stop is a time, a level and a shape if need be"],
      help: ["write it as in 'pour 70% ease'"])
  }

  /// A stop without its time.
  package static func intensityStopWithoutTime(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "the stop \(quoted(text)) has no time", at: span,
      notes: ["a stop is a time, a level and a shape if need be"], help: ["write it as in '0s \(word(text))'"])
  }

  /// A curve with too many stops.
  package static func intensityTooManyStops(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "the curve has more than \(limit) stops", at: span, notes: ["music doesn't change that often"],
      help: ["keep the stops where the curve bends"])
  }

  /// Text that is no level.
  package static func intensityUnreadable(_ text: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badIntensity, text.isEmpty ? "a level is missing" : "\(quoted(text)) isn't an intensity", at: span,
        notes: ["a level is 0% to 100%, or 'low', 'medium', 'high' or 'max' (20, 50, 80, 100%)"],
        help: meant(candidates, else: "write it as in '40%' or '40% -> 70%'")),
      candidates, span)
  }

  /// A number where a percentage is due.
  package static func intensityWithoutPercent(_ text: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "\(quoted(text)) isn't an intensity: the sign '%' is missing", at: span,
      notes: ["levels are percentages, 0% to 100%"], help: ["write '\(replacement)'"]
    ).fix("add the sign", span, replacement, safe: false)
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

  /// Collections inside each other beyond the limit.
  package static func nestingTooDeep(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .nestingTooDeep, "lists and maps are nested deeper than \(limit)", at: span,
      notes: ["the language itself needs no more than ten"], help: ["check the indentation and the brackets"])
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

  /// `.` with no chord before it.
  package static func nothingToHold(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "'.' has no chord before it", at: span, notes: ["'.' holds the chord before for one beat"],
      help: ["write a chord first, or 'N.C.' for none"])
  }

  /// A file that isn't UTF-8.
  package static func notUTF8(isUTF16: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .notUTF8, isUTF16 ? "the file is UTF-16 text" : "the file isn't UTF-8 text from this byte on", at: span,
      notes: ["specs are UTF-8"], help: ["save the file as UTF-8"])
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

  /// A count of repeats out of range.
  package static func repeatCount(_ text: String, limit: Int, _ code: DiagnosticCode, at span: Span) -> Diagnostic {
    Diagnostic(
      code, "\(quoted(text)) isn't a count from 1 to \(limit)", at: span,
      notes: ["a count says how often the thing before it is played in all"], help: ["write it as in 'x2'"])
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

  /// More than one document in a file.
  package static func severalDocuments(at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .documentCount, "a second document begins here", at: span, notes: ["a spec is one file with one document"],
      help: ["put it in a file of its own, or remove the '---'"]
    ).label(first, "the first document")
  }

  /// `/` as a beat.
  package static func slashHold(at span: Span) -> Diagnostic {
    Diagnostic(
      .badChordSymbol, "'/' isn't a chord", at: span, notes: ["as in ChordPro '.' holds a chord for one beat"]
    ).fix("hold with '.'", span, ".")
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

  /// An alias without an anchor.
  package static func unknownAlias(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .yamlSyntax, "'*\(word(name))' has no anchor '&\(word(name))' before it", at: span,
        notes: ["an alias stands for the value behind the anchor of its name"],
        help: meant(candidates.map { "*\($0)" }, else: "put quotes around the text if it isn't an alias")),
      candidates.map { "*\($0)" }, span)
  }

  /// A list or map as a key.
  package static func unsupportedKey(at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedYAML, "a key is a list or a map", at: span, notes: ["the keys of the language are text"],
      help: ["put quotes around the key if it is text with brackets"])
  }

  /// `<<`.
  package static func unsupportedMergeKey(at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedYAML, "the merge key '<<' isn't part of the language", at: span,
      notes: ["what a merged map means depends on the program that reads it"],
      help: ["use 'vary' for a section like another one, 'from' for a track like another one, or write the keys out"])
  }

  /// A tag.
  package static func unsupportedTag(_ tag: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedYAML, "the tag \(quoted(tag)) isn't part of the language", at: span,
      notes: ["what a value means follows from its key"],
      help: ["remove the tag, or put quotes around the text if it begins with '!'"])
  }

  /// A syntax error as libyaml found it.
  ///
  /// - Parameters:
  ///   - problem: libyaml's words for what is wrong.
  ///   - context: its words for what it was reading, empty for none.
  ///   - found: the character at the place, a line feed at the end of a line, empty at the end of the file.
  ///   - isBehindClose: whether a quote or bracket was closed right before it.
  ///   - contextAt: where what it was reading began.
  package static func yamlSyntax(
    problem: String, context: String, found: String, isBehindClose: Bool, at span: Span, contextAt: Span?
  ) -> Diagnostic {
    let (message, help) = yamlProblem(problem, found: found, isBehindClose: isBehindClose)
    let reading = yamlContexts[context]
    let cause = reading.map { "this was found \($0)" } ?? yamlCauses[problem] ?? "the file isn't YAML from here on"
    return Diagnostic(.yamlSyntax, message, at: span, notes: [cause], help: [help])
      .label(contextAt, reading.map { "the start of what is read \($0)" } ?? "begun here")
  }
}

// MARK: - Words

/// The user's words in quotes, on one line and not too long.
private func quoted(_ text: String) -> String { "'\(word(text))'" }

private func word(_ text: String) -> String {
  var out = ""
  for (index, scalar) in text.unicodeScalars.enumerated() {
    if index == longestQuote { return out + "…" }
    if scalar.value < 0x20 || scalar.value == 0x7F {
      out += scalar == "\n" || scalar == "\r" || scalar == "\t" ? " " : "?"
    } else {
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}

/// Characters of the user's words that a message repeats.
private let longestQuote = 60

private func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

/// `did you mean 'a', 'b' or 'c'?`
private func meant(_ candidates: [String], else other: String) -> [String] {
  guard let last = candidates.last else { return [other] }
  let names = candidates.map { "'\($0)'" }
  return [
    "did you mean " + (names.count == 1 ? "'\(last)'" : names.dropLast().joined(separator: ", ") + " or '\(last)'")
      + "?"
  ]
}

private func suggest(_ diagnostic: Diagnostic, _ candidates: [String], _ span: Span) -> Diagnostic {
  candidates.reduce(diagnostic) { $0.fix("use '\($1)'", span, $1, safe: false) }
}

/// libyaml's problem in our words, with a remedy.
///
/// - Source: libyaml 0.2.5, reader.c, scanner.c and parser.c.
private func yamlProblem(_ problem: String, found: String, isBehindClose: Bool) -> (message: String, help: String) {
  let sign = found.isEmpty ? "the end of the file" : found == "\n" ? "the end of the line" : quoted(found)
  let keyProblems = ["did not find expected key", "did not find expected '-' indicator"]
  if isBehindClose, !found.isEmpty, keyProblems.contains(problem) {
    return ("the value goes on behind a closed quote or bracket", "put quotes around the whole value")
  }
  switch problem {
  case "control characters are not allowed":
    return ("a control character stands in the text", "remove it; in double quotes it can be written as '\\x07'")
  case "input is too long": return ("the file is too long", "make it shorter")
  case "could not find expected ':'":
    return ("a key without ':' behind it", "write 'key: value', or indent a text of several lines")
  case "mapping values are not allowed in this context":
    return ("a ':' where no key can stand", "put quotes around a text with ': ' in it, or check the indentation")
  case "mapping keys are not allowed in this context": return ("a key can't stand here", "check the indentation")
  case "block sequence entries are not allowed in this context":
    return ("a list item can't stand here", "put it on a line of its own, indented like the others")
  case "found character that cannot start any token":
    if found == "\t" { return ("a tab can't indent a line", "indent with blanks") }
    return ("\(sign) can't begin a value", "put quotes around the value")
  case "found a tab character where an indentation space is expected",
    "found a tab character that violates indentation":
    return ("a tab can't indent a line", "indent with blanks")
  case "found an indentation indicator equal to 0":
    return ("the indentation of a block can't be 0", "leave the digit out, or write 1 to 9")
  case "did not find expected comment or line break":
    return ("text behind the sign of a block", "begin the text on the next line")
  case "found unexpected document indicator":
    return ("a document ends inside quotes", "close the quotes, or indent the line")
  case "found unexpected end of stream": return ("the file ends inside quotes", "close the quotes")
  case "found unknown escape character":
    return ("an escape that double quotes don't have", "write '\\\\' for a backslash, or use single quotes")
  case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
    return (
      "an escape without a character's number", "write '\\xHH', '\\uHHHH' or '\\UHHHHHHHH' with hexadecimal digits"
    )
  case "did not find expected alphabetic or numeric character":
    return ("an anchor or alias without a name", "put quotes around a text that begins with '&' or '*'")
  case "found unexpected ':'": return ("a ':' inside a text between brackets", "put quotes around the text")
  case "did not find expected key":
    return (
      "\(sign) where a key is due",
      "check the indentation, the quotes and the ':' of the line"
    )
  case "did not find expected '-' indicator":
    return (
      "\(sign) where a list item is due",
      "check the indentation: each item begins with '- '"
    )
  case "did not find expected ',' or ']'":
    return ("a list isn't closed", "put ',' between its items and ']' at its end")
  case "did not find expected ',' or '}'":
    return ("a map isn't closed", "put ',' between its entries and '}' at its end")
  case "did not find expected node content":
    return found.isEmpty
      ? ("the file ends where a value is due", "write the value, or close the bracket")
      : ("\(sign) where a value is due", "write the value, or put quotes around it")
  case "did not find expected <document start>":
    return (
      "\(sign) behind the end of the document",
      "check the indentation: the keys of the spec begin in one column"
    )
  case "found incompatible YAML document": return ("a YAML version that isn't 1.1 or 1.2", "remove the '%YAML' line")
  case "found undefined tag handle", "did not find expected tag URI", "did not find expected '!'",
    "did not find the expected '>'", "did not find URI escaped octet":
    return ("a tag that isn't one", "put quotes around a text that begins with '!'")
  case "found unknown directive name", "found duplicate %YAML directive", "found duplicate %TAG directive",
    "could not find expected directive name", "found unexpected non-alphabetical character",
    "did not find expected whitespace", "did not find expected whitespace or line break",
    "did not find expected version number", "found extremely long version number",
    "did not find expected digit or '.' character":
    return ("a line that begins with '%' isn't a directive of YAML", "remove the line, or put quotes around the text")
  case "": return ("the YAML can't be read", "check the line")
  default: return (problem, "check the line and the one before it")
  }
}

/// Why some problems are problems, where libyaml doesn't say what it was reading.
private let yamlCauses: [String: String] = [
  "block sequence entries are not allowed in this context": "a list begins on a line of its own",
  "control characters are not allowed": "YAML is text: of the control characters it takes tabs and line ends only",
  "did not find expected <document start>": "the value before it is complete, and a file holds one",
  "mapping keys are not allowed in this context": "a '?' begins a key, and a map begins on a line of its own",
  "mapping values are not allowed in this context":
    "': ' ends a key, and a key begins a line or stands between braces",
]

/// What libyaml was reading, in our words.
private let yamlContexts: [String: String] = [
  "while scanning a simple key": "in a key",
  "while scanning a block scalar": "in a block of text",
  "while scanning a plain scalar": "in a text without quotes",
  "while scanning a quoted scalar": "in a text in quotes",
  "while parsing a quoted scalar": "in a text in quotes",
  "while scanning an anchor": "in an anchor",
  "while scanning an alias": "in an alias",
  "while scanning a tag": "in a tag",
  "while parsing a tag": "in a tag",
  "while scanning a directive": "in a directive",
  "while scanning a %YAML directive": "in a directive",
  "while scanning a %TAG directive": "in a directive",
  "while parsing a tag directive": "in a directive",
  "while parsing a %TAG directive": "in a directive",
  "while scanning for the next token": "at the start of a value",
  "while parsing a block collection": "in a list",
  "while parsing a block mapping": "in a map",
  "while parsing a block node": "at a value",
  "while parsing a flow node": "at a value between brackets",
  "while parsing a node": "at a value",
  "while parsing a flow sequence": "in a list between brackets",
  "while parsing a flow mapping": "in a map between braces",
]
