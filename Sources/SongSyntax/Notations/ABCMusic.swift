// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic

/// Reads one line of music in ABC into the bars of its reader.
struct ABCMusic {
  var reader: ABCReader
  private var line: NotationScanner

  init(reader: ABCReader, line: NotationScanner) {
    self.reader = reader
    self.line = line
  }

  mutating func read() {
    while !line.isAtEnd, reader.problems.count < mostLineProblems, reader.bars.count < Limits.lineNotes { readItem() }
  }

  private mutating func readItem() {
    let start = line.position
    guard let byte = line.peek() else { return }
    switch byte < 0x80 ? Character(UnicodeScalar(byte)) : "?" {
    case " ", "\t", "\r", "`", "y", "\\", "$": line.position += 1
    case "|", ":": readBarLine()
    case "\"": readQuote()
    case "!", "+": skip(to: byte, "the decoration")
    case "{": skip(to: UInt8(ascii: "}"), "the grace notes")
    case "(": readParenthesis()
    case ")": line.position += 1
    case "&" where reader.book != nil: skipOverlay()
    // Staccato, roll, bowing and their kin.
    case ".", "~", "H", "I"..."P", "S"..."W", "h"..."w":
      line.position += 1
      reader.book?.readOver("a decoration", at: line.span(start..<line.position))
    case "[": readBracket()
    case ">", "<": readBroken()
    case "-":
      line.position += 1
      guard mutateLast({ $0.isTied = true }) else {
        return reader.fail(.tieWithoutNote(.badABC, at: line.span(start..<line.position)))
      }
    case "z", "x": readRest()
    case "Z", "X": readWholeRests()
    case "^", "_", "=", "A"..."G", "a"..."g":
      guard let pitch = readPitch() else { return }
      add([pitch.value], isPlain: pitch.isPlain, length: readLength(), from: start)
    default:
      line.position += 1
      while let next = line.peek(), next >= 0x80, next < 0xC0 { line.position += 1 }
      let range = start..<line.position
      reader.fail(.abcUnreadable(line.text(range), at: line.span(range)))
    }
  }

  // MARK: Notes

  private var lastBar: Int { reader.bars.count - 1 }

  /// Changes the last note of the tune; false where there is none.
  private mutating func mutateLast(_ change: (inout ABCEvent) -> Void) -> Bool {
    for bar in reader.bars.indices.reversed() {
      guard let event = reader.bars[bar].events.indices.last else { continue }
      guard !reader.bars[bar].events[event].pitches.isEmpty else { return false }
      change(&reader.bars[bar].events[event])
      return true
    }
    return false
  }

  private mutating func add(_ pitches: [LinePitch], isPlain: Bool, length: Rational, from start: Int) {
    let place = line.span(start..<line.position)
    if reader.book != nil, reader.unit == nil { reader.unit = reader.usualUnit }
    guard let unit = reader.unit else {
      if !reader.problems.contains(where: { $0.code == .badABC }) { reader.fail(.abcWithoutUnit(at: place)) }
      return
    }
    var duration = unit * length
    if let tuplet = reader.tuplet {
      duration = duration * tuplet.factor
      reader.tuplet = tuplet.left > 1 ? (tuplet.left - 1, tuplet.factor) : nil
    }
    if let factor = reader.pending.factor { duration = duration * factor }
    reader.pending.factor = nil
    stamp()
    reader.bars[lastBar].events.append(
      ABCEvent(duration: duration, pitches: pitches, chord: reader.pending.chord, isPlain: isPlain, place: place))
    reader.pending.chord = nil
  }

  /// Notes what is in force where a bar begins.
  private mutating func stamp() {
    guard reader.book != nil, reader.bars[lastBar].events.isEmpty else { return }
    reader.bars[lastBar].heading = reader.heading()
  }

  /// What a second line of notes says of the same bar.
  private mutating func skipOverlay() {
    let start = line.position
    while let byte = line.peek(), byte != UInt8(ascii: "|") { line.position += 1 }
    reader.book?.readOver("a second line of notes in a bar ('&')", at: line.span(start..<line.position))
  }

  /// An accidental, a letter and its octave marks.
  private mutating func readPitch() -> (value: LinePitch, isPlain: Bool)? {
    let start = line.position
    var alter: Int?
    if let sign = line.eat(oneOf: ["^^", "^", "__", "_", "="]) {
      alter = sign == "=" ? 0 : sign.first == "^" ? sign.count : -sign.count
    }
    guard let byte = line.peek(), let index = Array("CDEFGABcdefgab".utf8).firstIndex(of: byte) else {
      let range = start..<min(line.position + 1, line.end)
      line.position = range.upperBound
      reader.fail(.abcUnreadable(line.text(range), at: line.span(range)))
      return nil
    }
    line.position += 1
    let step = index % 7
    var octave = index < 7 ? 4 : 5
    while let mark = line.eat(oneOf: ["'", ","]) { octave += mark == "'" ? 1 : -1 }
    let isPlain = alter == nil && reader.accidentals[step] == nil
    if let alter { reader.accidentals[step] = alter }
    guard let known = alter ?? reader.accidentals[step] ?? reader.signature.map({ signed(step, $0) }) else {
      return (.letter(step: step, octave: octave), isPlain)
    }
    let pitch = Pitch(PitchName(step: step, alter: known), octave: octave)
    guard (0...127).contains(pitch.key) else {
      reader.fail(.abcUnreadable(line.text(start..<line.position), at: line.span(start..<line.position)))
      return nil
    }
    return (.pitch(pitch), isPlain)
  }

