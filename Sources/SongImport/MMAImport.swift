// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// A song of Musical MIDI Accompaniment: its chords bar by bar, tempo, meter, key and the style nearest to its groove.
///
/// - Source: MMA Reference Manual, "Musical Data Format", "Repeats", "Tempo".
func importMMA(_ bytes: [UInt8]) throws(ImportError) -> ImportedScore {
  var score = ImportedScore()
  let text = try importedText(bytes, log: &score.log)
  var reader = MMAReader(score)
  for line in joined(importedLines(text)) { reader.read(line) }
  return try reader.finished()
}

/// Lines without comments; one that ends with a backslash goes on with the next.
private func joined(_ lines: [ImportLine]) -> [(number: Int, text: String, comment: String?)] {
  var result: [(number: Int, text: String, comment: String?)] = []
  var open: (number: Int, text: String)?
  var isComment = false
  for line in lines {
    var text = ""
    var rest = Substring(line.text)
    var comment: String?
    while !rest.isEmpty {
      if isComment {
        if rest.hasPrefix("*/") {
          isComment = false
          rest = rest.dropFirst(2)
        } else {
          rest = rest.dropFirst()
        }
      } else if rest.hasPrefix("//") {
        comment = String(rest.dropFirst(2)).trimmed
        break
      } else if rest.hasPrefix("/*") {
        isComment = true
        rest = rest.dropFirst(2)
      } else {
        text.append(rest.removeFirst())
      }
    }
    let start = open?.number ?? line.number
    let whole = (open.map { $0.text + " " } ?? "") + text.trimmed
    if whole.hasSuffix("\\") {
      open = (start, String(whole.dropLast()))
    } else {
      result.append((start, whole.trimmed, comment))
      open = nil
    }
  }
  if let open { result.append((open.number, open.text.trimmed, nil)) }
  return result
}

private struct MMAReader {
  private struct Bar {
    var chords: [(beat: Rational, chord: Chord?)]
    var meter: Meter
    /// How many beats MMA counts in it.
    var beats: Int
    var key: Key?
    var tempo: Rational?
    var isStart: Bool
    var signs = RepeatSigns()
    var comments: [String]
    let line: Int
  }

  private var result: ImportedScore
  private var bars: [Bar] = []
  private var beats = 4
  private var meter: Meter?
  private var key: Key?
  private var tempo: Rational?
  private var isStart = true
  private var opens = false
  private var endings: Set<Int> = []
  private var passes = 1
  private var comments: [String] = []
  private var isInBlock = false
  private var styles: [String] = []
  private var last: Chord?
  private var line = 0

  init(_ score: ImportedScore) { result = score }

  mutating func read(_ source: (number: Int, text: String, comment: String?)) {
    line = source.number
    if let comment = source.comment, source.text.isEmpty, !comment.isEmpty { comments.append(comment) }
    var words = source.text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { String($0) }
    guard let first = words.first else { return }
    let word = first.lowercased()
    if isInBlock {
      result.log.lose("a line between 'Begin' and 'End'", at: .line(line))
      isInBlock = word != "end"
      return
    }
    if word == "begin" {
      isInBlock = true
      result.log.lose("the block '\(words.prefix(3).joined(separator: " "))'", at: .line(line))
      return
    }
    let isNumbered = Int(first) != nil
    if isNumbered { words.removeFirst() }
    guard let head = words.first else { return }
    if !isNumbered, readDirective(head.lowercased(), Array(words.dropFirst())) { return }
    readBar(words)
  }

  // MARK: Directives

