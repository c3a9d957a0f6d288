// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics

/// Writes a document in the canonical layout: two blanks a level, collections in brackets where they fit their line,
/// neighbouring ones and grids under each other.
struct LayoutPrinter {
  /// A line with the comment behind it.
  fileprivate struct Line {
    var text: String
    var comment: String?
  }

  /// How a value is written.
  private enum Form {
    case nothing
    case line(String)
    /// A scalar of several lines: the first one and the rest, which have their indentation.
    case lines(String, [String])
    /// A collection with a line for each child.
    case block
  }

  private let bytes: [UInt8]
  private let alignments: [ScalarAlignment]
  private var lines: [Line] = []

  /// - Parameter alignments: sorted by their places.
  init(bytes: [UInt8], alignments: [ScalarAlignment]) {
    self.bytes = bytes
    self.alignments = alignments
  }

  /// The text of a document.
  mutating func print(_ document: LayoutDocument, first name: String) -> String {
    write(document.head, indent: 0)
    if !document.preamble.isEmpty { for line in sourceLines(document.preamble) { append(line.trimmedEnd) } }
    write(document.root.leading, indent: 0)
    if !document.root.value.properties.isEmpty { append(document.root.value.properties, comment: document.root.header) }
    var root = document.root.value
    if case .mapping(let entries) = root.kind { root.kind = .mapping(moved(name, toTheFrontOf: entries)) }
    if root.isFlow, !root.hasComments, root.properties.isEmpty, let line = oneLine(root), line.width <= mostColumns {
      append(line, comment: document.root.trailing)
    } else if root.children?.isEmpty ?? true {
      append(root.isMapping ? "{}" : "[]", comment: document.root.trailing)
      write(root.tail, indent: 0)
    } else {
      write(root, indent: 0)
      if let comment = document.root.trailing { append(comment) }
    }
    if document.hasEndMark { append("...") }
    write(document.foot, indent: 0)
    while lines.first?.isBlank ?? false { lines.removeFirst() }
    alignComments()
    let lineEnd = lineEnd
    return lines.map { $0.text + ($0.comment ?? "") + lineEnd }.joined()
  }

  /// The lines of a map's entries, from the first column on.
  mutating func lines(of entries: [LayoutEntry]) -> [String] {
    write(LayoutNode(kind: .mapping(entries)), indent: 0)
    alignComments()
    return lines.map { $0.text + ($0.comment ?? "") }
  }

  /// The entries with one of them first. Comments at the top of the file stay there.
  private func moved(_ name: String, toTheFrontOf entries: [LayoutEntry]) -> [LayoutEntry] {
    guard
      let index = entries.firstIndex(where: { $0.key?.scalar.map { utf8Equal($0.text, name) } ?? false }), index > 0,
      entries[index].value.scalar != nil, entries[index].value.properties.isEmpty, entries[index].key!.properties.isEmpty
    else { return entries }
    var result = entries
    var entry = result.remove(at: index)
    entry.leading = result[0].leading + entry.leading
    entry.hasBlankBefore = entry.hasBlankBefore && !entry.leading.isEmpty
    result[0].leading = []
    result[0].hasBlankBefore = false
    return [entry] + result
  }

  // MARK: Lines

  var lineEnd: String {
    guard let feed = bytes.firstIndex(of: 0x0A), feed > 0, bytes[feed - 1] == 0x0D else { return "\n" }
    return "\r\n"
  }

  private mutating func append(_ text: String, comment: String? = nil) { lines.append(Line(text: text, comment: comment)) }

  private mutating func appendBlank() {
    if let last = lines.last, !last.isBlank { append("") }
  }

  private mutating func write(_ comments: [LayoutComment], indent: Int) {
    for comment in comments {
      if comment.hasBlankBefore { appendBlank() }
      append(blanks(indent) + comment.text)
    }
  }

  /// Puts the comments of neighbouring lines under each other.
  private mutating func alignComments() {
    var start = 0
    while start < lines.count {
      guard lines[start].comment != nil else {
        start += 1
        continue
      }
      var end = start
      while end < lines.count, lines[end].comment != nil { end += 1 }
      let width = lines[start..<end].map(\.text.width).max() ?? 0
      for index in start..<end { lines[index].text = padded(lines[index].text, to: width) + "  " }
      start = end
    }
  }

  // MARK: Collections

  /// The children of a collection, each on a line of its own at least.
  private mutating func write(_ node: LayoutNode, indent: Int) {
    let entries = node.children ?? []
    let heads = entries.map { entry in blanks(indent) + (entry.key.map { "\(key($0)):" } ?? "-") }
    var forms = zip(entries, heads).map { form(of: $0.value, behind: $1, indent: indent) }
    let paddings = align(entries, heads, &forms)
    for (index, entry) in entries.enumerated() {
      if entry.hasBlankBefore, entry.leading.isEmpty, index > 0 { appendBlank() }
      writeEntry(entry, heads[index] + blanks(paddings[index]), forms[index], indent, isFirst: index == 0)
    }
    write(node.tail, indent: indent)
  }

