// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// The bytes of a YAML spec as a lead sheet, with all its comments.
///
/// Chords, tune and words of a section stand under each other bar by bar where they have as many bars.
/// - Parameters:
///   - file: a spec in the canonical layout.
///   - isInterleaved: whether they may; else each stands on lines of its own.
/// - Throws: where the document isn't one map that could be read without an error.
package func leadSheet(
  of file: SourceFile, alignments: [ScalarAlignment], isInterleaved: Bool
) throws(TreeEditError) -> [UInt8] {
  var sink = DiagnosticSink()
  let tree = parseYAML(file, sink: &sink)
  guard !sink.hasErrors, let root = tree.root, tree[root].entries != nil else { throw .unreadable }
  var reader = LayoutReader(file)
  guard let document = reader.read() else { throw .unreadable }
  let printer = LeadSheetPrinter(
    bytes: file.bytes, alignments: alignments.sorted { $0.place < $1.place }, isInterleaved: isInterleaved)
  return Array(printer.text(of: document).utf8)
}

private struct LeadSheetPrinter {
  let bytes: [UInt8]
  let alignments: [ScalarAlignment]
  let isInterleaved: Bool

  /// Text of a section with its label.
  private struct Field {
    let label: String
    let lines: [String]
    let comments: [String]
  }

  private var printer: LayoutPrinter { LayoutPrinter(bytes: bytes, alignments: alignments) }

  func text(of document: LayoutDocument) -> String {
    var front = document
    front.preamble = ""
    front.hasEndMark = false
    var blocks: [[String]] = []
    if case .mapping(var entries) = document.root.value.kind,
      let index = entries.firstIndex(where: { $0.key?.scalar.map { utf8Equal($0.text, "sections") } ?? false }),
      let sections = entries[index].blockChildren
    {
      let lines = sections.map { section($0) }
      if !lines.contains(where: { $0 == nil }) {
        let entry = entries.remove(at: index)
        blocks = lines.compactMap { $0 }
        // Comments that belonged to the key or stand behind the last section.
        let head = entry.leading.map(\.text) + [entry.header, entry.trailing].compactMap { $0 }
        if !head.isEmpty { blocks.insert(head, at: 0) }
        let tail = (entry.value.tail + document.root.value.tail).map(\.text)
        if !tail.isEmpty { blocks.append(tail) }
        front.root.value.kind = .mapping(entries)
        front.root.value.tail = []
      }
    }
    var printer = printer
    let lineEnd = printer.lineEnd
    let body = blocks.map { lineEnd + $0.map { $0 + lineEnd }.joined() }.joined()
    var head = printer.print(front, first: "song")
    if !blocks.isEmpty, front.root.value.children?.isEmpty ?? true {
      head = (document.head + document.root.leading).map { $0.text + lineEnd }.joined()
    }
    return "---\(lineEnd)\(head)---\(lineEnd)\(body)"
  }

  /// The lines of a section; nil where it can't be a block.
  private func section(_ entry: LayoutEntry) -> [String]? {
    guard let key = entry.key, let name = key.scalar?.text, key.properties.isEmpty, isName(name),
      let children = entry.blockChildren
    else { return nil }
    var header = "[\(name)]"
    var rest: [LayoutEntry] = []
    for child in children {
      if let setting = child.headerSetting, header.width + setting.width + 2 <= mostColumns {
        header += (header.last == "]" ? " " : ", ") + setting
      } else {
        rest.append(child)
      }
    }
    var comments = [entry.header, entry.trailing].compactMap { $0 }
    if !comments.isEmpty { header += "  \(comments.removeFirst())" }
    return entry.leading.map(\.text) + [header] + comments + body(rest) + entry.value.tail.flatMap { $0.hasBlankBefore ? ["", $0.text] : [$0.text] }
  }

