// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A value of a spec.
indirect enum SpecNode {
  case text(String)
  case list([SpecNode])
  case map([SpecEntry])

  static func number(_ value: Int) -> SpecNode { .text(String(value)) }
}

/// A key of a map and what it has.
struct SpecEntry {
  let key: String
  var value: SpecNode

  init(_ key: String, _ value: SpecNode) {
    self.key = key
    self.value = value
  }

  init(_ key: String, _ text: String) { self.init(key, .text(text)) }
}

/// Writes a spec as people do: blocks and flows, quotes of both kinds and none, comments, blank lines.
struct SpecLayout {
  private var stream: RandomStream
  private var lines: [String] = []

  init(_ seed: Seed) { stream = seed.generator }

  /// The text of a spec with these keys.
  static func text(_ entries: [SpecEntry], _ seed: Seed) -> String {
    var layout = SpecLayout(seed)
    for entry in entries {
      if layout.stream.chance(percent: 6) { layout.lines.append("") }
      if layout.stream.chance(percent: 4) { layout.lines.append("# \(entry.key): so that it is said") }
      layout.write(entry, indent: 0, lead: "")
    }
    return layout.lines.joined(separator: "\n") + "\n"
  }

  /// - Parameter lead: what stands before the key, `- ` in a list.
  private mutating func write(_ entry: SpecEntry, indent: Int, lead: String) {
    let key = blanks(indent) + lead + scalar(entry.key, inFlow: false, isKey: true) + ":"
    let inner = indent + lead.utf8.count
    switch entry.value {
    case .text(let text):
      if text.contains("\n"), stream.chance(percent: 60) {
        lines.append(key + " |")
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : blanks(inner + 2) + $0 }
      } else {
        lines.append(key + " " + scalar(text, inFlow: false) + comment())
      }
    case .list, .map:
      if let flow = shortFlow(entry.value) {
        lines.append(key + " " + flow + comment())
      } else {
        lines.append(key)
        write(entry.value, indent: inner + 2)
      }
    }
  }

  private mutating func write(_ node: SpecNode, indent: Int) {
    switch node {
    case .text(let text): lines.append(blanks(indent) + scalar(text, inFlow: false))
    case .map(let entries): for entry in entries { write(entry, indent: indent, lead: "") }
    case .list(let items):
      for item in items {
        if let flow = shortFlow(item) {
          lines.append(blanks(indent) + "- " + flow)
        } else if case .map(let entries) = item {
          for (index, entry) in entries.enumerated() {
            if index == 0 { write(entry, indent: indent, lead: "- ") } else { write(entry, indent: indent + 2, lead: "") }
          }
        } else if case .text(let text) = item {
          lines.append(blanks(indent) + "- " + scalar(text, inFlow: false))
        } else {
          lines.append(blanks(indent) + "- " + flow(item))
        }
      }
    }
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  private mutating func comment() -> String { stream.chance(percent: 3) ? "   # as asked" : "" }

  /// A list or map in one line where it is short, or empty; nil for one that stands in a block.
  private mutating func shortFlow(_ node: SpecNode) -> String? {
    if case .text = node { return nil }
    let text = flow(node)
    let isEmpty = text.utf8.count <= 2
    return isEmpty || text.utf8.count <= 110 && stream.chance(percent: 70) ? text : nil
  }

  private mutating func flow(_ node: SpecNode) -> String {
    switch node {
    case .text(let text): return scalar(text, inFlow: true)
    case .list(let items):
      var texts: [String] = []
      for item in items { texts.append(flow(item)) }
      return "[" + texts.joined(separator: ", ") + "]"
    case .map(let entries):
      var texts: [String] = []
      for entry in entries { texts.append(scalar(entry.key, inFlow: true, isKey: true) + ": " + flow(entry.value)) }
      return "{" + texts.joined(separator: ", ") + "}"
    }
  }

  private mutating func scalar(_ text: String, inFlow: Bool, isKey: Bool = false) -> String {
    let isPlain = isPlain(text, inFlow: inFlow)
    if isPlain, isKey || stream.chance(percent: 80) { return text }
    if text.contains("\n") || stream.chance(percent: 75) {
      let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      return "\"\(escaped)\""
    }
    return "'\(text.replacing("'", with: "''"))'"
  }

  /// Whether YAML reads the text as it stands.
  private func isPlain(_ text: String, inFlow: Bool) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, isWordByte(first), last != UInt8(ascii: " ") else { return false }
    for (index, byte) in bytes.enumerated() {
      let isLoose = byte == UInt8(ascii: "#") && bytes[index - 1] == UInt8(ascii: " ")
        || byte == UInt8(ascii: ":") && (index + 1 == bytes.count || !isWordByte(bytes[index + 1]))
      if isLoose { return false }
      if isWordByte(byte) || Array(" ._+/%'-:#()|=><~;".utf8).contains(byte) { continue }
      if inFlow || !Array(",[]{}".utf8).contains(byte) { return false }
    }
    return true
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