  private func signed(_ step: Int, _ key: Key) -> Int {
    (1...7).map { key.degree($0) }.first { $0.step == step }?.alter ?? 0
  }

  /// `2`, `3/2`, `/`, `//`, `/4`: a multiple of the unit.
  private mutating func readLength() -> Rational {
    let start = line.position
    let whole = line.digits()
    var value = Rational(whole.isEmpty ? 1 : Int(line.text(whole).prefix(4)) ?? 1)
    while line.eat("/") {
      let part = line.digits()
      // What is finer than this is refused below, so it needn't become finer still.
      if value.denominator <= 512 {
        value = value / Rational(part.isEmpty ? 2 : max(1, Int(line.text(part).prefix(4)) ?? 1))
      }
      if !part.isEmpty { break }
    }
    // Shares of the unit down to 1/128 and its triplet.
    guard value > .zero, value <= 256, (value * 384).isInteger else {
      reader.fail(.abcUnreadable(line.text(start..<line.position), at: line.span(start..<line.position)))
      return 1
    }
    return value
  }

  private mutating func readRest() {
    let start = line.position
    line.position += 1
    add([], isPlain: false, length: readLength(), from: start)
  }

  /// `Z4`: bars of rest.
  private mutating func readWholeRests() {
    let start = line.position
    line.position += 1
    let count = line.integer() ?? 1
    let place = line.span(start..<line.position)
    guard let meter = reader.meter?.value else { return reader.fail(.abcRestNeedsMeter(at: place)) }
    guard (1...512).contains(count), reader.bars[lastBar].events.isEmpty else {
      return reader.fail(.abcUnreadable(line.text(start..<line.position), at: place))
    }
    for index in 0..<count {
      if index > 0 { newBar() }
      stamp()
      reader.bars[lastBar].events.append(ABCEvent(duration: meter.length, pitches: [], place: place))
    }
  }

  /// `>` lengthens the note before and shortens the next.
  private mutating func readBroken() {
    let start = line.position
    guard let byte = line.peek() else { return }
    var count = 0
    while line.peek() == byte {
      count += 1
      line.position += 1
    }
    let short = Rational(1, 1 << min(count, 3))
    let long = Rational(2) - short
    let isDotted = byte == UInt8(ascii: ">")
    let place = line.span(start..<line.position)
    guard count <= 3, reader.pending.factor == nil, !reader.bars[lastBar].events.isEmpty else { return reader.fail(.abcBroken(at: place)) }
    let last = reader.bars[lastBar].events.count - 1
    reader.bars[lastBar].events[last].duration = reader.bars[lastBar].events[last].duration * (isDotted ? long : short)
    reader.pending.factor = isDotted ? short : long
  }

  /// `(3`, `(3:2:4`, or a slur.
  private mutating func readParenthesis() {
    let start = line.position
    line.position += 1
    guard line.isAtDigit else {
      reader.book?.readOver("a slur", at: line.span(start..<line.position))
      return
    }
    let count = line.integer() ?? 0
    var time: Int?
    var notes: Int?
    if line.eat(":") {
      time = line.integer()
      if line.eat(":") { notes = line.integer() }
    }
    let isCompound = reader.meter?.value.isCompound ?? false
    let usual: Int? = switch count {
    case 5, 7, 9: isCompound ? 3 : 2
    case 8: 3
    case 6: 2
    default: tupletTime(count)
    }
    guard (2...9).contains(count), let into = time ?? usual, (1...16).contains(into),
      (1...16).contains(notes ?? count), reader.tuplet == nil
    else { return reader.fail(.tupletUnknown(.badABC, at: line.span(start..<line.position))) }
    reader.tuplet = (notes ?? count, Rational(into, count))
  }

  // MARK: Brackets, quotes and bars

