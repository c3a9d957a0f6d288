// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// Parses a file as one YAML document.
///
/// Total: gives the tree as far as it could be read, with what is wrong in the sink.
package func parseYAML(_ file: SourceFile, sink: inout DiagnosticSink) -> SyntaxTree {
  guard isReadable(file, sink: &sink) else { return SyntaxTree(file: file.id, nodes: [], root: nil) }
  var builder = TreeBuilder(file: file)
  builder.read()
  sink.report(builder.problems)
  return SyntaxTree(file: file.id, nodes: builder.nodes, root: builder.root)
}

/// Whether a file is UTF-8 text within the limit; says what is wrong where it isn't.
func isReadable(_ file: SourceFile, sink: inout DiagnosticSink) -> Bool {
  guard file.bytes.count <= Limits.specBytes else {
    sink.report(.fileTooLarge(bytes: file.bytes.count, limit: Limits.specBytes, at: Span(file: file.id, start: 0, end: 0)))
    return false
  }
  guard let bad = firstInvalidUTF8(file.bytes) else { return true }
  let end = min(bad + 1, file.bytes.count)
  let isUTF16 = file.bytes.starts(with: [0xFF, 0xFE]) || file.bytes.starts(with: [0xFE, 0xFF])
  sink.report(.notUTF8(isUTF16: isUTF16, at: Span(file: file.id, start: bad, end: end)))
  return false
}

/// A file with more problems than this has one cause, which stands among the first.
private let mostProblems = 100

/// Makes the tree from libyaml's events.
struct TreeBuilder {
  private(set) var nodes: [Node] = []
  private(set) var root: NodeID?
  private(set) var problems: [Diagnostic] = []

  private let file: SourceFile
  /// Where what libyaml gets to see begins: behind a byte order mark, or where a part of the file does.
  private var base: Int
  /// Where that ends.
  private var limit: Int
  /// Whether only a part of the file is read, which may be empty.
  private var isPart = false
  private var frames: [Frame] = []
  private var anchors: [String: Anchored] = [:]
  private var expanded = 0
  private var documents = 0
  private var rootStart = 0
  /// The end of the last thing that stands in the text: where a block collection ends.
  private var contentEnd = 0
  private var isDone = false
  /// Whether libyaml stopped at a syntax error.
  private var isBroken = false

  init(file: SourceFile) {
    self.file = file
    base = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    limit = file.bytes.count
  }

  /// A collection whose end hasn't come yet.
  private struct Frame {
    enum Kind { case sequence, mapping }
    /// What a mapping waits for; a refused key takes its value with it.
    enum Expectation {
      case key
      case value(Scalar)
      case refusedValue
    }

    let kind: Kind
    let isFlow: Bool
    let start: Int
    let anchor: String?
    var items: [NodeID] = []
    var entries: [Entry] = []
    var keys: [[UInt8]: Span] = [:]
    var expectation = Expectation.key
    /// Nodes below, with those that aliases stand for.
    var size = 1
    /// Collections on the longest path down, this one included.
    var height = 1
  }

  private struct Anchored {
    let id: NodeID
    let size: Int
    let height: Int
    let scalar: Scalar?
  }

  mutating func read() { read(file.bytes[base...]) }

  private mutating func read(_ bytes: ArraySlice<UInt8>) {
    var reader = YAMLEventReader(bytes)
    while !isDone { take(reader.next()) }
    while let frame = frames.popLast() {
      // Nobody knows where a bracket that stays open was meant to end: what it took in is a hole.
      if isBroken, frame.isFlow { refuse() } else { close(frame, end: contentEnd) }
    }
  }

  /// The entries of a part of the file that is one map; anchors of parts read before are known in it.
  ///
  /// - Parameter isFlow: whether the part is what stands between the braces of a flow map; a byte stands before it then.
  mutating func readEntries(_ range: Range<Int>, isFlow: Bool = false) -> [Entry] {
    guard !range.isEmpty else { return [] }
    (root, documents, isDone, isBroken, isPart) = (nil, 0, false, false, true)
    base = isFlow ? range.lowerBound - 1 : range.lowerBound
    limit = range.upperBound
    contentEnd = range.lowerBound
    read(isFlow ? ArraySlice(Array("{".utf8) + file.bytes[range] + Array("\n}".utf8)) : file.bytes[range])
    guard let root else { return [] }
    if let entries = nodes[root.index].entries { return entries }
    if !isBroken, !nodes[root.index].isNull { report(.textWithoutLabel(at: nodes[root.index].span)) }
    return []
  }

