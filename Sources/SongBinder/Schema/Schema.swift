// SPDX-License-Identifier: Apache-2.0
/// What may stand in a place of a document, as data: the binder reads by it and the JSON Schema is made from it.
package indirect enum ValueSchema: Sendable, Hashable {
  /// Any text.
  case text
  /// A scalar in one of the language's notations.
  case notation(Notation)
  /// One of these words.
  case word([String])
  /// A name that the library or the spec defines: `style`, `instrument`.
  case name(String)
  case list(ValueSchema)
  case map(MapSchema)
  /// A map with names of the user's own as keys.
  case names(ValueSchema)
  case either([ValueSchema])
}

/// A map with known keys.
package struct MapSchema: Sendable, Hashable {
  /// What the map is called in messages: `section`.
  package let name: String
  package let keys: [KeySchema]
  /// What keys of the user's own hold; nil where there are none.
  package let others: ValueSchema?

  package init(_ name: String, _ keys: [KeySchema], others: ValueSchema? = nil) {
    self.name = name
    self.keys = keys
    self.others = others
  }

  package func key(_ name: String) -> KeySchema? { keys.first { $0.name == name } }

  /// The words that a key may have; nil where the map has no such key, or one of other values.
  package func words(of name: String) -> [String]? {
    if case .word(let words) = key(name)?.value { words } else { nil }
  }
}

/// A key of a map.
package struct KeySchema: Sendable, Hashable {
  package enum State: Sendable, Hashable {
    case built
    /// The language has it, this version doesn't play it: an error in `build`.
    case planned
    /// It is read and checked, and not obeyed: the binder gives a warning.
    case checked
  }

  package let name: String
  /// One line for the reference and for editors.
  package let summary: String
  package let value: ValueSchema
  package let state: State
  /// What holds where the key is left out, in words; empty where nothing does.
  package let standard: String
  package let isRequired: Bool

  package init(
    _ name: String, _ summary: String, _ value: ValueSchema, _ state: State = .built, standard: String = "",
    isRequired: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.value = value
    self.state = state
    self.standard = standard
    self.isRequired = isRequired
  }
}
