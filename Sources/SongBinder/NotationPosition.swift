// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

/// How far into a notation a place lies, in music.
///
/// What stands before the place is read by the notation's own parser; where it can't be read, its bar lines are counted.
struct NotationPosition {
  /// From 0.
  let bar: Int
  /// Quarter notes from the bar's start; nil where only the bar is known.
  let offset: ScoreTime?

  static let start = NotationPosition(bar: 0, offset: .zero)

  /// The same counted from another place: the first bar begins where that lies in its bar.
  func after(_ start: NotationPosition) -> NotationPosition {
    guard bar == 0 else { return NotationPosition(bar: start.bar + bar, offset: offset) }
    let both = offset.flatMap { own in start.offset.map { $0 + own } }
    return NotationPosition(bar: start.bar, offset: both)
  }

  func `in`(_ outline: Outline, section: Int) -> MusicalPlace? { outline.place(section: section, bar: bar, offset: offset) }
}

/// A scalar by one of the notations' parsers, without its diagnostics.
func read<Value>(_ scalar: Scalar, _ parse: (Scalar, inout DiagnosticSink) -> Value?) -> Value? {
  var sink = DiagnosticSink()
  return parse(scalar, &sink)
}

private func read<Value>(_ text: String, _ parse: (Scalar, inout DiagnosticSink) -> Value?) -> Value? {
  read(Scalar(text: text, span: Span(file: FileID(0), start: 0, end: text.utf8.count), style: .plain), parse)
}

private func isBlank(_ text: some StringProtocol) -> Bool { text.allSatisfy(\.isWhitespace) }

/// The bars that bar lines end in a text; one before the first bar says nothing.
private func barLines(in text: String) -> Int {
  let bars = text.split(separator: "|", omittingEmptySubsequences: false)
  return bars.count - 1 - (isBlank(bars[0]) && bars.count > 1 ? 1 : 0)
}

// MARK: Lines of notes

/// The place behind the notes of a text in `rhythm`, `lily` or `abc`.
func linePosition(_ prefix: String, _ notation: String, _ meter: Meter?) -> NotationPosition? {
  let music = notation == "abc" ? abcMusic(prefix) : prefix
  if isBlank(music) || barLines(in: music) == 0 && isBlank(music.filter { $0 != "|" }) { return .start }
  let line: NoteLine? = switch notation {
  case "rhythm": (read(prefix, parseRhythm) ?? read(prefix + ")", parseRhythm))?.line
  case "lily": read(prefix, parseLily)?.line
  default: read(prefix, parseABC)?.tune.line
  }
  let isClosed = music.last { !$0.isWhitespace }.map { "|:]".contains($0) } ?? false
  if let line { return position(of: line.length, in: line, meter, isOpen: !isClosed) }
  // Repeats of a tune play bars again.
  if notation == "abc", music.contains(where: { ":[\"".contains($0) }) || music.contains("||") { return nil }
  return NotationPosition(bar: barLines(in: music), offset: nil)
}

/// A tune without its fields and comments.
private func abcMusic(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
    !(line.first.map { $0.isASCII && $0.isLetter } ?? false && line.dropFirst().first == ":")
  }.map { $0.prefix { $0 != "%" } }.joined(separator: "\n")
}

/// The place of a time of a line, by its bar lines or, where a repeat sign may divide a bar, by the meter.
///
/// - Parameter isOpen: whether the line ends inside its last bar.
private func position(of time: ScoreTime, in line: NoteLine, _ meter: Meter?, isOpen: Bool = false) -> NotationPosition? {
  if line.bars.contains(where: \.isDivided) {
    guard let length = meter?.length else { return nil }
    let bar = (time / length).floor
    return NotationPosition(bar: bar, offset: time - Rational(bar) * length)
  }
  let closed = line.bars.dropLast(isOpen ? 1 : 0).count { $0.isClosed && $0.end <= time }
  return NotationPosition(bar: closed, offset: time - (closed > 0 ? line.bars[closed - 1].end : .zero))
}

