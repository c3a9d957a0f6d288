// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongSyntax

/// What a tree says, without places, comments and styles.
package indirect enum SpecValue: Sendable, Hashable {
  case null
  case scalar(String)
  case list([SpecValue])
  case map([Member])

  package struct Member: Sendable, Hashable {
    package let key: String
    package let value: SpecValue
  }

  /// The value of a whole tree; an empty map where it has none.
  package init(_ tree: SyntaxTree) {
    self = tree.root.map { SpecValue(tree, $0) } ?? .map([])
  }

  private init(_ tree: SyntaxTree, _ id: NodeID) {
    switch tree[id].kind {
    case .scalar(let scalar): self = scalar.isNull ? .null : .scalar(scalar.text)
    case .sequence(let items): self = .list(items.map { SpecValue(tree, $0) })
    case .mapping(let entries): self = .map(entries.map { Member(key: $0.key.text, value: SpecValue(tree, $0.value)) })
    }
  }

  /// As JSON, which is YAML: a spec that says the same.
  package var json: JSONValue {
    switch self {
    case .null: .null
    case .scalar(let text): .string(text)
    case .list(let items): .array(items.map(\.json))
    case .map(let members): .members(members.map { JSONMember($0.key, $0.value.json) })
    }
  }

  /// On one line, as people read it.
  package var text: String {
    switch self {
    case .null: "null"
    case .scalar(let text): text.isEmpty ? "''" : text
    case .list(let items): "[" + items.map(\.text).joined(separator: ", ") + "]"
    case .map(let members): "{" + members.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }
}

/// A key whose value isn't the same in two specs.
package struct KeyChange: Sendable, Hashable {
  /// A step down: a key of a map, the item of a list that has a name, or that stands at an index.
  package enum Step: Sendable, Hashable {
    case key(String)
    case named(String)
    case index(Int)
  }

  package let path: [Step]
  /// Nil where the key came.
  package let old: SpecValue?
  /// Nil where it went.
  package let new: SpecValue?
  /// Whether the keys of a map only changed their order; the values are then their names.
  package let isOrder: Bool

  /// `sections.B.intensity`, `sync[logo].at`, `order of parts`.
  package var text: String {
    let text = KeyChange.text(of: path)
    return isOrder ? "order of \(text.isEmpty ? "the keys" : text)" : text
  }

  /// A path as people write it.
  package static func text(of path: some Sequence<Step>) -> String {
    var text = ""
    for step in path {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key
      case .named(let name): text += "[\(name)]"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}

/// The keys that differ, each as far down as both specs have it; lists of maps go by the names of their items.
package func keyChanges(_ old: SpecValue, _ new: SpecValue) -> [KeyChange] {
  var changes: [KeyChange] = []
  compare(old, new, at: [], &changes)
  return changes
}

private func compare(_ old: SpecValue, _ new: SpecValue, at path: [KeyChange.Step], _ changes: inout [KeyChange]) {
  if old == new { return }
  func report(_ step: KeyChange.Step?, _ old: SpecValue?, _ new: SpecValue?, isOrder: Bool = false) {
    changes.append(KeyChange(path: path + (step.map { [$0] } ?? []), old: old, new: new, isOrder: isOrder))
  }
  switch (old, new) {
  case (.map(let left), .map(let right)):
    for member in left {
      guard let other = right.first(where: { utf8Equal($0.key, member.key) }) else {
        report(.key(member.key), member.value, nil)
        continue
      }
      compare(member.value, other.value, at: path + [.key(member.key)], &changes)
    }
    for member in right where !left.contains(where: { utf8Equal($0.key, member.key) }) {
      report(.key(member.key), nil, member.value)
    }
    let mine = left.map(\.key).filter { key in right.contains { utf8Equal($0.key, key) } }
    let theirs = right.map(\.key).filter { key in left.contains { utf8Equal($0.key, key) } }
    // Only where maps hold what comes one after the other; other keys have no order.
    if mine != theirs, let last = path.last, ordered.contains(last) {
      report(nil, .list(mine.map { .scalar($0) }), .list(theirs.map { .scalar($0) }), isOrder: true)
    }
  case (.list(let left), .list(let right)):
    if let mine = names(left), let theirs = names(right) {
      for (item, name) in zip(left, mine) {
        guard let other = theirs.firstIndex(where: { utf8Equal($0, name) }) else {
          report(.named(name), item, nil)
          continue
        }
        compare(item, right[other], at: path + [.named(name)], &changes)
      }
      for (item, name) in zip(right, theirs) where !mine.contains(where: { utf8Equal($0, name) }) {
        report(.named(name), nil, item)
      }
    } else if left.count == right.count, (left + right).allSatisfy({ if case .map = $0 { true } else { false } }) {
      for (index, pair) in zip(left, right).enumerated() {
        compare(pair.0, pair.1, at: path + [.index(index)], &changes)
      }
    } else {
      report(nil, old, new)
    }
  default: report(nil, old, new)
  }
}

/// Maps whose keys come out in their order.
private let ordered: Set<KeyChange.Step> = [.key("parts"), .key("sections"), .key("vars")]

/// The names of items that all have one of their own; nil where not.
private func names(_ items: [SpecValue]) -> [String]? {
  var names: [String] = []
  for item in items {
    guard case .map(let members) = item,
      case .scalar(let name)? = members.first(where: { utf8Equal($0.key, "name") })?.value,
      !names.contains(where: { utf8Equal($0, name) })
    else { return nil }
    names.append(name)
  }
  return names
}

extension SpecValue {
  /// The same with one change of keys made.
  package func applying(_ change: KeyChange) -> SpecValue { applying(change, change.path[...]) }

  private func applying(_ change: KeyChange, _ path: ArraySlice<KeyChange.Step>) -> SpecValue {
    guard let step = path.first else {
      guard change.isOrder, case .map(let members) = self, case .list(let names)? = change.new else {
        return change.new ?? self
      }
      let ranks = members.map { member in names.firstIndex(of: .scalar(member.key)) ?? names.count }
      return .map(
        zip(members, ranks).enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(
          \.element.0))
    }
    let rest = path.dropFirst()
    let isLast = rest.isEmpty && !change.isOrder
    switch (step, self) {
    case (.key(let key), .map(var members)):
      if let index = members.firstIndex(where: { utf8Equal($0.key, key) }) {
        if isLast, change.new == nil {
          members.remove(at: index)
        } else {
          members[index] = Member(key: key, value: isLast ? change.new! : members[index].value.applying(change, rest))
        }
      } else if isLast, let new = change.new {
        members.append(Member(key: key, value: new))
      }
      return .map(members)
    case (.named(let name), .list(var items)):
      let index = items.firstIndex { item in
        if case .map(let members) = item {
          members.contains { $0.key == "name" && $0.value == .scalar(name) }
        } else {
          false
        }
      }
      if let index {
        if isLast, change.new == nil {
          items.remove(at: index)
        } else {
          items[index] = isLast ? change.new! : items[index].applying(change, rest)
        }
      } else if isLast, let new = change.new {
        items.append(new)
      }
      return .list(items)
    case (.index(let index), .list(var items)):
      if items.indices.contains(index) {
        items[index] = isLast ? change.new ?? items[index] : items[index].applying(change, rest)
      }
      return .list(items)
    default: return self
    }
  }
}
