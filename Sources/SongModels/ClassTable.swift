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
  /// Per candidate its class.
  private(set) var assigned: [Int32] = []
  private var classes = SymbolClasses()

  /// Per class the tree's number of its symbol; -1 where it never came.
  var numbers: [Int32] { classes.numbers }
  /// Per number its class; -1 where no candidate has it.
  var slots: [Int32] { classes.slots }
  /// Per class how many candidates it has.
  var sizes: [Int32] {
    var sizes = [Int32](repeating: 0, count: classes.numbers.count)
    for slot in assigned { sizes[Int(slot)] += 1 }
    return sizes
  }

  /// False where the viewpoint says nothing of one of the candidates.
  mutating func sort(
    _ candidates: [Event], by viewpoint: Viewpoint, _ history: EventHistory, _ numbers: some SymbolNumbers
  ) -> Bool {
    sort(candidates.count, numbers) { viewpoint.symbol(candidates[$0], history) }
  }

  /// The same of candidates that differ in one field alone.
  mutating func sort(
    _ event: Event, _ field: UnknownField, _ values: [Int], by viewpoint: Viewpoint, _ history: EventHistory,
    _ numbers: some SymbolNumbers
  ) -> Bool {
    var candidate = event
    return sort(values.count, numbers) { index in
      field.set(values[index], in: &candidate)
      return viewpoint.symbol(candidate, history)
    }
  }

  @inline(__always)
  private mutating func sort(_ count: Int, _ numbers: some SymbolNumbers, _ symbol: (Int) -> Int) -> Bool {
    if assigned.count != count { assigned = Array(repeating: 0, count: count) }
    let isWhole = classes.sort(numbers, symbol, into: &assigned)
    if !isWhole { clear() }
    return isWhole
  }

  mutating func clear() { classes.clear() }
}

/// Classes in the order in which their symbols come.
private struct SymbolClasses: Sendable {
  private(set) var numbers: [Int32] = []
  private(set) var slots: [Int32] = []
  /// The classes of symbols that never came: pairs of a symbol and its class by open addressing; -1 is free.
  private var strangers: [(symbol: Int32, slot: Int32)] = []
  /// The places there that are taken.
  private var taken: [Int] = []

  /// Writes the class of each candidate's symbol; false where one has none.
  @inline(__always)
  mutating func sort(_ numbers: some SymbolNumbers, _ symbol: (Int) -> Int, into assigned: inout [Int32]) -> Bool {
    prepare(numbers.count, candidates: assigned.count)
    var assigned = assigned.mutableSpan
    for index in 0..<assigned.count {
      let symbol = symbol(index)
      guard symbol >= 0 else { return false }
      assigned[index] = slot(numbers.number(of: symbol), symbol)
    }
    return true
  }

  private mutating func prepare(_ needed: Int, candidates: Int) {
    if slots.count < needed { slots += Array(repeating: -1, count: needed - slots.count) }
    guard strangers.count < 2 * candidates else { return }
    var places = 16
    while places < 2 * candidates { places *= 2 }
    strangers = Array(repeating: (-1, -1), count: places)
    taken = []
  }

  /// The class of a symbol, which is a new one where none of its symbol stands.
  private mutating func slot(_ number: Int32, _ symbol: Int) -> Int32 {
    let new = Int32(truncatingIfNeeded: numbers.count)
    if number >= 0 {
      let known = slots[Int(number)]
      if known >= 0 { return known }
      slots[Int(number)] = new
    } else {
      let symbol = Int32(truncatingIfNeeded: symbol)
      var place = Int(UInt32(bitPattern: symbol) &* 0x9E37_79B1 >> 8) & (strangers.count - 1)
      while strangers[place].symbol >= 0 {
        if strangers[place].symbol == symbol { return strangers[place].slot }
        place = (place + 1) & (strangers.count - 1)
      }
      strangers[place] = (symbol, new)
      taken.append(place)
    }
    numbers.append(number)
    return new
  }

  mutating func clear() {
    for number in numbers where number >= 0 { slots[Int(number)] = -1 }
    numbers.removeAll(keepingCapacity: true)
    for place in taken { strangers[place] = (-1, -1) }
    taken.removeAll(keepingCapacity: true)
  }
}

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
    let sizes = table.sizes
    var entropy = 0.0
    var logarithms = logarithms.mutableSpan
    for slot in 0..<count {
      let share = logarithms[slot]
      let logarithm = portableLog2(share / Double(sizes[slot]))
      entropy -= share * logarithm
      logarithms[slot] = logarithm
    }
    return weight(entropy: entropy, bits: bits, bias: bias)
  }
}
