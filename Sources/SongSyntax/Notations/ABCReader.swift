// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic

/// Reads the lines of a tune in ABC: fields, music, lyrics.
struct ABCReader {
  var scanner: NotationScanner
  var bars: [ABCBar] = [ABCBar()]
  var problems: [Diagnostic] = []
  var key: Located<Key>?
  var meter: Located<Meter>?
  var tempo: Located<TempoNotation>?
  /// The key signature that is in force; nil is the section's.
  var signature: Key?
  /// The unit note length in quarter notes.
  var unit: ScoreTime?
  /// Accidentals written in this bar, by step.
  var accidentals: [Int?] = Array(repeating: nil, count: 7)
  /// What waits for the next note.
  var pending = Pending()
  /// Notes of the open tuplet that are left, and the factor of their lengths.
  var tuplet: (left: Int, factor: Rational)?
  /// The notes of the last line of music that has no words yet: bar and place in it.
  var sung: [(bar: Int, event: Int)] = []
  var voice: String?
  /// What a tune of a file is read with; nil is a field of a spec, which is read strictly.
  var book: ABCBook?

  struct Pending {
    var chord: Located<ChordToken>?
    /// The factor that broken rhythm gives to the next note.
    var factor: Rational?
  }

  init(_ scanner: NotationScanner) { self.scanner = scanner }

  func text(_ range: Range<Int>) -> String { scanner.text(range) }

  mutating func fail(_ problem: Diagnostic) {
    if book == nil { problems.append(problem) } else { book!.problems.append(problem) }
  }

  mutating func read() {
    var start = scanner.position
    while problems.count < mostLineProblems {
      let rest = scanner.part(start..<scanner.end)
      guard !rest.isAtEnd else { break }
      let stop = rest.first("\n") ?? scanner.end
      readLine(rest.position..<stop)
      start = min(stop + 1, scanner.end)
    }
    if problems.isEmpty, tuplet != nil || pending.factor != nil {
      fail(.abcUnfinished(at: scanner.span(scanner.end - 1..<scanner.end)))
    }
  }

  private mutating func readLine(_ range: Range<Int>) {
    var line = scanner.part(range)
    if book != nil, line.isAt("%%") { book!.readOver("a directive '\(directive(line))'", at: line.span(line.rest)) }
    // A comment goes to the end of its line.
    if let comment = line.first("%") { line = scanner.part(range.lowerBound..<comment) }
    guard !line.isAtEnd else { return }
    if let letter = line.peek(), line.peek(1) == UInt8(ascii: ":"), isLetter(letter), letter != UInt8(ascii: "|") {
      let name = line.position
      line.position += 2
      readField(letter, line.part(line.rest), name..<name + 2)
      return
    }
    guard book == nil else { return readVoices(of: line) }
    readMusic(line)
  }

  /// The pieces of a line that belong to the voice which is read.
  private mutating func readVoices(of line: NotationScanner) {
    var line = line
    while !line.isAtEnd {
      let next = line.part(line.position + 1..<line.end).first("[V:") ?? line.end
      let piece = line.part(line.position..<next)
      if piece.isAt("[V:"), let close = piece.first("]") {
        readField(UInt8(ascii: "V"), piece.part(piece.position + 3..<close), piece.position..<close)
        if book!.isReading { readMusic(piece.part(close + 1..<piece.end)) }
      } else if book!.isReading {
        readMusic(piece)
      }
      line.position = next
    }
    if !book!.isReading { sung = [] }
  }

  private mutating func readMusic(_ line: NotationScanner) {
    book?.verse = 0
    let first = (bar: bars.count - 1, event: bars[bars.count - 1].events.count)
    var music = ABCMusic(reader: self, line: line)
    music.read()
    self = music.reader
    // A line of words belongs to the line of music before it.
    sung = []
    for bar in first.bar..<bars.count {
      let from = bar == first.bar ? first.event : 0
      for event in bars[bar].events.indices.dropFirst(from) where !bars[bar].events[event].pitches.isEmpty {
        sung.append((bar, event))
      }
    }
  }

  // MARK: Fields

  mutating func readField(_ letter: UInt8, _ content: NotationScanner, _ name: Range<Int>) {
    let place = content.isAtEnd ? scanner.span(name) : content.span(content.rest)
    let value = content.text(content.rest)
    if book != nil, readBookField(letter, content, value, place) { return }
    switch letter {
    case UInt8(ascii: "L"): readUnit(content, place)
    case UInt8(ascii: "M"): readMeter(value, place)
    case UInt8(ascii: "K"): readKey(content, place)
    case UInt8(ascii: "Q"): readTempo(value, place)
    case UInt8(ascii: "V"):
      let id = value.split(separator: " ").first.map { String($0) } ?? ""
      if let voice, voice != id { fail(.abcVoices(at: place)) }
      voice = voice ?? id
    case UInt8(ascii: "w"): readWords(content)
    // Titles, sources, notes and words below the tune are no music.
    default: break
    }
  }

