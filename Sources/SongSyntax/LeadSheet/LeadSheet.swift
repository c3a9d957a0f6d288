// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics

/// The lines of a lead sheet (`.song`): front matter between `---` lines, then a block for each section.
///
/// ```
/// ---
/// song: 1
/// form: A B
/// ---
///
/// [A] bars: 8, key: D minor
/// chords:       Dm    | C     |
/// melody.lily:  d'4 a | c'2 g |
/// lyrics:       Hoo- ray | and up |
/// ```
///
/// A line of a block is a comment, text behind a label, or YAML; text goes on with the same label, or on lines that
/// begin with a blank. Places are bytes of the file.
struct LeadSheet {
  /// Text behind a label: `chords:`, `melody.abc:`, `drums.kick:`.
  struct Text {
    /// The words of the label.
    let path: [Range<Int>]
    /// The lines without the blanks around them; none is empty.
    var lines: [Range<Int>]
    /// Behind the label's colon.
    let labelEnd: Int

    var start: Int { path[0].lowerBound }
    var end: Int { lines.last?.upperBound ?? labelEnd }
  }

  enum Item {
    case comment(Range<Int>)
    /// An empty line, or several.
    case blank
    /// Whole lines of YAML.
    case settings(Range<Int>)
    /// One label; what goes on under the same label later belongs to the first.
    case text(Text)
  }

  struct Section {
    /// Comments directly before it.
    var leading: [Range<Int>] = []
    let header: Range<Int>
    let name: Range<Int>
    /// What stands behind the brackets, up to a comment.
    let settings: Range<Int>
    let comment: Range<Int>?
    var items: [Item] = []
  }

  /// The lines between the two `---`.
  private(set) var frontMatter = 0..<0
  /// Comments between the front matter and the first section.
  private(set) var head: [Item] = []
  private(set) var sections: [Section] = []
  private(set) var problems: [Diagnostic] = []
  /// Whether there is a front matter, without which nothing is read.
  private(set) var isComplete = false

  private let file: SourceFile
  private let bytes: [UInt8]

  init(_ file: SourceFile) {
    self.file = file
    bytes = file.bytes
    let lines = self.lines(from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    let marks = lines.indices.filter { isMark(lines[$0]) }.prefix(2)
    let first = lines.firstIndex { !trimmed($0).isEmpty }
    guard let open = marks.first, open == first else {
      problems.append(.frontMatterMissing(at: span(first.map { trimmed(lines[$0]) } ?? 0..<0)))
      return
    }
    guard marks.count == 2, let close = marks.last else {
      problems.append(.frontMatterOpen(at: span(trimmed(lines[open]))))
      return
    }
    isComplete = true
    frontMatter = end(of: lines[open])..<lines[close].lowerBound
    for line in lines[(close + 1)...] { read(line) }
    if let last = sections.indices.last { sections[last].items = tidied(sections[last].items) }
  }

  // MARK: Lines

  /// The lines without their ends.
  private func lines(from start: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = start
    while start < bytes.count {
      var end = start
      while end < bytes.count, lineBreakLength(bytes, end) == 0 { end += 1 }
      result.append(start..<end)
      start = end + (end < bytes.count ? lineBreakLength(bytes, end) : 0)
    }
    return result
  }

  /// The end of a line with its line break.
  private func end(of line: Range<Int>) -> Int {
    line.upperBound + (line.upperBound < bytes.count ? lineBreakLength(bytes, line.upperBound) : 0)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private func trimmed(_ line: Range<Int>) -> Range<Int> {
    var low = line.lowerBound
    var high = line.upperBound
    while low < high, isBlank(bytes[low]) { low += 1 }
    while high > low, isBlank(bytes[high - 1]) { high -= 1 }
    return low..<high
  }

  private func isMark(_ line: Range<Int>) -> Bool {
    bytes[line].starts(with: "---".utf8) && bytes[line].dropFirst(3).allSatisfy(isBlank)
  }

  private mutating func read(_ line: Range<Int>) {
    let content = trimmed(line)
    guard !content.isEmpty else { return append(.blank) }
    let isIndented = content.lowerBound > line.lowerBound
    if bytes[content.lowerBound] == UInt8(ascii: "#"), !isIndented { return append(.comment(content)) }
    if bytes[line.lowerBound] == UInt8(ascii: "[") { return readHeader(content) }
    guard let last = sections.indices.last else {
      problems.append(.outsideSection(at: span(content)))
      return
    }
    if isIndented, continueItem(of: last, line, content) { return }
    if !isIndented, let label = label(content) {
      let value = trimmed(label.end..<content.upperBound)
      append(.text(Text(path: label.path, lines: value.isEmpty ? [] : [value], labelEnd: label.end)))
    } else if !isIndented, isUnlabelled(content) {
      problems.append(.textWithoutLabel(at: span(content)))
    } else {
      append(.settings(line.lowerBound..<end(of: line)))
    }
  }

  /// An indented line goes on with what stands above it.
  private mutating func continueItem(of section: Int, _ line: Range<Int>, _ content: Range<Int>) -> Bool {
    var index = sections[section].items.count - 1
    while index >= 0 {
      switch sections[section].items[index] {
      case .comment, .blank: index -= 1
      case .settings: return false
      case .text(var text):
        text.lines.append(content)
        sections[section].items[index] = .text(text)
        return true
      }
    }
    return false
  }

  private mutating func append(_ item: Item) {
    guard let last = sections.indices.last else { return head.append(item) }
    sections[last].items.append(item)
  }

  private mutating func readHeader(_ content: Range<Int>) {
    guard let close = bytes[content].firstIndex(of: UInt8(ascii: "]")) else {
      problems.append(.sectionHeaderOpen(at: span(content)))
      return
    }
    let name = trimmed(content.lowerBound + 1..<close)
    if name.isEmpty { problems.append(.sectionHeaderOpen(at: span(content.lowerBound..<close + 1))) }
    let rest = close + 1..<content.upperBound
    let mark = commentStart(in: rest)
    var section = Section(
      header: content, name: name, settings: trimmed(rest.lowerBound..<(mark ?? rest.upperBound)),
      comment: mark.map { $0..<rest.upperBound })
    section.leading = takeLeading()
    if let last = sections.indices.last { sections[last].items = tidied(sections[last].items) }
    sections.append(section)
  }

  /// Takes the comments directly before a header away from the section above.
  private mutating func takeLeading() -> [Range<Int>] {
    var items = sections.last?.items ?? head
    var result: [Range<Int>] = []
    while case .comment(let range) = items.last {
      result.insert(range, at: 0)
      items.removeLast()
    }
    if let last = sections.indices.last { sections[last].items = items } else { head = items }
    return result
  }

  /// The `#` of a comment, which stands outside quotes and behind a blank.
  private func commentStart(in range: Range<Int>) -> Int? {
    var quote: UInt8?
    for index in range {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        // Inside a word it is an apostrophe.
        if isBlank(bytes[index - 1]) || ",[{".utf8.contains(bytes[index - 1]) { quote = byte }
      } else if byte == UInt8(ascii: "#"), isBlank(bytes[index - 1]) {
        return index
      }
    }
    return nil
  }

  /// `chords:`, `lyrics:`, `melody.abc:`, `drums.kick:`, `drums.kick.mini:` at the start of a line.
  private func label(_ line: Range<Int>) -> (path: [Range<Int>], end: Int)? {
    var path: [Range<Int>] = []
    var start = line.lowerBound
    for index in line {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") {
        guard index > start else { return nil }
        path.append(start..<index)
        start = index + 1
        if byte == UInt8(ascii: ":") {
          let isAlone = path.count == 1 && ["chords", "lyrics"].contains { bytes[path[0]].elementsEqual($0.utf8) }
          let isEnd = start == line.upperBound || isBlank(bytes[start])
          return isEnd && (isAlone || path.count == 2 || path.count == 3) ? (path, start) : nil
        }
      } else if isBlank(byte) || "\"#&*!|>%@`,[]{}".utf8.contains(byte) {
        return nil
      }
    }
    return nil
  }

