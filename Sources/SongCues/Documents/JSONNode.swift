// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A value of a JSON text with the line that it begins in; numbers stay text, so that none is rounded.
///
/// `NaN` and infinities are numbers too, as OpenTimelineIO writes them; a key may be there only once.
/// - Source: RFC 8259.
struct JSONNode: Sendable, Hashable {
  indirect enum Kind: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])
  }

  let kind: Kind
  /// From 1.
  let line: Int

  /// - Throws: `.malformed` where the text isn't one JSON value.
  init(_ text: [UInt8]) throws(CueError) {
    var scanner = JSONScanner(text)
    self = try scanner.value(depth: 0)
    try scanner.end()
  }

  fileprivate init(_ kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }

  /// The member of an object; nil where there is none, or null.
  subscript(key: String) -> JSONNode? {
    guard case .object(let members) = kind, let member = members[key], member.kind != .null else { return nil }
    return member
  }

  var string: String? {
    guard case .string(let text) = kind else { return nil }
    return text
  }

  var array: [JSONNode]? {
    guard case .array(let values) = kind else { return nil }
    return values
  }
}

private struct JSONScanner {
  private let text: [UInt8]
  private var position = 0
  private var line = 1

  init(_ text: [UInt8]) { self.text = text }

  private func fault(_ fault: DocumentFault) -> CueError { CueError(.malformed(fault), line: line) }

  private var byte: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      if byte == 0x0A { line += 1 }
      position += 1
    }
  }

  mutating func end() throws(CueError) {
    skipBlanks()
    guard position == text.count else { throw fault(.textBehindEnd) }
  }

  mutating func value(depth: Int) throws(CueError) -> JSONNode {
    skipBlanks()
    guard let byte else { throw fault(.endsEarly) }
    guard depth < deepestNesting else { throw fault(.tooDeep) }
    let start = line
    switch byte {
    case UInt8(ascii: "{"): return JSONNode(try object(depth: depth), line: start)
    case UInt8(ascii: "["): return JSONNode(try array(depth: depth), line: start)
    case UInt8(ascii: "\""): return JSONNode(.string(try string()), line: start)
    default: return JSONNode(try word(), line: start)
    }
  }

  private mutating func object(depth: Int) throws(CueError) -> JSONNode.Kind {
    var members: [String: JSONNode] = [:]
    position += 1
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      guard let byte else { throw fault(.endsEarly) }
      guard byte == UInt8(ascii: "\"") else { throw fault(.unexpectedCharacter) }
      let key = try string()
      skipBlanks()
      try expect(":")
      let node = try value(depth: depth + 1)
      guard members.updateValue(node, forKey: key) == nil else { throw fault(.duplicateKey(quotable(key))) }
      skipBlanks()
      if take("}") { return .object(members) }
      try expect(",")
    }
  }

  private mutating func array(depth: Int) throws(CueError) -> JSONNode.Kind {
    var values: [JSONNode] = []
    position += 1
    skipBlanks()
    if take("]") { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      skipBlanks()
      if take("]") { return .array(values) }
      try expect(",")
    }
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws(CueError) {
    guard byte != nil else { throw fault(.endsEarly) }
    guard take(mark) else { throw fault(.unexpectedCharacter) }
  }

  /// A number or one of the words.
  private mutating func word() throws(CueError) -> JSONNode.Kind {
    let start = position
    while let byte, isWordByte(byte) { position += 1 }
    guard position > start else { throw fault(.unexpectedCharacter) }
    let word = String(decoding: text[start..<position], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "NaN", "Infinity", "-Infinity", "Inf", "-Inf": return .number(word)
    default:
      guard isNumber(text[start..<position]) else { throw fault(.badNumber) }
      return .number(word)
    }
  }

  private mutating func string() throws(CueError) -> String {
    position += 1
    var out: [UInt8] = []
    while let byte {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): out += Array(String(try escape()).utf8)
      case 0..<0x20: throw fault(.badString)
      default: out.append(byte)
      }
    }
    throw fault(.endsEarly)
  }

  private mutating func escape() throws(CueError) -> Character {
    guard let byte else { throw fault(.endsEarly) }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "u"): return Character(try escapedScalar())
    default: throw fault(.badString)
    }
  }

  /// Behind `\u`: four digits, or two times four of a surrogate pair.
  private mutating func escapedScalar() throws(CueError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else { throw fault(.badString) }
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw fault(.badString) }
    return scalar
  }

  private mutating func hexadecimal() throws(CueError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw fault(.badString) }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

private func isWordByte(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
    || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
}

/// `-12.5e+3`; no leading zeros, a digit on both sides of the point.
private func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
  var rest = word
  func digits() -> Int {
    let count = rest.prefix { (0x30...0x39).contains($0) }.count
    rest = rest.dropFirst(count)
    return count
  }
  if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
  let isZero = rest.first == UInt8(ascii: "0")
  let whole = digits()
  guard whole == 1 || whole > 1 && !isZero else { return false }
  if rest.first == UInt8(ascii: ".") {
    rest = rest.dropFirst()
    guard digits() > 0 else { return false }
  }
  if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    guard digits() > 0 else { return false }
  }
  return rest.isEmpty
}
