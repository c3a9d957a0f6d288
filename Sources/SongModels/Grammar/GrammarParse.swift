// SPDX-License-Identifier: Apache-2.0
/// All derivations of a sequence at once, read from left to right.
protocol GrammarParse: Sendable {
  /// For each terminal how likely it is to come next and that the sequence then goes on as it must; not normalised.
  ///
  /// Once scaled, what has been read has the probability 1, so that long sequences don't vanish.
  var next: [Double] { get }

  /// Goes on behind a terminal that can come.
  mutating func append(terminal: Int)

  /// Forgets what has been read: a sequence begins here, or behind the next place.
  mutating func restart(skipsPlace: Bool)
}

/// A parse of a sequence whose length isn't known: what is behind the next event may be any finite sequence.
///
/// - Source: Stolcke (1995), "An efficient probabilistic context-free parsing algorithm that computes prefix
///   probabilities", Computational Linguistics 21(2); Jelinek & Lafferty (1991), "Computation of the probability of
///   initial substring generation by stochastic context-free grammars".
struct OpenParse: GrammarParse {
  private let grammar: NormalForm
  private var chart: GrammarChart
  /// By place: how likely each symbol is to begin there behind what has been read.
  private var predicted: [[Double]]
  private(set) var next: [Double]

  init(_ grammar: NormalForm) {
    self.grammar = grammar
    chart = GrammarChart(grammar)
    var origin = [Double](repeating: 0, count: grammar.count)
    origin[grammar.start] = 1
    predicted = [grammar.leftCorners.timesLeft(origin)]
    next = grammar.terminals(of: predicted[0])
  }

  mutating func append(terminal: Int) {
    var factors = [Double](repeating: 0, count: grammar.values.count)
    factors[terminal] = 1 / next[terminal]
    chart.append(terminals: factors)
    let end = chart.count
    var begun = [Double](repeating: 0, count: grammar.count)
    for start in 0..<end {
      let inside = chart.inside(start..<end)
      for pair in grammar.pairs where inside[pair.left] != 0 {
        begun[pair.right] += predicted[start][pair.parent] * pair.share * inside[pair.left]
      }
    }
    predicted.append(grammar.leftCorners.timesLeft(begun))
    next = grammar.terminals(of: predicted[end])
  }

  mutating func restart(skipsPlace: Bool) { self = OpenParse(grammar) }
}

/// A parse of a sequence whose places are known, with what may stand at each.
struct ClosedParse: GrammarParse {
  private let grammar: NormalForm
  /// All stretches of all that may come.
  private let future: PlannedPlaces
  private var chart: GrammarChart
  /// The place at which the sequence began that is being read.
  private var origin = 0
  /// By place from the origin: for each end behind it how likely each symbol is to reach from there to that end.
  private var predicted: [[[Double]]] = []
  private(set) var next: [Double] = []

  init(_ grammar: NormalForm, _ future: PlannedPlaces) {
    self.grammar = grammar
    self.future = future
    chart = GrammarChart(grammar)
    begin()
  }

  private var place: Int { origin + chart.count }

  mutating func append(terminal: Int) {
    var factors = [Double](repeating: 0, count: grammar.values.count)
    factors[terminal] = 1 / next[terminal]
    chart.append(terminals: factors)
    predict(begun(at: chart.count))
  }

  mutating func restart(skipsPlace: Bool) {
    origin = min(place + (skipsPlace ? 1 : 0), future.count)
    chart = GrammarChart(grammar)
    predicted = []
    begin()
  }

  private mutating func begin() {
    var begun = [[Double]](repeating: Array(repeating: 0, count: grammar.count), count: future.count - origin)
    if !begun.isEmpty { begun[begun.count - 1][grammar.start] = 1 }
    predict(begun)
  }

  /// The symbols that follow a left neighbour which ends here, by the end that they must reach.
  private func begun(at here: Int) -> [[Double]] {
    (place..<future.count).map { last in
      var begun = [Double](repeating: 0, count: grammar.count)
      for start in 0..<here {
        let inside = chart.inside(start..<here)
        let outside = predicted[start][last - origin - start]
        for pair in grammar.pairs where inside[pair.left] != 0 {
          begun[pair.right] += outside[pair.parent] * pair.share * inside[pair.left]
        }
      }
      return begun
    }
  }

  /// Goes down to left edges: what stands on the left of a stretch of the future ends where that begins.
  private mutating func predict(_ begun: [[Double]]) {
    var reaching = begun
    for near in stride(from: begun.count - 1, through: 0, by: -1) {
      var sum = begun[near]
      for far in near + 1..<max(near + 1, begun.count) {
        let rest = future.chart.inside(place + near + 1..<place + far + 1)
        for pair in grammar.pairs where rest[pair.right] != 0 {
          sum[pair.left] += reaching[far][pair.parent] * pair.share * rest[pair.right]
        }
      }
      reaching[near] = grammar.chains.timesLeft(sum)
    }
    predicted.append(reaching)
    next = reaching.first.map { grammar.terminals(of: $0) } ?? Array(repeating: 0, count: grammar.values.count)
  }
}

/// What may stand at each place of a sequence of known length.
struct PlannedPlaces: Sendable {
  let chart: GrammarChart

  var count: Int { chart.count }

  /// - Parameter places: for each the factors of the terminals, 0 = forbidden.
  init(_ grammar: NormalForm, places: [[Double]]) {
    var chart = GrammarChart(grammar)
    // Against vanishing: one factor for every place changes no share.
    let scale = Double(grammar.values.count)
    for factors in places { chart.append(terminals: factors.map { $0 * scale }) }
    self.chart = chart
  }

  /// Whether the grammar derives anything that fits.
  func isPossible(_ grammar: NormalForm) -> Bool { count > 0 && chart.inside(0..<count)[grammar.start] > 0 }
}

extension NormalForm {
  /// The numbers of the terminals alone; those too small to divide by count as 0.
  fileprivate func terminals(of symbols: [Double]) -> [Double] {
    symbols[firstTerminal..<firstTerminal + values.count].map { $0 < .leastNormalMagnitude ? 0 : $0 }
  }
}
