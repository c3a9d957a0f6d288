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
  /// Per class how many candidates it has; empty where each has one.
  var sizes: [Int32] {
    guard classes.numbers.count < assigned.count else { return [] }
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
    guard let open = viewpoint.open(event, history) else { return false }
    var candidate = event
    return sort(values.count, numbers) { index in
      field.set(values[index], in: &candidate)
      return open.symbol(candidate, history)
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
  private var strangers = Strangers()

  /// Writes the class of each candidate's symbol; false where one has none.
  @inline(__always)
  mutating func sort(_ known: some SymbolNumbers, _ symbol: (Int) -> Int, into assigned: inout [Int32]) -> Bool {
    if slots.count < known.count { slots += Array(repeating: -1, count: known.count - slots.count) }
    strangers.prepare(candidates: assigned.count)
    // In a variable of the function they are written where they lie.
    var classes = slots
    slots = []
    defer { slots = classes }
    var assigned = assigned.mutableSpan
    var slots = classes.mutableSpan
    for index in 0..<assigned.count {
      let symbol = symbol(index)
      guard symbol >= 0 else { return false }
      let number = known.number(of: symbol)
      let new = Int32(truncatingIfNeeded: numbers.count)
      var slot = number < 0 ? strangers.slot(of: symbol, new: new) : slots[Int(number)]
      if slot < 0 {
        slot = new
        slots[Int(number)] = new
      }
      if slot == new { numbers.append(number) }
      assigned[index] = slot
    }
    return true
  }

  mutating func clear() {
    for number in numbers where number >= 0 { slots[Int(number)] = -1 }
    numbers.removeAll(keepingCapacity: true)
    strangers.clear()
  }
}

/// The classes of symbols that never came, by open addressing.
private struct Strangers: Sendable {
  /// -1 is free.
  private var places: [(symbol: Int32, slot: Int32)] = []
  private var taken: [Int] = []

  mutating func prepare(candidates: Int) {
    guard places.count < 2 * candidates else { return }
    var count = 16
    while count < 2 * candidates { count *= 2 }
    places = Array(repeating: (-1, -1), count: count)
    taken = []
  }

  /// The class of a symbol, which is `new` where it has none yet.
  mutating func slot(of symbol: Int, new: Int32) -> Int32 {
    let symbol = Int32(truncatingIfNeeded: symbol)
    var place = Int(UInt32(bitPattern: symbol) &* 0x9E37_79B1 >> 8) & (places.count - 1)
    while places[place].symbol >= 0 {
      if places[place].symbol == symbol { return places[place].slot }
      place = (place + 1) & (places.count - 1)
    }
    places[place] = (symbol, new)
    taken.append(place)
    return new
  }

  mutating func clear() {
    for place in taken { places[place] = (-1, -1) }
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
      let logarithm = portableLog2(sizes.isEmpty ? share : share / Double(sizes[slot]))
      entropy -= share * logarithm
      logarithms[slot] = logarithm
    }
    return weight(entropy: entropy, bits: bits, bias: bias)
  }
}
