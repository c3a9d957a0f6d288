// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The numbers that a tree has for a viewpoint's symbols.
protocol SymbolNumbers {
  /// One above the largest number.
  var count: Int { get }

  /// The number of a symbol; -1 where it never came.
  func number(of symbol: Int) -> Int32
}

/// The candidates sorted into classes of equal symbols.
struct ClassTable: Sendable {
  /// Per class the tree's number of its symbol; -1 where it never came.
  private(set) var numbers: [Int32] = []
  /// Per class how many candidates it has.
  private(set) var sizes: [Int32] = []
  /// Per candidate its class.
  private(set) var assigned: [Int32] = []
  /// Per number its class; -1 where no candidate has it.
  private(set) var slots: [Int32] = []
  /// Classes of symbols that never came; `index` finds them where they are many.
  private var unseen: [(symbol: Int, slot: Int32)] = []
  private var index: [Int: Int32] = [:]

  /// False where the viewpoint says nothing of one of the candidates.
  mutating func sort(
    _ candidates: [Event], by viewpoint: Viewpoint, _ history: EventHistory, _ numbers: some SymbolNumbers
  ) -> Bool {
    prepare(numbers.count)
    for candidate in candidates {
      guard take(viewpoint.symbol(candidate, history), numbers) else { return false }
    }
    return true
  }

  /// The same of candidates that differ in one field alone.
  mutating func sort(
    _ event: Event, _ field: UnknownField, _ values: [Int], by viewpoint: Viewpoint, _ history: EventHistory,
    _ numbers: some SymbolNumbers
  ) -> Bool {
    prepare(numbers.count)
    var candidate = event
    for value in values {
      field.set(value, in: &candidate)
      guard take(viewpoint.symbol(candidate, history), numbers) else { return false }
    }
    return true
  }

  private mutating func prepare(_ needed: Int) {
    if slots.count < needed { slots += Array(repeating: -1, count: needed - slots.count) }
  }

  /// Puts the next candidate into the class of its symbol; false where it has none.
  private mutating func take(_ symbol: Int, _ numbers: some SymbolNumbers) -> Bool {
    guard symbol >= 0 else {
      clear()
      return false
    }
    let slot = self.slot(numbers.number(of: symbol), symbol)
    assigned.append(slot)
    sizes[Int(slot)] += 1
    return true
  }

  mutating func clear() {
    for number in numbers where number >= 0 { slots[Int(number)] = -1 }
    numbers.removeAll(keepingCapacity: true)
    sizes.removeAll(keepingCapacity: true)
    assigned.removeAll(keepingCapacity: true)
    unseen.removeAll(keepingCapacity: true)
    if !index.isEmpty { index.removeAll(keepingCapacity: true) }
  }

  private mutating func slot(_ number: Int32, _ symbol: Int) -> Int32 {
    if number >= 0 {
      if slots[Int(number)] >= 0 { return slots[Int(number)] }
    } else if let known = unseenSlot(symbol) {
      return known
    }
    let slot = Int32(numbers.count)
    numbers.append(number)
    sizes.append(0)
    if number >= 0 { slots[Int(number)] = slot } else { addUnseen(symbol, slot) }
    return slot
  }

  private func unseenSlot(_ symbol: Int) -> Int32? {
    index.isEmpty ? unseen.first { $0.symbol == symbol }?.slot : index[symbol]
  }

  private mutating func addUnseen(_ symbol: Int, _ slot: Int32) {
    unseen.append((symbol, slot))
    if !index.isEmpty {
      index[symbol] = slot
    } else if unseen.count > fewSymbols {
      for entry in unseen { index[entry.symbol] = entry.slot }
    }
  }
}

/// As many are found more quickly one by one.
private let fewSymbols = 16

/// Predicts classes of candidates, each candidate with an equal share of its class.
struct ClassPredictor: Sendable {
  private var table = ClassTable()
  private var predictor = PPMPredictor()
  /// Per class the logarithm to base 2 of one candidate's share, of the last prediction.
  private(set) var logarithms: [Double] = []

  /// Per candidate its class.
  var assigned: [Int32] { table.assigned }

  /// Sorts the candidates by a viewpoint's symbols; false where it says nothing of one of them.
  mutating func sort(
    _ candidates: [Event], by viewpoint: Viewpoint, _ history: EventHistory, _ numbers: some SymbolNumbers
  ) -> Bool {
    table.sort(candidates, by: viewpoint, history, numbers)
  }

  /// The same of candidates that differ in one field alone.
  mutating func sort(
    _ event: Event, _ field: UnknownField, _ values: [Int], by viewpoint: Viewpoint, _ history: EventHistory,
    _ numbers: some SymbolNumbers
  ) -> Bool {
    table.sort(event, field, values, by: viewpoint, history, numbers)
  }

  mutating func clear() { table.clear() }

  /// Predicts the classes and returns the weight of what was predicted, by its entropy.
  ///
  /// - Parameter bits: the largest entropy of as many candidates.
  mutating func predict(
    _ tree: some ContextCounts, _ active: [Int32], _ settings: PPMSettings, bits: Double, bias: Double
  ) -> Double {
    let count = table.numbers.count
    if logarithms.count < count { logarithms = Array(repeating: 0, count: count) }
    predictor.predict(
      tree, active: active, settings: settings, classes: table.numbers, slots: table.slots, into: &logarithms)
    var entropy = 0.0
    for slot in 0..<count {
      let share = logarithms[slot]
      let logarithm = portableLog2(share / Double(table.sizes[slot]))
      entropy -= share * logarithm
      logarithms[slot] = logarithm
    }
    return weight(entropy: entropy, bits: bits, bias: bias)
  }
}
