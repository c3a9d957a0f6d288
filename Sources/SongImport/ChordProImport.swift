// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// A song in ChordPro: its chords bar by bar; words stand as comments, as the language sings them to a tune only.
///
/// - Source: ChordPro File Format Specification, version 6.
func importChordPro(_ bytes: [UInt8], song number: Int?) throws(ImportError) -> ImportedScore {
  var log = ImportLog()
  let text = try importedText(bytes, log: &log)
  var songs: [[ImportLine]] = [[]]
  for line in importedLines(text) {
    if let directive = Directive(line.text), ["new_song", "ns"].contains(directive.name) {
      songs.append([])
    } else {
      songs[songs.count - 1].append(line)
    }
  }
  songs.removeAll { song in song.allSatisfy { $0.text.trimmed.isEmpty } }
  guard !songs.isEmpty else { throw ImportError(.noMusic) }
  let wanted = number ?? 1
  guard songs.indices.contains(wanted - 1) else { throw ImportError(.tuneMissing(wanted, of: songs.count)) }
  if number == nil, songs.count > 1 {
    log.decide("of the \(songs.count) songs of the file the first is taken; '--tune' names another")
  }
  var reader = ChordProReader(log: log)
  for line in songs[wanted - 1] { reader.read(line) }
  return try reader.score()
}

/// `{name: value}`.
private struct Directive {
  let name: String
  let value: String

  init?(_ line: String) {
    let text = line.trimmed
    guard text.hasPrefix("{"), text.hasSuffix("}"), text.utf8.count > 2 else { return nil }
    let inner = text.dropFirst().dropLast()
    let end = inner.firstIndex { $0 == ":" || $0 == " " } ?? inner.endIndex
    // A selector behind a hyphen says for whom it is.
    name = String(inner[..<end].lowercased().prefix { $0 != "-" })
    var rest = end < inner.endIndex ? inner[inner.index(after: end)...].trimmed : ""
    if let label = rest.range(of: "label=\"") { rest = String(rest[label.upperBound...].prefix { $0 != "\"" }) }
    value = rest
  }
}

extension String {
  /// The first place of a text; Foundation's is out of reach here.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}

private struct ChordProReader {
  private var result = ImportedScore()
  private var blocks: [Block] = []
  private var environment: String?
  private var key: Key?
  private var meter = Meter(4, 4)
  private var tempo: Rational?
  private var capo = 0
  private var transposition = 0
  private var hasPlainChords = false
  private var line = 0

  /// A section as the file has it.
  private struct Block {
    var label: String
    /// Chords of each bar with the share of it at which each begins.
    var bars: [[(at: Rational, chord: Chord?)]] = []
    var words: [String] = []
    var line: Int
    /// Bar lines of a grid that repeat.
    var signs: [RepeatSigns] = []
  }

  init(log: ImportLog) { result.log = log }

  mutating func read(_ source: ImportLine) {
    line = source.number
    if source.text.hasPrefix("#") { return }
    if let directive = Directive(source.text) { return read(directive) }
    switch environment {
    case "tab", "abc", "ly", "svg", "textblock":
      result.log.lose("a line of the environment '\(environment ?? "")'", at: .line(line))
    case "grid": readGrid(source.text)
    default:
      if source.text.trimmed.isEmpty {
        // A blank line outside of a section parts two.
        if environment == nil, let last = blocks.last, !last.bars.isEmpty || !last.words.isEmpty { begin("") }
      } else {
        readWords(source.text)
      }
    }
  }

  private mutating func begin(_ label: String) {
    if let last = blocks.last, last.bars.isEmpty, last.words.isEmpty { blocks.removeLast() }
    blocks.append(Block(label: label, line: line))
  }

  // MARK: Directives

