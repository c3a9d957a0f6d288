// SPDX-License-Identifier: Apache-2.0
/// Rows of bits: for each row, which slots of an alphabet are in it.
struct SlotRows: Sendable, Hashable {
  let width: Int
  private let words: Int
  private var bits: [UInt64]

  init(rows: Int, width: Int, isFull: Bool) {
    self.width = width
    words = (width + 63) / 64
    bits = Array(repeating: isFull ? UInt64.max : 0, count: rows * words)
    guard isFull, width % 64 != 0 else { return }
    for row in 0..<rows { bits[(row + 1) * words - 1] = 1 << UInt64(width % 64) - 1 }
  }

  func contains(_ slot: Int, _ row: Int) -> Bool { bits[row * words + slot >> 6] >> UInt64(slot & 63) & 1 == 1 }

  mutating func insert(_ slot: Int, _ row: Int) { bits[row * words + slot >> 6] |= 1 << UInt64(slot & 63) }

  mutating func remove(_ slot: Int, _ row: Int) { bits[row * words + slot >> 6] &= ~(1 << UInt64(slot & 63)) }

  /// Adds all that others of the same shape hold.
  mutating func formUnion(_ others: SlotRows) { for word in bits.indices { bits[word] |= others.bits[word] } }

  func isEmpty(_ row: Int) -> Bool { (row * words..<(row + 1) * words).allSatisfy { bits[$0] == 0 } }

  /// Whether a row and one of others share a slot.
  func meets(_ row: Int, _ others: SlotRows, _ other: Int) -> Bool {
    for word in 0..<words where bits[row * words + word] & others.bits[other * words + word] != 0 { return true }
    return false
  }

  /// The slots of a row, rising.
  func slots(_ row: Int) -> [Int] { (0..<width).filter { contains($0, row) } }

  /// Leaves in a row those of some slots.
  mutating func keep(_ slots: some Sequence<Int>, _ row: Int) {
    var kept = [UInt64](repeating: 0, count: words)
    for slot in slots { kept[slot >> 6] |= 1 << UInt64(slot & 63) }
    for word in 0..<words { bits[row * words + word] &= kept[word] }
  }

  /// Leaves in a row what satisfies a condition.
  mutating func filter(_ row: Int, _ keeps: (Int) -> Bool) {
    for word in 0..<words {
      var rest = bits[row * words + word]
      while rest != 0 {
        let slot = word << 6 + rest.trailingZeroBitCount
        rest &= rest - 1
        if !keeps(slot) { remove(slot, row) }
      }
    }
  }
}
