// SPDX-License-Identifier: Apache-2.0
/// A key of a JSON object whose keys have an order of their own.
package struct JSONMember: Sendable, Hashable {
  package let key: String
  package let value: JSONValue

  package init(_ key: String, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}

/// A JSON document to write: keys come out sorted by their UTF-8 bytes, numbers through our own formatter.
package indirect enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with up to `decimals` decimals.
  case number(Double, decimals: Int)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
  /// An object whose keys come out in this order.
  case members([JSONMember])

  /// The document with two blanks of indent a level and a line feed at its end.
  package var text: String {
    var out = ""
    write(to: &out, indent: 0)
    out += "\n"
    return out
  }

  /// The document on one line.
  package var line: String {
    var out = ""
    write(to: &out, indent: nil)
    return out
  }

  private func write(to out: inout String, indent: Int?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value, let decimals): out += value.isFinite ? shortest(value, decimals) : "null"
    case .string(let value): writeQuoted(value, to: &out)
    case .array(let values):
      writeList(values, open: "[", close: "]", to: &out, indent: indent) { value, out, inner in
        value.write(to: &out, indent: inner)
      }
    case .object(let members):
      let sorted = members.sorted { utf8Precedes($0.key, $1.key) }
      JSONValue.members(sorted.map { JSONMember($0.key, $0.value) }).write(to: &out, indent: indent)
    case .members(let members):
      writeList(members, open: "{", close: "}", to: &out, indent: indent) { member, out, inner in
        writeQuoted(member.key, to: &out)
        out += inner == nil ? ":" : ": "
        member.value.write(to: &out, indent: inner)
      }
    }
  }
}

private func writeList<Element>(
  _ elements: [Element], open: String, close: String, to out: inout String, indent: Int?,
  each: (Element, inout String, Int?) -> Void
) {
  guard !elements.isEmpty else {
    out += open + close
    return
  }
  out += open
  for (index, element) in elements.enumerated() {
    if index > 0 { out += "," }
    if let indent { out += "\n" + String(repeating: "  ", count: indent + 1) }
    each(element, &out, indent.map { $0 + 1 })
  }
  if let indent { out += "\n" + String(repeating: "  ", count: indent) }
  out += close
}

private func writeQuoted(_ text: String, to out: inout String) {
  out += "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    case "\u{0}"..<"\u{20}":
      let hex = String(scalar.value, radix: 16)
      out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: out.unicodeScalars.append(scalar)
    }
  }
  out += "\""
}