  private mutating func read(_ directive: Directive) {
    let value = directive.value
    let places: [String: String] = [
      "sov": "verse", "soc": "chorus", "sob": "bridge", "sog": "grid", "sot": "tab", "start_of_verse": "verse",
      "start_of_chorus": "chorus", "start_of_bridge": "bridge", "start_of_grid": "grid", "start_of_tab": "tab",
    ]
    if let kind = places[directive.name] ?? directive.name.after("start_of_") {
      environment = kind
      // What stands behind `start_of_grid` may be its shape.
      let isShape = kind == "grid" && value.allSatisfy { $0.isNumber || $0 == "+" || $0 == "x" || $0 == "X" }
      return begin(value.isEmpty || isShape ? (kind == "grid" ? "" : kind) : value)
    }
    if directive.name.hasPrefix("end_of_") || ["eov", "eoc", "eob", "eog", "eot"].contains(directive.name) {
      environment = nil
      return begin("")
    }
    switch directive.name {
    case "title", "t": result.title = result.title ?? value
    case "artist", "composer", "lyricist", "arranger", "copyright", "subtitle", "st":
      let role = ["subtitle": "by", "st": "by"][directive.name] ?? directive.name
      if !value.isEmpty, !result.credits.contains(where: { $0.role == role }) { result.credits.append((role, value)) }
    case "meta":
      let words = value.split(separator: " ", maxSplits: 1)
      if words.count == 2, let inner = Directive("{\(words[0]): \(words[1])}"), inner.name != "meta" { read(inner) }
    case "key":
      guard let read = Key(text: value) else { return lose(directive) }
      key = key ?? read
    case "time":
      guard let read = Meter(text: value) else { return lose(directive) }
      meter = read
    case "tempo":
      guard let read = Int(value.prefix { $0.isASCII && $0.isNumber }), (5...999).contains(read) else { return lose(directive) }
      tempo = Rational(read)
    case "capo": capo = Int(value).flatMap { (0...12).contains($0) ? $0 : nil } ?? 0
    case "transpose": transposition = Int(value).flatMap { (-12...12).contains($0) ? $0 : nil } ?? 0
    case "chorus": repeatChorus()
    case "comment", "c", "comment_italic", "ci", "comment_box", "cb", "highlight": readComment(value)
    default: lose(directive)
    }
  }

  private mutating func lose(_ directive: Directive) {
    result.log.lose("the directive '\(directive.name)'", at: .line(line))
  }

  private mutating func repeatChorus() {
    let chorus = blocks.last { block in
      ["chorus", "refrain"].contains { block.label.lowercased().hasPrefix($0) }
    }
    guard let chorus else { return result.log.lose("a chorus to repeat, as none stands before", at: .line(line)) }
    begin(chorus.label)
    blocks[blocks.count - 1] = chorus
    begin("")
  }

  private mutating func readComment(_ text: String) {
    let word = text.lowercased().prefix { $0.isLetter }
    let sections: Set = [
      "intro", "verse", "chorus", "refrain", "bridge", "outro", "coda", "solo", "interlude", "instrumental", "ending", "pre",
    ]
    if environment == nil, sections.contains(String(word)), text.utf8.count < 30 {
      begin(text.hasSuffix(":") ? String(text.dropLast()) : text)
    } else if !text.isEmpty {
      if blocks.isEmpty { begin("") }
      blocks[blocks.count - 1].words.append(text)
    }
  }

  // MARK: Lines

  private mutating func readWords(_ text: String) {
    if blocks.isEmpty { begin(environment ?? "") }
    var words = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
      words += rest[..<open]
      let symbol = String(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
      // A star marks an annotation.
      if symbol.hasPrefix("*") {
        result.log.lose("an annotation", at: .line(line))
      } else if let chord = chord(symbol) {
        hasPlainChords = true
        blocks[blocks.count - 1].bars.append([(0, chord.chord)])
        blocks[blocks.count - 1].signs.append(RepeatSigns())
      }
    }
    words += rest
    if !words.trimmed.isEmpty { blocks[blocks.count - 1].words.append(words.trimmed) }
  }

  /// `| Am . . . | C . F . |`.
  private mutating func readGrid(_ text: String) {
    guard text.contains("|") else { return }
    if blocks.isEmpty { begin("") }
    var bar: [String]?
    var endings: Set<Int> = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map({ String($0) }) {
      guard word.contains("|") || word.hasPrefix(":|") else {
        bar?.append(word)
        continue
      }
      let index = blocks.count - 1
      if let cells = bar, !cells.isEmpty {
        addBars(cells)
        let closes = word.hasPrefix(":|")
        if let last = blocks[index].signs.indices.last {
          blocks[index].signs[last].closes = closes
          blocks[index].signs[last].times = word.split(separator: "x").last.flatMap { Int($0) }.map { min(max($0, 2), 9) }
          blocks[index].signs[last].endings = endings
        }
        if closes || word.hasPrefix("||") { endings = [] }
      }
      bar = []
      if let ending = word.last.flatMap({ Int(String($0)) }), word.hasPrefix("|"), (1...9).contains(ending) { endings = [ending] }
      if word.hasSuffix("|:") { pendingOpen = true }
    }
  }

  private var pendingOpen = false

