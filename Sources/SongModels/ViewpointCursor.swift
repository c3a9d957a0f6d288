// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A place in a sequence, read by a multiple-viewpoint model.
///
/// Sums run in the order of viewpoints and candidates, and logarithms are the portable ones, so that a prediction has
/// the same bits on every machine.
package struct ViewpointCursor: SequenceCursor {
  private let model: ViewpointModel
  private var history = EventHistory()
  private var states: [ViewpointState]
  private var classes = ClassPredictor()
  private var mixture = SourceMixture()
  /// Corrections of the weights.
  var factors: WeightFactors?

  init(model: ViewpointModel) {
    self.model = model
    factors = model.factors
    states = model.viewpoints.map { ViewpointState($0, learns: model.usesShortTerm) }
  }

  package mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
    predict(candidates.count, into: &probabilities) { classes, viewpoint, history, numbers in
      classes.sort(candidates, by: viewpoint, history, numbers)
    }
  }

  package mutating func predict(
    _ event: Event, _ field: UnknownField, _ values: [Int], into probabilities: inout [Double]
  ) {
    predict(values.count, into: &probabilities) { classes, viewpoint, history, numbers in
      classes.sort(event, field, values, by: viewpoint, history, numbers)
    }
  }

  /// - Parameter sort: sorts the candidates into classes by a viewpoint's symbols.
  private mutating func predict(
    _ count: Int, into probabilities: inout [Double],
    _ sort: (inout ClassPredictor, Viewpoint, EventHistory, PieceNumbers) -> Bool
  ) {
    precondition(count > 0, "a prediction needs candidates")
    probabilities.removeAll(keepingCapacity: true)
    probabilities.append(contentsOf: repeatElement(1, count: count))
    guard count > 1 else { return }
    let bits = portableLog2(Double(count))
    mixture.clear(count)
    for index in states.indices {
      let trained = model.viewpoints[index]
      guard sort(&classes, trained.viewpoint, history, states[index].numbers(of: trained)) else { continue }
      add(2 * index, trained.tree, states[index].active, model.settings, bits: bits)
      if let tree = states[index].learned { add(2 * index + 1, tree, tree.active, shortTermSettings, bits: bits) }
      classes.clear()
    }
    let factors = factors
    let events = history.count
    mixture.combine(
      bits: bits, bias: model.combination.shortTermBias, factor: { factors?.factor($0, behind: events) ?? 1 },
      into: &probabilities)
  }

  package mutating func append(_ event: Event) {
    for index in states.indices {
      let trained = model.viewpoints[index]
      let symbol = trained.viewpoint.symbol(event, history)
      if symbol >= 0 { states[index].append(symbol, trained, orderBound: model.settings.orderBound ?? Int.max) }
    }
    history.append(event)
  }

  package func predictsLike(_ other: any SequenceCursor) -> Bool {
    // What was learned from two pieces is hardly ever the same.
    guard !model.usesShortTerm, let other = other as? ViewpointCursor else { return false }
    return factors == other.factors && history == other.history && zip(states, other.states).allSatisfy { $0.active == $1.active }
  }

  /// Corrects the weights by the candidate that came of the last prediction.
  mutating func correct(_ corrections: inout WeightCorrections, _ probabilities: [Double], truth: Int) {
    corrections.learn(from: mixture, probabilities, truth: truth, behind: history.count)
    factors = corrections.factors
  }

  private mutating func add(
    _ number: Int, _ tree: some ContextCounts, _ active: [Int32], _ settings: PPMSettings, bits: Double
  ) {
    let weight = classes.predict(tree, active, settings, bits: bits, bias: model.combination.viewpointBias)
    mixture.add(number, weight: weight, logarithms: classes.logarithms, of: classes.assigned)
  }
}

/// PPM of the part that learns from the piece: AX with update exclusion ("reference/models.md" 1.2).
let shortTermSettings = PPMSettings(escape: .x, excludesUpdates: true)

/// The place in one viewpoint's own sequence.
private struct ViewpointState: Sendable {
  /// Contexts of order 0, 1, 2 ... in the trained tree.
  var active: [Int32] = [0]
  /// The tree that learns from the piece.
  var learned: ContextTree?
  /// Symbols that never came in training, in the order of their coming; numbered behind the vocabulary.
  private var strangers: [Int] = []

  init(_ trained: TrainedViewpoint, learns: Bool) {
    if learns { learned = ContextTree(orderBound: 8) }
  }

  mutating func append(_ symbol: Int, _ trained: TrainedViewpoint, orderBound: Int) {
    let number = trained.number(of: symbol)
    trained.tree.advance(&active, by: number, orderBound: orderBound)
    guard learned != nil else { return }
    let known = number >= 0 ? number : stranger(symbol, trained) ?? addStranger(symbol, trained)
    learned?.learn(Int(known))
  }

  /// The trained numbers and, where the piece is learned, those of its own symbols.
  func numbers(of trained: TrainedViewpoint) -> PieceNumbers {
    PieceNumbers(trained: trained, strangers: learned == nil ? [] : strangers)
  }

  /// The number of a symbol that came only in the piece.
  func stranger(_ symbol: Int, _ trained: TrainedViewpoint) -> Int32? {
    strangers.firstIndex(of: symbol).map { Int32(trained.vocabulary.count + $0) }
  }

  private mutating func addStranger(_ symbol: Int, _ trained: TrainedViewpoint) -> Int32 {
    strangers.append(symbol)
    return Int32(trained.vocabulary.count + strangers.count - 1)
  }
}

/// The numbers of a trained viewpoint, with those of symbols that came only in the piece behind them.
private struct PieceNumbers: SymbolNumbers {
  let trained: TrainedViewpoint
  let strangers: [Int]

  var count: Int { trained.vocabulary.count + strangers.count }

  func number(of symbol: Int) -> Int32 {
    let number = trained.number(of: symbol)
    if number >= 0 || strangers.isEmpty { return number }
    return strangers.firstIndex(of: symbol).map { Int32(trained.vocabulary.count + $0) } ?? -1
  }
}