  private func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.contains { "]\n\r\t".contains($0) } && text.first != " " && text.last != " "
  }

  private func body(_ entries: [LayoutEntry]) -> [String] {
    var lines: [String] = []
    var fields: [[Field]?] = entries.map { self.fields($0) }
    // Chords, tune and words are one lead sheet.
    let sheet = entries.indices.filter { fields[$0] != nil && sheetKeys.contains(entries[$0].key?.scalar?.text ?? "") }
    if let first = sheet.first, sheet.count > 1 {
      let ordered = sheetKeys.flatMap { key in sheet.filter { entries[$0].key?.scalar?.text == key } }
      let all = ordered.flatMap { fields[$0]! }
      for index in sheet.dropFirst() { fields[index] = [] }
      fields[first] = all
    }
    var settings: [LayoutEntry] = []
    func flush() {
      guard !settings.isEmpty else { return }
      var printer = printer
      lines += printer.lines(of: settings).map(unlike)
      settings = []
    }
    for (entry, fields) in zip(entries, fields) {
      guard let fields else {
        settings.append(entry)
        continue
      }
      flush()
      lines += fields.flatMap(\.comments)
      lines += isInterleaved ? systems(fields) ?? single(fields) : single(fields)
    }
    flush()
    return lines
  }

  /// A line of YAML that would be taken for text with a label: with its key in quotes.
  private func unlike(_ line: String) -> String {
    guard let colon = line.firstIndex(of: ":"), let first = line.first, !" #\"'".contains(first) else { return line }
    let key = line[..<colon]
    guard ["chords", "lyrics"].contains(key) || key.contains(".") else { return line }
    return yamlQuoted(String(key)) + line[colon...]
  }

  // MARK: Text

  /// What an entry is as text with labels; nil where it is YAML.
  private func fields(_ entry: LayoutEntry) -> [Field]? {
    guard let key = entry.key?.scalar?.text, entry.key?.properties.isEmpty ?? false else { return nil }
    let comments = entry.comments
    func withComments(_ fields: [Field]) -> [Field] {
      guard let first = fields.first else { return fields }
      return [Field(label: first.label, lines: first.lines, comments: comments)] + fields.dropFirst()
    }
    switch key {
    case "chords", "lyrics": return lines(entry.value).map { [Field(label: key, lines: $0, comments: comments)] }
    case "melody": return leaves(entry, path: [key], depth: 1).map(withComments)
    case "parts":
      guard let parts = entry.blockChildren, !parts.isEmpty else { return nil }
      var result: [Field] = []
      for part in parts {
        guard let name = part.word, name != "melody", let inner = part.blockChildren, inner.count == 1,
          inner[0].word == "pattern", let lanes = leaves(inner[0], path: [name], depth: 2)
        else { return nil }
        result += lanes
      }
      return withComments(result)
    default: return nil
    }
  }

  /// The texts in a map of maps at most so deep.
  private func leaves(_ entry: LayoutEntry, path: [String], depth: Int) -> [Field]? {
    guard let children = entry.blockChildren, !children.isEmpty else { return nil }
    var result: [Field] = []
    for child in children {
      guard let word = child.word else { return nil }
      if let lines = lines(child.value) {
        result.append(Field(label: (path + [word]).joined(separator: "."), lines: lines, comments: []))
      } else if depth > 1, let inner = leaves(child, path: path + [word], depth: depth - 1) {
        result += inner
      } else {
        return nil
      }
    }
    return result
  }

  private func lines(_ node: LayoutNode) -> [String]? {
    guard let scalar = node.scalar, node.properties.isEmpty, !scalar.isNull else { return nil }
    let lines = scalar.text.split { $0.isNewline }.map { line in
      // Blanks that put bars under those of other texts are put in anew.
      line.contains("|") ? line.withSingleBlanks : line.trimmed
    }.filter { !$0.isEmpty }
    return lines.isEmpty ? nil : lines
  }

  /// Each text behind its label, or below it where it has several lines.
  private func single(_ fields: [Field]) -> [String] {
    let width = fields.filter { $0.lines.count == 1 }.map(\.label.width).max() ?? 0
    return fields.flatMap { field in
      guard field.lines.count > 1 else { return [padded("\(field.label):", to: width + 1) + " " + field.lines[0]] }
      let lines = field.label == "chords" ? alignedChords(field.lines) : field.lines
      return ["\(field.label):"] + lines.map { "  \($0)" }
    }
  }

  /// The texts under each other, some bars a line; nil where they don't have the same bars.
  private func systems(_ fields: [Field]) -> [String]? {
    guard fields.count > 1 else { return nil }
    var heads: [String] = []
    var rows: [[String]] = []
    var breaks: [[Int]] = []
    for field in fields {
      let head = field.label == "melody.abc" ? field.lines.prefix { isABCField($0) } : []
      heads += head.map { "\(field.label): \($0)" }
      guard let bars = bars(field.lines.dropFirst(head.count), isABC: field.label == "melody.abc") else { return nil }
      rows.append(bars)
      let lines = field.lines.dropFirst(head.count).map { self.bars([$0], isABC: false)?.count ?? 0 }
      if lines.count > 1, lines.reduce(0, +) == bars.count { breaks.append(lines) }
    }
    let count = rows[0].count
    guard count > 1, rows.allSatisfy({ $0.count == count }) else { return nil }
    let labels = fields.map { "\($0.label): " }
    let labelWidth = labels.map(\.width).max() ?? 0
    func lines(_ lengths: [Int]) -> [String] {
      var start = 0
      return lengths.flatMap { length -> [String] in
        let range = start..<start + length
        start += length
        let widths = range.map { bar in rows.map { $0[bar].width }.max() ?? 0 }
        let system = zip(labels, rows).map { label, row in
          padded(label, to: labelWidth) + zip(row[range], widths).map { padded($0, to: $1) }.joined(separator: " | ") + " |"
        }
        return range.lowerBound == 0 ? system : [""] + system
      }
    }
    // Where the texts have their lines at the same bars, those are the phrases.
    let own = breaks.first.flatMap { first in breaks.allSatisfy { $0 == first } ? [first] : nil } ?? []
    let even = [4, 2, 1].map { length in stride(from: 0, to: count, by: length).map { min(length, count - $0) } }
    let layouts = (own + even).map { lines($0) }
    return heads + (layouts.first { $0.allSatisfy { $0.width <= mostColumns } } ?? layouts[layouts.count - 1])
  }

  private func isABCField(_ line: String) -> Bool {
    let bytes = Array(line.utf8.prefix(2))
    return bytes.count == 2 && (0x41...0x5A).contains(bytes[0] & 0xDF) && bytes[1] == UInt8(ascii: ":")
  }

  /// The bars of a text; nil where it has bar lines of other kinds, or something that ends with its line.
  private func bars(_ lines: ArraySlice<String>, isABC: Bool) -> [String]? {
    if isABC, lines.contains(where: { $0.contains { "%[]:\\".contains($0) } }) { return nil }
    var bars = lines.joined(separator: " ").split(separator: "|", omittingEmptySubsequences: false).map(\.trimmed)
    if bars.count > 1, bars.last == "" { bars.removeLast() }
    return bars.contains("") ? nil : bars
  }
}

