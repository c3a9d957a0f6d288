// SPDX-License-Identifier: Apache-2.0
/// A weighted grammar in the form that it is computed in: productions of one symbol or of two.
///
/// Symbols are numbered: first the rules, then one for each terminal, by rising value, then one for each rest of a
/// production that is longer than two symbols.
struct NormalForm: Sendable {
  struct Unit: Sendable {
    let parent: Int
    let child: Int
    let share: Double
  }

  struct Pair: Sendable {
    let parent: Int
    let left: Int
    let right: Int
    let share: Double
  }

  /// Symbols.
  private(set) var count: Int
  let start: Int
  /// The terminals' values, rising.
  let values: [Int]
  /// The symbol of the first terminal.
  let firstTerminal: Int
  private(set) var units: [Unit] = []
  private(set) var pairs: [Pair] = []
  /// How often a symbol is written out as another by productions of one symbol, itself included.
  private(set) var chains = SparseRows([])
  /// How often a symbol has another at its left edge, whatever follows, itself included.
  private(set) var leftCorners = SparseRows([])

  /// - Precondition: the grammar is sound.
  init(_ grammar: WeightedGrammar) {
    precondition(grammar.isSound, "a grammar derives sequences from every rule")
    values = grammar.values
    start = grammar.start
    firstTerminal = grammar.rules.count
    count = firstTerminal + values.count
    for (rule, productions) in grammar.rules.enumerated() {
      let total = Double(productions.reduce(0) { $0 + $1.weight })
      for production in productions { add(production.symbols[...], of: rule, share: Double(production.weight) / total) }
    }
    solve()
  }

  /// A terminal's place among the values; nil for a value that the grammar doesn't know.
  func terminal(of value: Int) -> Int? {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < values.count && values[low] == value ? low : nil
  }

  private mutating func add(_ symbols: ArraySlice<WeightedGrammar.Symbol>, of parent: Int, share: Double) {
    let first = number(of: symbols[symbols.startIndex])
    guard symbols.count > 1 else {
      units.append(Unit(parent: parent, child: first, share: share))
      return
    }
    let rest = symbols.dropFirst()
    guard rest.count > 1 else {
      pairs.append(Pair(parent: parent, left: first, right: number(of: rest[rest.startIndex]), share: share))
      return
    }
    let helper = count
    count += 1
    pairs.append(Pair(parent: parent, left: first, right: helper, share: share))
    add(rest, of: helper, share: 1)
  }

  private func number(of symbol: WeightedGrammar.Symbol) -> Int {
    switch symbol {
    case .rule(let index): index
    // Every value of the grammar is among its values.
    case .value(let value): firstTerminal + (terminal(of: value) ?? 0)
    }
  }

  private mutating func solve() {
    var chainSystem = SquareMatrix(count: count)
    for unit in units { chainSystem[unit.parent, unit.child] -= unit.share }
    var cornerSystem = chainSystem
    let masses = finiteMasses()
    for pair in pairs { cornerSystem[pair.parent, pair.left] -= pair.share * masses[pair.right] }
    // A sound grammar leaves every chain of units and every left edge, so both have an inverse.
    guard let chains = chainSystem.inverseRows, let corners = cornerSystem.inverseRows else {
      preconditionFailure("chains of a sound grammar end")
    }
    self.chains = SparseRows(chains)
    leftCorners = SparseRows(corners)
  }

  /// For each symbol the chance that what is derived from it is finite: 1 unless productions beget more than they end.
  ///
  /// - Source: Etessami & Yannakakis (2009), "Recursive Markov chains, stochastic grammars, and monotone systems of
  ///   nonlinear equations", JACM 56(1): Newton's method from 0 rises to the smallest solution.
  private func finiteMasses() -> [Double] {
    var masses = [Double](repeating: 0, count: count)
    for _ in 0..<mostSteps {
      var system = SquareMatrix(count: count)
      var rest = masses.map { -$0 }
      for terminal in firstTerminal..<firstTerminal + values.count { rest[terminal] += 1 }
      for unit in units {
        rest[unit.parent] += unit.share * masses[unit.child]
        system[unit.parent, unit.child] -= unit.share
      }
      for pair in pairs {
        rest[pair.parent] += pair.share * masses[pair.left] * masses[pair.right]
        system[pair.parent, pair.left] -= pair.share * masses[pair.right]
        system[pair.parent, pair.right] -= pair.share * masses[pair.left]
      }
      guard let step = system.solving([rest])?[0], step.allSatisfy(\.isFinite) else { break }
      let next = zip(masses, step).map { min(1, max($0, $0 + $1)) }
      if zip(masses, next).allSatisfy({ $1 - $0 <= 1e-15 }) { break }
      masses = next
    }
    return masses
  }
}

/// Newton's steps: each halves the error at least.
private let mostSteps = 60
