// SPDX-License-Identifier: Apache-2.0
/// The counts of a trained tree: nodes in breadth-first order, so that a node's children stand side by side.
///
/// Children are sorted by their symbols. Exclusive counts are not kept: a trained model predicts by full counts.
struct FrozenTree: Sendable, Hashable {
  /// Per node its last symbol; the root's is 0 and means nothing.
  let symbols: [UInt16]
  /// Per node how often its string came, at most 65535; the root's is 0.
  let counts: [UInt16]
  /// Per node how many symbols that followed were dropped, so that what was pruned still counts in the escape.
  let hiddenCounts: [UInt16]
  /// Per node the index of its first child; one more entry at the end, so a node's children end where the next one's
  /// begin.
  let firstChildren: [Int32]

  var nodeCount: Int { symbols.count }

  func children(of node: Int32) -> Range<Int> {
    Int(firstChildren[Int(node)])..<Int(firstChildren[Int(node) + 1])
  }

  /// The child by a symbol; nil where the symbol never followed.
  func child(of node: Int32, _ symbol: Int32) -> Int32? {
    var range = children(of: node)
    while range.count > 4 {
      let middle = (range.lowerBound + range.upperBound) / 2
      range = Int32(symbols[middle]) <= symbol ? middle..<range.upperBound : range.lowerBound..<middle
    }
    for index in range where Int32(symbols[index]) == symbol { return Int32(index) }
    return nil
  }

  /// The contexts that end behind a symbol, from those that ended before it; `active[0]` is the root.
  ///
  /// Every suffix of a kept string is kept, so the first order without the symbol ends the list.
  func advance(_ active: inout [Int32], by symbol: Int32, orderBound: Int) {
    var previous = active[0]
    var order = 0
    while true {
      guard order < orderBound, symbol >= 0, let next = child(of: previous, symbol) else { break }
      order += 1
      if order < active.count {
        previous = active[order]
        active[order] = next
      } else {
        active.append(next)
        return
      }
    }
    active.removeLast(active.count - 1 - order)
  }
}

extension FrozenTree: ContextCounts {
  func childCount(_ node: Int32) -> Int { children(of: node).count }

  func hiddenCount(_ node: Int32) -> Int { Int(hiddenCounts[Int(node)]) }

  func fillCounts(of node: Int32, exclusive: Bool, classes: [Int32], slots: [Int32], into row: inout [Int32]) {
    let range = children(of: node)
    if range.count <= classes.count * 4 {
      for index in range {
        let slot = slots[Int(symbols[index])]
        if slot >= 0 { row[Int(slot)] = Int32(counts[index]) }
      }
    } else {
      for (slot, symbol) in classes.enumerated() where symbol >= 0 {
        if let child = child(of: node, symbol) { row[slot] = Int32(counts[Int(child)]) }
      }
    }
  }
}
