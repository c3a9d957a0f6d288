// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A multiple-viewpoint system that learns as it reads: a long-term part over all pieces, a short-term part over the
/// present one.
///
/// What it predicts next is the weighted geometric mean over the viewpoints of each part, then over both parts. The
/// weights come from the entropies; `WeightCorrections` correct them by what they were worth so far.
/// - Source: Conklin & Witten (1995), "Multiple viewpoint systems for music prediction"; Pearce (2005), chapters 5 to 7.
package struct LearningSystem: Sendable {
  private let recipe: SystemRecipe
  private var states: [State]
  private var history = EventHistory()
  private var classes = ClassPredictor()
  private var mixture = SourceMixture()
  private var corrections: WeightCorrections

  /// - Throws: where there is no viewpoint of a name.
  package init(_ recipe: SystemRecipe) throws(ModelError) {
    self.recipe = recipe
    var states: [State] = []
    for name in recipe.viewpoints {
      guard let viewpoint = Viewpoint.named(name) else { throw .unknownViewpoint(name) }
      states.append(State(viewpoint, orderBound: recipe.longTerm.orderBound))
    }
    self.states = states
    corrections = WeightCorrections(count: 2 * states.count, rate: recipe.rate)
  }

  /// Whether weights are corrected by what comes.
  package var correctsWeights: Bool { corrections.isUsed }

  /// Goes to the start of a piece; the short-term part forgets the last one.
  package mutating func startPiece() {
    history = EventHistory()
    for index in states.indices { states[index].startPiece() }
  }

  /// Learns a piece in the long-term part alone.
  package mutating func train(_ piece: [Event]) {
    startPiece()
    for event in piece {
      for index in states.indices { states[index].append(event, history, long: true, short: false) }
      history.append(event)
    }
  }

  /// Takes a piece back that the long-term part learned: it then predicts as if it had never read it.
  ///
  /// - Precondition: the long-term part predicts by full counts.
  package mutating func forget(_ piece: [Event]) {
    startPiece()
    for event in piece {
      for index in states.indices { states[index].forget(event, history) }
      history.append(event)
    }
  }

  /// Goes on behind an event.
  package mutating func append(_ event: Event) {
    let parts = recipe.parts
    for index in states.indices { states[index].append(event, history, long: parts.learns, short: parts.usesShort) }
    history.append(event)
  }

  /// Goes on behind an event that is learned in both parts, whatever parts predict.
  package mutating func learn(_ event: Event) {
    for index in states.indices { states[index].append(event, history, long: true, short: true) }
    history.append(event)
  }

  /// Corrects the weights by the event that came.
  ///
  /// - Parameters:
  ///   - probabilities: of the last prediction.
  ///   - truth: the event's index among its candidates.
  package mutating func correctWeights(_ probabilities: [Double], truth: Int) {
    corrections.learn(from: mixture, probabilities, truth: truth, behind: history.count)
  }

  // MARK: Prediction

  /// The probabilities of the candidates for the next event, in their order; they sum to 1.
  package mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
    probabilities.removeAll(keepingCapacity: true)
    probabilities.append(contentsOf: repeatElement(1, count: candidates.count))
    mixture.clear(candidates.count)
    guard candidates.count > 1 else { return }
    let bits = portableLog2(Double(candidates.count))
    for index in states.indices {
      guard classes.sort(candidates, by: states[index].viewpoint, history, states[index].numbers) else { continue }
      if recipe.parts.usesLong { add(2 * index, states[index].long, recipe.longTerm, bits: bits) }
      if recipe.parts.usesShort { add(2 * index + 1, states[index].short, shortTermSettings, bits: bits) }
      classes.clear()
    }
    let factors = corrections.factors
    let events = history.count
    mixture.combine(
      bits: bits, bias: recipe.combination.shortTermBias, factor: { factors.factor($0, behind: events) },
      into: &probabilities)
  }

  private mutating func add(_ number: Int, _ tree: ContextTree, _ settings: PPMSettings, bits: Double) {
    let weight = classes.predict(tree, tree.active, settings, bits: bits, bias: recipe.combination.viewpointBias)
    mixture.add(number, weight: weight, logarithms: classes.logarithms, of: classes.assigned)
  }
}

/// One viewpoint's own sequences.
private struct State: Sendable {
  let viewpoint: Viewpoint
  private(set) var numbers: GrowingNumbers
  private(set) var long: ContextTree
  private(set) var short = ContextTree(orderBound: shortTermOrder)

  init(_ viewpoint: Viewpoint, orderBound: Int?) {
    self.viewpoint = viewpoint
    numbers = GrowingNumbers(radix: viewpoint.radix)
    long = ContextTree(orderBound: orderBound)
  }

  mutating func startPiece() {
    long.startPiece()
    short = ContextTree(orderBound: shortTermOrder)
  }

  mutating func forget(_ event: Event, _ history: EventHistory) {
    let symbol = viewpoint.symbol(event, history)
    if symbol >= 0 { long.forget(Int(numbers.number(of: symbol))) }
  }

  mutating func append(_ event: Event, _ history: EventHistory, long learnsLong: Bool, short learnsShort: Bool) {
    let symbol = viewpoint.symbol(event, history)
    guard symbol >= 0 else { return }
    let number = Int(numbers.add(symbol))
    if learnsLong { long.learn(number) } else { long.pass(number) }
    if learnsShort { short.learn(number) }
  }
}

private let shortTermOrder = 8

/// Numbers in the order in which symbols come.
private struct GrowingNumbers: SymbolNumbers {
  private(set) var count = 0
  /// Per symbol its number; empty where there are too many symbols for a table.
  private var table: [Int32]
  private var sparse: [Int: Int32] = [:]

  init(radix: Int) { table = Array(repeating: -1, count: radix <= 1 << 20 ? radix : 0) }

  func number(of symbol: Int) -> Int32 { table.isEmpty ? sparse[symbol] ?? -1 : table[symbol] }

  mutating func add(_ symbol: Int) -> Int32 {
    let known = number(of: symbol)
    if known >= 0 { return known }
    let new = Int32(count)
    if table.isEmpty { sparse[symbol] = new } else { table[symbol] = new }
    count += 1
    return new
  }
}
