// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongSyntax

/// Reads the two notations of patterns: grids for drums, cells for pitched parts.
enum CellNotation {
  /// One lane of a grid: `x` hit, `X` accent, `o` open, `g` ghost, `f` flam, `.` or `-` rest; blanks and `|` are ignored.
  ///
  /// - Parameter length: quarter notes that the lane fills.
  static func lane(
    _ scalar: Scalar, voice: String, bars: Int, length: ScoreTime, sink: inout DiagnosticSink
  ) -> [PatternSet.Hit] {
    var strokes: [PatternSet.Stroke?] = []
    for (offset, byte) in scalar.text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "|"): continue
      case UInt8(ascii: "."), UInt8(ascii: "-"): strokes.append(nil)
      case UInt8(ascii: "x"): strokes.append(.normal)
      case UInt8(ascii: "X"): strokes.append(.accent)
      case UInt8(ascii: "o"): strokes.append(.open)
      case UInt8(ascii: "g"): strokes.append(.ghost)
      case UInt8(ascii: "f"): strokes.append(.flam)
      default:
        let character = String(decoding: [byte], as: UTF8.self)
        let place = scalar.span(of: offset..<offset + 1)
        sink.report(.libraryInvalid("'\(character)' is no stroke: a cell is one of x X o g f and .", at: place))
        return []
      }
    }
    guard let cell = cell(count: strokes.count, bars: bars, length: length, scalar, &sink) else { return [] }
    return strokes.enumerated().compactMap { index, stroke in
      stroke.map { .init(onset: cell * Rational(index), duration: cell, tone: .kit(voice), stroke: $0) }
    }
  }

  /// Cells of a pitched part: `.` rest, `-` hold, `C` all voices, numbers joined by `+`, `a` approach; behind them `!`
  /// for an accent and `?` for a soft note.
  static func line(
    _ scalar: Scalar, role: Role, bars: Int, length: ScoreTime, sink: inout DiagnosticSink
  ) -> [PatternSet.Hit] {
    let tokens = split(scalar.text)
    guard let cell = cell(count: tokens.count, bars: bars, length: length, scalar, &sink) else { return [] }
    var notes: [(onset: Int, length: Int, tones: [PatternSet.Tone], stroke: PatternSet.Stroke)] = []
    var sounds = false
    for (index, token) in tokens.enumerated() {
      switch token.text {
      case ".": sounds = false
      case "-":
        if sounds { notes[notes.count - 1].length += 1 }
      default:
        guard let (tones, stroke) = note(token.text, role: role) else {
          let allowed = role == .bass ? "1, 3, 5, 7, 8 or a" : "C or voices from 1 to 12 joined by +"
          let message = "'\(token.text)' is no cell: a note is \(allowed), with ! or ? behind it"
          sink.report(.libraryInvalid(message, at: scalar.span(of: token.range)))
          return []
        }
        notes.append((index, 1, tones, stroke))
        sounds = true
      }
    }
    return notes.flatMap { note in
      note.tones.map {
        PatternSet.Hit(
          onset: cell * Rational(note.onset), duration: cell * Rational(note.length), tone: $0, stroke: note.stroke)
      }
    }
  }

  /// The length of a cell; the cells must fill each bar with note values down to the thirty-second and the triplet.
  private static func cell(
    count: Int, bars: Int, length: ScoreTime, _ scalar: Scalar, _ sink: inout DiagnosticSink
  ) -> ScoreTime? {
    let isEven = count > 0 && (count % bars == 0 || bars % count == 0)
    if isEven, (length / Rational(count) * 24).isInteger { return length / Rational(count) }
    let whole = bars == 1 ? "the bar" : "\(bars) bars"
    sink.report(.libraryInvalid("\(count) cells don't divide \(whole) evenly", at: scalar.span))
    return nil
  }

  private static func note(_ text: String, role: Role) -> ([PatternSet.Tone], PatternSet.Stroke)? {
    var text = text[...]
    var stroke = PatternSet.Stroke.normal
    if text.hasSuffix("!") { stroke = .accent }
    if text.hasSuffix("?") { stroke = .soft }
    if stroke != .normal { text.removeLast() }
    if role == .bass {
      if text == "a" { return ([.approach], stroke) }
      guard let degree = Int(text), [1, 3, 5, 7, 8].contains(degree) else { return nil }
      return ([.voice(degree)], stroke)
    }
    if text == "C" { return ([.all], stroke) }
    let voices = text.split(separator: "+", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard voices.allSatisfy({ (1...12).contains($0) }) else { return nil }
    return (voices.map { .voice($0) }, stroke)
  }

  private static func split(_ text: String) -> [(text: String, range: Range<Int>)] {
    var tokens: [(text: String, range: Range<Int>)] = []
    let bytes = Array(text.utf8)
    var start = 0
    for index in 0...bytes.count {
      let isBreak = index == bytes.count || bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "|")
      guard isBreak else { continue }
      if start < index { tokens.append((String(decoding: bytes[start..<index], as: UTF8.self), start..<index)) }
      start = index + 1
    }
    return tokens
  }
}
