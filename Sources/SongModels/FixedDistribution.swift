// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A model whose weights are set by hand: one distribution, or one for each symbol of a local viewpoint.
package struct FixedDistribution: SequenceModel {
  package let name: String
  private let field: UnknownField
  private let viewpoint: Viewpoint?
  private let rows: [Row]

  /// The weights that hold where the viewpoint has one of some symbols.
  package struct Row: Sendable {
    /// Nil = all that no row in front has.
    package let symbols: [Int]?
    /// Of each value.
    fileprivate let weights: [Int: Int]

    /// - Parameter weights: those of one value add up; a value that isn't listed has none.
    package init(symbols: [Int]?, weights: [(value: Int, weight: Int)]) {
      self.symbols = symbols
      self.weights = Dictionary(weights.map { ($0.value, max(0, $0.weight)) }, uniquingKeysWith: +)
    }

    fileprivate func weight(of value: Int) -> Int { weights[value] ?? 0 }
  }

  /// - Parameter weights: one for each value; a value that isn't listed has none.
  package init(name: String, field: UnknownField, weights: [(value: Int, weight: Int)]) {
    self.init(name: name, field: field, row: Row(symbols: nil, weights: weights))
  }

  /// The same weights everywhere.
  package init(name: String, field: UnknownField, row: Row) {
    self.name = name
    self.field = field
    viewpoint = nil
    rows = [row]
  }

  /// Weights that depend on what a viewpoint of the event says: the first row that has its symbol.
  ///
  /// - Parameter viewpoint: by its name; nil where there is none of the name or it looks at events before.
  package init?(name: String, field: UnknownField, by viewpoint: String, rows: [Row]) {
    guard let known = Viewpoint.named(viewpoint), known.isLocal else { return nil }
    self.name = name
    self.field = field
    self.viewpoint = known
    self.rows = rows
  }

  package func alphabet() -> [Int] {
    Set(rows.flatMap { $0.weights.filter { $0.value > 0 }.map(\.key) }).sorted()
  }

  package func start() -> any SequenceCursor { Cursor(model: self) }

  /// Whether an event has any weight.
  package func allows(_ event: Event) -> Bool { weight(of: event) > 0 }

  private func weight(of event: Event) -> Int {
    let symbol = viewpoint?.symbol(event, EventHistory()) ?? 0
    return rows.first { $0.symbols?.contains(symbol) ?? true }?.weight(of: field.value(of: event)) ?? 0
  }

  private struct Cursor: SequenceCursor {
    let model: FixedDistribution

    /// All candidates are alike where none has a weight.
    mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
      let weights = candidates.map { model.weight(of: $0) }
      let sum = weights.reduce(0, +)
      probabilities = weights.map { weight in
        sum > 0 ? max(leastProbability, Double(weight) / Double(sum)) : 1 / Double(candidates.count)
      }
    }

    mutating func append(_ event: Event) {}

    func predictsLike(_ other: any SequenceCursor) -> Bool { true }
  }
}
