// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What the language has in each place of a spec, found by the keys that lead there.
package enum SchemaPath {
  /// What may stand in a place; more than one where the language offers a choice, none where it has no such place.
  ///
  /// - Parameter steps: keys, and indexes of lists as `[0]`.
  package static func values(at steps: [String]) -> [ValueSchema] {
    steps.reduce([ValueSchema.map(specSchema)]) { values, step in values.flatMap { inside($0, step) }.flatMap(\.choices) }
  }

  /// The key that the last step is; nil for names of the user's own and for items of lists.
  package static func key(at steps: [String]) -> (key: KeySchema, map: MapSchema)? {
    guard let last = steps.last else { return nil }
    for case .map(let map) in values(at: steps.dropLast()) {
      if let key = map.key(last) { return (key, map) }
    }
    return nil
  }

  /// Every map of the language with a path that leads to it: `*` stands for a name of the user's own, `[]` for an item.
  package static var maps: [(path: String, map: MapSchema)] {
    var result: [(path: String, map: MapSchema)] = []
    func visit(_ value: ValueSchema, _ path: String) {
      switch value {
      case .text, .notation, .word, .name: return
      case .list(let item): visit(item, "\(path)[]")
      case .names(let content): visit(content, join(path, "*"))
      case .either(let choices): for choice in choices { visit(choice, path) }
      case .map(let map):
        result.append((path, map))
        for key in map.keys { visit(key.value, join(path, key.name)) }
        if let others = map.others { visit(others, join(path, "*")) }
      }
    }
    visit(.map(specSchema), "")
    return result
  }

  private static func inside(_ value: ValueSchema, _ step: String) -> [ValueSchema] {
    switch value {
    case .text, .notation, .word, .name, .either: []
    case .list(let item): step.hasPrefix("[") ? [item] : []
    case .names(let content): step.hasPrefix("[") ? [] : [content]
    case .map(let map): (map.key(step)?.value ?? map.others).map { [$0] } ?? []
    }
  }

  private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension ValueSchema {
  /// The values that it offers a choice of; itself where it offers none.
  package var choices: [ValueSchema] {
    if case .either(let choices) = self { choices.flatMap(\.choices) } else { [self] }
  }

  /// In a few words, as for a column of a table: `list of names`.
  package var words: String {
    switch self {
    case .text: "text"
    case .notation(let notation): notation.name
    case .word(let words): words.joined(separator: " | ")
    case .name(let kind): "name of \(kind.first.map { "aeiou".contains($0) } ?? false ? "an" : "a") \(kind)"
    case .list(let item): "list of \(item.words)"
    case .map(let map): map.name
    case .names(let content): "map by name of \(content.words)"
    case .either(let choices): choices.map(\.words).joined(separator: ", or ")
    }
  }

  /// The words of which one has to stand there.
  package var enumeration: [String] {
    choices.flatMap { choice -> [String] in if case .word(let words) = choice { words } else { [] } }
  }

  /// The kinds of names of the library that may stand there.
  package var nameKinds: [String] {
    choices.flatMap { choice -> [String] in
      switch choice {
      case .name(let kind): [kind]
      case .list(let item): item.nameKinds
      default: []
      }
    }
  }
}

extension KeySchema {
  /// What an editor puts in for the key, with `$1` where one goes on writing.
  package var snippet: String {
    for choice in value.choices {
      switch choice {
      case .list: return "\(name): [$1]"
      case .map, .names: return "\(name):\n  $1"
      case .text, .notation, .word, .name, .either: return "\(name): $1"
      }
    }
    return "\(name): $1"
  }
}
