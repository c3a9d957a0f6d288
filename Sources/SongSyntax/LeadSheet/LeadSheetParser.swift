// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// How a spec is written down.
package enum SpecSyntax: String, Sendable, Hashable, CaseIterable {
  case yaml
  /// A lead sheet.
  case song

  /// By the ending of the file's name; what has no name is a lead sheet where it has front matter.
  package init(of file: SourceFile) {
    if file.name.hasSuffix(".song") {
      self = .song
    } else {
      self = file.name == "-" && LeadSheet(file).isComplete ? .song : .yaml
    }
  }

  /// What names of such files end with.
  package var ending: String {
    switch self {
    case .yaml: ".song.yaml"
    case .song: ".song"
    }
  }
}

/// Parses a spec in either syntax to the one tree that YAML would give.
///
/// Total, as `parseYAML`.
package func parseSpec(_ file: SourceFile, sink: inout DiagnosticSink) -> SyntaxTree {
  switch SpecSyntax(of: file) {
  case .yaml: parseYAML(file, sink: &sink)
  case .song: parseLeadSheet(file, sink: &sink)
  }
}

private func parseLeadSheet(_ file: SourceFile, sink: inout DiagnosticSink) -> SyntaxTree {
  guard isReadable(file, sink: &sink) else { return SyntaxTree(file: file.id, nodes: [], root: nil) }
  let sheet = LeadSheet(file)
  sink.report(sheet.problems)
  guard sheet.isComplete else { return SyntaxTree(file: file.id, nodes: [], root: nil) }
  var assembler = Assembler(file: file, sheet: sheet)
  let root = assembler.root()
  sink.report(assembler.builder.problems)
  return SyntaxTree(file: file.id, nodes: assembler.builder.nodes, root: root)
}

/// Makes the tree of a lead sheet.
private struct Assembler {
  var builder: TreeBuilder
  private let file: SourceFile
  private let sheet: LeadSheet

  init(file: SourceFile, sheet: LeadSheet) {
    self.file = file
    self.sheet = sheet
    builder = TreeBuilder(file: file)
  }

  mutating func root() -> NodeID {
    var entries = builder.readEntries(sheet.frontMatter)
    let start = entries.first.map { Int($0.key.span.start) } ?? sheet.frontMatter.lowerBound
    if let first = sheet.sections.first {
      let sections = sheet.sections.map { section in
        Entry(key: scalar(section.name), value: self.section(section))
      }
      let end = sheet.sections.last.map(end) ?? first.header.upperBound
      let map = mapping(sections, at: first.header.lowerBound..<end)
      if let other = entries.first(where: { utf8Equal($0.key.text, "sections") }) {
        builder.report(.duplicateKey("sections", at: span(first.header), first: other.key.span))
      } else {
        entries.append(
          Entry(key: unwritten("sections", at: first.header.lowerBound..<first.header.lowerBound), value: map))
      }
    }
    return builder.add(Node(kind: .mapping(entries), span: span(start..<max(start, file.bytes.count))))
  }

  private mutating func section(_ section: LeadSheet.Section) -> NodeID {
    var entries = builder.readEntries(section.settings, isFlow: true)
    var order: [String] = []
    var groups: [String: [LeadSheet.Text]] = [:]
    for item in section.items {
      switch item {
      case .comment, .blank: break
      case .settings(let range): entries += builder.readEntries(range)
      case .text(let text):
        let name = sheet.key(of: text)
        if groups[name] == nil { order.append(name) }
        groups[name, default: []].append(text)
      }
    }
    for name in order {
      let texts = groups[name]!
      let key = name == "parts" ? unwritten(name, at: texts[0].path[0]) : scalar(texts[0].path[0])
      let value =
        switch name {
        case "chords", "lyrics": self.text(texts[0])
        case "melody": tree(texts, depth: 1)
        default: parts(texts)
        }
      entries.append(Entry(key: key, value: value))
    }
    return mapping(entries, at: section.header.lowerBound..<end(section))
  }