  private mutating func readBracket() {
    let start = line.position
    if line.peek(1) == UInt8(ascii: "|") || line.peek(1).map(isDigit) == true { return readBarLine() }
    if let letter = line.peek(1), line.peek(2) == UInt8(ascii: ":") {
      guard let close = line.first("]") else { return refuseRest(start) }
      line.position = close + 1
      reader.readField(letter, line.part(start + 3..<close), start..<close)
      return
    }
    line.position += 1
    var pitches: [LinePitch] = []
    var isPlain = true
    var length: Rational?
    var ties = 0
    while let byte = line.peek(), byte != UInt8(ascii: "]") {
      if byte == UInt8(ascii: "-"), ties < pitches.count {
        ties += 1
        line.position += 1
        continue
      }
      if line.skipBlanks() { continue }
      guard "^_=ABCDEFGabcdefg".utf8.contains(byte) else { return refuseRest(start) }
      guard let pitch = readPitch() else { return }
      let own = readLength()
      length = length ?? own
      pitches.append(pitch.value)
      isPlain = isPlain && pitch.isPlain
    }
    guard line.eat("]"), !pitches.isEmpty else { return refuseRest(start) }
    let events = reader.bars[lastBar].events.count
    add(pitches, isPlain: isPlain, length: (length ?? 1) * readLength(), from: start)
    // A chord is tied as a whole, behind its bracket or behind each of its notes.
    guard ties > 0, reader.bars[lastBar].events.count > events else { return }
    if ties == pitches.count {
      reader.bars[lastBar].events[events].isTied = true
    } else {
      reader.book?.readOver("a tie of one note of a chord", at: line.span(start..<line.position))
    }
  }

  private mutating func refuseRest(_ start: Int) {
    // In a tune of a file what stands behind the bracket is read on.
    line.position = reader.book == nil ? line.end : max(line.position, line.first("]").map { $0 + 1 } ?? line.end)
    reader.fail(.abcUnreadable(line.text(start..<line.position), at: line.span(start..<line.position)))
  }

  private mutating func skip(to mark: UInt8, _ what: String) {
    let start = line.position
    line.position += 1
    while let byte = line.peek(), byte != mark { line.position += 1 }
    guard line.peek() == mark else { return reader.fail(.abcOpen(what, at: line.span(start..<start + 1))) }
    line.position += 1
    reader.book?.readOver(mark == UInt8(ascii: "}") ? "a grace note" : "a decoration", at: line.span(start..<line.position))
  }

  /// A chord symbol, or an annotation that begins with its place.
  private mutating func readQuote() {
    let start = line.position
    line.position += 1
    let open = line.position
    guard let close = line.first("\"") else {
      line.position = line.end
      return reader.fail(.abcOpen("the chord symbol", at: line.span(start..<start + 1)))
    }
    let content = line.part(open..<close)
    line.position = close + 1
    guard let first = content.peek(), !"^_<>@".utf8.contains(first) else {
      reader.book?.readOver("an annotation", at: content.span(content.rest))
      return
    }
    var sink = DiagnosticSink()
    if let token = content.chordSymbol(sink: &sink) {
      reader.pending.chord = token
    } else {
      sink.diagnostics.forEach { reader.fail($0) }
    }
  }

  private mutating func newBar() {
    reader.bars.append(ABCBar(endings: reader.bars[lastBar].endings))
    reader.accidentals = Array(repeating: nil, count: 7)
  }

  /// `|`, `||`, `|:`, `:|`, `::`, `|]`, `[|`, `|1`, `:|2`, `[1`.
  private mutating func readBarLine() {
    let start = line.position
    while let byte = line.peek(), "|:[]".utf8.contains(byte) {
      // A bracket after the line opens a chord or a field.
      if byte == UInt8(ascii: "["), line.position > start, line.peek(1).map(isDigit) != true { break }
      line.position += 1
      if byte == UInt8(ascii: "]") { break }
      if byte == UInt8(ascii: "["), line.peek().map(isDigit) == true { break }
    }
    let signs = line.text(start..<line.position)
    let place = line.span(start..<line.position)
    let closes = signs.hasPrefix(":")
    let opens = signs.hasSuffix(":")
    let isSingle = signs == ":"
    guard !isSingle else { return reader.fail(.abcUnreadable(signs, at: place)) }
    var numbers: Set<Int> = []
    if line.isAtDigit {
      repeat { if let number = line.integer(), (1...9).contains(number) { numbers.insert(number) } } while line.eat(",")
    }
    let isDivider = closes || opens || signs.contains("||") || !numbers.isEmpty
    // A bar line may stand before the sign: the sign belongs to the bar before both.
    let target = reader.bars[lastBar].events.isEmpty && lastBar > 0 ? lastBar - 1 : lastBar
    if !reader.bars[target].events.isEmpty {
      if isDivider { reader.bars[target].isDivided = true }
      if closes { reader.bars[target].closesRepeat = true }
      if signs.contains("||") || signs.contains("]") { reader.bars[target].endsSection = true }
    }
    if !reader.bars[lastBar].events.isEmpty { newBar() }
    reader.accidentals = Array(repeating: nil, count: 7)
    if closes || opens || signs.contains("]") || signs.contains("||") { reader.bars[lastBar].endings = [] }
    if opens { reader.bars[lastBar].opensRepeat = true }
    if !numbers.isEmpty { reader.bars[lastBar].endings = numbers }
  }
}
