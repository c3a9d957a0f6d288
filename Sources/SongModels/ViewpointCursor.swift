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
  private var classes = ClassTable()
  private var predictor = PPMPredictor()
  private var classShares: [Double] = []
  private var longTerm = LogMixture()
  private var shortTerm = LogMixture()

  init(model: ViewpointModel) {
    self.model = model
    states = model.viewpoints.map { ViewpointState($0, learns: model.usesShortTerm) }
  }

  package mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
    precondition(!candidates.isEmpty, "a prediction needs candidates")
    probabilities.removeAll(keepingCapacity: true)
    probabilities.append(contentsOf: repeatElement(1, count: candidates.count))
    guard candidates.count > 1 else { return }
    let bits = portableLog2(Double(candidates.count))
    longTerm.clear(candidates.count)
    shortTerm.clear(candidates.count)
    for index in states.indices {
      let trained = model.viewpoints[index]
      guard classes.sort(candidates, by: trained, history, numbering: &states[index]) else { continue }
      let weight = mix(trained.tree, states[index].active, model.settings, bits: bits)
      longTerm.add(logarithms: classShares, of: classes.assigned, weight: weight)
      if let tree = states[index].learned {
        let weight = mix(tree, tree.active, shortTermSettings, bits: bits)
        shortTerm.add(logarithms: classShares, of: classes.assigned, weight: weight)
      }
      classes.clear()
    }
    longTerm.normalise(into: &probabilities)
    guard model.usesShortTerm else { return }
    var both = LogMixture()
    both.clear(candidates.count)
    let bias = model.combination.shortTermBias
    both.add(longTerm, weight: weight(entropy: longTerm.entropy(of: probabilities), bits: bits, bias: bias))
    shortTerm.normalise(into: &probabilities)
    both.add(shortTerm, weight: weight(entropy: shortTerm.entropy(of: probabilities), bits: bits, bias: bias))
    both.normalise(into: &probabilities)
  }

  package mutating func append(_ event: Event) {
    for index in states.indices {
      let trained = model.viewpoints[index]
      let symbol = trained.viewpoint.symbol(event, history)
      if symbol >= 0 { states[index].append(symbol, trained, orderBound: model.settings.orderBound ?? Int.max) }
    }
    history.append(event)
  }

  /// Predicts the classes, leaves the logarithms of one candidate's share of each in `classShares`, and returns the
  /// weight.
  private mutating func mix<Counts: ContextCounts>(
    _ tree: Counts, _ active: [Int32], _ settings: PPMSettings, bits: Double
  ) -> Double {
    let count = classes.numbers.count
    if classShares.count < count { classShares = Array(repeating: 0, count: count) }
    predictor.predict(
      tree, active: active, settings: settings, classes: classes.numbers, slots: classes.slots, into: &classShares)
    var entropy = 0.0
    for slot in 0..<count {
      let logarithm = portableLog2(classShares[slot] / Double(classes.sizes[slot]))
      entropy -= classShares[slot] * logarithm
      classShares[slot] = logarithm
    }
    return weight(entropy: entropy, bits: bits, bias: model.combination.viewpointBias)
  }
}

/// PPM of the part that learns from the piece: AX with update exclusion ("reference/models.md" 1.2).
private let shortTermSettings = PPMSettings(escape: .x, excludesUpdates: true)

private func weight(entropy: Double, bits: Double, bias: Double) -> Double {
  let ratio = bits / max(entropy, 1e-9)
  if bias == 1 { return ratio }
  // The square root is exact everywhere and much quicker than a power.
  return bias == 0.5 ? ratio.squareRoot() : portablePow(ratio, bias)
}

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

  /// The number of a symbol that came only in the piece.
  func stranger(_ symbol: Int, _ trained: TrainedViewpoint) -> Int32? {
    strangers.firstIndex(of: symbol).map { Int32(trained.vocabulary.count + $0) }
  }

  private mutating func addStranger(_ symbol: Int, _ trained: TrainedViewpoint) -> Int32 {
    strangers.append(symbol)
    return Int32(trained.vocabulary.count + strangers.count - 1)
  }

  var strangerCount: Int { strangers.count }
}

