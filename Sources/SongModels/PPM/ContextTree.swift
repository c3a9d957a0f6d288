// SPDX-License-Identifier: Apache-2.0
/// The counts of all contexts of a growing sequence: a trie in flat arrays that learns one symbol at a time.
///
/// A node stands for a string of symbols; its count says how often the string came, which is also the count of the last
/// symbol in the context of the others. Knows nothing of viewpoints: symbols are small non-negative integers.
package struct ContextTree: Sendable {
  /// The longest context in symbols.
  let orderBound: Int
  /// Per node: its last symbol; -1 for the root.
  private(set) var symbols: [Int32] = [-1]
  /// Per node: how often the string came.
  private(set) var counts: [Int32] = [0]
  /// Per node: as `counts`, but only where no longer context had seen the symbol (update exclusion).
  private(set) var exclusiveCounts: [Int32] = [0]
  /// Per node: in how many pieces the string came.
  private(set) var pieceCounts: [Int32] = [0]
  /// Per node: how many symbols are known to have followed the string.
  private(set) var childCounts: [Int32] = [0]
  private(set) var firstChildren: [Int32] = [-1]
  private(set) var nextSiblings: [Int32] = [-1]
  private var lastPieces: [Int32] = [-1]
  private var piece: Int32 = 0
  private var index = ChildIndex()

  /// The nodes of the contexts of order 0, 1, 2 ... that end at the present place.
  private(set) var active: [Int32] = [0]

  /// - Parameter orderBound: the longest context in symbols; nil = unbounded, with memory quadratic in the piece's
  ///   length.
  package init(orderBound: Int? = nil) { self.orderBound = orderBound ?? Int(Int32.max) }

  /// Forgets the place, keeps the counts: a new piece begins.
  package mutating func startPiece() {
    active = [0]
    piece += 1
  }

  /// Forgets the place inside a piece.
  package mutating func continueElsewhere() { active = [0] }

  /// Counts a symbol in all contexts of the present place and goes on behind it.
  ///
  /// - Complexity: one look-up for each order.
  package mutating func learn(_ symbol: Int) {
    let symbol = Int32(symbol)
    var isExclusive = true
    var order = active.count - 1
    let keepsTop = active.count <= orderBound
    if keepsTop { active.append(0) }
    while order >= 0 {
      let child = childOrNew(of: active[order], symbol)
      let node = Int(child)
      if isExclusive { exclusiveCounts[node] += 1 }
      if counts[node] > 0 { isExclusive = false } else { childCounts[Int(active[order])] += 1 }
      counts[node] += 1
      if lastPieces[node] != piece {
        lastPieces[node] = piece
        pieceCounts[node] += 1
      }
      if order + 1 < active.count { active[order + 1] = child }
      order -= 1
    }
  }

  /// Takes back that a symbol was learned at the present place, and goes on behind it.
  ///
  /// A tree that has forgotten a piece predicts as one that never read it, by full counts; exclusive ones aren't kept.
  /// - Precondition: the symbols up to here were learned from the start of a piece.
  package mutating func forget(_ symbol: Int) {
    let before = active
    pass(symbol)
    for order in before.indices {
      guard let child = child(of: before[order], Int32(symbol)) else { preconditionFailure("only what was learned is forgotten") }
      counts[Int(child)] -= 1
      if counts[Int(child)] == 0 { childCounts[Int(before[order])] -= 1 }
    }
  }

  /// Goes on behind a symbol without counting it.
  package mutating func pass(_ symbol: Int) {
    var next: [Int32] = [0]
    for (order, node) in active.enumerated() where order < orderBound {
      guard let child = child(of: node, Int32(symbol)) else { break }
      next.append(child)
    }
    active = next
  }

  /// The number of nodes.
  package var nodeCount: Int { symbols.count }

  private mutating func childOrNew(of parent: Int32, _ symbol: Int32) -> Int32 {
    if let found = index.child(of: parent, symbol) { return found }
    let node = Int32(symbols.count)
    symbols.append(symbol)
    counts.append(0)
    exclusiveCounts.append(0)
    pieceCounts.append(0)
    childCounts.append(0)
    firstChildren.append(-1)
    nextSiblings.append(firstChildren[Int(parent)])
    lastPieces.append(-1)
    firstChildren[Int(parent)] = node
    index.insert(parent: parent, symbol, node: node)
    return node
  }

  func child(of node: Int32, _ symbol: Int32) -> Int32? { index.child(of: node, symbol) }

  /// The children of a node in rising order of their symbols.
  func sortedChildren(of node: Int) -> [Int32] {
    var children: [Int32] = []
    var child = firstChildren[node]
    while child >= 0 {
      children.append(child)
      child = nextSiblings[Int(child)]
    }
    return children.sorted { symbols[Int($0)] < symbols[Int($1)] }
  }
}

extension ContextTree: ContextCounts {
  func childCount(_ node: Int32) -> Int { Int(childCounts[Int(node)]) }

  func hiddenCount(_ node: Int32) -> Int { 0 }

  func fillCounts(of node: Int32, exclusive: Bool, classes: [Int32], slots: [Int32], into row: inout [Int32]) {
    if childCount(node) <= classes.count {
      var child = firstChildren[Int(node)]
      while child >= 0 {
        let symbol = Int(symbols[Int(child)])
        if symbol < slots.count, slots[symbol] >= 0 {
          row[Int(slots[symbol])] = exclusive ? exclusiveCounts[Int(child)] : counts[Int(child)]
        }
        child = nextSiblings[Int(child)]
      }
    } else {
      for (slot, symbol) in classes.enumerated() where symbol >= 0 {
        guard let child = index.child(of: node, symbol) else { continue }
        row[slot] = exclusive ? exclusiveCounts[Int(child)] : counts[Int(child)]
      }
    }
  }
}

/// Finds a node's child by symbol: an open-addressing hash table, so that nothing depends on the library's hashing.
private struct ChildIndex: Sendable {
  /// Key and node side by side: a look-up touches one line of memory.
  private struct Slot: Sendable {
    var key = UInt64.max
    var node: Int32 = -1
  }

  private var slots = Array(repeating: Slot(), count: 64)
  private var used = 0

  func child(of parent: Int32, _ symbol: Int32) -> Int32? {
    let key = self.key(parent, symbol)
    var place = start(key)
    while slots[place].key != .max {
      if slots[place].key == key { return slots[place].node }
      place = (place + 1) & (slots.count - 1)
    }
    return nil
  }

  mutating func insert(parent: Int32, _ symbol: Int32, node: Int32) {
    if used * 2 >= slots.count { grow() }
    put(key(parent, symbol), node)
    used += 1
  }

  private func key(_ parent: Int32, _ symbol: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: parent)) << 32 | UInt64(UInt32(bitPattern: symbol))
  }

  private func start(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & (slots.count - 1)
  }

  private mutating func put(_ key: UInt64, _ node: Int32) {
    var place = start(key)
    while slots[place].key != .max { place = (place + 1) & (slots.count - 1) }
    slots[place] = Slot(key: key, node: node)
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.key != .max { put(slot.key, slot.node) }
  }
}