  /// Whether the line is one.
  private mutating func readDirective(_ name: String, _ words: [String]) -> Bool {
    switch name {
    case "tempo":
      guard let value = words.first.flatMap({ Double($0) }), value >= 5, value <= 999 else {
        result.log.lose("the tempo '\(words.joined(separator: " "))'", at: .line(line))
        return true
      }
      tempo = Rational(Int((value * 100).rounded()), 100)
      if words.count > 1 { result.log.lose("a tempo that changes over bars, which jumps here", at: .line(line)) }
    case "time":
      beats = words.first.flatMap { Int($0) }.flatMap { (1...24).contains($0) ? $0 : nil } ?? beats
      meter = nil
    case "timesig":
      let text = words.count >= 2 ? "\(words[0])/\(words[1])" : words.first ?? ""
      let named = ["common": "4/4", "cut": "2/2"][text.lowercased()] ?? text
      if let read = Meter(text: named) { meter = read } else { result.log.lose("the time signature '\(text)'", at: .line(line)) }
    case "keysig": readKey(words)
    case "groove": readGroove(words)
    case "repeat":
      opens = true
      endings = []
      passes = 1
      isStart = true
    case "repeatending":
      let count = words.first.flatMap { Int($0) }.map { min(max($0, 1), 8) } ?? 1
      endings = Set(passes..<passes + count)
      passes += count
    case "repeatend":
      if let index = bars.indices.last {
        bars[index].signs.closes = true
        let count = words.first.flatMap { Int($0) }.map { min(max($0, 1), 9) } ?? 2
        bars[index].signs.times = max(passes + (passes > 1 ? 0 : count - 1), endings.isEmpty ? count : 2)
      }
      endings = []
      passes = 1
      isStart = true
    case "title", "songtitle", "miditname": result.title = result.title ?? words.joined(separator: " ")
    case "author": result.credits.append(("arranger", words.joined(separator: " ")))
    default:
      guard isDirective(name) else { return false }
      result.log.lose("the directive '\(name)'", at: .line(line))
    }
    return true
  }

  /// Whether a word begins a line that is no bar: a track, a directive, a macro, or what no chord begins with.
  private func isDirective(_ word: String) -> Bool {
    guard let first = word.first else { return false }
    let stem = word.prefix { $0.isLetter }
    if tracks.contains(String(stem)) || directives.contains(String(stem)) { return true }
    if first == "$" || first == "@" || first == "&" { return true }
    return first.isLetter && !"abcdefgziv".contains(first)
  }

  private mutating func readKey(_ words: [String]) {
    let text = words.joined(separator: " ")
    let count = text.first.flatMap { Int(String($0)) }
    if let count, (0...7).contains(count) {
      let isFlat = text.dropFirst().first == "b" || text.dropFirst().first == "&"
      let isMinor = text.lowercased().contains("min")
      let mode: Mode = isMinor ? .minor : .major
      key = Key(tonic: PitchName(fifths: (isFlat ? -count : count) - mode.fifths), mode: mode)
    } else if let read = Key(text: text) ?? Key(text: text.replacing("Major", with: "major").replacing("Minor", with: "minor")) {
      key = read
    } else {
      result.log.lose("the key '\(text)'", at: .line(line))
    }
  }

  private mutating func readGroove(_ words: [String]) {
    let name = words.last { Int($0) == nil } ?? ""
    guard !name.isEmpty else { return }
    let style = styleOfGroove(name)
    if !styles.contains(style) || styles.isEmpty { styles.append(style) }
    result.log.decide("the groove '\(name)' is played in the style '\(style)'", at: .line(line))
    isStart = true
  }

  // MARK: Chords