/// The candidates sorted into classes of equal symbols.
private struct ClassTable: Sendable {
  /// Per class the tree's number of its symbol; -1 where it never came.
  private(set) var numbers: [Int32] = []
  /// Per class how many candidates it has.
  private(set) var sizes: [Int32] = []
  /// Per candidate its class.
  private(set) var assigned: [Int32] = []
  /// Per number its class; -1 where no candidate has it.
  private(set) var slots: [Int32] = []
  private var unseen: [(symbol: Int, slot: Int32)] = []

  /// False where the viewpoint says nothing of one of the candidates.
  mutating func sort(
    _ candidates: [Event], by trained: TrainedViewpoint, _ history: EventHistory, numbering state: inout ViewpointState
  ) -> Bool {
    let needed = trained.vocabulary.count + state.strangerCount
    if slots.count < needed { slots += Array(repeating: -1, count: needed - slots.count) }
    for candidate in candidates {
      let symbol = trained.viewpoint.symbol(candidate, history)
      guard symbol >= 0 else {
        clear()
        return false
      }
      var number = trained.number(of: symbol)
      if number < 0, state.learned != nil, let stranger = state.stranger(symbol, trained) { number = stranger }
      let slot = self.slot(number, symbol)
      assigned.append(slot)
      sizes[Int(slot)] += 1
    }
    return true
  }

  mutating func clear() {
    for number in numbers where number >= 0 { slots[Int(number)] = -1 }
    numbers.removeAll(keepingCapacity: true)
    sizes.removeAll(keepingCapacity: true)
    assigned.removeAll(keepingCapacity: true)
    unseen.removeAll(keepingCapacity: true)
  }

  private mutating func slot(_ number: Int32, _ symbol: Int) -> Int32 {
    if number >= 0 {
      if slots[Int(number)] >= 0 { return slots[Int(number)] }
    } else if let known = unseen.first(where: { $0.symbol == symbol }) {
      return known.slot
    }
    let slot = Int32(numbers.count)
    numbers.append(number)
    sizes.append(0)
    if number >= 0 { slots[Int(number)] = slot } else { unseen.append((symbol, slot)) }
    return slot
  }
}

/// A weighted geometric mean of distributions, in logarithms to base 2.
private struct LogMixture: Sendable {
  private var sums: [Double] = []
  private var weights = 0.0

  mutating func clear(_ count: Int) {
    sums.removeAll(keepingCapacity: true)
    sums.append(contentsOf: repeatElement(0, count: count))
    weights = 0
  }

  mutating func add(logarithms: [Double], of classes: [Int32], weight: Double) {
    for index in sums.indices { sums[index] += weight * logarithms[Int(classes[index])] }
    weights += weight
  }

  /// Adds a mixture that was normalised.
  mutating func add(_ other: LogMixture, weight: Double) {
    for index in sums.indices { sums[index] += weight * other.sums[index] }
    weights += weight
  }

  /// Makes the mean a distribution; the sums become its logarithms. Uniform where nothing was added.
  mutating func normalise(into probabilities: inout [Double]) {
    let divisor = weights > 0 ? weights : 1
    var largest = -Double.infinity
    for index in sums.indices {
      sums[index] /= divisor
      largest = max(largest, sums[index])
    }
    var total = 0.0
    for index in sums.indices {
      probabilities[index] = portableExp2(sums[index] - largest)
      total += probabilities[index]
    }
    let shift = largest + portableLog2(total)
    for index in sums.indices {
      probabilities[index] /= total
      sums[index] -= shift
    }
    weights = 1
  }

  /// The entropy in bits of the distribution that `normalise` wrote.
  func entropy(of probabilities: [Double]) -> Double {
    var entropy = 0.0
    for index in sums.indices { entropy -= probabilities[index] * sums[index] }
    return entropy
  }
}
