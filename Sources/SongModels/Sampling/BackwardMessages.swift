// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// For each position and value: how likely a low-order chain is to satisfy all that is asked of the positions behind
/// it.
///
/// A value has the message 0 exactly where no continuation satisfies the hard constraints, so a walk that draws only
/// values with a message can't run into a corner. The chain is drawn from the model's own counts: where all bridges are
/// local, PPM of order 1 over them; where some aren't, their order 0 (which may depend on the two values alone) times
/// the local ones'.
/// - Source: Pachet, Roy & Barbieri (2011), "Finite-length Markov processes with constraints", IJCAI.
struct BackwardMessages {
  /// Values of the alphabet.
  let width: Int
  /// Positions x values: factors from `allowed` and `weights`, 0 = forbidden.
  private(set) var factors: [Double]
  /// Positions x values, the largest of a position is 1; before its own factor.
  private(set) var messages: [Double]
  /// Value x value: whether the pair rule allows it; empty where there is no rule.
  private let isAllowed: [Bool]
  /// Value: whether it may follow itself where repetition isn't banned.
  private let mayStay: [Bool]

  /// - Complexity: positions x values squared.
  init(
    _ positions: [SamplingPosition], field: UnknownField, alphabet: [Int], rule: PairRule, model: ViewpointModel?
  ) {
    width = alphabet.count
    factors = Array(repeating: 1, count: positions.count * width)
    messages = Array(repeating: 1, count: positions.count * width)
    var isAllowed: [Bool] = []
    if !rule.isEmpty {
      isAllowed.reserveCapacity(width * width)
      for previous in alphabet { for value in alphabet { isAllowed.append(rule.allows(previous, value)) } }
    }
    self.isAllowed = isAllowed
    mayStay = alphabet.map { rule.allows($0, $0, mayRepeat: true) }
    for (index, position) in positions.enumerated() { fill(index, position, alphabet) }
    guard positions.count > 1 else { return }
    var chain = LowOrderChain(model, field: field, alphabet: alphabet)
    for index in stride(from: positions.count - 1, to: 0, by: -1) {
      chain.move(to: positions[index].event, after: positions[index - 1].event)
      pass(
        index, chain, isFree: isAllowed.isEmpty || positions[index].freeFromRule, mayRepeat: positions[index].mayRepeat)
    }
  }

  private mutating func fill(_ index: Int, _ position: SamplingPosition, _ alphabet: [Int]) {
    let base = index * width
    if let allowed = position.allowed {
      for (slot, value) in alphabet.enumerated() where !allowed.contains(value) { factors[base + slot] = 0 }
    }
    guard position.weights.count == width else { return }
    for slot in 0..<width where factors[base + slot] > 0 {
      let weight = position.weights[slot]
      factors[base + slot] = weight > 0 ? min(1e100, max(1e-100, weight)) : 0
    }
  }

  /// The messages of the position before `index`.
  private mutating func pass(_ index: Int, _ chain: LowOrderChain, isFree: Bool, mayRepeat: Bool) {
    let base = index * width
    let previous = base - width
    let targets = (0..<width).map { factors[base + $0] * messages[base + $0] }
    var largest = 0.0
    if isFree && chain.isIndependent {
      // All values before have the same future.
      var sum = 0.0
      for slot in 0..<width { sum += chain.unary[slot] * targets[slot] }
      for slot in 0..<width { messages[previous + slot] = sum > 0 ? 1 : 0 }
      return
    }
    for slot in 0..<width {
      var all = 0.0
      var kept = 0.0
      let row = slot * width
      for next in 0..<width {
        let mass = (chain.isIndependent ? 1 : chain.pairs[row + next]) * chain.unary[next]
        all += mass
        let stays = mayRepeat && next == slot && mayStay[slot]
        if isFree || isAllowed[row + next] || stays { kept += mass * targets[next] }
      }
      messages[previous + slot] = kept / all
      largest = max(largest, kept / all)
    }
    guard largest > 0 else { return }
    for slot in 0..<width where messages[previous + slot] > 0 {
      // What is possible stays possible, however unlikely.
      messages[previous + slot] = max(1e-100, messages[previous + slot] / largest)
    }
  }
}

/// The low-order chain behind the messages: the chance of a value is `pairs[previous, value] * unary[value]`,
/// normalised.
struct LowOrderChain {
  /// Value x value.
  private(set) var pairs: [Double] = []
  /// Per value.
  private(set) var unary: [Double]
  /// Whether the value before makes no difference.
  let isIndependent: Bool
  private let model: ViewpointModel?
  private let field: UnknownField
  private let alphabet: [Int]
  /// Whether `pairs` come from contexts of order 1 of the one local bridge.
  private let isOrderOne: Bool
  private var predictor = PPMPredictor()
  private var known: (previous: [Int32], next: [Int32])?

