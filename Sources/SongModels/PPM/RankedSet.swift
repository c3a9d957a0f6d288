// SPDX-License-Identifier: Apache-2.0
/// A set of numbers that are not too large, with the place of each among them in rising order.
///
/// A number takes a bit and an eighth of another one's room: for a set of symbols a hundredth of a table, so it is made
/// in no time and stays in the cache.
package struct RankedSet: Sendable {
  /// 64 numbers side by side with the rank of the first one.
  private struct Block: Sendable {
    var bits: UInt64
    var rank: Int32
  }

  private var blocks: [Block] = []
  /// How many numbers are in the set.
  package private(set) var count = 0

  init() {}

  /// - Parameters:
  ///   - members: rise strictly from 0 on.
  ///   - limit: one above the largest number that can be asked for.
  package init(_ members: [Int32], limit: Int) {
    var words = [UInt64](repeating: 0, count: (limit + 63) / 64)
    for member in members { words[Int(member) >> 6] |= 1 << UInt64(member & 63) }
    blocks.reserveCapacity(words.count)
    for word in words { append(word) }
  }

  /// Adds the next 64 numbers: those whose bits are set.
  mutating func append(_ bits: UInt64) {
    blocks.append(Block(bits: bits, rank: Int32(count)))
    count += bits.nonzeroBitCount
  }

  mutating func reserve(words: Int) { blocks.reserveCapacity(words) }

  /// The place of a number; -1 where it isn't in the set.
  package func rank(of number: Int) -> Int32 {
    let block = blocks[number >> 6]
    let bit = UInt64(1) << UInt64(number & 63)
    guard block.bits & bit != 0 else { return -1 }
    return block.rank + Int32(truncatingIfNeeded: (block.bits & (bit - 1)).nonzeroBitCount)
  }

  /// The members, 64 to a word.
  var words: [UInt64] { blocks.map(\.bits) }
}