  mutating func readUnit(_ content: NotationScanner, _ place: Span) {
    var content = content
    guard let numerator = content.integer(), numerator == 1, content.eat("/"), let denominator = content.integer(),
      [1, 2, 4, 8, 16, 32, 64].contains(denominator), content.isAtEnd
    else { return fail(.abcField("L", "the unit note length, as in '1/8'", at: place)) }
    unit = Rational(4, denominator)
  }

  private mutating func readMeter(_ value: String, _ place: Span) {
    let text = value == "C" ? "4/4" : value == "C|" ? "2/2" : value
    guard let read = Meter(text: text) else {
      return fail(.abcField("M", "a meter such as '6/8', 'C' or 'C|'", at: place))
    }
    if meter == nil { meter = Located(read, at: place) } else if meter?.value != read {
      fail(.abcChange("M", "a section has one meter", at: place))
    }
  }

  mutating func readTempo(_ value: String, _ place: Span) {
    // The words of a tempo are no tempo.
    let plain = value.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined().filter { $0 != " " }
    guard !plain.isEmpty else { return }
    let sides = plain.split(separator: "=")
    let beat = sides.count == 2 ? Rational(text: sides[0]) : unit.map { $0 / 4 } ?? Rational(1, 8)
    guard let beat, beat > .zero, beat.numerator <= 64, beat.denominator <= 256, sides.count <= 2, let count = Int(sides.last ?? ""), (5...999).contains(count) else {
      return fail(.abcField("Q", "a tempo such as '1/4=108'", at: place))
    }
    let bpm = Rational(count)
    if tempo == nil { tempo = Located(TempoNotation(low: bpm, high: bpm, beat: beat * 4), at: place) }
  }

  private mutating func readKey(_ content: NotationScanner, _ place: Span) {
    var words = content.text(content.rest).split(separator: " ").map { String($0) }
    words.removeAll { $0.contains("=") || $0.hasPrefix("clef") }
    guard let first = words.first, let read = abcKey(first, words.dropFirst().first), words.count <= 2 else {
      return fail(.abcField("K", "a key such as 'D', 'Em', 'Ador' or 'D dorian'", at: place))
    }
    signature = read
    if key == nil { key = Located(read, at: place) }
  }

  mutating func readWords(_ content: NotationScanner) {
    var content = content
    var reader = LyricsReader()
    reader.read(&content)
    reader.problems.forEach { fail($0) }
    var place = 0
    var lines = reader.barLines[...]
    for (index, token) in reader.tokens.enumerated() {
      // A bar line among the words goes on with the next bar.
      while let line = lines.first, line <= index {
        lines.removeFirst()
        guard place > 0, place < sung.count, sung[place].bar == sung[place - 1].bar else { continue }
        let bar = sung[place - 1].bar
        while place < sung.count, sung[place].bar == bar { place += 1 }
      }
      guard place < sung.count else {
        return fail(.syllablesLeft(at: token.span))
      }
      let target = sung[place]
      if case .syllable(let syllable) = token.value {
        if let verse = book?.verse, verse > 0 {
          bars[target.bar].events[target.event].furtherSyllables[verse] = syllable
        } else if bars[target.bar].events[target.event].syllable == nil {
          bars[target.bar].events[target.event].syllable = syllable
        }
      }
      place += 1
    }
    book?.verse += 1
  }

  private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
}

/// `D`, `Em`, `Ador`, `Bb mix`, `F# minor`; nil for what is none.
func abcKey(_ first: String, _ second: String?) -> Key? {
  guard let letter = first.first, "ABCDEFG".contains(letter) else { return nil }
  let sign = first.dropFirst().first.map { $0 == "#" || $0 == "b" } ?? false
  let tonic = first.prefix(sign ? 2 : 1)
  let glued = first.dropFirst(tonic.count)
  guard glued.isEmpty || second == nil else { return nil }
  let word = (glued.isEmpty ? second ?? "" : String(glued)).lowercased()
  let mode: String
  switch word.prefix(3) {
  case "", "maj", "ion": mode = "major"
  case "m", "min", "aeo": mode = "minor"
  case "dor": mode = "dorian"
  case "phr": mode = "phrygian"
  case "lyd": mode = "lydian"
  case "mix": mode = "mixolydian"
  case "loc": mode = "locrian"
  default: return nil
  }
  return Key(text: "\(tonic) \(mode)")
}
