// SPDX-License-Identifier: Apache-2.0
/// An element of a document that the writer made: no comments, no CDATA.
struct XMLNode {
  let name: String
  var attributes: [String: String] = [:]
  var text = ""
  var children: [XMLNode] = []

  /// The root element of a document; nil where it isn't well-formed.
  init?(document: String) {
    var reader = Reader(scalars: Array(document.unicodeScalars))
    guard let root = reader.element() else { return nil }
    reader.skipBlanks()
    guard reader.position == reader.scalars.count else { return nil }
    self = root
  }

  init(name: String) { self.name = name }

  subscript(_ name: String) -> XMLNode? { children.first { $0.name == name } }

  func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

  /// The text at the end of a path of names.
  func text(_ path: String...) -> String? {
    var node = self
    for name in path {
      guard let next = node[name] else { return nil }
      node = next
    }
    return node.text
  }

  func number(_ path: String...) -> Int? {
    var node = self
    for name in path {
      guard let next = node[name] else { return nil }
      node = next
    }
    return Int(node.text)
  }
}

private struct Reader {
  let scalars: [Unicode.Scalar]
  var position = 0

  mutating func element() -> XMLNode? {
    skipBlanks()
    while starts(with: "<?") || starts(with: "<!") {
      guard through(">") != nil else { return nil }
      skipBlanks()
    }
    guard take("<"), let name = through(where: { $0 == " " || $0 == ">" || $0 == "/" }) else { return nil }
    var node = XMLNode(name: name)
    while take(" ") {
      guard let key = through("="), take("\""), let value = through("\"") else { return nil }
      node.attributes[key] = unescaped(value)
    }
    if take("/") { return take(">") ? node : nil }
    guard take(">"), let text = through(where: { $0 == "<" }) else { return nil }
    node.text = unescaped(text)
    while !starts(with: "</") {
      guard let child = element() else { return nil }
      node.children.append(child)
      skipBlanks()
    }
    position += 2
    guard through(">") == name else { return nil }
    return node
  }

  mutating func skipBlanks() {
    while position < scalars.count, scalars[position] == " " || scalars[position] == "\n" { position += 1 }
  }

  func starts(with text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < scalars.count, scalars[position] == scalar else { return false }
    position += 1
    return true
  }

  /// The text up to a scalar, which is passed over.
  mutating func through(_ end: Unicode.Scalar) -> String? {
    defer { position += 1 }
    return through { $0 == end }
  }

  /// The text up to a scalar, which stays.
  mutating func through(where isEnd: (Unicode.Scalar) -> Bool) -> String? {
    let start = position
    while position < scalars.count, !isEnd(scalars[position]) { position += 1 }
    guard position < scalars.count else { return nil }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start..<position])
    return String(text)
  }
}

private func unescaped(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
  var result = text
  for (entity, character) in [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#9;", "\t"), ("&#10;", "\n"), ("&#13;", "\r"), ("&amp;", "&"),
  ] {
    result = result.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
  }
  return result
}
