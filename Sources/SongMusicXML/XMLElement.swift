// SPDX-License-Identifier: Apache-2.0

/// An element of an XML document with its text; comments and processing instructions are skipped.
///
/// Nothing of a DTD is read, entities of its own are refused.
/// - Source: Extensible Markup Language 1.0, fifth edition.
struct XMLElement: Sendable {
  let name: String
  var attributes: [(name: String, value: String)]
  var children: [XMLElement] = []
  /// The text right inside it, without blanks at its ends.
  var text = ""
  /// From 1.
  let line: Int

  subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }

  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The text of a child.
  func value(_ name: String) -> String? { child(name)?.text }

  /// The whole number in a child.
  func number(_ name: String) -> Int? { value(name).flatMap { Int($0) } }
}

/// Reads a document.
///
/// - Throws: `.malformed` where the text isn't well formed.
func parseXML(_ bytes: [UInt8]) throws(MusicXMLError) -> XMLElement {
  var parser = XMLParser(bytes: bytes)
  return try parser.document()
}

private struct XMLParser {
  let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(bytes: [UInt8]) { self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }

  private var fault: MusicXMLError { .malformed(line: line) }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
  }

  private func isAt(_ mark: String) -> Bool { bytes[position...].starts(with: mark.utf8) }

  private mutating func skip(behind mark: String) throws(MusicXMLError) {
    while position < bytes.count {
      if isAt(mark) { return advance(mark.utf8.count) }
      advance()
    }
    throw fault
  }

  /// Skips what isn't an element or text; false where nothing of that kind stands here.
  private mutating func skipMarkup() throws(MusicXMLError) -> Bool {
    if isAt("<?") {
      try skip(behind: "?>")
    } else if isAt("<!--") {
      advance(4)
      try skip(behind: "-->")
    } else if isAt("<!DOCTYPE") {
      while let byte, byte != UInt8(ascii: ">") {
        if byte == UInt8(ascii: "[") { throw fault }
        advance()
      }
      advance()
    } else {
      return false
    }
    return true
  }

  mutating func document() throws(MusicXMLError) -> XMLElement {
    while byte != nil {
      if try skipMarkup() { continue }
      if byte == UInt8(ascii: "<") { return try element(depth: 0) }
      advance()
    }
    throw fault
  }

  private mutating func element(depth: Int) throws(MusicXMLError) -> XMLElement {
    guard depth < deepest else { throw fault }
    let start = line
    advance()
    var result = XMLElement(name: try name(), attributes: [], line: start)
    while true {
      skipBlanks()
      if isAt("/>") {
        advance(2)
        return result
      }
      if isAt(">") {
        advance()
        break
      }
      let attribute = try name()
      skipBlanks()
      guard isAt("=") else { throw fault }
      advance()
      skipBlanks()
      guard let quote = byte, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw fault }
      advance()
      result.attributes.append((attribute, try characters(upTo: quote)))
      advance()
    }
    var text = ""
    while true {
      if isAt("</") {
        advance(2)
        guard try name() == result.name else { throw fault }
        skipBlanks()
        guard isAt(">") else { throw fault }
        advance()
        result.text = trimmed(text)
        return result
      }
      if try skipMarkup() { continue }
      if isAt("<![CDATA[") {
        advance(9)
        let from = position
        try skip(behind: "]]>")
        text += String(decoding: bytes[from..<position - 3], as: UTF8.self)
      } else if byte == UInt8(ascii: "<") {
        result.children.append(try element(depth: depth + 1))
      } else {
        text += try characters(upTo: UInt8(ascii: "<"))
      }
    }
  }

  private mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { advance() }
  }

  private mutating func name() throws(MusicXMLError) -> String {
    let start = position
    while let byte, byte > 0x20, !"<>/='\"&?!".utf8.contains(byte) { advance() }
    guard position > start else { throw fault }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Text with its entities replaced, up to a byte that stays.
  private mutating func characters(upTo end: UInt8) throws(MusicXMLError) -> String {
    var result: [UInt8] = []
    while let byte {
      if byte == end { return String(decoding: result, as: UTF8.self) }
      if byte == UInt8(ascii: "&") {
        result += Array(try entity().utf8)
      } else {
        result.append(byte)
        advance()
      }
    }
    throw fault
  }

  private mutating func entity() throws(MusicXMLError) -> String {
    guard let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw fault }
    let name = String(decoding: bytes[position + 1..<end], as: UTF8.self)
    advance(end + 1 - position)
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16)
        : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      guard let number, number > 0, let scalar = Unicode.Scalar(number) else { throw fault }
      return String(Character(scalar))
    }
  }

  private func trimmed(_ text: String) -> String {
    let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
    return String(text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }
}

/// Levels of elements: far more than MusicXML nests.
private let deepest = 100
