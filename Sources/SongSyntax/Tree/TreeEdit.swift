// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// A value that is written into a document.
package indirect enum NewValue: Sendable, Hashable {
  package struct Member: Sendable, Hashable {
    package let key: String
    package let value: NewValue

    package init(_ key: String, _ value: NewValue) {
      self.key = key
      self.value = value
    }
  }

  case text(String)
  case list([String])
  case map([Member])
}

/// Why a document can't be edited.
package enum TreeEditError: Error, Sendable, Hashable {
  /// It isn't one map that could be read without an error.
  case unreadable
  /// What stands on the way there isn't a map.
  case notAMap(String)
  /// An anchor's value: an edit would change the other places too.
  case shared(String)
  /// The edited text doesn't say what was meant.
  case failed
}

/// The bytes of a document in which a path of keys has a value; all other bytes are those of the file.
///
/// A key that exists gets the value in place of the one it has. A new one stands on a line of its own behind the last
/// of the keys that come before it in `order`, or inside the braces of a flow map.
/// - Throws: where the path can't be written; nothing is then changed.
package func setting(
  _ path: [String], to value: NewValue, order: [String] = [], in file: SourceFile
) throws(TreeEditError) -> [UInt8] {
  precondition(!path.isEmpty, "an edit has a key")
  // The keys of a lead sheet stand in its front matter.
  if SpecSyntax(of: file) == .song {
    let sheet = LeadSheet(file)
    guard sheet.isComplete, path.first != "sections" else { throw .unreadable }
    let front = SourceFile(id: file.id, name: "front" + SpecSyntax.yaml.ending, bytes: Array(file.bytes[sheet.frontMatter]))
    let edited = try setting(path, to: value, order: order, in: front)
    return Array(file.bytes[..<sheet.frontMatter.lowerBound]) + edited + Array(file.bytes[sheet.frontMatter.upperBound...])
  }
  let editor = try TreeEditor(file)
  let bytes = try editor.setting(path, to: value, order: order)
  let check = try TreeEditor(SourceFile(id: file.id, name: file.name, bytes: bytes))
  guard check.holds(value, at: path) else { throw .failed }
  return bytes
}

private struct TreeEditor {
  let file: SourceFile
  let tree: SyntaxTree
  let root: NodeID
  /// How often each node stands somewhere.
  private var uses: [Int]

  init(_ file: SourceFile) throws(TreeEditError) {
    self.file = file
    var sink = DiagnosticSink()
    tree = parseYAML(file, sink: &sink)
    guard !sink.hasErrors, let root = tree.root, tree[root].entries != nil else { throw .unreadable }
    self.root = root
    uses = Array(repeating: 0, count: tree.nodes.count)
    for node in tree.nodes {
      for child in (node.items ?? []) + (node.entries ?? []).map(\.value) { uses[child.index] += 1 }
    }
  }

  private var bytes: [UInt8] { file.bytes }

  // MARK: Finding

  func setting(_ path: [String], to value: NewValue, order: [String]) throws(TreeEditError) -> [UInt8] {
    var map = root
    for (depth, key) in path.enumerated() {
      guard let entries = tree[map].entries else { throw .notAMap(path[..<depth].joined(separator: ".")) }
      guard let entry = entries.first(where: { utf8Equal($0.key.text, key) }) else {
        let rest = path[(depth + 1)...].reversed().reduce(value) { .map([.init($1, $0)]) }
        return inserting(.init(key, rest), into: map, order: depth == 0 ? order : [])
      }
      guard uses[entry.value.index] <= 1 else { throw .shared(path[...depth].joined(separator: ".")) }
      if depth == path.count - 1 { return replacing(entry, with: value, isFlow: isFlow(map)) }
      map = entry.value
    }
    preconditionFailure("a path ends with its last key")
  }

  func holds(_ value: NewValue, at path: [String]) -> Bool {
    var node = root
    for key in path {
      guard let entry = tree[node].entries?.first(where: { utf8Equal($0.key.text, key) }) else { return false }
      node = entry.value
    }
    return holds(value, node)
  }

  private func holds(_ value: NewValue, _ node: NodeID) -> Bool {
    switch value {
    case .text(let text): return tree[node].scalar.map { utf8Equal($0.text, text) && !$0.isNull } ?? false
    case .list(let items):
      guard let found = tree[node].items, found.count == items.count else { return false }
      return zip(items, found).allSatisfy { holds(.text($0), $1) }
    case .map(let members):
      guard let found = tree[node].entries, found.count == members.count else { return false }
      return zip(members, found).allSatisfy { utf8Equal($0.key, $1.key.text) && holds($0.value, $1.value) }
    }
  }

  // MARK: Changing

  private func isFlow(_ map: NodeID) -> Bool {
    let start = Int(tree[map].span.start)
    return start < bytes.count && bytes[start] == UInt8(ascii: "{")
  }

  private func replacing(_ entry: Entry, with value: NewValue, isFlow: Bool) -> [UInt8] {
    let span = tree[entry.value].span
    let text = written(value)
    // A value that isn't there has no place of its own: it stands behind the key's colon.
    if span.isEmpty {
      var at = Int(entry.key.span.end)
      while at < bytes.count, bytes[at] != UInt8(ascii: ":") { at += 1 }
      return spliced(min(at + 1, bytes.count)..<min(at + 1, bytes.count), " " + text)
    }
    let range = Int(span.start)..<Int(span.end)
    let endsLine = bytes[range].last == 0x0A
    return spliced(range, text + (endsLine ? lineEnd : ""))
  }