  private mutating func readBar(_ words: [String]) {
    var tokens: [String] = []
    var count = 1
    var index = 0
    var depth = 0
    var lyrics = ""
    while index < words.count {
      let word = words[index]
      index += 1
      // Notes between braces and words between brackets belong to the bar.
      if depth > 0 || word.hasPrefix("{") || word.hasPrefix("[") {
        if depth == 0 { depth = word.hasPrefix("{") ? 1 : 2 }
        if depth == 2 { lyrics += (lyrics.isEmpty ? "" : " ") + word }
        if depth == 1, word.hasPrefix("{") { result.log.lose("notes of a solo", at: .line(line)) }
        if word.hasSuffix("}") || word.hasSuffix("]") { depth = 0 }
      } else if word == "*", index < words.count, let number = Int(words[index]) {
        count = min(max(number, 1), 500)
        index += 1
      } else if word.hasPrefix("*"), let number = Int(word.dropFirst()) {
        count = min(max(number, 1), 500)
      } else {
        tokens.append(word)
      }
    }
    if !lyrics.isEmpty { comments.append(String(lyrics.filter { $0 != "[" && $0 != "]" })) }
    guard !tokens.isEmpty else { return }
    guard tokens.count <= 64 else { return result.log.lose("a line that is no bar", at: .line(line)) }
    let before = last
    var chords: [(beat: Rational, chord: Chord?)] = []
    for (number, token) in tokens.enumerated() {
      let parts = token.split(separator: "@", maxSplits: 1)
      let beat = parts.count == 2 ? decimalBeat(parts[1]) : Rational(number)
      if token == "/" || token == "-" { continue }
      guard let chord = chord(parts.first.map { String($0) } ?? token) else {
        // A line of which nothing can be read is a directive that isn't known.
        if tokens.count > 1, number == 0, chords.isEmpty, tokens.dropFirst().allSatisfy({ importedChord($0) == nil && $0 != "/" }) {
          return result.log.lose("the directive '\(tokens[0])'", at: .line(line))
        }
        result.log.lose("the chord '\(token)', which can't be read", at: .line(line))
        continue
      }
      chords.append((beat, chord))
      last = chord
    }
    if tokens.count > beats, !tokens.contains(where: { $0.contains("@") }) {
      result.log.decide("a bar with more chords than beats, which share it equally", at: .line(line))
      chords = chords.map { ($0.beat * Rational(beats, tokens.count), $0.chord) }
    }
    if chords.first?.beat != .zero { chords.insert((.zero, before), at: 0) }
    for _ in 0..<count {
      bars.append(
        Bar(
          chords: chords, meter: meter ?? usualMeter, beats: beats, key: key, tempo: tempo, isStart: isStart,
          comments: comments, line: line))
      bars[bars.count - 1].signs.opens = opens
      bars[bars.count - 1].signs.endings = endings
      opens = false
      isStart = false
      comments = []
    }
  }

  private var usualMeter: Meter { Meter(min(max(beats, 1), 24), 4) }

  private func decimalBeat(_ text: Substring) -> Rational {
    guard let value = Double(text), value >= 1, value < 64 else { return 0 }
    return Rational(Int(((value - 1) * 48).rounded()), 48)
  }

  /// The chord of a token: outer nil is none that can be read, inner nil is silence.
  private mutating func chord(_ token: String) -> Chord?? {
    var text = Substring(token)
    // `z` and what stands behind it silence tracks; alone it is no chord.
    if text.hasPrefix("z") || text.hasPrefix("Z") { return .some(nil) }
    while let first = text.first, first == "+" || first == "-" { text = text.dropFirst() }
    if let end = text.firstIndex(where: { $0 == "z" || $0 == ">" || $0 == ":" || $0 == "|" }) {
      if text[end] != "z" { result.log.lose("the voicing '\(text[end...])' of a chord", at: .line(line)) }
      text = text[..<end]
    }
    guard let read = importedChord(String(text).replacing("&", with: "b")) else { return nil }
    if case .simplified(let chord) = read {
      result.log.lose("a part of the chord '\(token)', which is '\(chord)' here", at: .line(line))
    }
    return .some(read.chord)
  }

  // MARK: Result

  mutating func finished() throws(ImportError) -> ImportedScore {
    guard !bars.isEmpty else { throw ImportError(.noMusic) }
    let order = playOrder(bars.map(\.signs), limit: mostImportedBars + 1)
    guard order.count <= mostImportedBars else { throw ImportError(.tooLong(bars: order.count, limit: mostImportedBars)) }
    let chords = bars.flatMap { $0.chords.compactMap(\.chord) }
    let usual = key ?? keyOfChords(chords)
    if key == nil { result.log.decide("the file names no key; \(usual) fits its chords best") }
    let firstTempo = bars.compactMap(\.tempo).first
    var time = ScoreTime.zero
    var before: Int?
    for (index, _) in order {
      let bar = bars[index]
      let isBack = before.map { index <= $0 } ?? true
      result.bars.append(
        .init(
          start: time, length: bar.meter.length, meter: bar.meter, key: bar.key ?? usual,
          tempo: (bar.tempo ?? firstTempo).flatMap { ImportedTempo(bpm: $0 / bar.meter.beatUnit) },
          isStart: bar.isStart || isBack, place: .line(bar.line)))
      let share = bar.meter.length / Rational(max(1, bar.beats))
      for slot in bar.chords {
        let onset = share * slot.beat
        if onset < bar.meter.length { result.chords.append(.init(onset: time + onset, chord: slot.chord)) }
      }
      for text in bar.comments { result.comments.append((time, text)) }
      time += bar.meter.length
      before = index
    }
    if styles.count > 1 { result.log.decide("a piece has one style: '\(styles[0])', that of the first groove") }
    result.style = styles.first ?? "pop"
    return result
  }
}