  /// `drums.kick` is `parts: {drums: {pattern: {kick: …}}}`.
  private mutating func parts(_ texts: [LeadSheet.Text]) -> NodeID {
    var entries: [Entry] = []
    for group in sheet.grouped(texts, depth: 0) {
      let place = group[0].path[0]
      let pattern = tree(group, depth: 1)
      let key = unwritten("pattern", at: place)
      let part = mapping([Entry(key: key, value: pattern)], at: place.lowerBound..<group.map(\.end).max()!)
      entries.append(Entry(key: scalar(place), value: part))
    }
    return mapping(entries, at: texts[0].start..<texts.map(\.end).max()!)
  }

  /// The texts as maps of maps by the words of their labels from one on.
  private mutating func tree(_ texts: [LeadSheet.Text], depth: Int) -> NodeID {
    var entries: [Entry] = []
    for group in sheet.grouped(texts, depth: depth) {
      let leaves = group.filter { $0.path.count == depth + 1 }
      let inner = group.filter { $0.path.count > depth + 1 }
      let key = scalar(group[0].path[depth])
      for leaf in leaves { entries.append(Entry(key: key, value: text(leaf))) }
      if !inner.isEmpty { entries.append(Entry(key: scalar(inner[0].path[depth]), value: tree(inner, depth: depth + 1))) }
    }
    return mapping(entries, at: texts[0].path[depth].lowerBound..<texts.map(\.end).max()!)
  }

  private mutating func text(_ text: LeadSheet.Text) -> NodeID {
    var bytes: [UInt8] = []
    var runs: [Scalar.Run] = []
    func add(_ new: some Collection<UInt8>, from source: Range<Int>, isWhole: Bool) {
      let start = UInt32(bytes.count)
      bytes += new
      runs.append(
        Scalar.Run(
          text: start..<UInt32(bytes.count), source: UInt32(source.lowerBound)..<UInt32(source.upperBound), isWhole: isWhole))
    }
    for (index, line) in text.lines.enumerated() {
      if index > 0 { add([0x0A], from: text.lines[index - 1].upperBound..<line.lowerBound, isWhole: true) }
      add(file.bytes[line], from: line, isWhole: false)
    }
    let place = span((text.lines.first?.lowerBound ?? text.labelEnd)..<text.end)
    let scalar = Scalar(
      text: String(decoding: bytes, as: UTF8.self), span: place, style: .literal,
      places: runs.isEmpty ? .verbatim(UInt32(text.labelEnd)) : .runs(runs))
    return builder.add(Node(kind: .scalar(scalar), span: place))
  }

  /// A map without the entries whose keys stand in it already.
  private mutating func mapping(_ entries: [Entry], at range: Range<Int>) -> NodeID {
    var keys: [[UInt8]: Span] = [:]
    var kept: [Entry] = []
    for entry in entries {
      let name = Array(entry.key.text.utf8)
      if let first = keys[name] {
        builder.report(.duplicateKey(entry.key.text, at: entry.key.span, first: first))
      } else {
        keys[name] = entry.key.span
        kept.append(entry)
      }
    }
    return builder.add(Node(kind: .mapping(kept), span: span(range)))
  }

  private func end(_ section: LeadSheet.Section) -> Int {
    section.items.reduce(section.header.upperBound) { end, item in
      switch item {
      case .comment, .blank: end
      case .settings(let range): max(end, range.upperBound)
      case .text(let text): max(end, text.end)
      }
    }
  }

  private func word(_ range: Range<Int>) -> String { String(decoding: file.bytes[range], as: UTF8.self) }

  private func scalar(_ range: Range<Int>) -> Scalar { Scalar(text: word(range), span: span(range), style: .plain) }

  /// A key that the notation leaves out.
  private func unwritten(_ key: String, at range: Range<Int>) -> Scalar {
    Scalar(text: key, span: span(range), style: .plain, places: .unknown)
  }

  private func span(_ range: Range<Int>) -> Span { Span(file: file.id, start: range.lowerBound, end: range.upperBound) }
}