  private mutating func take(_ event: YAMLEvent) {
    let start = min(event.range.lowerBound + base, limit)
    let range = start..<max(start, min(event.range.upperBound + base, limit))
    switch event.kind {
    case .streamStart, .documentEnd: break
    case .streamEnd:
      isDone = true
      if documents == 0, !isPart { report(.emptyDocument(at: span(0..<0))) }
    case .documentStart: startDocument(range)
    case .alias(let name): takeAlias(name, range)
    case .scalar(let text, let style): takeScalar(text, style, event, range)
    case .sequenceStart: open(.sequence, event, range)
    case .mappingStart: open(.mapping, event, range)
    case .sequenceEnd, .mappingEnd:
      guard let frame = frames.popLast() else { return }
      if !range.isEmpty { contentEnd = max(contentEnd, range.upperBound) }
      close(frame, end: contentEnd)
    case .failure(let problem, let context, let contextAt):
      isDone = true
      isBroken = true
      reportFailure(problem, context, at: range.lowerBound, contextAt: contextAt.map { min($0 + base, limit) })
    }
  }

  private mutating func startDocument(_ range: Range<Int>) {
    documents += 1
    guard documents > 1 else { return }
    isDone = true
    report(.severalDocuments(at: span(range), first: span(rootStart..<rootStart)))
  }

  // MARK: Nodes

  private mutating func takeScalar(
    _ bytes: [UInt8], _ style: Scalar.Style, _ event: YAMLEvent, _ range: Range<Int>
  ) {
    let start = checkProperties(event, range, kinds: scalarTags)
    let (places, place) = ScalarDecoder.decode(
      bytes, style: style, in: file.bytes, range: start..<max(start, range.upperBound))
    contentEnd = max(contentEnd, place.upperBound)
    let scalar = Scalar(
      text: String(decoding: bytes, as: UTF8.self), span: span(place), style: style, places: places)
    if frames.isEmpty, bytes.isEmpty, style == .plain, event.anchor == nil {
      if isPart { return }
      report(.emptyDocument(at: span(place)))
      return
    }
    let id = add(Node(kind: .scalar(scalar), span: scalar.span))
    if let anchor = event.anchor { anchors[anchor] = Anchored(id: id, size: 1, height: 0, scalar: scalar) }
    deliver(id, scalar: scalar, at: scalar.span, size: 1, height: 0)
  }

  private mutating func takeAlias(_ name: String, _ range: Range<Int>) {
    contentEnd = max(contentEnd, range.upperBound)
    guard let target = anchors[name] else {
      if frames.contains(where: { $0.anchor == name }) {
        report(.aliasInsideItself(name, at: span(range)))
        return refuse()
      }
      report(
        .unknownAlias(name, at: span(range), candidates: nearest(to: name, among: anchors.keys.sorted(by: precedes))))
      return refuse()
    }
    expanded += target.size
    guard expanded <= Limits.aliasNodes else {
      report(.aliasExpansion(name, limit: Limits.aliasNodes, at: span(range)))
      expanded -= target.size
      return refuse()
    }
    guard frames.count + target.height <= Limits.nesting else {
      report(.nestingTooDeep(limit: Limits.nesting, at: span(range)))
      return refuse()
    }
    deliver(target.id, scalar: target.scalar, at: span(range), size: target.size, height: target.height)
  }

  private mutating func open(_ kind: Frame.Kind, _ event: YAMLEvent, _ range: Range<Int>) {
    let start = checkProperties(event, range, kinds: kind == .sequence ? ["seq"] : ["map"])
    if frames.isEmpty { rootStart = start }
    contentEnd = max(contentEnd, start)
    guard frames.count < Limits.nesting else {
      isDone = true
      report(.nestingTooDeep(limit: Limits.nesting, at: span(start..<min(start + 1, file.bytes.count))))
      return
    }
    if let anchor = event.anchor { anchors[anchor] = nil }
    frames.append(Frame(kind: kind, isFlow: event.isFlow, start: start, anchor: event.anchor))
  }

  private mutating func close(_ frame: Frame, end: Int) {
    let place = span(frame.start..<max(frame.start, end))
    let id = add(Node(kind: frame.kind == .sequence ? .sequence(frame.items) : .mapping(frame.entries), span: place))
    if let anchor = frame.anchor, anchors[anchor] == nil {
      anchors[anchor] = Anchored(id: id, size: frame.size, height: frame.height, scalar: nil)
    }
    deliver(id, scalar: nil, at: place, size: frame.size, height: frame.height)
  }

  mutating func add(_ node: Node) -> NodeID {
    nodes.append(node)
    return NodeID(nodes.count - 1)
  }

  /// Gives a finished node to the collection that it stands in.
  private mutating func deliver(_ id: NodeID, scalar: Scalar?, at place: Span, size: Int, height: Int) {
    guard var frame = frames.popLast() else {
      root = id
      return
    }
    frame.size += size
    frame.height = max(frame.height, height + 1)
    switch (frame.kind, frame.expectation) {
    case (.sequence, _): frame.items.append(id)
    case (.mapping, .key): frame.expectation = takeKey(scalar, at: place, in: &frame)
    case (.mapping, .value(let key)):
      frame.entries.append(Entry(key: key, value: id))
      frame.expectation = .key
    case (.mapping, .refusedValue): frame.expectation = .key
    }
    frames.append(frame)
  }

