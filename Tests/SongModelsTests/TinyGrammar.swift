// SPDX-License-Identifier: Apache-2.0
import SongModels
import Testing

/// A grammar small enough to write out what it derives.
struct TinyGrammar: Sendable, CustomTestStringConvertible {
  let name: String
  /// Values are 0, 1 and 2, rules -1, -2 ...
  let rules: [[(symbols: [Int], weight: Int)]]
  /// What all finite strings together weigh.
  var finiteMass = 1.0

  var testDescription: String { name }

  static let all: [TinyGrammar] = [
    TinyGrammar(name: "list", rules: [[([0], 3), ([1, -1], 1)]]),
    TinyGrammar(name: "left recursive", rules: [[([0], 5), ([-1, 1], 2)]]),
    TinyGrammar(name: "ambiguous", rules: [[([0], 4), ([1], 3), ([-1, -1], 1)]]),
    TinyGrammar(name: "more born than die", rules: [[([0], 1), ([1], 2), ([-1, -1], 15)]], finiteMass: 0.2),
    TinyGrammar(name: "bracket", rules: [[([1], 80), ([0, -1, 2], 2), ([-2], 1)], [([1, 1], 4), ([-1, -1], 1)]]),
    TinyGrammar(
      name: "hidden left recursion",
      rules: [[([-2, 0], 1), ([1], 60)], [([-3], 30), ([0, 1, 0, -3], 1)], [([-1, 1], 1), ([2], 2), ([-2], 1)]]),
    TinyGrammar(
      name: "chains",
      rules: [
        [([-2], 300), ([0, -2, -2, 1], 1)], [([-1], 1), ([2], 8), ([-3], 1)], [([1], 1), ([-2], 1)]]),
    TinyGrammar(name: "finite", rules: [[([-2, 0], 2), ([-2, -2, 1], 1)], [([0, 1], 1), ([2], 4), ([2, 1], 1)]]),
  ]

  var model: GrammarModel? {
    let rules = rules.map { rule in
      rule.map { production in
        WeightedGrammar.Production(
          production.symbols.map { $0 < 0 ? .rule(-$0 - 1) : .value($0) }, weight: production.weight)
      }
    }
    return GrammarModel(name: name, field: .symbol, grammar: WeightedGrammar(rules: rules))
  }

  /// All strings of up to eleven values with the sum of their derivations, of derivations of up to forty steps' depth.
  func strings() -> [[Int]: Double] {
    var derived = [[[Int]: Double]](repeating: [:], count: rules.count)
    for _ in 0..<40 {
      derived = rules.map { rule in
        var strings: [[Int]: Double] = [:]
        let total = Double(rule.map(\.weight).reduce(0, +))
        for production in rule {
          var parts: [[Int]: Double] = [[]: Double(production.weight) / total]
          for symbol in production.symbols {
            let options = symbol < 0 ? derived[-symbol - 1] : [[symbol]: 1]
            var longer: [[Int]: Double] = [:]
            for (head, mass) in parts {
              for (tail, share) in options where head.count + tail.count <= longest {
                longer[head + tail, default: 0] += mass * share
              }
            }
            parts = longer
          }
          strings.merge(parts, uniquingKeysWith: +)
        }
        return strings
      }
    }
    return derived[0]
  }

  var values: [Int] { Set(rules.joined().flatMap(\.symbols).filter { $0 >= 0 }).sorted() }

  var candidates: [Event] { values.map { Event(symbol: $0) } }

  /// All sequences of up to three values.
  func prefixes() -> [[Int]] {
    var result: [[Int]] = [[]]
    var last: [[Int]] = [[]]
    for _ in 0..<3 {
      last = last.flatMap { prefix in values.map { prefix + [$0] } }
      result += last
    }
    return result
  }

  /// What follows a prefix in strings, each in proportion to its mass; nil where nothing does.
  func next(after prefix: [Int], among strings: [[Int]: Double]) -> [Double]? {
    var masses = [Double](repeating: 0, count: values.count)
    for (string, mass) in strings where string.count > prefix.count && Array(string[..<prefix.count]) == prefix {
      masses[values.firstIndex(of: string[prefix.count])!] += mass
    }
    let sum = masses.reduce(0, +)
    return sum > 0 ? masses.map { $0 / sum } : nil
  }
}

/// Values of the longest strings that are written out.
private let longest = 11
