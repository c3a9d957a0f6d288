// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// The bytes of a lead sheet as YAML, with all its comments; not laid out yet.
///
/// - Throws: where the file isn't a lead sheet that could be read without an error.
package func yaml(ofLeadSheet file: SourceFile) throws(TreeEditError) -> [UInt8] {
  var sink = DiagnosticSink()
  _ = parseSpec(file, sink: &sink)
  guard !sink.hasErrors else { throw .unreadable }
  var writer = YAMLWriter(file: file)
  return Array(writer.text().utf8)
}

private struct YAMLWriter {
  let file: SourceFile
  let sheet: LeadSheet
  private var lines: [String] = []

  init(file: SourceFile) {
    self.file = file
    sheet = LeadSheet(file)
  }

  mutating func text() -> String {
    let lineEnd = file.bytes.contains(0x0D) ? "\r\n" : "\n"
    lines = frontMatter
    for case .comment(let comment) in sheet.head { add(text(comment), 0) }
    if !sheet.sections.isEmpty { lines.append("sections:") }
    for section in sheet.sections { write(section) }
    return lines.map { $0 + lineEnd }.joined()
  }

  /// The lines of the front matter; a map in braces gets a line for each key, so that sections can follow.
  private var frontMatter: [String] {
    let lines = split(sheet.frontMatter)
    guard !sheet.sections.isEmpty, let open = file.bytes[sheet.frontMatter].firstIndex(of: UInt8(ascii: "{")),
      let close = file.bytes[sheet.frontMatter].lastIndex(of: UInt8(ascii: "}")), open < close,
      split(sheet.frontMatter.lowerBound..<open).allSatisfy({ $0.allSatisfy { $0 == " " || $0 == "\t" } || $0.hasPrefix("#") })
    else { return lines }
    return split(sheet.frontMatter.lowerBound..<open) + entries(open + 1..<close) + split(close + 1..<sheet.frontMatter.upperBound)
  }

  private mutating func write(_ section: LeadSheet.Section) {
    for comment in section.leading { add(text(comment), 2) }
    let settings = entries(section.settings)
    let isEmpty = settings.isEmpty && !section.items.contains { item in
      switch item {
      case .comment, .blank: false
      case .settings, .text: true
      }
    }
    add("\(yamlScalar(text(section.name))):\(isEmpty ? " {}" : "")\(section.comment.map { "  \(text($0))" } ?? "")", 2)
    for entry in settings { add(entry, 4) }
    write(section.items, indent: 4)
  }

  /// What stands between the commas of a header's settings.
  private func entries(_ range: Range<Int>) -> [String] {
    var builder = TreeBuilder(file: file)
    let starts = builder.readEntries(range, isFlow: true).map { Int($0.key.span.start) }
    return starts.indices.map { index in
      var entry = Substring(text(starts[index]..<(index + 1 < starts.count ? starts[index + 1] : range.upperBound)))
      while let last = entry.last, " \t,".contains(last) { entry.removeLast() }
      return String(entry)
    }
  }

  private mutating func write(_ items: [LeadSheet.Item], indent: Int) {
    // All texts of one map stand where the first of them does.
    var isWritten: Set<String> = []
    for item in items {
      switch item {
      case .comment(let range): add(text(range), indent)
      case .blank: lines.append("")
      case .settings(let range): for line in split(range) { add(line, indent) }
      case .text(let text):
        let name = sheet.key(of: text)
        guard isWritten.insert(name).inserted else { continue }
        let all = items.compactMap { item -> LeadSheet.Text? in
          if case .text(let other) = item, sheet.key(of: other) == name { other } else { nil }
        }
        if name == "parts" {
          add("parts:", indent)
          for part in sheet.grouped(all, depth: 0) {
            add("\(word(part[0], 0)):", indent + 2)
            add("pattern:", indent + 4)
            write(part, depth: 1, indent: indent + 6)
          }
        } else {
          write(all, depth: 0, indent: indent)
        }
      }
    }
  }

  private func word(_ text: LeadSheet.Text, _ depth: Int) -> String { yamlScalar(sheet.word(text, depth)) }

  private mutating func write(_ texts: [LeadSheet.Text], depth: Int, indent: Int) {
    for group in sheet.grouped(texts, depth: depth) {
      if group[0].path.count == depth + 1 {
        write(group[0], "\(word(group[0], depth)):", indent)
      } else {
        add("\(word(group[0], depth)):", indent)
        write(group, depth: depth + 1, indent: indent + 2)
      }
    }
  }

  private mutating func write(_ text: LeadSheet.Text, _ label: String, _ indent: Int) {
    switch text.lines.count {
    case 0: add("\(label) \"\"", indent)
    case 1: add("\(label) \(quoted(line(0, of: text)))", indent)
    default:
      add("\(label) |", indent)
      for index in text.lines.indices { add(line(index, of: text), indent + 2) }
    }
  }

  /// A line without the blanks that put bars under those of other texts.
  private func line(_ index: Int, of text: LeadSheet.Text) -> String {
    let line = self.text(text.lines[index])
    return line.contains("|") ? line.withSingleBlanks : line
  }

  /// A text that has bar lines or quotes stands in quotes, as specs are written.
  private func quoted(_ text: String) -> String {
    text.contains { "|#\\\"'".contains($0) } ? yamlQuoted(text) : yamlScalar(text)
  }

  private mutating func add(_ text: String, _ indent: Int) {
    lines.append(text.isEmpty ? "" : String(repeating: " ", count: indent) + text)
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: file.bytes[range], as: UTF8.self) }

  private func split(_ range: Range<Int>) -> [String] {
    var result: [String] = []
    var start = range.lowerBound
    var at = start
    while at < range.upperBound {
      let length = lineBreakLength(file.bytes, at)
      if length > 0 {
        result.append(text(start..<at))
        start = at + length
      }
      at += max(1, length)
    }
    return start < range.upperBound ? result + [text(start..<range.upperBound)] : result
  }
}
