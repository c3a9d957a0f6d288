// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A context-free grammar whose productions have weights, as people write it.
package struct WeightedGrammar: Sendable, Hashable {
  /// What a production is made of.
  package enum Symbol: Sendable, Hashable {
    /// The index of a rule.
    case rule(Int)
    /// A terminal: a value of the predicted field.
    case value(Int)

    /// The index of a rule.
    var rule: Int? { if case .rule(let index) = self { index } else { nil } }
  }

  /// One way to write a rule out.
  package struct Production: Sendable, Hashable {
    /// One at least.
    package let symbols: [Symbol]
    /// Against the other productions of the rule; one at least.
    package let weight: Int

    package init(_ symbols: [Symbol], weight: Int) {
      self.symbols = symbols
      self.weight = weight
    }
  }

  /// The productions of each rule.
  package let rules: [[Production]]
  /// The rule that a sequence is derived from.
  package let start: Int

  package init(rules: [[Production]], start: Int = 0) {
    self.rules = rules
    self.start = start
  }

  /// The terminals, rising.
  package var values: [Int] {
    var values: Set<Int> = []
    for case .value(let value) in rules.joined().flatMap(\.symbols) { values.insert(value) }
    return values.sorted()
  }

  /// Whether every rule has productions, every weight and index is in its bounds, and every rule derives a sequence of
  /// values.
  var isSound: Bool {
    let productions = rules.joined()
    guard rules.indices.contains(start),
      productions.allSatisfy({ $0.weight > 0 && !$0.symbols.isEmpty && $0.symbols.allSatisfy(isKnown) })
    else { return false }
    return endingRules(rules.map { $0.map { $0.symbols.compactMap(\.rule) } }).allSatisfy { $0 }
  }

  private func isKnown(_ symbol: Symbol) -> Bool {
    symbol.rule.map(rules.indices.contains) ?? true
  }
}