  private mutating func addBars(_ cells: [String]) {
    let index = blocks.count - 1
    var bars: [[(at: Rational, chord: Chord?)]] = []
    if cells.contains("%%"), blocks[index].bars.count >= 2 {
      bars = Array(blocks[index].bars.suffix(2))
    } else if cells.contains("%"), let last = blocks[index].bars.last {
      bars = [last]
    } else {
      var slots: [(at: Rational, chord: Chord?)] = []
      for (number, cell) in cells.prefix(mostCells).enumerated() where ![".", "/", "-", "%", "%%"].contains(cell) {
        let share = Rational(number, min(cells.count, mostCells))
        let parts = cell.split(separator: "~")
        for (part, symbol) in parts.enumerated() {
          guard let chord = chord(String(symbol)) else { continue }
          slots.append((share + Rational(part, parts.count * min(cells.count, mostCells)), chord.chord))
        }
      }
      bars = [slots]
    }
    for bar in bars {
      blocks[index].bars.append(bar)
      blocks[index].signs.append(RepeatSigns(opens: pendingOpen))
      pendingOpen = false
    }
  }

  /// A chord as it sounds.
  private mutating func chord(_ symbol: String) -> ImportedChord? {
    guard let read = importedChord(symbol) else {
      result.log.lose("the chord '\(symbol)', which can't be read", at: .line(line))
      return nil
    }
    if case .simplified(let chord) = read {
      result.log.lose("a part of the chord '\(symbol)', which is '\(chord)' here", at: .line(line))
    }
    guard let plain = read.chord, capo + transposition != 0 else { return read }
    return .chord(moved(plain))
  }

  private func moved(_ chord: Chord) -> Chord {
    let steps = interval(capo + transposition)
    return chord.transposed(steps: steps.steps, semitones: steps.semitones)
  }

  // MARK: Result

  mutating func score() throws(ImportError) -> ImportedScore {
    begin("")
    blocks.removeLast()
    fillFromEarlier()
    guard blocks.contains(where: { !$0.bars.isEmpty }) else { throw ImportError(.noMusic) }
    if hasPlainChords { result.log.decide("chords over words have a bar each, as the file doesn't say how long they last") }
    let shift = capo + transposition
    if shift != 0 {
      let direction = shift > 0 ? "higher" : "lower"
      result.log.decide(
        "chords and key sound \(abs(shift)) semitones \(direction) than they are written, by 'capo' and 'transpose'")
      key = key.map { key in
        let steps = interval(capo + transposition)
        return Key(tonic: key.tonic.transposed(steps: steps.steps, semitones: steps.semitones), mode: key.mode)
      }
    }
    let all = blocks.flatMap { $0.bars.flatMap { $0.compactMap(\.chord) } }
    if key == nil { result.log.decide("the file names no key; it is found by the chords") }
    var found = key ?? keyOfChords(all)
    if abs(found.fifths) > 7 {
      found = Key(tonic: PitchName(fifths: found.tonic.fifths + (found.fifths > 0 ? -12 : 12)), mode: found.mode)
    }
    var time = ScoreTime.zero
    for block in blocks {
      for text in block.words { result.comments.append((time, text)) }
      // Words without chords belong to what follows.
      for (place, step) in playOrder(block.signs, limit: mostImportedBars).enumerated() {
        result.bars.append(
          .init(
            start: time, length: meter.length, meter: meter, key: found, tempo: tempo.flatMap { ImportedTempo(bpm: $0) },
            label: place == 0 && !block.label.isEmpty ? block.label : nil, isStart: place == 0, place: .line(block.line)))
        for slot in block.bars[step.index] {
          result.chords.append(.init(onset: time + meter.length * slot.at, chord: slot.chord))
        }
        time += meter.length
      }
    }
    guard result.bars.count <= mostImportedBars else {
      throw ImportError(.tooLong(bars: result.bars.count, limit: mostImportedBars))
    }
    if !result.comments.isEmpty { result.log.lose("the words as sung ones, for want of a tune; they stand as comments") }
    result.style = "pop"
    return result
  }

  /// A verse with words alone has the chords of the one before.
  private mutating func fillFromEarlier() {
    for index in blocks.indices where blocks[index].bars.isEmpty {
      let word = blocks[index].label.lowercased().prefix { $0.isLetter }
      let source = blocks[..<index].last { block in
        !block.bars.isEmpty && block.label.lowercased().prefix { $0.isLetter } == word
      }
      guard let source else { continue }
      blocks[index].bars = source.bars
      blocks[index].signs = source.signs
      result.log.decide("words without chords have those of the last section of their kind", at: .line(blocks[index].line))
    }
  }
}

extension String {
  fileprivate func after(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}

/// Cells of one bar of a grid.
private let mostCells = 32

/// Steps of the staff for semitones, as keys are transposed: 1 is a half step up the scale.
func interval(_ semitones: Int) -> (steps: Int, semitones: Int) {
  let octaves = semitones >= 0 ? semitones / 12 : -((11 - semitones) / 12)
  let rest = semitones - 12 * octaves
  return ([0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6][rest] + 7 * octaves, semitones)
}
