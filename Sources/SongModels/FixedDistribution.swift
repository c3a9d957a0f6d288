// SPDX-License-Identifier: Apache-2.0
/// A model whose weights are set by hand and that knows no context.
package struct FixedDistribution: SequenceModel {
  package let name: String
  private let field: UnknownField
  /// By rising value.
  private let weights: [(value: Int, weight: Int)]

  /// - Parameter weights: one for each value; a value that isn't listed has none.
  package init(name: String, field: UnknownField, weights: [(value: Int, weight: Int)]) {
    self.name = name
    self.field = field
    self.weights = weights.sorted { $0.value < $1.value }
  }

  package func start() -> any SequenceCursor { Cursor(model: self) }

  private func weight(of value: Int) -> Int {
    weights.first { $0.value == value }.map { max(0, $0.weight) } ?? 0
  }

  private struct Cursor: SequenceCursor {
    let model: FixedDistribution

    /// All candidates are alike where none has a weight.
    mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
      let weights = candidates.map { model.weight(of: model.field.value(of: $0)) }
      let sum = weights.reduce(0, +)
      probabilities = weights.map { sum > 0 ? Double($0) / Double(sum) : 1 / Double(candidates.count) }
    }

    mutating func append(_ event: Event) {}

    func predictsLike(_ other: any SequenceCursor) -> Bool { true }
  }
}
