// SPDX-License-Identifier: Apache-2.0
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
  private var unseen: [(symbol: Int, slot: Int32)] = []

  /// False where the viewpoint says nothing of one of the candidates.
  mutating func sort(
    _ candidates: [Event], by viewpoint: Viewpoint, _ history: EventHistory, _ numbers: some SymbolNumbers
  ) -> Bool {
    let needed = numbers.count
    if slots.count < needed { slots += Array(repeating: -1, count: needed - slots.count) }
    for candidate in candidates {
      let symbol = viewpoint.symbol(candidate, history)
      guard symbol >= 0 else {
        clear()
        return false
      }
      let slot = self.slot(numbers.number(of: symbol), symbol)
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
