// SPDX-License-Identifier: Apache-2.0
internal import SongBase

#if _endian(big)
  #error("trees are read where they lie in a model's file, which is little-endian")
#endif

/// The counts of a trained tree: nodes in breadth-first order, so that a node's children stand side by side.
///
/// Children are sorted by their symbols. Exclusive counts are not kept: a trained model predicts by full counts. The
/// arrays lie in the bytes of a model's file, mapped or read, and are used in place; most nodes are leaves, so only
/// those with children say where they begin.
struct FrozenTree: Sendable {
  let nodeCount: Int
  /// Keeps what the pointers point to.
  private let bytes: FileBytes
  private nonisolated(unsafe) let symbols: UnsafePointer<UInt16>
  private nonisolated(unsafe) let counts: UnsafePointer<UInt16>
  private nonisolated(unsafe) let hiddenCounts: UnsafePointer<UInt16>
  /// The nodes that have children.
  private let branches: RankedSet
  /// Per branch the index of its first child; one more entry at the end, so a branch's children end where the next
  /// one's begin.
  private nonisolated(unsafe) let firstChildren: UnsafePointer<UInt32>

  /// A tree of arrays with an entry for each node, but for `firstChildren`, which has one more.
  init(symbols: [UInt16], counts: [UInt16], hiddenCounts: [UInt16], firstChildren: [Int32]) {
    let nodes = symbols.count
    let parents = (0..<nodes).filter { firstChildren[$0] < firstChildren[$0 + 1] }
    let branches = RankedSet(parents.map(Int32.init), limit: nodes)
    var writer = ByteWriter()
    for word in branches.words { writer.fixed(word, 8) }
    for parent in parents { writer.fixed(UInt64(firstChildren[parent]), 4) }
    writer.fixed(UInt64(nodes), 4)
    for numbers in [symbols, counts, hiddenCounts] {
      for number in numbers { writer.fixed(UInt64(number), 2) }
    }
    self.init(FileBytes(writer.bytes), offset: 0, nodeCount: nodes, branches: branches)
  }

  /// The tree of arrays at an offset that is a multiple of 4.
  private init(_ bytes: FileBytes, offset: Int, nodeCount: Int, branches: RankedSet) {
    precondition(offset % 4 == 0, "a tree is read in place, so it stands at a multiple of 4")
    self.bytes = bytes
    self.nodeCount = nodeCount
    self.branches = branches
    let start = bytes.buffer.baseAddress! + offset + FrozenTree.wordCount(nodeCount) * 8
    firstChildren = start.assumingMemoryBound(to: UInt32.self)
    symbols = (start + 4 * (branches.count + 1)).assumingMemoryBound(to: UInt16.self)
    counts = symbols + nodeCount
    hiddenCounts = counts + nodeCount
  }

  /// Words of 64 nodes each.
  private static func wordCount(_ nodes: Int) -> Int { (nodes + 63) / 64 }

  /// The last symbol of a node; the root's is 0 and means nothing.
  func symbol(_ node: Int) -> Int32 { Int32(symbols[node]) }

  /// How often a node's string came, at most 65535; the root's is 0.
  func count(_ node: Int) -> Int32 { Int32(counts[node]) }

  func children(of node: Int32) -> Range<Int> {
    let rank = Int(branches.rank(of: Int(node)))
    guard rank >= 0 else { return 0..<0 }
    return Range(uncheckedBounds: (Int(firstChildren[rank]), Int(firstChildren[rank + 1])))
  }

  /// The child by a symbol; nil where the symbol never followed.
  func child(of node: Int32, _ symbol: Int32) -> Int32? { child(in: children(of: node), symbol) }

  private func child(in children: Range<Int>, _ symbol: Int32) -> Int32? {
    var low = children.lowerBound
    var high = children.upperBound
    while high - low > 4 {
      let middle = (low + high) / 2
      if Int32(symbols[middle]) <= symbol { low = middle } else { high = middle }
    }
    while low < high {
      if Int32(symbols[low]) == symbol { return Int32(low) }
      low += 1
    }
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

  /// How many symbols that followed were dropped, so that what was pruned still counts in the escape.
  func hiddenCount(_ node: Int32) -> Int { Int(hiddenCounts[Int(node)]) }

  func fillCounts(
    of node: Int32, exclusive: Bool, classes: [Int32], slots: [Int32], into row: inout MutableSpan<ClassCount>,
    seen: inout MutableSpan<Int32>
  ) -> Int {
    let range = children(of: node)
    var count = 0
    if range.count <= classes.count * 4 {
      for index in range {
        let slot = slots[Int(symbols[index])]
        guard slot >= 0 else { continue }
        row[Int(slot)].count = Int32(counts[index])
        seen[count] = slot
        count += 1
      }
    } else {
      for (slot, symbol) in classes.enumerated() where symbol >= 0 {
        guard let child = child(in: range, symbol) else { continue }
        row[slot].count = Int32(counts[Int(child)])
        seen[count] = Int32(slot)
        count += 1
      }
    }
    return count
  }
}

// MARK: In a file

extension FrozenTree {
  /// Takes a tree in place; its children must fill the nodes exactly, in order and sorted.
  ///
  /// All that is later used as an index is checked here, so no file makes a read out of bounds.
  /// - Parameter symbolLimit: one above the largest symbol.
  /// - Complexity: linear in the nodes, without a copy.
  init(_ reader: inout ByteReader, symbolLimit: Int) throws(ModelError) {
    let nodes = try reader.count(limit: reader.remaining) + 1
    try reader.align(to: 4)
    let start = reader.offset
    var branches = RankedSet()
    branches.reserve(words: FrozenTree.wordCount(nodes))
    for _ in 0..<FrozenTree.wordCount(nodes) { branches.append(try reader.fixed(8)) }
    try reader.skip(4 * (branches.count + 1) + 6 * nodes)
    self.init(reader.bytes, offset: start, nodeCount: nodes, branches: branches)
    guard isSound(symbolLimit: symbolLimit) else { throw reader.invalid }
  }

  /// Whether the children of all branches fill the nodes behind the root, each after its parent, rising and seen.
  private func isSound(symbolLimit: Int) -> Bool {
    var next = 1
    var branch = 0
    for (place, word) in branches.words.enumerated() {
      var rest = word
      while rest != 0 {
        let node = place * 64 + rest.trailingZeroBitCount
        rest &= rest - 1
        let end = Int(firstChildren[branch + 1])
        guard node < next, next == Int(firstChildren[branch]), next < end, end <= nodeCount else { return false }
        var last = -1
        while next < end {
          let symbol = Int(symbols[next])
          guard symbol > last, symbol < symbolLimit, counts[next] > 0 else { return false }
          last = symbol
          next += 1
        }
        branch += 1
      }
    }
    return next == nodeCount && Int(firstChildren[branch]) == nodeCount
  }

  /// Writes what `init(_:symbolLimit:)` takes.
  func write(to writer: inout ByteWriter) {
    writer.count(nodeCount - 1)
    writer.align(to: 4)
    for word in branches.words { writer.fixed(word, 8) }
    for branch in 0...branches.count { writer.fixed(UInt64(firstChildren[branch]), 4) }
    for numbers in [symbols, counts, hiddenCounts] {
      for node in 0..<nodeCount { writer.fixed(UInt64(numbers[node]), 2) }
    }
  }
}