  /// Leaves out what stands here: an item, an entry whose value it is, or a key with its value.
  private mutating func refuse() {
    guard let last = frames.indices.last, frames[last].kind == .mapping else { return }
    if case .key = frames[last].expectation {
      frames[last].expectation = .refusedValue
    } else {
      frames[last].expectation = .key
    }
  }

  private mutating func takeKey(_ scalar: Scalar?, at place: Span, in frame: inout Frame) -> Frame.Expectation {
    guard let scalar else {
      report(.unsupportedKey(at: place))
      return .refusedValue
    }
    if scalar.style == .plain, scalar.text == "<<" {
      report(.unsupportedMergeKey(at: place))
      return .refusedValue
    }
    let name = Array(scalar.text.utf8)
    if let first = frame.keys[name] {
      report(.duplicateKey(scalar.text, at: place, first: first))
      return .refusedValue
    }
    frame.keys[name] = place
    return .value(scalar)
  }

  // MARK: Anchors and tags

  /// Where the content of a node begins behind its anchor and tag; reports a tag that isn't one of `kinds`.
  private mutating func checkProperties(_ event: YAMLEvent, _ range: Range<Int>, kinds: [String]) -> Int {
    guard event.anchor != nil || event.tag != nil else { return range.lowerBound }
    var position = range.lowerBound
    var left = (event.anchor == nil ? 0 : 1) + (event.tag == nil ? 0 : 1)
    while left > 0, position < range.upperBound || event.isCollection, position < file.bytes.count {
      let start = position
      if file.bytes[start] == UInt8(ascii: "&") {
        position += 1
        while position < file.bytes.count, isAnchorByte(file.bytes[position]) { position += 1 }
      } else {
        while position < file.bytes.count, !isSpace(position) { position += 1 }
      }
      if let tag = event.tag, file.bytes[start] == UInt8(ascii: "!"), !kinds.contains(where: { tag == coreTag + $0 }) {
        report(
          .unsupportedTag(String(decoding: file.bytes[start..<position], as: UTF8.self), at: span(start..<position)))
      }
      left -= 1
      skipSpace(&position)
    }
    return event.isCollection ? position : min(position, range.upperBound)
  }

  /// Skips blanks, line breaks and comments.
  private func skipSpace(_ position: inout Int) {
    while position < file.bytes.count {
      if isSpace(position) {
        position += 1
      } else if file.bytes[position] == UInt8(ascii: "#") {
        while position < file.bytes.count, lineBreakLength(file.bytes, position) == 0 { position += 1 }
      } else {
        return
      }
    }
  }

  private func isSpace(_ position: Int) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(file.bytes[position]) }

  // MARK: Reports

  mutating func report(_ problem: Diagnostic) {
    if problems.count < mostProblems { problems.append(problem) }
  }

  private mutating func reportFailure(_ problem: String, _ context: String, at offset: Int, contextAt: Int?) {
    let start = min(offset, file.bytes.count)
    var end = start
    let isAtLineEnd = lineBreakLength(file.bytes, start) > 0
    if end < file.bytes.count, !isAtLineEnd {
      end += 1
      while end < file.bytes.count, file.bytes[end] & 0xC0 == 0x80 { end += 1 }
    }
    let label = contextAt.map { min($0, file.bytes.count) }.flatMap { $0 == start ? nil : span($0..<$0) }
    var before = start
    while before > 0, file.bytes[before - 1] == 0x20 { before -= 1 }
    let isBehindClose = before > 0 && [0x22, 0x27, 0x5D, 0x7D].contains(file.bytes[before - 1])
    report(
      .yamlSyntax(
        problem: problem, context: context,
        found: isAtLineEnd ? "\n" : String(decoding: file.bytes[start..<end], as: UTF8.self),
        isBehindClose: isBehindClose, at: span(start..<end), contextAt: label))
  }

  private func span(_ range: Range<Int>) -> Span { Span(file: file.id, start: range.lowerBound, end: range.upperBound) }
}

extension YAMLEvent {
  fileprivate var isCollection: Bool {
    switch kind {
    case .sequenceStart, .mappingStart: true
    default: false
    }
  }
}

/// What libyaml takes as part of an anchor's name.
func isAnchorByte(_ byte: UInt8) -> Bool {
  isDigit(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
}

/// What the tags of YAML's core schema begin with.
private let coreTag = "tag:yaml.org,2002:"

/// Tags of the core schema on scalars: they change nothing, as all scalars are read as text.
private let scalarTags = ["str", "int", "float", "bool", "null"]

private func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

/// The offset of the first byte that isn't UTF-8; nil where all is.
private func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
  var position = 0
  while position < bytes.count {
    let byte = bytes[position]
    if byte < 0x80 {
      position += 1
      continue
    }
    // The second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF (Unicode, table 3-7).
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch byte {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0...0)
      }
    guard length > 0, position + length <= bytes.count, second.contains(bytes[position + 1]),
      bytes[position + 2..<max(position + 2, position + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { return position }
    position += length
  }
  return nil
}
