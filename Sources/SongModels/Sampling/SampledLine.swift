// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A sequence that is drawn up to a position.
struct SampledLine {
  /// The full model's place behind what is drawn.
  var cursor: any SequenceCursor
  var reach: Reach
  var messages: BackwardMessages
  private(set) var slots: [Int] = []
  /// Per drawn position the logarithm to base 2 of its factor in the target: the model's probability and the soft
  /// factor.
  private(set) var scores: [Double] = []
  /// Sum of the drawn values' bits where there was a choice.
  private(set) var information = 0.0
  private(set) var choices = 0
  /// The message that the last draw was promised, and its scale.
  fileprivate(set) var promise = (message: 1.0, scale: 0.0)

  /// - Parameter slots: what is drawn already, without scores.
  init(cursor: any SequenceCursor, reach: Reach, messages: BackwardMessages, slots: [Int] = []) {
    self.cursor = cursor
    self.reach = reach
    self.messages = messages
    self.slots = slots
  }

  fileprivate mutating func append(_ slot: Int, _ event: Event, score: Double, bits: Double?) {
    slots.append(slot)
    scores.append(score)
    cursor.append(event)
    if let bits {
      information += bits
      choices += 1
    }
  }
}

/// What may come next on a line.
struct NextValues {
  /// Per slot its chance but for a factor; 0 = can't come. The largest is 1.
  fileprivate(set) var weights: [Double]
  /// Per slot the model's probability; empty where it wasn't asked.
  fileprivate(set) var probabilities: [Double] = []
  /// How many slots there are to choose from.
  fileprivate(set) var count = 0
  /// The last slot that can come: the only one where `count` is 1.
  fileprivate(set) var only = 0
  /// The mass of all that may come against what the last draw was promised: what the line is worth more than before.
  fileprivate(set) var gain = 1.0
  /// The model's probabilities were taken to a power and have this sum.
  fileprivate var sum = 1.0

  /// The logarithm to base 2 of a slot's chance to be drawn.
  func logarithm(of slot: Int) -> Double {
    var sum = 0.0
    for weight in weights { sum += weight }
    return portableLog2(weights[slot] / sum)
  }
}

/// A slot that was drawn.
struct DrawnSlot {
  let slot: Int
  /// What is within reach behind it, where that was looked for.
  fileprivate var reach: Reach?
}

/// Extends lines value by value: the model's distribution times the messages, over what can be completed.
struct LineDrawer {
  private(set) var table: ConstraintTable
  private var search: CompletionSearch
  let temperature: Double
  /// Whether the model is asked where there is no choice, too.
  let weighs: Bool

  init(table: ConstraintTable, search: CompletionSearch, temperature: Double, weighs: Bool) {
    self.table = table
    self.search = search
    self.temperature = temperature
    self.weighs = weighs
  }

  /// What may come next on a line.
  ///
  /// - Parameter known: the model's probabilities, where it was asked before.
  mutating func next(_ line: inout SampledLine, known: [Double] = []) -> NextValues {
    let index = line.slots.count
    let base = index * table.width
    var values = NextValues(weights: Array(repeating: 0, count: table.width))
    let successors = line.slots.isEmpty ? nil : table.successors[index]
    for slot in 0..<table.width where line.reach.contains(slot, at: index) {
      if let successors, let last = line.slots.last, !successors.contains(slot, last) { continue }
      // Without weights it is enough to look at what is drawn.
      guard !weighs || search.reach(behind: line.slots, slot, line.reach) != nil else { continue }
      values.weights[slot] = table.factors[base + slot] * line.messages.messages[base + slot]
      values.count += 1
      values.only = slot
    }
    precondition(values.count > 0, "a line is only led where something completes it")
    guard values.count > 1 || weighs else { return values }
    if known.isEmpty {
      line.cursor.predict(table.events[index], table.field, table.alphabet, into: &values.probabilities)
    } else {
      values.probabilities = known
    }
    weigh(&values, line, index)
    return values
  }

