// SPDX-License-Identifier: Apache-2.0
/// XML text under construction: one element a line, two blanks of indent a level.
struct XMLText {
  private var bytes: [UInt8] = []
  private var depth = 0

  typealias Attributes = [(name: String, value: String)]

  init() { bytes.reserveCapacity(1 << 18) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Adds a line as it is.
  mutating func line(_ line: String) {
    add(line)
    endLine()
  }

  /// Adds an element with the elements that `content` adds.
  mutating func element(_ name: String, _ attributes: Attributes = [], content: (inout XMLText) -> Void) {
    indent()
    open(name, attributes)
    bytes.append(UInt8(ascii: ">"))
    endLine()
    depth += 1
    content(&self)
    depth -= 1
    indent()
    close(name)
  }

  /// Adds an element with text.
  mutating func leaf(_ name: String, _ content: String, _ attributes: Attributes = []) {
    indent()
    open(name, attributes)
    bytes.append(UInt8(ascii: ">"))
    addEscaped(content)
    close(name)
  }

  /// Adds an element with a whole number.
  mutating func leaf(_ name: String, _ content: Int, _ attributes: Attributes = []) {
    leaf(name, String(content), attributes)
  }

  /// Adds an element without content.
  mutating func empty(_ name: String, _ attributes: Attributes = []) {
    indent()
    open(name, attributes)
    bytes.append(UInt8(ascii: "/"))
    bytes.append(UInt8(ascii: ">"))
    endLine()
  }

  // MARK: Bytes

  private mutating func indent() { bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth)) }

  private mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

  /// Begins a tag, up to its end or slash.
  private mutating func open(_ name: String, _ attributes: Attributes) {
    bytes.append(UInt8(ascii: "<"))
    add(name)
    for attribute in attributes {
      bytes.append(UInt8(ascii: " "))
      add(attribute.name)
      bytes.append(UInt8(ascii: "="))
      bytes.append(quotationMark)
      addEscaped(attribute.value)
      bytes.append(quotationMark)
    }
  }

  private mutating func close(_ name: String) {
    bytes.append(UInt8(ascii: "<"))
    bytes.append(UInt8(ascii: "/"))
    add(name)
    bytes.append(UInt8(ascii: ">"))
    endLine()
  }

  private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds a text with markup escaped and without the characters that XML 1.0 has no place for.
  private mutating func addEscaped(_ text: String) {
    guard !text.utf8.allSatisfy(isPlain) else { return add(text) }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": add("&amp;")
      case "<": add("&lt;")
      case ">": add("&gt;")
      case "\"": add("&quot;")
      case "\t", "\n", "\r": add("&#\(scalar.value);")
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": break
      default: bytes.append(contentsOf: String(scalar).utf8)
      }
    }
  }
}

private let quotationMark = UInt8(ascii: "\"")

/// Whether a byte of UTF-8 always stands as it is; 0xEF begins the last characters of the first plane.
private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case ..<0x20, UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), quotationMark, 0xEF: false
  default: true
  }
}
