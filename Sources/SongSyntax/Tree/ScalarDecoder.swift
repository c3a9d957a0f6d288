// SPDX-License-Identifier: Apache-2.0
/// Reads the source of a scalar again to learn where each byte of its text stands.
///
/// libyaml gives the text and the place of the whole only. The rules are those of its scanner, so both texts agree;
/// should they differ, the places are unknown rather than wrong.
/// - Source: YAML 1.2.2, sections 7.3 (flow scalars) and 8.1 (block scalars); libyaml 0.2.5, scanner.c.
struct ScalarDecoder {
  private let source: [UInt8]
  private var at: Int
  private var end: Int
  private var text: [UInt8] = []
  private var runs: [Scalar.Run] = []

  private init(source: [UInt8], range: Range<Int>) {
    self.source = source
    at = range.lowerBound
    end = range.upperBound
  }

  /// The places of a scalar's text and the range of the source that it takes, which ends a block scalar with its
  /// last line.
  static func decode(
    _ text: [UInt8], style: Scalar.Style, in source: [UInt8], range: Range<Int>
  ) -> (places: Scalar.Places, range: Range<Int>) {
    switch style {
    case .plain, .singleQuoted, .doubleQuoted:
      let quote = style == .plain ? 0 : 1
      guard range.count >= 2 * quote else { return (.unknown, range) }
      let inner = range.lowerBound + quote..<range.upperBound - quote
      if source[inner].elementsEqual(text) { return (.verbatim(UInt32(inner.lowerBound)), range) }
      var decoder = ScalarDecoder(source: source, range: inner)
      decoder.readFlow(style)
      return (decoder.text == text ? .runs(decoder.runs) : .unknown, range)
    case .literal, .folded:
      return decodeBlock(text, isLiteral: style == .literal, in: source, range: range)
    }
  }

  private static func decodeBlock(
    _ text: [UInt8], isLiteral: Bool, in source: [UInt8], range: Range<Int>
  ) -> (places: Scalar.Places, range: Range<Int>) {
    let start = ScalarDecoder(source: source, range: range)
    guard let header = start.blockHeader else { return (.unknown, range) }
    // An explicit indentation counts from the parent's, which isn't known here: what the text lacks of the first
    // line's blanks was indentation.
    let first = start.firstIndent(after: header)
    let kept = text.drop { $0 == 0x0A }.prefix { $0 == 0x20 }.count
    for indent in header.hasIndentation ? [max(0, first - kept), first] : [first] {
      var decoder = start
      decoder.readBlock(header, indent: indent, isLiteral: isLiteral)
      guard decoder.text == text else { continue }
      let end = decoder.runs.last.map { Int($0.source.upperBound) } ?? header.indicatorsEnd
      return (.runs(decoder.runs), range.lowerBound..<end)
    }
    return (.unknown, range)
  }

  // MARK: Output

  private mutating func copy(_ count: Int) {
    emit(source[at..<at + count], from: at..<at + count)
    at += count
  }

  private mutating func emit(_ bytes: some Collection<UInt8>, from range: Range<Int>) {
    guard !bytes.isEmpty else { return }
    let start = UInt32(text.count)
    text += bytes
    let run = Scalar.Run(
      text: start..<UInt32(text.count), source: UInt32(range.lowerBound)..<UInt32(range.upperBound))
    if let last = runs.last, last.isVerbatim, run.isVerbatim, last.source.upperBound == run.source.lowerBound {
      runs[runs.count - 1].text = last.text.lowerBound..<run.text.upperBound
      runs[runs.count - 1].source = last.source.lowerBound..<run.source.upperBound
    } else {
      runs.append(run)
    }
  }

  /// A line break: LS and PS stay what they are, all others become a line feed.
  private mutating func emitBreak(_ range: Range<Int>) {
    emit(range.count == 3 ? Array(source[range]) : [0x0A], from: range)
  }

  // MARK: Flow scalars

  private mutating func readFlow(_ style: Scalar.Style) {
    while at < end {
      let byte = source[at]
      if isBlank(at) || breakLength(at) > 0 {
        readSpace(afterEscapedBreak: false)
      } else if style == .singleQuoted, byte == UInt8(ascii: "'") {
        emit([byte], from: at..<min(at + 2, end))
        at = min(at + 2, end)
      } else if style == .doubleQuoted, byte == UInt8(ascii: "\\") {
        readEscape()
      } else {
        copy(1)
      }
    }
  }

  /// Blanks inside a line stay; blanks around line breaks vanish, one break becomes a blank, more lose the first.
  private mutating func readSpace(afterEscapedBreak: Bool) {
    let start = at
    var breaks: [Range<Int>] = []
    while at < end {
      let length = breakLength(at)
      if length > 0 {
        breaks.append(at..<min(at + length, end))
        at = min(at + length, end)
      } else if isBlank(at) {
        at += 1
      } else {
        break
      }
    }
    if afterEscapedBreak {
      for range in breaks { emitBreak(range) }
    } else if let first = breaks.first {
      if first.count == 3 {
        emitBreak(first)
      } else if breaks.count == 1 {
        emit([0x20], from: first)
      }
      for range in breaks.dropFirst() { emitBreak(range) }
    } else {
      emit(source[start..<at], from: start..<at)
    }
  }