  private func weigh(_ values: inout NextValues, _ line: SampledLine, _ index: Int) {
    let exponent = 1 / max(0.01, temperature)
    if weighs, temperature != 1 {
      values.sum = 0
      for probability in values.probabilities { values.sum += portablePow(max(probability, 1e-100), exponent) }
    }
    var largest = 0.0
    for slot in values.weights.indices where values.weights[slot] > 0 {
      let probability = max(values.probabilities[slot], 1e-100)
      values.weights[slot] *= temperature == 1 ? probability : portablePow(probability, exponent)
      values.weights[slot] = max(values.weights[slot], 1e-250)
      largest = max(largest, values.weights[slot])
    }
    var total = 0.0
    for slot in values.weights.indices {
      values.weights[slot] /= largest
      total += values.weights[slot]
    }
    guard weighs else { return }
    let scale = portableExp2(line.messages.scales[index] - line.promise.scale)
    values.gain = total * (largest / values.sum) / line.promise.message * scale
  }

  private func event(_ index: Int, _ value: Int) -> Event {
    var event = table.events[index]
    table.field.set(value, in: &event)
    return event
  }

  /// Draws a slot that can be completed.
  mutating func draw(_ values: NextValues, on line: SampledLine, _ stream: inout RandomStream) -> DrawnSlot {
    guard values.count > 1 else { return DrawnSlot(slot: values.only) }
    var weights = values.weights
    while true {
      let slot = stream.pick(probabilities: weights)
      if weighs { return DrawnSlot(slot: slot) }
      if let reach = search.reach(behind: line.slots, slot, line.reach) { return DrawnSlot(slot: slot, reach: reach) }
      weights[slot] = 0
    }
  }

  /// Goes on behind a slot that may come.
  mutating func extend(_ line: inout SampledLine, by slot: Int, _ values: NextValues) {
    extend(&line, by: DrawnSlot(slot: slot), values)
  }

  /// Goes on behind a slot that was drawn.
  mutating func extend(_ line: inout SampledLine, by drawn: DrawnSlot, _ values: NextValues) {
    let slot = drawn.slot
    let index = line.slots.count
    let place = index * table.width + slot
    var score = 0.0
    var bits: Double?
    if !values.probabilities.isEmpty {
      let probability = values.probabilities[slot]
      if values.count > 1 { bits = -portableLog2(probability) }
      if weighs {
        score = portableLog2(max(probability, 1e-100)) / max(0.01, temperature) - portableLog2(values.sum)
          + portableLog2(table.factors[place])
      }
    }
    line.promise = (line.messages.messages[place], line.messages.scales[index])
    guard let reach = drawn.reach ?? search.reach(behind: line.slots, slot, line.reach) else {
      preconditionFailure("only what can be completed is drawn")
    }
    line.reach = reach
    if let last = table.copies[index].last {
      line.messages.update(index + 1..<last.position, table, reach)
    }
    line.append(slot, event(index, table.alphabet[slot]), score: score, bits: bits)
  }

  /// Fixes all positions but some, and those that repeat these.
  mutating func fix(_ slots: [Int], but open: Range<Int>) {
    var allowed = table.allowed
    let following = open.flatMap { table.copies[$0].map(\.position) }
    let followed = table.copies[..<open.lowerBound].joined().map(\.position).filter(open.contains)
    for (position, slot) in slots.enumerated()
    where followed.contains(position) || !open.contains(position) && !following.contains(position) {
      allowed.filter(position) { $0 == slot }
    }
    table = table.with(allowed: allowed)
    search = CompletionSearch(table)
  }

  /// The sequence of a line that is drawn to its end.
  func sequence(_ line: SampledLine) -> SampledSequence {
    let events = line.slots.enumerated().map { event($0, table.alphabet[$1]) }
    return SampledSequence(events: events, information: line.choices > 0 ? line.information / Double(line.choices) : 0)
  }
}