  private mutating func writeEntry(_ entry: LayoutEntry, _ head: String, _ form: Form, _ indent: Int, isFirst: Bool) {
    var leading = entry.leading
    if isFirst, indent > 0, !leading.isEmpty { leading[0].hasBlankBefore = false }
    write(leading, indent: indent)
    if entry.hasBlankBefore, !leading.isEmpty { appendBlank() }
    let properties = entry.value.properties.isEmpty ? "" : " \(entry.value.properties)"
    switch form {
    case .nothing: append(head.trimmedEnd + properties, comment: entry.trailing)
    case .line(let text): append("\(head)\(properties) \(text)", comment: entry.trailing)
    case .lines(let first, let rest):
      append("\(head)\(properties) \(first)", comment: rest.isEmpty ? entry.trailing : nil)
      for line in rest { append(line) }
      if !rest.isEmpty { lines[lines.count - 1].comment = entry.trailing }
    case .block:
      if entry.key == nil, properties.isEmpty {
        if let comment = entry.trailing { append(blanks(indent) + comment) }
        // The first line of the inner collection stands behind the dash.
        let first = lines.count
        write(entry.value, indent: indent + 2)
        lines[first].text = head + lines[first].text.dropFirst(head.count)
      } else {
        append(head.trimmedEnd + properties, comment: entry.header ?? entry.trailing)
        write(entry.value, indent: indent + 2)
      }
    }
  }

  private func form(of node: LayoutNode, behind head: String, indent: Int) -> Form {
    switch node.kind {
    case .alias(let name): return .line("*\(name)")
    case .scalar(let scalar):
      if scalar.isBlock { return block(scalar, indent: indent + 2) }
      let source = sourceLines(raw(scalar))
      guard source.count > 1 else {
        let text = written(scalar)
        return text.isEmpty ? .nothing : .line(text)
      }
      let rest = source.dropFirst().map { $0.withoutIndent }
      return .lines(source[0], rest.map { $0.isEmpty ? "" : blanks(indent + 2) + $0 })
    case .sequence(let children), .mapping(let children):
      if children.isEmpty { return .line(node.isMapping ? "{}" : "[]") }
      let properties = node.properties.isEmpty ? 0 : node.properties.width + 1
      guard node.isFlow, !node.hasComments, let line = oneLine(node),
        head.width + properties + 1 + line.width <= mostColumns
      else { return .block }
      return .line(line)
    }
  }

  /// The collection between brackets; nil where it holds a scalar of several lines.
  private func oneLine(_ node: LayoutNode, isInner: Bool = false) -> String? {
    let properties = isInner && !node.properties.isEmpty ? node.properties + " " : ""
    switch node.kind {
    case .alias(let name): return "*\(name)"
    case .scalar(let scalar):
      guard !scalar.isBlock, sourceLines(raw(scalar)).count == 1 else { return nil }
      return properties + written(scalar)
    case .sequence(let items):
      var parts: [String] = []
      for item in items {
        guard let part = oneLine(item.value, isInner: true) else { return nil }
        parts.append(part)
      }
      return "\(properties)[\(parts.joined(separator: ", "))]"
    case .mapping(let entries):
      var parts: [String] = []
      for entry in entries {
        guard let key = entry.key, let part = oneLine(entry.value, isInner: true) else { return nil }
        parts.append("\(self.key(key)): \(part)")
      }
      return "\(properties){\(parts.joined(separator: ", "))}"
    }
  }

  // MARK: Scalars

  private func raw(_ scalar: Scalar) -> String {
    String(decoding: bytes[Int(scalar.span.start)..<Int(scalar.span.end)], as: UTF8.self)
  }

  /// A scalar of one line: as it stands there, but for what readers of YAML 1.1 take for a number to the base 60.
  private func written(_ scalar: Scalar) -> String {
    scalar.style == .plain && isSexagesimal(scalar.text) ? "\"\(scalar.text)\"" : raw(scalar)
  }

  /// A key, which stands on one line.
  private func key(_ node: LayoutNode) -> String {
    let properties = node.properties.isEmpty ? "" : node.properties + " "
    guard let scalar = node.scalar else {
      if case .alias(let name) = node.kind { return "*\(name) " }
      return ""
    }
    let isOneLine = !scalar.isBlock && sourceLines(raw(scalar)).count == 1
    return properties + (isOneLine && !raw(scalar).isEmpty ? raw(scalar) : yamlQuoted(scalar.text))
  }

