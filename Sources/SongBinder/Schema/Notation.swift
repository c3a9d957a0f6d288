// SPDX-License-Identifier: Apache-2.0
/// How the text of a scalar is written, as editors can check it: the notation's parser is exact, the pattern is nearly so
/// and refuses no value that the parser accepts.
package struct Notation: Sendable, Hashable {
  package let name: String
  /// One line for the reference and for editors.
  package let summary: String
  /// What the whole text is, but for blanks around it: a regular expression of ECMA 262 in the part of it that other
  /// dialects share.
  package let pattern: String
  /// Each is accepted by the parser.
  package let examples: [String]
  /// The numbers that YAML tools may read such a text as: `96`; nil where it is never one.
  package let numbers: ClosedRange<Int>?

  init(
    _ name: String, _ summary: String, _ pattern: String, _ examples: [String], numbers: ClosedRange<Int>? = nil
  ) {
    self.name = name
    self.summary = summary
    self.pattern = pattern
    self.examples = examples
    self.numbers = numbers
  }
}

extension Notation {
  /// Of texts that needn't be about a number at all.
  package static let anyNumber = Int.min...Int.max

  // MARK: Time and numbers

  package static let time = Notation(
    "time", "a clock time, an amount with its unit, a place, an anchor or timecode", Pattern.time,
    ["12.5s", "1:23.450", "4 bars", "1/8", "bar 17 beat 3.5", "logo - 1 bar", "tc 01:00:08:03", "end"])
  package static let start = Notation(
    "start", "the timecode at which a picture begins, with or without `tc`", Pattern.start, ["tc 01:00:00:00", "10:00:00:00"])
  package static let length = Notation(
    "length of time", "a clock time or an amount with its unit", Pattern.length, ["250ms", "0:02.500", "1 bar"])
  package static let offset = Notation(
    "time offset", "a clock time or an amount of seconds, with or without a sign", "[-+−]?\(Pattern.blanks)\(Pattern.length)",
    ["-2s", "+1:00", "350ms"])
  package static let duration = Notation(
    "duration", "a length of time, a range of them, or `free`",
    "free|\(Pattern.duration)(?:\(Pattern.dots)\(Pattern.duration))?", ["90s", "0:30.000", "60s..75s", "free"])
  package static let place = Notation(
    "place", "a section, a bar of it or of the piece, or a stretch before a section", Pattern.place,
    ["lift bar 1", "B", "bar 3 beat 2", "lift bars 1..2", "before logo 1 bar"])
  package static let bars = Notation(
    "bars", "a number of bars, a range, or `auto`", "auto|\(Pattern.count)(?:\(Pattern.dots)\(Pattern.count))?", ["8", "4..8", "auto"], numbers: 1...4000)
  package static let percentage = Notation(
    "percentage", "a number with `%`", #"\+?\#(Pattern.percent)"#, ["10%", "66.7%"])
  package static let weight = Notation(
    "weight", "0 to 1, also as a percentage", #"0*[01](?:\.\d+)?|\#(Pattern.percent)"#, ["0.3", "30%"], numbers: 0...1)
  package static let decibels = Notation("level", "a change of level", Pattern.signed("dB"), ["-4 dB"])
  package static let pan = Notation(
    "pan", "a place between left and right: `C` in the middle, `L100` or `-100%` quite left, `R100` or `100%` quite right",
    #"C|[LR]0*(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)|[-+−]?\#(Pattern.percent)"#, ["L30", "R100", "C", "-30%"])
  package static let value = Notation(
    "number", "a number, with or without a sign", "[-+−]?\(Pattern.number)", ["0.5", "-12", "440"], numbers: Notation.anyNumber)
  package static let count = Notation("whole number", "a number without a point", #"\d{1,9}"#, ["0", "24"], numbers: 0...999_999_999)
  package static let loudness = Notation("loudness", "an integrated loudness", Pattern.signed("LUFS"), ["-14 LUFS"])
  package static let truePeak = Notation("true peak", "a true peak", Pattern.signed("dBTP"), ["-1 dBTP"])
  package static let band = Notation(
    "band", "two frequencies", "\(Pattern.frequency)\(Pattern.dots)\(Pattern.frequency)", ["1kHz..4kHz", "200 Hz..3.5 kHz"])
  package static let frameRate = Notation(
    "frame rate", "frames a second; `df` leaves out numbers", Pattern.frameRate,
    ["24", "25", "29.97df", "30"], numbers: 23...60)

  // MARK: Tempo, meter, key, form

  package static let tempo = Notation(
    "tempo", "beats a minute, or a range that may bend; the note that is counted before `=`",
    "(?:\(Pattern.noteValue)\(Pattern.blanks)=\(Pattern.blanks))?\(Pattern.number)(?:\(Pattern.dots)\(Pattern.number))?",
    ["96", "108..126", "1/4. = 60"], numbers: 5...999)
  package static let bpm = Notation("beats a minute", "one tempo", Pattern.number, ["96", "118.2"], numbers: 5...999)
  package static let tempoCurve = Notation(
    "curve of tempi", "stops `TIME BPM [SHAPE]` with commas; shapes are `line`, `ease`, `step`, `exp`",
    "\(Pattern.tempoStop)(?:\(Pattern.blanks),\(Pattern.blanks)\(Pattern.tempoStop))*",
    ["0s 96, reveal 110 ease, end 100", "bar 1 92, bar 9 104 step"])
  package static let noteValue = Notation("note value", "a part of a whole note, with dots", Pattern.noteValue, ["1/4.", "1/8"])
  package static let meter = Notation(
    "time signature", "beats and their note, groups in brackets, `flexible` where a shorter bar may be put in",
    Pattern.meter, ["4/4", "7/8 (2+2+3)", "4/4 flexible"])
  package static let key = Notation("key", "a tonic and a mode", Pattern.key, ["D major", "E minor", "D dorian", "Bb", "F#m"])
  package static let keyRange = Notation(
    "range of pitches", "the lowest and the highest, c4 is middle C", "\(Pattern.pitch)\(Pattern.dots)\(Pattern.pitch)", ["a4..d6", "bb1..f3"])
  package static let form = Notation(
    "form", "names of sections in order; `x2` repeats, `A'` varies, brackets group or loop", Pattern.form,
    ["intro [A A B A'] outro", "verse chorus x2"])
  package static let ending = Notation(
    "ending", "how a piece ends", "ring|button|cut|loop|fade\(Pattern.space)+\(Pattern.length)", ["ring", "button", "cut", "fade 2s", "loop"])
  package static let hit = Notation(
    "hit", "what happens at a point", "\(Pattern.plainHit)|(?:section|entry|exit|stinger)\(Pattern.space)+\(Pattern.name)",
    ["section lift", "downbeat", "beat", "accent", "entry strings", "exit drums", "peak", "stop", "chord Am7", "marker"])
  package static let cueHit = Notation(
    "hit of a cue", "what happens at a point; `section`, `entry` and `exit` may take the cue's own name",
    "\(Pattern.plainHit)|(?:section|entry|exit)(?:\(Pattern.space)+\(Pattern.name))?|stinger(?:\(Pattern.space)+\(Pattern.name))?",
    ["section", "section lift", "accent"])

  // MARK: Intensity

  package static let level = Notation(
    "intensity of a section", "a level, or a ramp from its start to its end", Pattern.ramp,
    ["40%", "40% -> 70%", "low", "medium", "high", "max"])
  package static let intensity = Notation(
    "intensity", "a level, a ramp, or stops `TIME LEVEL [SHAPE]` with commas; shapes are `line`, `ease`, `step`, `exp`",
    "\(Pattern.ramp)|\(Pattern.stop)(?:\(Pattern.blanks),\(Pattern.blanks)\(Pattern.stop))*",
    ["0s 20%, 40s 90% ease, end 30%", "60%", "40% -> 70%", "high"])

  // MARK: Chords

  package static let chord = Notation("chord", "a chord symbol or a Roman numeral", Pattern.chord, ["Dm7", "Bb", "V7", "vii°/ii"])
  package static let chords = Notation(
    "chords", "chord symbols or Roman numerals, a bar line between bars; `%` repeats a bar, `.` holds, `x4` plays a bar again",
    Pattern.chords, ["Dm7 | G7 | Cmaj7 | %", "I . IV V | vi x2", "N.C. | Am/G"])
  package static let harmonicRate = Notation(
    "harmonic rhythm", "how long a chord lasts",
    "(?:about +)?(?:1/4|1/3|1/2|1|2|4|8) +bars?", ["1 bar", "1/2 bar", "about 2 bars"])
  package static let colour = Notation(
    "colour", "what stands above the triads", #"auto|plain|sevenths|rich|\+?0*(?:100|\d{1,2})%"#, ["auto", "plain", "sevenths", "rich", "30%"])

  // MARK: Notes and patterns

  package static let rhythm = Notation(
    "rhythm", "note values; `r` rests, `~` ties, `(3 8 8 8)` triplets, `|` bar lines", Pattern.rhythm,
    ["8 8 4. r4 | (3 8 8 8) 4 ~ 2"], numbers: 1...64)
  package static let degrees = Notation(
    "degrees", "degrees of the key; `'` and `,` octaves, `#` and `b`, `_` holds", Pattern.pitches("[1-7]"), ["5 1' #4 7, _ | 1"],
    numbers: Notation.anyNumber)
  package static let tones = Notation(
    "tones", "tones of the chord that sounds", Pattern.pitches("(?:1|3|5|7|9|11|13)"), ["1 3 5 1'"], numbers: Notation.anyNumber)
  package static let contour = Notation(
    "contour", "the shape, move by move; `-` steps, `+` leaps",
    "\(Pattern.move)(?:\(Pattern.space)+\(Pattern.move))*", ["up down- hold"])
  package static let lily = Notation(
    "LilyPond notes", "letters with octaves and values, `c'` is middle C", Pattern.lily, ["d'8 f'8 a'4 | g'4. e'8 ~ e'4 r4"])
  package static let abc = Notation(
    "ABC", "a tune of one voice with its `L:` field", #"[\s\S]*L:[\s\S]*"#, ["L:1/8\nAA/A/ AA/A/ | ADFA |"])
  package static let lyrics = Notation(
    "lyrics", "syllables with hyphens; `_` holds, `*` leaves a note out, `|` bar lines", #"[\s\S]*\S[\s\S]*"#, ["sai- lor, | _ * la"],
    numbers: Notation.anyNumber)
  package static let grid = Notation(
    "grid", "a character a cell: `x` hit, `X` accent, `o` open, `g` ghost, `f` flam, `d` `u` `D` `U` strokes, `.` `-` rest",
    #"[xXogfdDuU.| \t\r\n-]+"#, ["x...x...x...x...", "D.du D.du"])
  package static let mini = Notation(
    "mini-notation", "a pattern as in Strudel, one cycle a bar", Pattern.mini, ["bd(3,8) [sn sn]*2", "<hh oh>?0.3 ~"], numbers: Notation.anyNumber)

  // MARK: Others

  package static let styleShare = Notation(
    "style and share", "a style of a blend; without a share it has what the other leaves, of two without one half each",
    #"[A-Za-z_-]+(?:\s+\d{1,2}%)?"#, ["folk", "pop 30%"])
  package static let follow = Notation(
    "part or voice", "a part, or a voice of it", #"[^.]+(?:\.[^.]+)?"#, ["tune", "drums.kick"], numbers: Notation.anyNumber)
  package static let path = Notation(
    "output path", "relative to the output folder; `{title}`, `{name}`, of stems `{part}` and of `midi`, `musicxml` and `abc` `{section}` stand for theirs: a file for each",
    #"(?!/)(?!(?:[^/]*/)*\.\.(?:/|$))(?:[^{}]|\{[a-z]+\})*(?:[^/{}]|\})"#, ["out/{title}.wav", "stems/{part}.wav"], numbers: Notation.anyNumber)

  /// In the order of the reference.
  package static let all = [
    time, start, length, offset, duration, place, bars, percentage, weight, decibels, pan, value, count, loudness, truePeak, band, frameRate, tempo,
    bpm, tempoCurve, noteValue, meter, key, keyRange, form, ending, hit, cueHit, level, intensity, chord, chords, harmonicRate, colour,
    rhythm, degrees, tones, contour, lily, abc, lyrics, grid, mini, styleShare, follow, path,
  ]
}
