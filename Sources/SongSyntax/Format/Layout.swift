// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// The bytes of a document in the canonical layout, with all its comments.
///
/// Two blanks a level; one empty line at most; collections in brackets where they fit a line of 100 columns; what
/// readers of YAML 1.1 take for a number to the base 60 in quotes. Layout alone changes: keys and texts stay, but for
/// the blanks of those in `alignments`.
/// - Parameter first: the key that the map begins with.
/// - Throws: where the document isn't one map that could be read without an error, or can't be laid out as this.
package func laidOut(
  _ file: SourceFile, first: String, alignments: [ScalarAlignment]
) throws(TreeEditError) -> [UInt8] {
  var sink = DiagnosticSink()
  let tree = parseYAML(file, sink: &sink)
  guard !sink.hasErrors, let root = tree.root, tree[root].entries != nil else { throw .unreadable }
  var reader = LayoutReader(file)
  guard let document = reader.read() else { throw .unreadable }
  let alignments = alignments.sorted { $0.place < $1.place }
  var printer = LayoutPrinter(bytes: file.bytes, alignments: alignments)
  let bytes = Array(printer.print(document, first: first).utf8)
  let other = parseYAML(SourceFile(id: file.id, name: file.name, bytes: bytes), sink: &sink)
  guard !sink.hasErrors, let otherRoot = other.root else { throw .failed }
  let comparison = TreeComparison(left: tree, right: other, alignments: alignments)
  guard comparison.isSame(root, otherRoot, anyOrder: true) else { throw .failed }
  return bytes
}

/// Whether two specs have the same keys with the same texts, but for blanks, outer bar lines and the order of keys.
package func isSame(_ left: SyntaxTree, _ right: SyntaxTree) -> Bool {
  guard let a = left.root, let b = right.root else { return left.root == nil && right.root == nil }
  return TreeComparison(left: left, right: right, alignments: [], isLoose: true).isSame(a, b)
}

/// Whether two trees say the same.
private struct TreeComparison {
  let left: SyntaxTree
  let right: SyntaxTree
  /// Sorted by their places.
  let alignments: [ScalarAlignment]
  /// Whether blanks mean nothing in any scalar, nor the order of any map's keys.
  var isLoose = false

  /// - Parameter anyOrder: whether the entries of the outermost map may stand in another order.
  func isSame(_ a: NodeID, _ b: NodeID, anyOrder: Bool = false) -> Bool {
    switch (left[a].kind, right[b].kind) {
    case (.scalar(let a), .scalar(let b)):
      guard a.isNull == b.isNull else { return false }
      return utf8Equal(a.text, b.text) || (isLoose || isAligned(a)) && utf8Equal(a.text.withoutBlanks, b.text.withoutBlanks)
    case (.sequence(let a), .sequence(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.mapping(var a), .mapping(var b)):
      guard a.count == b.count else { return false }
      if anyOrder || isLoose {
        a.sort { utf8Precedes($0.key.text, $1.key.text) }
        b.sort { utf8Precedes($0.key.text, $1.key.text) }
      }
      return zip(a, b).allSatisfy { utf8Equal($0.key.text, $1.key.text) && isSame($0.value, $1.value) }
    default: return false
    }
  }

  private func isAligned(_ scalar: Scalar) -> Bool {
    guard !alignments.isEmpty else { return false }
    let place = alignments[alignments.last(notAfter: scalar.span.end, by: { $0.place })].place
    return place >= scalar.span.start && place < scalar.span.end
  }
}

extension String {
  /// Without the blanks, line ends and outer bar lines that mean nothing in chords and grids.
  fileprivate var withoutBlanks: String { String(filter { ![" ", "\t", "\n", "\r\n", "\r", "|"].contains($0) }) }
}