  /// A literal or folded scalar: its lines as they are, with another indentation.
  private func block(_ scalar: Scalar, indent: Int) -> Form {
    var source = sourceLines(raw(scalar))
    var header = source.removeFirst().trimmedEnd
    // Where the file ends in the middle of the text's last line, the text has no line end, and gets none.
    if let last = scalar.text.utf8.last, last != 0x0A {
      let indicators = header.prefix { $0 == "|" || $0 == ">" || $0 == "+" || $0 == "-" || ("0"..."9").contains($0) }
      if !indicators.contains("-") {
        header = indicators.filter { $0 != "+" } + "-" + header.dropFirst(indicators.count)
      }
    }
    let keepsEnd = header.prefix { $0 != "#" }.contains("+")
    if source.last == "" { source.removeLast() }
    if alignment(of: scalar) == .chords, !keepsEnd { return .lines(header, alignedChords(source).map { blanks(indent) + $0 }) }
    let own = indentation(of: scalar)
    if let digit = header.firstIndex(where: { $0.isASCII && $0.isNumber }), !header[..<digit].contains("#") {
      header.replaceSubrange(digit...digit, with: "2")
    }
    let body = source.map { line in
      let kept = line.dropFirst(min(own, line.prefix { $0 == " " }.count))
      return kept.isEmpty ? "" : blanks(indent) + kept
    }
    return .lines(header, body)
  }

  /// The blanks before each line of a block scalar that aren't its text.
  private func indentation(of scalar: Scalar) -> Int {
    guard let first = scalar.text.utf8.enumerated().first(where: { $0.element != 0x0A })?.offset else { return Int.max }
    let place = Int(scalar.span(of: first..<first + 1).start)
    var start = place
    while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
    return place - start
  }

  private func alignment(of scalar: Scalar) -> ScalarAlignment.Kind? {
    guard !alignments.isEmpty else { return nil }
    let found = alignments[alignments.last(notAfter: scalar.span.end, by: { $0.place })]
    return found.place >= scalar.span.start && found.place < scalar.span.end ? found.kind : nil
  }

  // MARK: Columns

  /// The blanks to put behind each key, so that collections on one line and grids stand under each other; grids get their bar
  /// lines under each other too.
  private func align(_ entries: [LayoutEntry], _ heads: [String], _ forms: inout [Form]) -> [Int] {
    var paddings = Array(repeating: 0, count: entries.count)
    var start = 0
    while start < entries.count {
      let kind = rowKind(entries[start], forms[start])
      var end = start + 1
      while end < entries.count, !entries[end].hasBlankBefore, entries[end].leading.first?.hasBlankBefore != true,
        rowKind(entries[end], forms[end]) == kind
      {
        end += 1
      }
      if kind != .none {
        if kind == .grid {
          let rows = alignedGrids(entries[start..<end].map { $0.value.scalar!.text })
          for (index, row) in zip(start..<end, rows) { forms[index] = .line("\"\(row)\"") }
        }
        let width = heads[start..<end].map(\.width).max() ?? 0
        for index in start..<end {
          guard case .line(let text) = forms[index] else { continue }
          let properties = entries[index].value.properties
          let behind = (properties.isEmpty ? 0 : properties.width + 1) + text.width
          if width + 1 + behind <= mostColumns { paddings[index] = width - heads[index].width }
        }
      }
      start = end
    }
    return paddings
  }

  private enum RowKind { case none, collection, grid }

  private func rowKind(_ entry: LayoutEntry, _ form: Form) -> RowKind {
    guard entry.key != nil, case .line = form else { return .none }
    if let scalar = entry.value.scalar { return alignment(of: scalar) == .grid ? .grid : .none }
    return entry.value.children?.isEmpty == false ? .collection : .none
  }
}

/// Columns of a line: as many as a screen beside another shows.
let mostColumns = 100

extension LayoutPrinter.Line {
  fileprivate var isBlank: Bool { text.isEmpty && comment == nil }
}

extension Scalar {
  fileprivate var isBlock: Bool { style == .literal || style == .folded }
}

extension String {
  /// Unicode scalars.
  var width: Int { unicodeScalars.count }

  var trimmedEnd: String {
    var copy = Substring(self)
    while copy.last == " " || copy.last == "\t" { copy.removeLast() }
    return String(copy)
  }

  fileprivate var withoutIndent: String { String(drop { $0 == " " || $0 == "\t" }) }
}

private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

/// The text with blanks behind it.
func padded(_ text: String, to width: Int) -> String { text + blanks(max(0, width - text.width)) }

/// The lines of a piece of source, without their ends.
private func sourceLines(_ text: String) -> [String] {
  text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.map { String($0) }
}

/// Whether YAML 1.1 reads a plain scalar as a number to the base 60: `1:23.450` as 83.45.
/// - Source: YAML 1.1, type repository, int and float.
private func isSexagesimal(_ text: String) -> Bool {
  var rest = Substring(text)
  if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
  let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
  guard parts.count > 1, let first = parts.first?.utf8.first, isDigit(first) else { return false }
  return parts.enumerated().allSatisfy { index, part in
    !part.isEmpty && part.utf8.allSatisfy { isDigit($0) || ($0 == UInt8(ascii: ".") && index == parts.count - 1) }
  }
}
