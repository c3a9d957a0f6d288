// SPDX-License-Identifier: Apache-2.0
/// The elements of an XML document with their attributes and text; comments and processing instructions are skipped.
///
/// An arena: the root is the first element, children stand by index. Nothing of a DTD is read, entities of its own are
/// refused, names are compared with their prefix.
/// - Source: Extensible Markup Language 1.0, fifth edition.
package struct XMLDocument: Sendable {
  package struct Element: Sendable {
    package let name: String
    package let attributes: [(name: String, value: String)]
    /// The line that its tag begins in, from 1.
    package let line: Int
    package fileprivate(set) var children: [Int] = []
    /// The text right inside it, without blanks at its ends; empty where the document was read without.
    package fileprivate(set) var text = ""

    /// The value of an attribute; nil where there is none.
    package subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  /// Parents before their children; at least the root.
  package private(set) var elements: [Element] = []

  /// - Parameter readsText: whether text is kept, with its entities; otherwise it is passed over unread.
  /// - Throws: where the text isn't well formed.
  package init(_ bytes: [UInt8], readsText: Bool = false) throws(DocumentError) {
    var scanner = XMLScanner(bytes, readsText: readsText)
    var open: [Int] = []
    while let tag = try scanner.nextTag() {
      if let last = open.last { elements[last].text += scanner.takeText() }
      switch tag.kind {
      case .end:
        guard let last = open.popLast(), elements[last].name == tag.name else {
          throw scanner.fault(.wrongEndTag(tag.name))
        }
        elements[last].text = elements[last].text.trimmed
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

  package var root: Node { Node(document: self, index: 0) }

  /// An element with its document.
  package struct Node: Sendable {
    fileprivate let document: XMLDocument
    fileprivate let index: Int

    package var element: Element { document.elements[index] }
    package var name: String { element.name }
    package var line: Int { element.line }
    package var children: [Node] { element.children.map { Node(document: document, index: $0) } }

    package subscript(attribute: String) -> String? { element[attribute] }

    package func child(_ name: String) -> Node? { children.first { $0.name == name } }

    /// The text of a child.
    package func value(_ name: String) -> String? { child(name)?.element.text }
  }
}

/// Levels of elements, or of arrays and objects: far more than editors and notation programs nest.
package let deepestNesting = 200

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
  private let readsText: Bool
  /// What stood between the tags since it was taken last.
  private var content: [UInt8] = []
  private var position = 0
  private var line = 1

  init(_ text: [UInt8], readsText: Bool) {
    self.text = text
    self.readsText = readsText
  }

  mutating func takeText() -> String {
    defer { content = [] }
    return String(decoding: content, as: UTF8.self)
  }

  func fault(_ fault: DocumentFault) -> DocumentError { DocumentError(fault, line: line) }

  private var byte: UInt8? { position < text.count ? text[position] : nil }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < text.count {
      if text[position] == 0x0A { line += 1 }
      position += 1
    }
  }

  private func starts(with mark: String) -> Bool { text[position...].starts(with: mark.utf8) }

  /// Goes behind the next place of a mark.
  private mutating func skip(behind mark: String) throws(DocumentError) {
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
  mutating func nextTag() throws(DocumentError) -> XMLTag? {
    while let byte {
      if byte == UInt8(ascii: "&"), readsText {
        content += Array(String(try readEntity()).utf8)
      } else if byte != UInt8(ascii: "<") {
        if readsText { content.append(byte) }
        advance()
      } else if starts(with: "<?") {
        try skip(behind: "?>")
      } else if starts(with: "<!--") {
        advance(4)
        try skip(behind: "-->")
      } else if starts(with: "<![CDATA[") {
        advance(9)
        let start = position
        try skip(behind: "]]>")
        if readsText { content += text[start..<(position - 3)] }
      } else if starts(with: "<!") {
        try skipDocumentType()
      } else {
        return try readTag()
      }
    }
    return nil
  }

  private mutating func skipDocumentType() throws(DocumentError) {
    guard starts(with: "<!DOCTYPE") else { throw fault(.unexpectedCharacter) }
    while let byte, byte != UInt8(ascii: ">") {
      if byte == UInt8(ascii: "[") { throw fault(.declaresEntities) }
      advance()
    }
    guard byte != nil else { throw fault(.endsEarly) }
    advance()
  }

  private mutating func readTag() throws(DocumentError) -> XMLTag {
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
        throw fault(.duplicateKey(attribute))
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

  private mutating func expect(_ mark: String) throws(DocumentError) {
    guard starts(with: mark) else { throw fault(position < text.count ? .unexpectedCharacter : .endsEarly) }
    advance(mark.utf8.count)
  }

  private mutating func readName() throws(DocumentError) -> String {
    let start = position
    while let byte, byte > 0x20, !#"<>/='"&?!"#.utf8.contains(byte) { advance() }
    guard position > start else { throw fault(position < text.count ? .badName : .endsEarly) }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func readValue() throws(DocumentError) -> String {
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

  private mutating func readEntity() throws(DocumentError) -> Character {
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
      let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16)
        : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      guard let value = number, value > 0, let scalar = Unicode.Scalar(value) else {
        throw fault(.badEntity)
      }
      return Character(scalar)
    }
  }
}
