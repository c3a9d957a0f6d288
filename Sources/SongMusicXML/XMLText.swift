// SPDX-License-Identifier: Apache-2.0
/// XML text under construction: one element a line, two blanks of indent a level.
struct XMLText {
  private(set) var text = ""
  private var depth = 0

  typealias Attributes = [(name: String, value: String)]

  init() {}

  /// Adds a line as it is.
  mutating func line(_ line: String) { text += line + "\n" }

  /// Adds an element with the elements that `content` adds.
  mutating func element(_ name: String, _ attributes: Attributes = [], content: (inout XMLText) -> Void) {
    indent()
    text += "<\(name)\(written(attributes))>\n"
    depth += 1
    content(&self)
    depth -= 1
    indent()
    text += "</\(name)>\n"
  }

  /// Adds an element with text.
  mutating func leaf(_ name: String, _ content: String, _ attributes: Attributes = []) {
    indent()
    text += "<\(name)\(written(attributes))>\(escaped(content))</\(name)>\n"
  }

  /// Adds an element with a whole number.
  mutating func leaf(_ name: String, _ content: Int, _ attributes: Attributes = []) {
    leaf(name, String(content), attributes)
  }

  /// Adds an element without content.
  mutating func empty(_ name: String, _ attributes: Attributes = []) {
    indent()
    text += "<\(name)\(written(attributes))/>\n"
  }

  private mutating func indent() { for _ in 0..<depth { text += "  " } }
}

private func written(_ attributes: XMLText.Attributes) -> String {
  attributes.reduce("") { $0 + " \($1.name)=\"\(escaped($1.value))\"" }
}

/// The text with markup escaped and without the characters that XML 1.0 has no place for.
private func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\t", "\n", "\r": result += "&#\(scalar.value);"
    case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": break
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
