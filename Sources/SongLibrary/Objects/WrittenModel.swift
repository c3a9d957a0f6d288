// SPDX-License-Identifier: Apache-2.0
package import SongMusic

/// A model of `stdlib/models/` that people wrote: weights, a weighted grammar, or cells of rhythm.
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
    case chords, form, pitch, rhythm
  }

  package enum Body: Sendable, Hashable {
    case weights(Weights)
    /// A grammar for major keys and one for minor ones; models that know no key have the first alone.
    case grammar(Grammar, minor: Grammar?)
    /// The bars of some meters, made of cells.
    case cells([MeterCells])
  }

  package enum Value: Sendable, Hashable {
    case chord(RomanNumeral)
    /// Index of a section's name.
    case section(Int)
    /// MIDI key.
    case pitch(Int)
  }

  /// The cells that bars of a meter are made of, one behind the other until the bar is full.
  package struct MeterCells: Sendable, Hashable {
    /// `6/8`.
    package let meter: String
    /// Those that begin a bar.
    package let first: [Style.Choice<Cell>]
    /// Those that follow inside; none where each cell fills a bar.
    package let then: [Style.Choice<Cell>]
    /// Those that begin the bar in which a phrase ends; where there is none, it is like all others.
    package let closing: [Style.Choice<Cell>]
  }

  /// A short rhythm.
  package struct Cell: Sendable, Hashable {
    /// One character a sixteenth: `x` a note begins, `-` it goes on (in front: that of the cell before), `.` a rest.
    package let steps: String
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

  /// The meters whose bars have rhythms, with their sixteenths.
  package static let meters: [(name: String, sixteenths: Int)] = [("4/4", 16), ("3/4", 12), ("6/8", 12), ("2/4", 8)]

  /// Ticks of a quarter note, by which the viewpoints count.
  package static let ticksPerQuarter = 24
}
