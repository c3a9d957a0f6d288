// SPDX-License-Identifier: Apache-2.0
/// A context-free grammar whose productions have weights, as people write it.
package struct WeightedGrammar: Sendable, Hashable {
  /// What a production is made of.
  package enum Symbol: Sendable, Hashable {
    /// The index of a rule.
    case rule(Int)
    /// A terminal: a value of the predicted field.
    case value(Int)
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
    var ends = [Bool](repeating: false, count: rules.count)
    while true {
      let next = rules.map { rule in
        rule.contains { production in
          production.symbols.allSatisfy { symbol in
            if case .rule(let index) = symbol { ends[index] } else { true }
          }
        }
      }
      if next == ends { return !ends.contains(false) }
      ends = next
    }
  }

  private func isKnown(_ symbol: Symbol) -> Bool {
    if case .rule(let index) = symbol { rules.indices.contains(index) } else { true }
  }
}
