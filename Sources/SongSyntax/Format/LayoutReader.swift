// SPDX-License-Identifier: Apache-2.0
internal import SongDiagnostics

/// Reads libyaml's events and the text between them.
struct LayoutReader {
  fileprivate struct Token {
    let kind: YAMLEvent.Kind
    /// With its anchor and tag.
    let start: Int
    let contentStart: Int
    let end: Int
    let isFlow: Bool
    let properties: String
    let propertiesEnd: Int
    let scalar: Scalar?
  }

  private let bytes: [UInt8]
  private var tokens: [Token] = []
  private var comments: [Range<Int>] = []
  /// The next token and comment.
  private var at = 0
  private var commentAt = 0
  /// Behind the last token or comment taken.
  private var previousEnd: Int

  /// - Precondition: the file is one document that was parsed without an error.
  init(_ file: SourceFile) {
    bytes = file.bytes
    let base = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    previousEnd = base
    var reader = YAMLEventReader(bytes[base...])
    reading: while true {
      let event = reader.next()
      switch event.kind {
      case .streamStart: continue
      case .streamEnd, .failure: break reading
      default: tokens.append(token(event, base: base, file: file.id))
      }
    }
    findComments(from: base)
  }

  private func token(_ event: YAMLEvent, base: Int, file: FileID) -> Token {
    let start = event.range.lowerBound + base
    var end = event.range.upperBound + base
    var position = start
    var words: [String] = []
    var propertiesEnd = start
    var left = (event.anchor == nil ? 0 : 1) + (event.tag == nil ? 0 : 1)
    while left > 0, position < bytes.count {
      let word = position
      position += 1
      let isAnchor = bytes[word] == UInt8(ascii: "&")
      while position < bytes.count, isAnchor ? isAnchorByte(bytes[position]) : isTagByte(bytes[position]) { position += 1 }
      words.append(String(decoding: bytes[word..<position], as: UTF8.self))
      propertiesEnd = position
      left -= 1
      skipSpace(&position)
    }
    var scalar: Scalar?
    var contentStart = position
    if case .scalar(let text, let style) = event.kind {
      contentStart = min(position, max(end, propertiesEnd))
      let (places, place) = ScalarDecoder.decode(
        text, style: style, in: bytes, range: contentStart..<max(contentStart, end))
      end = place.upperBound
      scalar = Scalar(
        text: String(decoding: text, as: UTF8.self),
        span: Span(file: file, start: place.lowerBound, end: place.upperBound), style: style, places: places)
    }
    return Token(
      kind: event.kind, start: start, contentStart: contentStart, end: max(contentStart, end), isFlow: event.isFlow,
      properties: words.joined(separator: " "), propertiesEnd: propertiesEnd, scalar: scalar)
  }

  private func skipSpace(_ position: inout Int) {
    while position < bytes.count {
      if isSpace(bytes[position]) {
        position += 1
      } else if bytes[position] == UInt8(ascii: "#") {
        while position < bytes.count, lineBreakLength(bytes, position) == 0 { position += 1 }
      } else {
        return
      }
    }
  }

  /// What begins with `#` outside of scalars, directives, anchors and tags.
  private mutating func findComments(from base: Int) {
    var position = base
    func scan(to end: Int, _ comments: inout [Range<Int>]) {
      while position < end {
        guard bytes[position] == UInt8(ascii: "#") else {
          position += 1
          continue
        }
        let start = position
        while position < bytes.count, lineBreakLength(bytes, position) == 0 { position += 1 }
        comments.append(start..<position)
      }
    }
    for token in tokens {
      switch token.kind {
      case .scalar, .documentStart:
        scan(to: token.start, &comments)
        position = max(position, token.propertiesEnd)
        scan(to: token.contentStart, &comments)
        position = max(position, token.end)
      default:
        scan(to: token.start, &comments)
        position = max(position, token.propertiesEnd)
      }
    }
    scan(to: bytes.count, &comments)
  }

  // MARK: Document

  /// Nil where the document isn't one map.
  mutating func read() -> LayoutDocument? {
    guard let first = tokens.first, case .documentStart = first.kind else { return nil }
    let head = first.end > first.start ? takeComments(before: first.start) : []
    let preamble = String(decoding: bytes[first.start..<first.end], as: UTF8.self)
    if first.end > first.start { previousEnd = first.end }
    at = 1
    guard at < tokens.count, case .mappingStart = tokens[at].kind else { return nil }
    var root = readEntry(key: nil, leading: takeComments(before: tokens[at].start), parentColumn: -1)
    guard at < tokens.count, case .documentEnd = tokens[at].kind else { return nil }
    let end = tokens[at]
    root.value.tail += takeComments(before: end.end > end.start ? end.start : bytes.count)
    if end.end > end.start { previousEnd = end.end }
    return LayoutDocument(
      preamble: preamble, head: head, root: root, hasEndMark: end.end > end.start,
      foot: takeComments(before: bytes.count))
  }

  // MARK: Nodes

  private mutating func readEntry(key: LayoutNode?, leading: [LayoutComment], parentColumn: Int) -> LayoutEntry {
    var entry = LayoutEntry(
      leading: leading, hasBlankBefore: false, key: key, header: nil, value: LayoutNode(kind: .alias("")), trailing: nil)
    let token = tokens[at]
    if token.isBlockCollection {
      if key != nil || !token.properties.isEmpty { entry.header = takeSameLine(before: token.start) }
      if !token.properties.isEmpty {
        previousEnd = token.propertiesEnd
        if entry.header == nil { entry.header = takeSameLine(before: token.contentStart) }
      }
    } else {
      entry.leading += takeComments(before: token.contentStart)
    }
    entry.value = readNode(parentColumn: parentColumn)
    if entry.value.children?.isEmpty == true {
      entry.leading += entry.value.tail
      entry.value.tail = []
    }
    if key == nil, token.properties.isEmpty { hoistComments(&entry) }
    entry.trailing = takeSameLine(before: at < tokens.count ? tokens[at].start : bytes.count)
    return entry
  }

