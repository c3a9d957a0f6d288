// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics

/// Reads a notation inside a scalar byte by byte and knows the place of what it reads.
struct NotationScanner {
  let scalar: Scalar
  private let bytes: [UInt8]
  private(set) var end: Int
  /// The offset of the next byte in the scalar's text.
  var position: Int

  /// A decimal number; `value` is nil where it has more digits than the language reads.
  struct Decimal {
    let value: Rational?
    /// Digits after the point.
    let decimals: Int
    let range: Range<Int>
  }

  /// Reads a part of a scalar, without the blanks at its ends.
  init(_ scalar: Scalar, in range: Range<Int>? = nil) {
    self.scalar = scalar
    bytes = Array(scalar.text.utf8)
    position = max(0, range?.lowerBound ?? 0)
    end = min(bytes.count, range?.upperBound ?? bytes.count)
    trim()
  }

  /// The same scalar, from and to other places.
  func part(_ range: Range<Int>) -> NotationScanner {
    var copy = self
    copy.position = range.lowerBound
    copy.end = range.upperBound
    copy.trim()
    return copy
  }

  private mutating func trim() {
    while position < end, isBlank(bytes[position]) { position += 1 }
    while end > position, isBlank(bytes[end - 1]) { end -= 1 }
  }

  // MARK: Places

  var isAtEnd: Bool { position >= end }

  /// What is left.
  var rest: Range<Int> { min(position, end)..<end }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func span(_ range: Range<Int>) -> Span { scalar.span(of: range) }

  // MARK: Reading

  /// The byte `ahead` of the next one; nil behind the end.
  func peek(_ ahead: Int = 0) -> UInt8? { position + ahead < end ? bytes[position + ahead] : nil }

  /// Whether the next byte is a digit.
  var isAtDigit: Bool { peek().map(isDigit) ?? false }

  /// Skips blanks; says whether there were any.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = position
    while let byte = peek(), isBlank(byte) { position += 1 }
    return position > start
  }

  /// Whether a text stands next.
  func isAt(_ text: String) -> Bool {
    let utf8 = text.utf8
    return position + utf8.count <= end && bytes[position..<position + utf8.count].elementsEqual(utf8)
  }

  /// Takes a text if it stands next.
  mutating func eat(_ text: String) -> Bool {
    guard isAt(text) else { return false }
    position += text.utf8.count
    return true
  }

  /// Takes the first of some texts that stands next.
  mutating func eat(oneOf texts: [String]) -> String? {
    for text in texts where eat(text) { return text }
    return nil
  }

  /// Takes the bytes up to a blank or to one of `stops`.
  mutating func word(stops: [UInt8] = []) -> Range<Int> {
    let start = position
    while let byte = peek(), !isBlank(byte), !stops.contains(byte) { position += 1 }
    return start..<position
  }

  /// Takes digits.
  mutating func digits() -> Range<Int> {
    let start = position
    while isAtDigit { position += 1 }
    return start..<position
  }

  /// Takes digits as a number; nil where there are none or more than nine.
  mutating func integer() -> Int? {
    let range = digits()
    return range.isEmpty || range.count > mostIntegerDigits ? nil : Int(text(range))
  }

  /// Takes `12`, `12.5`; a point without digits behind it stays.
  mutating func decimal() -> Decimal? {
    let start = position
    let whole = digits()
    guard !whole.isEmpty else { return nil }
    var fraction = position..<position
    if peek() == UInt8(ascii: "."), let next = peek(1), isDigit(next) {
      position += 1
      fraction = digits()
    }
    var value: Rational?
    if whole.count <= mostIntegerDigits, fraction.count <= mostDecimals, let number = Int(text(whole)) {
      var scale = 1
      for _ in fraction { scale *= 10 }
      value = Rational(number * scale + (Int(text(fraction)) ?? 0), scale)
    }
    return Decimal(value: value, decimals: fraction.count, range: start..<position)
  }

  /// Takes a name: letters, digits, `_` and `-`, the first a letter or `_`; then primes, which become ASCII.
  mutating func name() -> Located<String>? {
    let start = position
    guard let first = scalarValue, first.properties.isAlphabetic || first == "_" else { return nil }
    while let scalar = scalarValue, isNameScalar(scalar) { position += scalar.utf8.count }
    var name = text(start..<position)
    while eat(oneOf: ["'", "′", "’"]) != nil { name += "'" }
    return Located(name, at: span(start..<position))
  }

  /// The first place from here on where a text stands.
  func first(_ text: String) -> Int? {
    let utf8 = Array(text.utf8)
    guard position + utf8.count <= end else { return nil }
    return (position...end - utf8.count).first { bytes[$0..<$0 + utf8.count].elementsEqual(utf8) }
  }

  /// The next Unicode scalar.
  private var scalarValue: Unicode.Scalar? {
    guard let byte = peek() else { return nil }
    let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    return String(decoding: bytes[position..<min(position + length, end)], as: UTF8.self).unicodeScalars.first
  }

  /// Letters of all scripts with their marks, digits, `_` and `-`; no primes and quotes.
  private func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.properties.isAlphabetic || isDigit(UInt8(scalar.value)) || "_-".unicodeScalars.contains(scalar)
    }
    let isMark = [.nonspacingMark, .spacingMark, .decimalNumber].contains(scalar.properties.generalCategory)
    return scalar.properties.isAlphabetic || isMark
  }
}

extension NotationScanner {
  /// A scanner of the whole scalar; nil where nothing stands in it or too much, which is reported.
  static func begin(
    _ scalar: Scalar, _ code: DiagnosticCode, _ what: String, example: String, sink: inout DiagnosticSink
  ) -> NotationScanner? {
    let count = scalar.text.utf8.count
    guard count <= Limits.notationBytes else {
      sink.report(.limitExceeded("bytes of one notation", count: count, limit: Limits.notationBytes, at: scalar.span))
      return nil
    }
    let scanner = NotationScanner(scalar)
    guard scalar.isNull || scanner.isAtEnd else { return scanner }
    sink.report(.missingNotation(code, what, example: example, at: scalar.span))
    return nil
  }
}

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

/// Digits before and after the point that a number may have: a billion in millionths fits exact arithmetic.
private let mostIntegerDigits = 9
private let mostDecimals = 6
