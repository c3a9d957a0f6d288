// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongSyntax

/// Where a place of the text stands in a spec that is read or written.
package struct CursorPlace: Sendable {
  /// What stands for a word that isn't written yet.
  package static let placeholder = "zz"

  /// Names of the spec's own, in its order.
  package struct Names: Sendable, Hashable {
    package var sections: [String] = []
    package var parts: [String] = []
    package var points: [String] = []
    package var variables: [String] = []
  }

  /// The keys that lead there, items of lists as `[0]`; of a key its own is the last.
  package let steps: [String]
  /// Whether it is a key that stands there, not a value.
  package let isKey: Bool
  /// The keys of the map around a key, without that itself.
  package let siblings: [String]
  /// The text of the scalar, and how many of its bytes stand before the place.
  package let text: String
  package let offset: Int
  /// The scalar or key in the source.
  package let span: Span
  package let names: Names
  /// The value of the piece's `key`, and of the section's, where they are said.
  package let key: String?

  /// The word around the place, in the scalar's text.
  package var word: Substring {
    let bytes = text.utf8
    let at = bytes.index(bytes.startIndex, offsetBy: min(offset, bytes.count))
    let start = text[..<at].lastIndex(where: \.isSeparator).map { text.index(after: $0) } ?? text.startIndex
    let end = text[at...].firstIndex(where: \.isSeparator) ?? text.endIndex
    return text[start..<end]
  }

  /// The place of a byte in a tree; nil where it lies in no scalar.
  package init?(at offset: Int, in tree: SyntaxTree) {
    let here = Span(file: tree.file, start: offset, end: offset)
    guard let place = WrittenPlace(touching: here, in: tree), let last = place.steps.last else {
      guard let root = tree.root, let scalar = tree[root].scalar else { return nil }
      self.init(scalar, steps: [], isKey: false, siblings: [], at: offset, in: tree)
      return
    }
    let parent = place.steps.count > 1 ? place.steps[place.steps.count - 2].value : tree.root
    let steps = place.steps.map(\.name)
    if let entries = parent.flatMap({ tree[$0].entries }),
      let entry = entries.first(where: { $0.key.span.touches(here) && utf8Equal($0.key.text, last.name) })
    {
      let others = entries.map(\.key.text).filter { !utf8Equal($0, last.name) }
      self.init(entry.key, steps: steps, isKey: true, siblings: others, at: offset, in: tree)
    } else {
      guard let scalar = tree[last.value].scalar else { return nil }
      self.init(scalar, steps: steps, isKey: false, siblings: [], at: offset, in: tree)
    }
  }

  private init(_ scalar: Scalar, steps: [String], isKey: Bool, siblings: [String], at offset: Int, in tree: SyntaxTree) {
    self.steps = steps
    self.isKey = isKey
    self.siblings = siblings
    text = scalar.text
    span = scalar.span
    self.offset = scalar.offset(of: offset)
    names = Names(tree)
    let section = steps.first == "sections" && steps.count > 1 ? tree.scalar(at: ["sections", steps[1], "key"]) : nil
    key = section ?? tree.scalar(at: ["key"])
  }

  /// The place in a text that is being written: where it can't be read as it stands, the word there is taken for a key,
  /// what is open on its line is closed, and in the end what stands below is left away.
  package init?(writingAt offset: Int, in source: SourceFile) {
    guard offset <= source.bytes.count else { return nil }
    let draft = Draft(source.bytes, offset)
    for text in draft.readings {
      var sink = DiagnosticSink()
      let tree = parseSpec(SourceFile(id: source.id, name: source.name, bytes: text), sink: &sink)
      if !sink.hasErrors, let place = CursorPlace(at: draft.cursor, in: tree) {
        self = place
        return
      }
    }
    return nil
  }
}

extension CursorPlace.Names {
  fileprivate init(_ tree: SyntaxTree) {
    sections = tree.keys(of: "sections")
    parts = tree.keys(of: "parts")
    variables = tree.keys(of: "vars")
    points = (tree.value(at: ["sync"]).flatMap { tree[$0].items } ?? []).compactMap { tree.scalar(at: ["name"], from: $0) }
  }
}

/// A text with a mark where the cursor stands, so that something stands there.
private struct Draft {
  private let head: [UInt8]
  private let word: [UInt8]
  private let line: [UInt8]
  private let tail: [UInt8]
  /// Inside the word.
  let cursor: Int

  init(_ bytes: [UInt8], _ offset: Int) {
    var start = offset
    while start > 0, Draft.isWord(bytes[start - 1]) { start -= 1 }
    var end = offset
    while end < bytes.count, Draft.isWord(bytes[end]) { end += 1 }
    let lineEnd = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    // Behind a colon a value needs a blank.
    let needsBlank = start == end && start > 0 && bytes[start - 1] == UInt8(ascii: ":")
    head = Array(bytes[..<start]) + (needsBlank ? [UInt8(ascii: " ")] : [])
    word = start == end ? Array(CursorPlace.placeholder.utf8) : Array(bytes[start..<end])
    line = Array(bytes[end..<lineEnd])
    tail = Array(bytes[lineEnd...])
    cursor = head.count + (start == end ? 0 : offset - start)
  }

  /// The texts that may be meant, the likeliest first.
  var readings: [[UInt8]] {
    let start = head.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let closers = Draft.closers(of: Array(head[start...]) + word + line)
    let asKey = Array(": 0".utf8)
    var result: [[UInt8]] = []
    for end in [tail, []] {
      for suffix in [[], asKey] {
        result.append(head + word + suffix + line + end)
        if !closers.isEmpty { result.append(head + word + suffix + line + closers + end) }
      }
    }
    return result
  }

  /// What closes the quotes and brackets that are open at the end of a line.
  private static func closers(of line: [UInt8]) -> [UInt8] {
    var open: [UInt8] = []
    var quote: UInt8?
    for byte in line {
      if let mark = quote {
        if byte == mark { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = open.isEmpty && byte == UInt8(ascii: "'") ? nil : byte
      case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
      case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
      case UInt8(ascii: "]"), UInt8(ascii: "}"): _ = open.popLast()
      default: break
      }
    }
    return (quote.map { [$0] } ?? []) + open.reversed()
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "#"), 0x80...:
      true
    default: false
    }
  }
}

extension Character {
  /// What parts words inside notations.
  fileprivate var isSeparator: Bool { isWhitespace || "|,()[]{}<>=".contains(self) }
}

extension Span {
  /// Whether another one lies in it or at its ends.
  fileprivate func touches(_ other: Span) -> Bool { start <= other.start && other.end <= end }
}

extension Scalar {
  /// The bytes of the text before a byte of the source: places grow with the text, so it is found by halving.
  func offset(of byte: Int) -> Int {
    var low = 0
    var high = text.utf8.count
    while low < high {
      let middle = (low + high) / 2
      if Int(span(of: middle..<middle).start) < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension SyntaxTree {
  /// The value behind keys.
  func value(at keys: [String], from start: NodeID? = nil) -> NodeID? {
    keys.reduce(start ?? root) { node, key in
      node.flatMap { self[$0].entries }?.first { utf8Equal($0.key.text, key) }?.value
    }
  }

  func scalar(at keys: [String], from start: NodeID? = nil) -> String? {
    value(at: keys, from: start).flatMap { self[$0].scalar?.text }
  }

  func keys(of key: String) -> [String] { value(at: [key]).flatMap { self[$0].entries }?.map(\.key.text) ?? [] }
}
