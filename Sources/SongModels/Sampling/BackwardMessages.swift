// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import Synchronization

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
  /// Positions x values, the largest of a position is 1; before the position's own factor.
  private(set) var messages: [Double]
  /// Per position the logarithm to base 2 of what its messages were divided by.
  private(set) var scales: [Double]
  /// Per position behind the first the way into it from the one before.
  private let steps: [ChainStep]

  /// - Complexity: positions x values squared.
  init(_ table: ConstraintTable, _ reach: Reach, model: ViewpointModel?) {
    width = table.width
    messages = Array(repeating: 1, count: table.count * width)
    scales = Array(repeating: 0, count: table.count)
    guard table.count > 1 else {
      steps = []
      return
    }
    var steps: [ChainStep] = []
    var chain = LowOrderChain(model, field: table.field, alphabet: table.alphabet)
    for index in 1..<table.count {
      chain.move(to: table.events[index], after: table.events[index - 1])
      steps.append(chain.step)
    }
    self.steps = steps
    update(0..<table.count - 1, table, reach)
  }

  /// Makes the messages of positions anew, from those of the position behind them and from what is within reach.
  mutating func update(_ positions: Range<Int>, _ table: ConstraintTable, _ reach: Reach) {
    for index in positions.reversed() { pass(index + 1, table, reach) }
  }

  /// The messages of the position before `index`.
  private mutating func pass(_ index: Int, _ table: ConstraintTable, _ reach: Reach) {
    let base = index * width
    let previous = base - width
    let step = steps[index - 1]
    let successors = table.successors[index]
    let open = (0..<width).filter { reach.contains($0, at: index) }
    let targets = open.map { table.factors[base + $0] * messages[base + $0] }
    if successors == nil && step.isIndependent {
      // All values before have the same future.
      var sum = 0.0
      for (place, next) in open.enumerated() { sum += step.unary[next] * targets[place] }
      for slot in 0..<width { messages[previous + slot] = sum > 0 ? 1 : 0 }
      scales[index - 1] = scales[index] + (sum > 0 ? portableLog2(max(1e-100, sum / step.sums[0])) : 0)
      return
    }
    var largest = 0.0
    for slot in 0..<width {
      var kept = 0.0
      let row = slot * width
      for (place, next) in open.enumerated() where successors?.contains(next, slot) ?? true {
        kept += (step.isIndependent ? 1 : step.pairs[row + next]) * step.unary[next] * targets[place]
      }
      messages[previous + slot] = kept / step.sums[step.isIndependent ? 0 : slot]
      largest = max(largest, messages[previous + slot])
    }
    scales[index - 1] = scales[index] + (largest > 0 ? portableLog2(max(1e-300, largest)) : 0)
    guard largest > 0 else { return }
    for slot in 0..<width where messages[previous + slot] > 0 {
      // What is possible stays possible, however unlikely.
      messages[previous + slot] = max(1e-100, messages[previous + slot] / largest)
    }
  }
}

/// The way of the low-order chain from one position to the next.
struct ChainStep: Sendable {
  /// Value x value; empty where the value before makes no difference.
  let pairs: [Double]
  /// Per value.
  let unary: [Double]
  /// Per value before, the sum that normalises its row; a single one where it makes no difference.
  let sums: [Double]

  init(pairs: [Double], unary: [Double]) {
    self.pairs = pairs
    self.unary = unary
    guard !pairs.isEmpty else {
      sums = [unary.reduce(0, +)]
      return
    }
    var sums = [Double](repeating: 0, count: unary.count)
    for slot in unary.indices {
      let row = slot * unary.count
      for next in unary.indices { sums[slot] += pairs[row + next] * unary[next] }
    }
    self.sums = sums
  }

  var isIndependent: Bool { pairs.isEmpty }
}

/// The steps of order 1 of a model's bridge, by the symbols of the values on both sides: a piece asks for few, many times.
final class ChainSteps: Sendable {
  private struct Sides: Hashable {
    let previous: [Int32]
    let next: [Int32]
  }

  private let known = Mutex<[Sides: ChainStep]>([:])

  /// The step between two positions; `make` is called where it is asked for the first time.
  func step(from previous: [Int32], to next: [Int32], make: () -> ChainStep) -> ChainStep {
    let sides = Sides(previous: previous, next: next)
    if let step = known.withLock({ $0[sides] }) { return step }
    let step = make()
    known.withLock { $0[sides] = step }
    return step
  }
}

/// The low-order chain behind the messages: the chance of a value is `pairs[previous, value] * unary[value]`,
/// normalised.
struct LowOrderChain {
  /// The step that was prepared last.
  private(set) var step: ChainStep
  /// Value x value.
  private var pairs: [Double] = []
  /// Per value.
  private var unary: [Double]
  /// Whether the value before makes no difference.
  let isIndependent: Bool
  private let model: ViewpointModel?
  private let field: UnknownField
  private let alphabet: [Int]
  /// Whether `pairs` come from contexts of order 1 of the one local bridge.
  private let isOrderOne: Bool
  private var predictor = PPMPredictor()
  private var known: (previous: [Int32], next: [Int32])?
  /// The classes of the event that was moved to last.
  private var last: (event: Event, classes: Classes)?

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
    step = ChainStep(pairs: [], unary: unary)
    guard !steps.isEmpty, let model else { return }
    pairs = Array(repeating: 1, count: alphabet.count * alphabet.count)
    for bridge in steps { multiplyPairs(by: bridge, model) }
    step = ChainStep(pairs: pairs, unary: unary)
  }

  /// Prepares the step from one position to the next.
  mutating func move(to event: Event, after previous: Event) {
    guard let model else { return }
    if isOrderOne {
      orderOne(model.bridges[0], model, event, previous)
      return
    }
    let bridges = model.bridges.filter(\.viewpoint.isLocal)
    guard !bridges.isEmpty else { return }
    for slot in unary.indices { unary[slot] = 1 }
    for bridge in bridges {
      let classes = classes(of: event, bridge)
      let shares = shares(bridge, [0], model.settings, classes)
      for slot in unary.indices { unary[slot] *= shares[slot] }
    }
    step = ChainStep(pairs: isIndependent ? [] : pairs, unary: unary)
  }

  private mutating func orderOne(_ bridge: TrainedViewpoint, _ model: ViewpointModel, _ event: Event, _ previous: Event)
  {
    let before = last.flatMap { $0.event == previous ? $0.classes : nil } ?? classes(of: previous, bridge)
    let next = classes(of: event, bridge)
    last = (event, next)
    if let known, known.previous == before.symbols, known.next == next.symbols { return }
    known = (before.symbols, next.symbols)
    step = model.steps.step(from: before.symbols, to: next.symbols) {
      let width = alphabet.count
      var pairs: [Double] = []
      pairs.reserveCapacity(width * width)
      for slot in 0..<width {
        var active: [Int32] = [0]
        let number = bridge.number(of: Int(before.symbols[slot]))
        if number >= 0, let node = bridge.tree.child(of: 0, number) { active.append(node) }
        pairs += shares(bridge, active, model.settings, next)
      }
      return ChainStep(pairs: pairs, unary: unary)
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
