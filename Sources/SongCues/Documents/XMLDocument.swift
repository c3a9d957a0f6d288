// SPDX-License-Identifier: Apache-2.0
/// The elements and attributes of an XML document; text, comments and processing instructions are skipped.
///
/// An arena: the root is the first element, children stand by index. Nothing of a DTD is read, entities of its own are
/// refused, names are compared with their prefix.
/// - Source: Extensible Markup Language 1.0, fifth edition.
struct XMLDocument: Sendable {
  struct Element: Sendable {
    let name: String
    let attributes: [(name: String, value: String)]
    /// The line that its tag begins in, from 1.
    let line: Int
    fileprivate(set) var children: [Int] = []

    /// The value of an attribute; nil where there is none.
    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  /// Parents before their children; at least the root.
  private(set) var elements: [Element] = []

  /// - Throws: `.malformed` where the text isn't well formed.
  init(_ text: [UInt8]) throws(CueError) {
    var scanner = XMLScanner(text)
    var open: [Int] = []
    while let tag = try scanner.nextTag() {
      switch tag.kind {
      case .end:
        guard let last = open.popLast(), elements[last].name == tag.name else {
          throw scanner.fault(.wrongEndTag(quotable(tag.name)))
        }
      case .start, .empty:
        guard !open.isEmpty || elements.isEmpty else { throw scanner.fault(.textBehindEnd) }
        guard open.count < deepestNesting else { throw scanner.fault(.tooDeep) }
        if let parent = open.last { elements[parent].children.append(elements.count) }
        if tag.kind == .start { open.append(elements.count) }
        elements.append(Element(name: tag.name, attributes: tag.attributes, line: tag.line))
      }
    }
    guard !elements.isEmpty, open.isEmpty else { throw scanner.fault(.endsEarly) }
  }
}

/// Levels of elements, or of arrays and objects: far more than an editor nests clips.
let deepestNesting = 200

/// A start, end or empty tag.
private struct XMLTag {
  enum Kind { case start, end, empty }
  let kind: Kind
  let name: String
  let attributes: [(name: String, value: String)]
  let line: Int
}

/// Goes through the bytes once, tag by tag.
private struct XMLScanner {
  private let text: [UInt8]
  private var position = 0
  private var line = 1

  init(_ text: [UInt8]) { self.text = text }

  func fault(_ fault: CueError.DocumentFault) -> CueError { CueError(.malformed(fault), line: line) }

  private var byte: UInt8? { position < text.count ? text[position] : nil }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < text.count {
      if text[position] == 0x0A { line += 1 }
      position += 1
    }
  }

  private func starts(with mark: String) -> Bool { text[position...].starts(with: mark.utf8) }

  /// Goes behind the next place of a mark.
  private mutating func skip(behind mark: String) throws(CueError) {
    while position < text.count {
      if starts(with: mark) {
        advance(mark.utf8.count)
        return
      }
      advance()
    }
    throw fault(.endsEarly)
  }

  /// The next tag; nil at the end of the document.
  mutating func nextTag() throws(CueError) -> XMLTag? {
    while let byte {
      if byte != UInt8(ascii: "<") {
        advance()
      } else if starts(with: "<?") {
        try skip(behind: "?>")
      } else if starts(with: "<!--") {
        advance(4)
        try skip(behind: "-->")
      } else if starts(with: "<![CDATA[") {
        try skip(behind: "]]>")
      } else if starts(with: "<!") {
        try skipDocumentType()
      } else {
        return try readTag()
      }
    }
    return nil
  }

  private mutating func skipDocumentType() throws(CueError) {
    guard starts(with: "<!DOCTYPE") else { throw fault(.unexpectedCharacter) }
    while let byte, byte != UInt8(ascii: ">") {
      if byte == UInt8(ascii: "[") { throw fault(.declaresEntities) }
      advance()
    }
    guard byte != nil else { throw fault(.endsEarly) }
    advance()
  }

  private mutating func readTag() throws(CueError) -> XMLTag {
    let tagLine = line
    advance()
    if byte == UInt8(ascii: "/") {
      advance()
      let name = try readName()
      skipBlanks()
      try expect(">")
      return XMLTag(kind: .end, name: name, attributes: [], line: tagLine)
    }
    let name = try readName()
    var attributes: [(name: String, value: String)] = []
    while true {
      let hadBlank = skipBlanks()
      guard let next = byte else { throw fault(.endsEarly) }
      if next == UInt8(ascii: ">") || next == UInt8(ascii: "/") {
        if next == UInt8(ascii: "/") { advance() }
        try expect(">")
        return XMLTag(
          kind: next == UInt8(ascii: ">") ? .start : .empty, name: name, attributes: attributes, line: tagLine)
      }
      guard hadBlank, attributes.count < 100 else { throw fault(.unexpectedCharacter) }
      let attribute = try readName()
      guard !attributes.contains(where: { $0.name == attribute }) else {
        throw fault(.duplicateKey(quotable(attribute)))
      }
      skipBlanks()
      try expect("=")
      skipBlanks()
      attributes.append((attribute, try readValue()))
    }
  }

  @discardableResult
  private mutating func skipBlanks() -> Bool {
    let start = position
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { advance() }
    return position > start
  }

  private mutating func expect(_ mark: String) throws(CueError) {
    guard starts(with: mark) else { throw fault(position < text.count ? .unexpectedCharacter : .endsEarly) }
    advance(mark.utf8.count)
  }

  private mutating func readName() throws(CueError) -> String {
    let start = position
    while let byte, byte > 0x20, !#"<>/='"&?!"#.utf8.contains(byte) { advance() }
    guard position > start else { throw fault(position < text.count ? .badName : .endsEarly) }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func readValue() throws(CueError) -> String {
    guard let quote = byte else { throw fault(.endsEarly) }
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw fault(.unexpectedCharacter) }
    advance()
    var value: [UInt8] = []
    while let byte {
      if byte == quote {
        advance()
        return String(decoding: value, as: UTF8.self)
      }
      guard byte != UInt8(ascii: "<") else { throw fault(.unexpectedCharacter) }
      if byte == UInt8(ascii: "&") {
        value += Array(String(try readEntity()).utf8)
      } else {
        value.append(byte)
        advance()
      }
    }
    throw fault(.endsEarly)
  }

  private mutating func readEntity() throws(CueError) -> Character {
    guard let end = text[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw fault(.badEntity) }
    let name = String(decoding: text[position + 1..<end], as: UTF8.self)
    advance(end + 1 - position)
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      let number = name.after("#x").map { UInt32($0, radix: 16) } ?? name.after("#").map { UInt32($0) }
      guard let number, let value = number, value > 0, let scalar = Unicode.Scalar(value) else {
        throw fault(.badEntity)
      }
      return Character(scalar)
    }
  }
}
