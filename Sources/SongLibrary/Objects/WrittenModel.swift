// SPDX-License-Identifier: Apache-2.0
package import SongMusic

/// A model of `stdlib/models/` that people wrote: weights, or a weighted grammar.
package struct WrittenModel: Sendable, Hashable {
  package let key: String
  package let name: String
  /// Styles that it suits.
  package let tags: [String]
  package let subject: Subject
  /// The names of the sections that a model of forms knows, in the file's order.
  package let sections: [String]
  package let body: Body

  /// What a model predicts.
  package enum Subject: String, Sendable, Hashable, CaseIterable {
    case chords, form, pitch
  }

  package enum Body: Sendable, Hashable {
    case weights(Weights)
    /// A grammar for major keys and one for minor ones; models that know no key have the first alone.
    case grammar(Grammar, minor: Grammar?)
  }

  package enum Value: Sendable, Hashable {
    case chord(RomanNumeral)
    /// Index of a section's name.
    case section(Int)
    /// MIDI key.
    case pitch(Int)
  }

  package struct Weights: Sendable, Hashable {
    /// The viewpoint that chooses the row; nil where there is one row.
    package let viewpoint: String?
    package let rows: [Row]
  }

  package struct Row: Sendable, Hashable {
    /// The viewpoint's symbol; nil = all that have no row.
    package let symbol: Int?
    package let weights: [Style.Choice<Value>]
  }

  /// A weighted context-free grammar; every rule derives a sequence of values.
  package struct Grammar: Sendable, Hashable {
    /// By rule.
    package let rules: [[Production]]
    /// Index of the rule that a sequence is derived from.
    package let start: Int
  }

  package struct Production: Sendable, Hashable {
    package let symbols: [Symbol]
    package let weight: Int
  }

  package enum Symbol: Sendable, Hashable {
    /// Index of a rule.
    case rule(Int)
    case value(Value)
  }

  /// A viewpoint that weights can depend on.
  package struct Context: Sendable {
    package let viewpoint: String
    /// Names of its symbols, which are counted from 0; empty where they are times in ticks.
    package let rows: [String]
  }

  /// The viewpoints that weights can depend on.
  package static let contexts: [Context] = [
    Context(viewpoint: "metric", rows: ["bar", "middle", "beat", "half", "quarter", "other"]),
    Context(viewpoint: "mode", rows: ["major", "minor"]),
    Context(viewpoint: "phrase", rows: ["last", "inside", "first"]),
    Context(viewpoint: "phraseBar", rows: ["1", "2", "3", "4"]),
    Context(viewpoint: "position", rows: []),
  ]

  /// Ticks of a quarter note, by which the viewpoints count.
  package static let ticksPerQuarter = 24
}
