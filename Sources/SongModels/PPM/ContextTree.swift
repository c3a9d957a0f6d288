// SPDX-License-Identifier: Apache-2.0
/// The counts of all contexts of a growing sequence: a trie in flat arrays that learns one symbol at a time.
///
/// A node stands for a string of symbols; its count says how often the string came, which is also the count of the last
/// symbol in the context of the others. Knows nothing of viewpoints: symbols are small non-negative integers.
package struct ContextTree: Sendable {
  /// The longest context in symbols.
  let orderBound: Int
  /// What a prediction reads of a node, side by side in memory.
  private struct Node: Sendable {
    /// The last symbol; -1 for the root.
    var symbol: Int32
    /// How often the string came.
    var count: Int32 = 0
    /// As `count`, but only where no longer context had seen the symbol (update exclusion).
    var exclusiveCount: Int32 = 0
    var nextSibling: Int32
  }

  private var nodes = [Node(symbol: -1, nextSibling: -1)]
  /// Per node: in how many pieces the string came.
  private(set) var pieceCounts: [Int32] = [0]
  /// Per node: how many symbols are known to have followed the string.
  private var childCounts: [Int32] = [0]
  private var firstChildren: [Int32] = [-1]
  /// Per node: how many symbols ever followed the string.
  private var familySizes: [Int32] = [0]
  /// Per node: the string without its first symbol. All suffixes of a string are in the tree.
  private var suffixes: [Int32] = [-1]
  private var lastPieces: [Int32] = [-1]
  private var piece: Int32 = 0
  /// The children of large families.
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
  /// - Complexity: one look-up for each order that hadn't seen the symbol, and one more.
  package mutating func learn(_ symbol: Int) {
    let symbol = Int32(symbol)
    var isExclusive = true
    var order = active.count - 1
    if active.count <= orderBound { active.append(0) }
    var longer: Int32 = -1
    while order >= 0 {
      let context = Int(active[order])
      let child = longer >= 0 && suffixes[Int(longer)] >= 0 ? suffixes[Int(longer)] : childOrNew(of: active[order], symbol)
      let node = Int(child)
      if longer >= 0 { suffixes[Int(longer)] = child }
      longer = child
      if isExclusive { nodes[node].exclusiveCount += 1 }
      if nodes[node].count > 0 { isExclusive = false } else { childCounts[context] += 1 }
      nodes[node].count += 1
      if lastPieces[node] != piece {
        lastPieces[node] = piece
        pieceCounts[node] += 1
      }
      if order + 1 < active.count { active[order + 1] = child }
      order -= 1
    }
    suffixes[Int(longer)] = 0
  }

  /// Takes back that a symbol was learned at the present place, and goes on behind it.
  ///
  /// A tree that has forgotten a piece predicts as one that never read it, by full counts; exclusive ones aren't kept.
  /// - Precondition: the symbols up to here were learned from the start of a piece.
  package mutating func forget(_ symbol: Int) {
    var order = active.count - 1
    guard var child = child(of: active[order], Int32(symbol)) else { preconditionFailure("only what was learned is forgotten") }
    if active.count <= orderBound { active.append(0) }
    while order >= 0 {
      nodes[Int(child)].count -= 1
      if nodes[Int(child)].count == 0 { childCounts[Int(active[order])] -= 1 }
      if order + 1 < active.count { active[order + 1] = child }
      child = suffixes[Int(child)]
      order -= 1
    }
  }

  /// Goes on behind a symbol without counting it.
  package mutating func pass(_ symbol: Int) {
    var order = min(active.count, orderBound) - 1
    var found: Int32?
    while order >= 0 {
      found = child(of: active[order], Int32(symbol))
      if found != nil { break }
      order -= 1
    }
    if active.count == order + 1 { active.append(0) }
    active.removeLast(active.count - (order + 2))
    guard var child = found else { return }
    while order >= 0 {
      active[order + 1] = child
      child = suffixes[Int(child)]
      order -= 1
    }
  }

  /// The number of nodes.
  package var nodeCount: Int { nodes.count }

  /// The last symbol of a node's string.
  func symbol(_ node: Int) -> Int32 { nodes[node].symbol }

  /// How often a node's string came.
  func count(_ node: Int) -> Int32 { nodes[node].count }

  private mutating func childOrNew(of parent: Int32, _ symbol: Int32) -> Int32 {
    if let found = child(of: parent, symbol) { return found }
    let node = Int32(nodes.count)
    nodes.append(Node(symbol: symbol, nextSibling: firstChildren[Int(parent)]))
    pieceCounts.append(0)
    childCounts.append(0)
    firstChildren.append(-1)
    familySizes.append(0)
    suffixes.append(-1)
    lastPieces.append(-1)
    firstChildren[Int(parent)] = node
    familySizes[Int(parent)] += 1
    if familySizes[Int(parent)] > smallFamily {
      index.insert(parent: parent, symbol, node: node)
      // A family that has become large is looked up with its first children.
      var child = familySizes[Int(parent)] == smallFamily + 1 ? nodes[Int(node)].nextSibling : -1
      while child >= 0 {
        index.insert(parent: parent, nodes[Int(child)].symbol, node: child)
        child = nodes[Int(child)].nextSibling
      }
    }
    return node
  }

  func child(of node: Int32, _ symbol: Int32) -> Int32? {
    if familySizes[Int(node)] > smallFamily { return index.child(of: node, symbol) }
    var child = firstChildren[Int(node)]
    while child >= 0 {
      if nodes[Int(child)].symbol == symbol { return child }
      child = nodes[Int(child)].nextSibling
    }
    return nil
  }

  /// The children of a node in rising order of their symbols.
  func sortedChildren(of node: Int) -> [Int32] {
    var children: [Int32] = []
    var child = firstChildren[node]
    while child >= 0 {
      children.append(child)
      child = nodes[Int(child)].nextSibling
    }
    return children.sorted { symbol(Int($0)) < symbol(Int($1)) }
  }
}

extension ContextTree: ContextCounts {
  func childCount(_ node: Int32) -> Int { Int(childCounts[Int(node)]) }

  func hiddenCount(_ node: Int32) -> Int { 0 }

  func fillCounts(
    of node: Int32, exclusive: Bool, classes: [Int32], slots: [Int32], into row: inout MutableSpan<ClassCount>,
    seen: inout MutableSpan<Int32>
  ) -> Int {
    var found = 0
    if childCount(node) <= classes.count {
      var child = firstChildren[Int(node)]
      while child >= 0 {
        let entry = nodes[Int(child)]
        let count = exclusive ? entry.exclusiveCount : entry.count
        if count > 0, entry.symbol < slots.count, slots[Int(entry.symbol)] >= 0 {
          let slot = slots[Int(entry.symbol)]
          row[Int(slot)].count = count
          seen[found] = slot
          found += 1
        }
        child = entry.nextSibling
      }
    } else {
      for (slot, symbol) in classes.enumerated() where symbol >= 0 {
        guard let child = child(of: node, symbol) else { continue }
        let count = exclusive ? nodes[Int(child)].exclusiveCount : nodes[Int(child)].count
        guard count > 0 else { continue }
        row[slot].count = count
        seen[found] = Int32(slot)
        found += 1
      }
    }
    return found
  }
}

/// So many children are found quicker one by one than by a look-up; most strings have no more.
private let smallFamily = 3

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