/// In the order in which they stand under each other.
private let sheetKeys = ["chords", "melody", "lyrics"]

extension LayoutEntry {
  /// The children of a map without anchor and tag.
  fileprivate var blockChildren: [LayoutEntry]? {
    guard value.isMapping, value.properties.isEmpty else { return nil }
    return value.children
  }

  /// A key that can be a word of a label.
  fileprivate var word: String? {
    guard let key, let text = key.scalar?.text, key.properties.isEmpty, !text.isEmpty,
      !text.contains(where: { " \t\n.:\"#&*!|>%@`,[]{}".contains($0) })
    else { return nil }
    return text
  }

  /// `key: value` of what a header says.
  fileprivate var headerSetting: String? {
    guard let key = key?.scalar?.text, ["bars", "key", "time", "tempo", "intensity"].contains(key),
      leading.isEmpty, header == nil, trailing == nil, let scalar = value.scalar, value.properties.isEmpty, !scalar.isNull,
      !scalar.text.contains(where: \.isNewline)
    else { return nil }
    return "\(key): \(yamlScalar(scalar.text))"
  }

  /// All comments in it and around it.
  fileprivate var comments: [String] {
    leading.map(\.text) + [header].compactMap { $0 } + (value.children ?? []).flatMap(\.comments)
      + value.tail.map(\.text) + [trailing].compactMap { $0 }
  }
}