  private mutating func readEscape() {
    let start = at
    guard at + 1 < end else { return copy(1) }
    let length = breakLength(at + 1)
    if length > 0 {
      at = min(at + 1 + length, end)
      readSpace(afterEscapedBreak: true)
      return
    }
    let code = source[at + 1]
    at += 2
    let digits = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][code] ?? 0
    if digits > 0 {
      at = min(at + digits, end)
      let hex = String(decoding: source[start + 2..<at], as: UTF8.self)
      guard let value = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(value) else { return }
      emit(Array(String(Character(scalar)).utf8), from: start..<at)
    } else if let bytes = simpleEscapes[code] {
      emit(bytes, from: start..<at)
    }
  }

  // MARK: Block scalars

  private struct BlockHeader {
    /// -1 strips the last line end, 0 keeps one, 1 keeps all.
    var chomping = 0
    /// Whether a digit gives the indentation.
    var hasIndentation = false
    var indicatorsEnd: Int
    var bodyStart: Int
  }

  private var blockHeader: BlockHeader? {
    guard at < end else { return nil }
    var header = BlockHeader(indicatorsEnd: at + 1, bodyStart: at + 1)
    while header.indicatorsEnd < end {
      let byte = source[header.indicatorsEnd]
      if byte == UInt8(ascii: "+") { header.chomping = 1 }
      if byte == UInt8(ascii: "-") { header.chomping = -1 }
      if (0x30...0x39).contains(byte) { header.hasIndentation = true }
      guard byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) else { break }
      header.indicatorsEnd += 1
    }
    var body = header.indicatorsEnd
    while body < end, breakLength(body) == 0 { body += 1 }
    header.bodyStart = min(body + (body < end ? breakLength(body) : 0), end)
    return header
  }

  /// The blanks before the first line with text.
  private func firstIndent(after header: BlockHeader) -> Int {
    var position = header.bodyStart
    var most = 0
    while position < end {
      var column = 0
      while position < end, source[position] == 0x20 {
        position += 1
        column += 1
      }
      most = max(most, column)
      let length = position < end ? breakLength(position) : 0
      guard length > 0 else { break }
      position += length
    }
    return most
  }

  private mutating func readBlock(_ header: BlockHeader, indent: Int, isLiteral: Bool) {
    at = header.bodyStart
    var pending: Range<Int>?
    var wasBlank = false
    var (column, trailing) = readIndents(indent)
    while column == indent, at < end {
      let isBlankNow = isBlank(at)
      if let range = pending {
        if !isLiteral, range.count != 3, !wasBlank, !isBlankNow {
          if trailing.isEmpty { emit([0x20], from: range) }
        } else {
          emitBreak(range)
        }
        pending = nil
      }
      for range in trailing { emitBreak(range) }
      wasBlank = isBlankNow
      let start = at
      while at < end, breakLength(at) == 0 { at += 1 }
      emit(source[start..<at], from: start..<at)
      if at < end {
        let length = min(breakLength(at), end - at)
        pending = at..<at + length
        at += length
      }
      (column, trailing) = readIndents(indent)
    }
    if header.chomping != -1, let range = pending { emitBreak(range) }
    if header.chomping == 1 { for range in trailing { emitBreak(range) } }
  }

  /// Skips indentation and empty lines; gives the column reached and the line breaks passed.
  private mutating func readIndents(_ indent: Int) -> (column: Int, breaks: [Range<Int>]) {
    var breaks: [Range<Int>] = []
    while true {
      var column = 0
      while at < end, column < indent, source[at] == 0x20 {
        at += 1
        column += 1
      }
      let length = at < end ? min(breakLength(at), end - at) : 0
      guard length > 0 else { return (column, breaks) }
      breaks.append(at..<at + length)
      at += length
    }
  }

  // MARK: Characters

  private func isBlank(_ position: Int) -> Bool { source[position] == 0x20 || source[position] == 0x09 }

  /// The bytes of the line break that stands at a place, or 0.
  private func breakLength(_ position: Int) -> Int { lineBreakLength(source, position) }
}

/// The bytes of the line break that stands at a place of a text, or 0: LF, CR, CR LF, NEL, LS or PS.
func lineBreakLength(_ source: [UInt8], _ position: Int) -> Int {
  func byte(_ ahead: Int) -> UInt8 { position + ahead < source.count ? source[position + ahead] : 0 }
  switch byte(0) {
  case 0x0A: return 1
  case 0x0D: return byte(1) == 0x0A ? 2 : 1
  case 0xC2: return byte(1) == 0x85 ? 2 : 0
  case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
  default: return 0
  }
}

/// - Source: YAML 1.2.2, section 5.7.
private let simpleEscapes: [UInt8: [UInt8]] = [
  UInt8(ascii: "0"): [0x00], UInt8(ascii: "a"): [0x07], UInt8(ascii: "b"): [0x08], UInt8(ascii: "t"): [0x09],
  0x09: [0x09], UInt8(ascii: "n"): [0x0A], UInt8(ascii: "v"): [0x0B], UInt8(ascii: "f"): [0x0C],
  UInt8(ascii: "r"): [0x0D], UInt8(ascii: "e"): [0x1B], 0x20: [0x20], UInt8(ascii: "\""): [0x22],
  UInt8(ascii: "/"): [0x2F], UInt8(ascii: "\\"): [0x5C], UInt8(ascii: "N"): [0xC2, 0x85],
  UInt8(ascii: "_"): [0xC2, 0xA0], UInt8(ascii: "L"): [0xE2, 0x80, 0xA8], UInt8(ascii: "P"): [0xE2, 0x80, 0xA9],
]