  /// Bars of something that nobody can tell the kind of.
  private func isUnlabelled(_ line: Range<Int>) -> Bool {
    bytes[line].contains(UInt8(ascii: "|")) && !bytes[line].contains(UInt8(ascii: ":"))
  }

  /// Lines of YAML in one piece, with the comments and empty lines between them; one text for each label.
  private func tidied(_ items: [Item]) -> [Item] {
    var result: [Item] = []
    var texts: [[String]: Int] = [:]
    for item in items {
      switch item {
      case .settings(let range):
        if let index = result.lastIndex(where: { $0.isItem }), case .settings(let before) = result[index] {
          result.replaceSubrange(index..., with: [.settings(before.lowerBound..<range.upperBound)])
        } else {
          result.append(item)
        }
      case .text(let text):
        let label = text.path.map { String(decoding: bytes[$0], as: UTF8.self) }
        if let index = texts[label], case .text(var first) = result[index] {
          first.lines += text.lines
          result[index] = .text(first)
        } else {
          texts[label] = result.count
          result.append(item)
        }
      case .blank:
        if let last = result.last, case .blank = last { continue }
        result.append(item)
      case .comment: result.append(item)
      }
    }
    while case .blank = result.last { result.removeLast() }
    return result
  }

  private func span(_ range: Range<Int>) -> Span { Span(file: file.id, start: range.lowerBound, end: range.upperBound) }
}

extension LeadSheet {
  /// A word of a text's label.
  func word(_ text: Text, _ depth: Int) -> String { String(decoding: bytes[text.path[depth]], as: UTF8.self) }

  /// The key of the section that a text belongs to: `chords`, `lyrics`, `melody` or `parts`.
  func key(of text: Text) -> String { text.path.count == 1 || word(text, 0) == "melody" ? word(text, 0) : "parts" }

  /// Texts whose labels agree in one word, in the order of the file.
  func grouped(_ texts: [Text], depth: Int) -> [[Text]] {
    var result: [[Text]] = []
    for text in texts {
      if let index = result.firstIndex(where: { utf8Equal(word($0[0], depth), word(text, depth)) }) {
        result[index].append(text)
      } else {
        result.append([text])
      }
    }
    return result
  }
}

extension LeadSheet.Item {
  /// Whether it says something.
  fileprivate var isItem: Bool {
    switch self {
    case .comment, .blank: false
    case .settings, .text: true
    }
  }
}