  private func inserting(_ member: NewValue.Member, into map: NodeID, order: [String]) -> [UInt8] {
    let entries = tree[map].entries ?? []
    let before = order.firstIndex(of: member.key).map { own in
      entries.lastIndex { entry in order.firstIndex(of: entry.key.text).map { $0 < own } ?? false } ?? 0
    } ?? entries.count - 1
    if isFlow(map) {
      let text = "\(key(member.key)): \(written(member.value))"
      guard !entries.isEmpty else {
        let start = Int(tree[map].span.start) + 1
        return spliced(start..<start, text)
      }
      let end = end(of: before, in: entries, limit: Int(tree[map].span.end) - 1)
      return spliced(end..<end, ", " + text)
    }
    let indent = column(Int(tree[map].span.start))
    let at = lineBehind(end(of: before, in: entries, limit: bytes.count), deeperThan: indent)
    let isOpen = at > 0 && bytes[at - 1] != 0x0A
    return spliced(at..<at, (isOpen ? lineEnd : "") + lines(member, indent: indent).map { $0 + lineEnd }.joined())
  }

  /// The end of an entry's text; of an alias the end of its line, since the tree has the anchor's place.
  private func end(of index: Int, in entries: [Entry], limit: Int) -> Int {
    let key = Int(entries[index].key.span.end)
    let next = index + 1 < entries.count ? Int(entries[index + 1].key.span.start) : limit
    let value = tree[entries[index].value].span
    if Int(value.start) >= key, Int(value.end) <= next { return max(key + 1, Int(value.end)) }
    var end = key
    while end < next, ![0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "}")].contains(bytes[end]) { end += 1 }
    return end
  }

  /// The start of the line behind a place and behind comments that belong to something deeper.
  private func lineBehind(_ place: Int, deeperThan indent: Int) -> Int {
    var at = place
    if at == 0 || bytes[at - 1] != 0x0A { at = lineEnd(from: at) }
    while at < bytes.count {
      var text = at
      while text < bytes.count, bytes[text] == 0x20 { text += 1 }
      guard text < bytes.count, bytes[text] == UInt8(ascii: "#"), text - at > indent else { break }
      at = lineEnd(from: text)
    }
    return at
  }

  private func lineEnd(from place: Int) -> Int {
    var at = place
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    return min(at + 1, bytes.count)
  }

  /// Blanks before a place on its line; a list's dash counts as one.
  private func column(_ place: Int) -> Int {
    var start = place
    while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
    if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = min(3, place) }
    return place - start
  }

  private func spliced(_ range: Range<Int>, _ text: String) -> [UInt8] {
    Array(bytes[..<range.lowerBound]) + Array(text.utf8) + Array(bytes[range.upperBound...])
  }

  private var lineEnd: String {
    guard let feed = bytes.firstIndex(of: 0x0A), feed > 0, bytes[feed - 1] == 0x0D else { return "\n" }
    return "\r\n"
  }

  // MARK: Writing

  /// The lines of an entry in a block map; maps of maps get a line for each of them.
  private func lines(_ member: NewValue.Member, indent: Int) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    guard case .map(let members) = member.value, members.contains(where: \.value.isMap) else {
      return ["\(blanks)\(key(member.key)): \(written(member.value))"]
    }
    return ["\(blanks)\(key(member.key)):"] + members.flatMap { lines($0, indent: indent + 2) }
  }

  private func written(_ value: NewValue) -> String {
    switch value {
    case .text(let text): yamlScalar(text)
    case .list(let items): "[\(items.map(yamlScalar).joined(separator: ", "))]"
    case .map(let members): "{\(members.map { "\(key($0.key)): \(written($0.value))" }.joined(separator: ", "))}"
    }
  }

  private func key(_ text: String) -> String { yamlScalar(text) }
}

extension NewValue {
  fileprivate var isMap: Bool {
    if case .map = self { return true }
    return false
  }
}

/// A text as a scalar that every YAML reader takes for that text, in blocks and between brackets: plain where that is
/// safe, else in double quotes.
package func yamlScalar(_ text: String) -> String { isPlain(text) ? text : yamlQuoted(text) }

private func isPlain(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20, last != UInt8(ascii: ":") else {
    return false
  }
  // Letters and digits begin anything; a sign begins a number or a level.
  let isWord = (0x41...0x5A).contains(first & 0xDF) || isDigit(first) || first >= 0xC3
  let isSigned = (first == UInt8(ascii: "-") || first == UInt8(ascii: "+")) && bytes.count > 1 && isDigit(bytes[1])
  guard isWord || isSigned else { return false }
  guard !text.unicodeScalars.contains(where: isSpecial) else { return false }
  for (index, byte) in bytes.enumerated() {
    if ",[]{}".utf8.contains(byte) { return false }
    if byte == UInt8(ascii: ":"), index + 1 < bytes.count, bytes[index + 1] == 0x20 { return false }
    // A clock time is a number to the base 60 for readers of YAML 1.1.
    if byte == UInt8(ascii: ":"), index > 0, isDigit(bytes[index - 1]), index + 1 < bytes.count, isDigit(bytes[index + 1]) {
      return false
    }
    if byte == UInt8(ascii: "#"), index > 0, bytes[index - 1] == 0x20 { return false }
  }
  return !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
}

private func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value) || [0x2028, 0x2029, 0xFEFF].contains(scalar.value)
}

/// A text in double quotes.
package func yamlQuoted(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\t": out += "\\t"
    case _ where isSpecial(scalar):
      let hex = String(scalar.value, radix: 16)
      out += "\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out + "\""
}
