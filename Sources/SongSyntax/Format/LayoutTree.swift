// SPDX-License-Identifier: Apache-2.0
/// A comment on a line of its own.
struct LayoutComment {
  /// With its `#`, without blanks behind.
  var text: String
  var hasBlankBefore: Bool
}

/// A node with what the tree leaves out: comments, anchors, tags, aliases, brackets.
struct LayoutNode {
  indirect enum Kind {
    case scalar(Scalar)
    /// The name behind the `*`.
    case alias(String)
    case sequence([LayoutEntry])
    case mapping([LayoutEntry])
  }

  var kind: Kind
  /// Whether it stands between brackets or braces.
  var isFlow = false
  /// Anchor and tag as written, with one blank between them.
  var properties = ""
  /// Comments behind the last child.
  var tail: [LayoutComment] = []

  /// The children of a collection, with keys where it is a map.
  var children: [LayoutEntry]? {
    switch kind {
    case .sequence(let items), .mapping(let items): items
    case .scalar, .alias: nil
    }
  }

  var isMapping: Bool {
    if case .mapping = kind { return true }
    return false
  }

  var scalar: Scalar? {
    if case .scalar(let scalar) = kind { return scalar }
    return nil
  }

  /// Whether a comment stands anywhere in it.
  var hasComments: Bool {
    !tail.isEmpty
      || children?.contains {
        !$0.leading.isEmpty || $0.header != nil || $0.trailing != nil || $0.value.hasComments
      } ?? false
  }
}

/// An entry of a map, or an item of a list.
struct LayoutEntry {
  var leading: [LayoutComment]
  /// Whether an empty line stands before the key.
  var hasBlankBefore: Bool
  /// Nil in a list.
  var key: LayoutNode?
  /// The comment behind the key of a collection that stands on the next lines.
  var header: String?
  var value: LayoutNode
  /// The comment behind the value, on its line.
  var trailing: String?
}

/// A document as it is laid out.
struct LayoutDocument {
  /// Directives and the `---`, as written.
  var preamble: String
  /// Comments before it.
  var head: [LayoutComment]
  var root: LayoutEntry
  /// Whether `...` ends it.
  var hasEndMark: Bool
  /// Comments behind that.
  var foot: [LayoutComment]
}