/// The place behind the pitches of a text, of which each is one of a rhythm's notes.
func pitchPosition(_ prefix: String, _ rhythm: NoteLine?, isChord: Bool) -> NotationPosition? {
  if isBlank(prefix) { return .start }
  guard let read = isChord ? read(prefix, parseTones) : read(prefix, parseDegrees) else {
    return NotationPosition(bar: barLines(in: prefix), offset: nil)
  }
  let count = read.pitches.count
  if let rhythm {
    guard rhythm.notes.indices.contains(count) else { return nil }
    return position(of: rhythm.notes[count].onset, in: rhythm, nil)
  }
  guard !read.barLines.isEmpty else { return nil }
  return NotationPosition(bar: read.barLines.count, offset: read.barLines.last == count ? .zero : nil)
}

/// The place behind the syllables of a text, each of which is sung on one of a tune's notes.
func lyricsPosition(_ prefix: String, _ tune: NoteLine?, _ meter: Meter?) -> NotationPosition? {
  if isBlank(prefix) { return .start }
  guard let lyrics = read(prefix, parseLyrics) else { return NotationPosition(bar: barLines(in: prefix), offset: nil) }
  let bar = lyrics.barLines.count
  let sung = lyrics.tokens.count - (lyrics.barLines.last ?? 0)
  guard let tune, tune.bars.allSatisfy({ !$0.isDivided }) else {
    return bar > 0 ? NotationPosition(bar: bar, offset: sung == 0 ? .zero : nil) : nil
  }
  guard bar > 0 else {
    guard tune.notes.indices.contains(sung) else { return nil }
    return position(of: tune.notes[sung].onset, in: tune, meter)
  }
  guard let length = meter?.length else { return NotationPosition(bar: bar, offset: sung == 0 ? .zero : nil) }
  let start = length * Rational(bar)
  let notes = tune.notes.filter { $0.onset >= start && $0.onset < start + length }
  guard notes.indices.contains(sung) else { return NotationPosition(bar: bar, offset: nil) }
  return NotationPosition(bar: bar, offset: notes[sung].onset - start)
}

// MARK: Chords and grids

/// A place in bars of chords.
func chordPosition(_ text: String, _ offset: Int, _ meter: Meter?) -> NotationPosition? {
  let bytes = text.utf8
  let prefix = String(decoding: bytes.prefix(offset), as: UTF8.self)
  var cells = prefix.split(separator: "|", omittingEmptySubsequences: false)
  if cells.count > 1, isBlank(cells[0]) { cells.removeFirst() }
  var bar = 0
  for cell in cells.dropLast() {
    guard let times = repeats(of: cell) else { return nil }
    bar += times
  }
  let before = cells.last.map { $0.split(whereSeparator: \.isWhitespace).count } ?? 0
  if before == 0 { return NotationPosition(bar: bar, offset: .zero) }
  let whole = (cells.last ?? "") + String(decoding: bytes.dropFirst(offset).prefix { $0 != UInt8(ascii: "|") }, as: UTF8.self)
  var tokens = whole.split(whereSeparator: \.isWhitespace).map(String.init)
  while let last = tokens.last, last.first.map({ "x*×".contains($0) }) ?? false || last.allSatisfy(\.isNumber) { tokens.removeLast() }
  guard let meter, tokens.count > 0, meter.groups.count % tokens.count == 0, before < tokens.count else {
    return NotationPosition(bar: bar, offset: nil)
  }
  return NotationPosition(bar: bar, offset: meter.beats[before * (meter.groups.count / tokens.count)].start)
}

/// How often a bar of chords is played: 1, or the number behind its `x` or `*`; nil where that can't be read.
private func repeats(of cell: Substring) -> Int? {
  guard let sign = cell.lastIndex(where: { "x*×".contains($0) }) else { return 1 }
  let number = cell[cell.index(after: sign)...].filter { !$0.isWhitespace }
  return Int(number).flatMap { (1...1000).contains($0) ? $0 : nil }
}

/// A place in a line of a grid: bar lines part bars, between them each character is a cell.
func gridPosition(_ text: String, _ offset: Int, _ meter: Meter?) -> NotationPosition? {
  let prefix = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
  let bar = barLines(in: prefix)
  let own = prefix.split(separator: "|", omittingEmptySubsequences: false).last.map { $0.filter { !$0.isWhitespace }.count } ?? 0
  if own == 0 { return NotationPosition(bar: bar, offset: .zero) }
  let rest = String(decoding: text.utf8.dropFirst(offset).prefix { $0 != UInt8(ascii: "|") }, as: UTF8.self)
  let cells = own + rest.filter { !$0.isWhitespace }.count
  return NotationPosition(bar: bar, offset: meter.map { $0.length * Rational(own, cells) })
}
