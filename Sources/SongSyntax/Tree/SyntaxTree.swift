// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// The number of a node in its tree.
package struct NodeID: Sendable, Hashable {
  package let index: Int

  init(_ index: Int) { self.index = index }
}

/// One entry of a map.
package struct Entry: Sendable, Hashable {
  package let key: Scalar
  package let value: NodeID

  package init(key: Scalar, value: NodeID) {
    self.key = key
    self.value = value
  }
}

/// A scalar, a sequence or a mapping, with its place.
///
/// Knows nothing of anchors, tags and comments: an alias is the id of the node that its anchor names.
package struct Node: Sendable, Hashable {
  /// What a node is, with its children in the order of the text.
  package enum Kind: Sendable, Hashable {
    case scalar(Scalar)
    case sequence([NodeID])
    case mapping([Entry])
  }

  package let kind: Kind
  /// From the first byte of the content to behind its last; anchors and tags stand before it.
  package let span: Span

  package init(kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }

  /// The scalar, if the node is one.
  package var scalar: Scalar? {
    if case .scalar(let scalar) = kind { scalar } else { nil }
  }

  /// The items, if the node is a sequence.
  package var items: [NodeID]? {
    if case .sequence(let items) = kind { items } else { nil }
  }

  /// The entries, if the node is a mapping.
  package var entries: [Entry]? {
    if case .mapping(let entries) = kind { entries } else { nil }
  }

  /// Whether the node is a null scalar.
  package var isNull: Bool { scalar?.isNull ?? false }
}

/// A YAML document as an arena of nodes; what was refused is left out of it.
///
/// Invariants: every id of the tree is an index of `nodes`; children stand before their parents; keys of one mapping
/// are different; no path is longer than 64 collections.
package struct SyntaxTree: Sendable, Hashable {
  package let file: FileID
  package let nodes: [Node]
  /// The top node; nil where the file holds none that could be read.
  package let root: NodeID?

  package init(file: FileID, nodes: [Node], root: NodeID?) {
    self.file = file
    self.nodes = nodes
    self.root = root
  }

  /// The ids of all nodes, children before their parents.
  package var ids: [NodeID] { nodes.indices.map { NodeID($0) } }

  /// The node with this id.
  package subscript(_ id: NodeID) -> Node { nodes[id.index] }

  /// The tree as text: a line a node or key, with spans; a node that an alias shares is written once.
  package func dump() -> String {
    var out = ""
    var seen = Array(repeating: false, count: nodes.count)
    if let root { write(root, indent: 0, seen: &seen, to: &out) }
    return out
  }

  private func write(_ id: NodeID, indent: Int, seen: inout [Bool], to out: inout String) {
    let node = self[id]
    let blanks = String(repeating: "  ", count: indent)
    guard !seen[id.index] else {
      out += "\(blanks)shared \(place(node.span))\n"
      return
    }
    seen[id.index] = true
    switch node.kind {
    case .scalar(let scalar):
      out += "\(blanks)\(scalar.style.rawValue) \(place(node.span)) \(escaped(scalar.text))\n"
    case .sequence(let items):
      out += "\(blanks)sequence \(place(node.span))\n"
      for item in items { write(item, indent: indent + 1, seen: &seen, to: &out) }
    case .mapping(let entries):
      out += "\(blanks)mapping \(place(node.span))\n"
      for entry in entries {
        out += "\(blanks)  key \(place(entry.key.span)) \(escaped(entry.key.text))\n"
        write(entry.value, indent: indent + 2, seen: &seen, to: &out)
      }
    }
  }
}

private func place(_ span: Span) -> String { "@\(span.start)..\(span.end)" }

private func escaped(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\t": out += "\\t"
    case _
    where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value) || scalar.value == 0x2028
      || scalar.value == 0x2029 || scalar.value == 0xFEFF:
      out += "\\u{\(String(scalar.value, radix: 16))}"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out + "\""
}