  /// A collection that begins behind a dash has no place for comments above its first child.
  private func hoistComments(_ entry: inout LayoutEntry) {
    guard var children = entry.value.children, !children.isEmpty else { return }
    entry.leading += children[0].leading
    children[0].leading = []
    entry.value.kind = entry.value.isMapping ? .mapping(children) : .sequence(children)
  }

  private mutating func readNode(parentColumn: Int) -> LayoutNode {
    let token = tokens[at]
    at += 1
    previousEnd = token.end
    var node = LayoutNode(kind: .alias(""), isFlow: token.isFlow, properties: token.properties)
    switch token.kind {
    case .scalar: node.kind = .scalar(token.scalar!)
    case .alias(let name): node.kind = .alias(name)
    case .sequenceStart:
      previousEnd = token.isFlow ? token.contentStart + 1 : token.contentStart
      node.kind = .sequence(readChildren(of: token, isMapping: false))
      finish(&node, token, parentColumn)
    case .mappingStart:
      previousEnd = token.isFlow ? token.contentStart + 1 : token.contentStart
      node.kind = .mapping(readChildren(of: token, isMapping: true))
      finish(&node, token, parentColumn)
    default: break
    }
    return node
  }

  private mutating func readChildren(of token: Token, isMapping: Bool) -> [LayoutEntry] {
    let column = column(token.contentStart)
    var result: [LayoutEntry] = []
    while at < tokens.count, !tokens[at].isEnd {
      let leading = takeComments(before: tokens[at].start)
      let hasBlank = hasBlankLine(previousEnd..<max(previousEnd, tokens[at].start))
      var key: LayoutNode?
      var rest: [LayoutComment] = []
      if isMapping {
        rest = takeComments(before: tokens[at].contentStart)
        key = readNode(parentColumn: column)
      }
      var entry = readEntry(key: key, leading: leading + rest, parentColumn: column)
      entry.hasBlankBefore = hasBlank
      result.append(entry)
    }
    return result
  }

  /// Takes the comments at the end of a collection, and its end.
  private mutating func finish(_ node: inout LayoutNode, _ token: Token, _ parentColumn: Int) {
    guard at < tokens.count else { return }
    let end = tokens[at]
    if token.isFlow {
      node.tail = takeComments(before: end.start)
      previousEnd = max(previousEnd, end.end)
    } else {
      let own = column(token.contentStart)
      while own > parentColumn, let next = nextComment(before: end.start), column(next.lowerBound) >= own {
        node.tail.append(take(next))
      }
    }
    at += 1
  }

  // MARK: Comments

  private func nextComment(before limit: Int) -> Range<Int>? {
    commentAt < comments.count && comments[commentAt].lowerBound < limit ? comments[commentAt] : nil
  }

  private mutating func take(_ range: Range<Int>) -> LayoutComment {
    let hasBlank = hasBlankLine(previousEnd..<max(previousEnd, range.lowerBound))
    commentAt += 1
    previousEnd = range.upperBound
    return LayoutComment(text: text(range), hasBlankBefore: hasBlank)
  }

  private mutating func takeComments(before limit: Int) -> [LayoutComment] {
    var result: [LayoutComment] = []
    while let next = nextComment(before: limit) { result.append(take(next)) }
    return result
  }

  /// The comment on the line of the last token.
  private mutating func takeSameLine(before limit: Int) -> String? {
    guard let next = nextComment(before: limit), previousEnd <= next.lowerBound else { return nil }
    let gap = previousEnd..<next.lowerBound
    guard !gap.contains(where: { lineBreakLength(bytes, $0) > 0 }), !isAtLineStart(previousEnd) else { return nil }
    return take(next).text
  }

  private func text(_ range: Range<Int>) -> String {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return String(decoding: bytes[range.lowerBound..<end], as: UTF8.self)
  }

  private func isAtLineStart(_ place: Int) -> Bool { place == 0 || bytes[place - 1] == 0x0A || bytes[place - 1] == 0x0D }

  /// Whether a line without text lies in a stretch between two tokens.
  private func hasBlankLine(_ gap: Range<Int>) -> Bool {
    var isEmpty = isAtLineStart(gap.lowerBound)
    var position = gap.lowerBound
    while position < gap.upperBound {
      let length = lineBreakLength(bytes, position)
      if length > 0 {
        if isEmpty { return true }
        isEmpty = true
      } else if bytes[position] != 0x20, bytes[position] != 0x09 {
        isEmpty = false
      }
      position += max(1, length)
    }
    return false
  }

  /// Bytes before a place on its line.
  private func column(_ place: Int) -> Int {
    var start = place
    while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
    return place - start
  }
}

extension LayoutReader.Token {
  fileprivate var isBlockCollection: Bool {
    switch kind {
    case .sequenceStart, .mappingStart: !isFlow
    default: false
    }
  }

  fileprivate var isEnd: Bool {
    switch kind {
    case .sequenceEnd, .mappingEnd, .documentEnd: true
    default: false
    }
  }
}

private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

/// What is part of a tag's short form: brackets and commas end it.
private func isTagByte(_ byte: UInt8) -> Bool { !isSpace(byte) && !",[]{}".utf8.contains(byte) }