  /// - Parameter model: nil = every value is equally likely.
  init(_ model: ViewpointModel?, field: UnknownField, alphabet: [Int]) {
    self.model = model
    self.field = field
    self.alphabet = alphabet
    unary = Array(repeating: 1, count: alphabet.count)
    let bridges = model?.bridges ?? []
    let steps = bridges.filter { !$0.viewpoint.isLocal }
    isOrderOne = steps.isEmpty && bridges.count == 1 && alphabet.count <= 256
    isIndependent = steps.isEmpty && !isOrderOne
    guard !steps.isEmpty, let model else { return }
    pairs = Array(repeating: 1, count: alphabet.count * alphabet.count)
    for bridge in steps { multiplyPairs(by: bridge, model) }
  }

  /// Prepares the step from one position to the next.
  mutating func move(to event: Event, after previous: Event) {
    guard let model else { return }
    if isOrderOne {
      orderOne(model.bridges[0], model, event, previous)
      return
    }
    for slot in unary.indices { unary[slot] = 1 }
    for bridge in model.bridges where bridge.viewpoint.isLocal {
      let classes = classes(of: event, bridge)
      let shares = shares(bridge, [0], model.settings, classes)
      for slot in unary.indices { unary[slot] *= shares[slot] }
    }
  }

  private mutating func orderOne(_ bridge: TrainedViewpoint, _ model: ViewpointModel, _ event: Event, _ previous: Event)
  {
    let next = classes(of: event, bridge)
    let before = classes(of: previous, bridge)
    if let known, known.previous == before.symbols, known.next == next.symbols { return }
    known = (before.symbols, next.symbols)
    let width = alphabet.count
    pairs = Array(repeating: 0, count: width * width)
    for slot in 0..<width {
      var active: [Int32] = [0]
      let number = bridge.number(of: Int(before.symbols[slot]))
      if number >= 0, let node = bridge.tree.child(of: 0, number) { active.append(node) }
      let shares = shares(bridge, active, model.settings, next)
      for target in 0..<width { pairs[slot * width + target] = shares[target] }
    }
  }

  private mutating func multiplyPairs(by bridge: TrainedViewpoint, _ model: ViewpointModel) {
    let width = alphabet.count
    for (slot, value) in alphabet.enumerated() {
      var previous = Event()
      field.set(value, in: &previous)
      var history = EventHistory()
      history.append(previous)
      let classes = classes(of: Event(), bridge, history)
      let shares = shares(bridge, [0], model.settings, classes)
      for target in 0..<width { pairs[slot * width + target] *= shares[target] }
    }
  }

  /// The alphabet sorted into classes of equal symbols.
  private struct Classes {
    /// Per value its symbol.
    var symbols: [Int32] = []
    /// Per value its class.
    var assigned: [Int] = []
    /// Per class the tree's number.
    var numbers: [Int32] = []
    var sizes: [Double] = []
    /// Per number its class.
    var slots: [Int32] = []
  }

  private func classes(of event: Event, _ bridge: TrainedViewpoint, _ history: EventHistory = EventHistory()) -> Classes
  {
    var classes = Classes()
    classes.slots = Array(repeating: -1, count: bridge.vocabulary.count)
    var event = event
    for value in alphabet {
      field.set(value, in: &event)
      let symbol = Int32(bridge.viewpoint.symbol(event, history))
      let number = symbol < 0 ? -1 : bridge.number(of: Int(symbol))
      classes.symbols.append(symbol)
      if number >= 0, classes.slots[Int(number)] >= 0 {
        let slot = Int(classes.slots[Int(number)])
        classes.assigned.append(slot)
        classes.sizes[slot] += 1
      } else {
        // Values that never came each stand alone.
        if number >= 0 { classes.slots[Int(number)] = Int32(classes.numbers.count) }
        classes.assigned.append(classes.numbers.count)
        classes.numbers.append(number)
        classes.sizes.append(1)
      }
    }
    return classes
  }

  /// Per value its share of the distribution.
  private mutating func shares(
    _ bridge: TrainedViewpoint, _ active: [Int32], _ settings: PPMSettings, _ classes: Classes
  ) -> [Double] {
    var result = [Double](repeating: 0, count: classes.numbers.count)
    predictor.predict(
      bridge.tree, active: active, settings: settings, classes: classes.numbers, slots: classes.slots, into: &result)
    return classes.assigned.map { result[$0] / classes.sizes[$0] }
  }
}