/// The style that is nearest to a groove of MMA's library.
func styleOfGroove(_ name: String) -> String {
  let text = name.lowercased()
  let folk = [
    "folk", "waltz", "polka", "march", "country", "blue", "bluegrass", "celtic", "jig", "reel", "hymn", "mazurka",
    "schottis", "square", "cajun", "musette", "ländler", "carol", "guitar", "pluck", "fingerpick",
  ]
  let cinematic = [
    "classic", "baroque", "ballad", "slow", "pathe", "sad", "epic", "orchestr", "string", "medit", "ambient", "lullaby",
  ]
  if folk.contains(where: { text.contains($0) }) { return "folk" }
  if cinematic.contains(where: { text.contains($0) }) { return "cinematic" }
  return "pop"
}

/// Tracks, which may have a name of their own behind a hyphen.
private let tracks: Set<String> = [
  "alltracks", "allgrooves", "aria", "arpeggio", "bass", "chord", "drum", "mallet", "melody", "plectrum", "scale", "solo", "walk",
]

/// What stands at the beginning of a line that is no bar.
/// - Source: MMA Reference Manual, "Command Reference".
private let directives: Set<String> = [
  "accent", "adjustvolume", "aftertouch", "arpeggiate", "articulate", "author", "autolibpath", "beatadjust", "begin",
  "capture", "channel", "chordadjust", "chshare", "cmdline", "comment", "compress", "copyto", "cresc", "cut",
  "debug", "dec", "decresc", "defaultinvert", "define", "defgroove", "deletegroove", "delay", "direction", "doc",
  "drumtr", "drumvoltr", "dupriff", "duproot", "dynamic", "else", "end", "endif", "endmset", "endrepeat", "eof",
  "fermata", "force", "forceout", "fretnoise", "gmvoice", "goto", "groove", "grooveclear", "harmony", "harmonyonly",
  "harmonyvolume", "hits", "if", "ifend", "inc", "include", "inpath", "invert", "keysig", "label", "legato",
  "libpath", "lyric", "lyrics", "midi", "midiclear", "midicopyright", "midicresc", "midicue", "mididecresc",
  "mididef", "midifile", "midiglis", "midiinc", "midimark", "midinote", "midipan", "midisplit", "miditext",
  "midivoice", "midivolume", "midiwheel", "mmaend", "mmastart", "mset", "msetend", "newset", "notespan", "octave",
  "off", "on", "ornament", "outpath", "patch", "play", "plugin", "print", "printactive", "printchord", "pushgroove",
  "popgroove", "range", "repeat", "repeatend", "repeatending", "restart", "return", "riff", "rndseed", "rndset",
  "rpitch", "rskip", "rtime", "rvolume", "seq", "seqclear", "seqrnd", "seqrndweight", "seqsize", "sequence", "set",
  "setautolibpath", "setincpath", "setlibpath", "setmidiplayer", "setoutpath", "setsync", "showvars", "stackvalue",
  "sticky", "strum", "strumadd", "swell", "swingmode", "synchronize", "tempo", "time", "timesig", "tone",
  "transpose", "trigger", "truncate", "tweaks", "unify", "unset", "use", "useplugin", "usertune", "vexpand", "voice",
  "voicetr", "voicevoltr", "voicing", "volume", "xtra",
]
