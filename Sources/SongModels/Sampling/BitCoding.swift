// SPDX-License-Identifier: Apache-2.0
/// Writes numbers of any width side by side, the lowest bit first.
struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var used: UInt64 = 8

  private mutating func bit(_ isSet: Bool) {
    if used == 8 {
      bytes.append(0)
      used = 0
    }
    if isSet { bytes[bytes.count - 1] |= 1 << UInt8(used) }
    used += 1
  }

  mutating func number(_ value: UInt64, _ width: UInt64) {
    for index in 0..<width { bit(value >> index & 1 == 1) }
  }

  /// As many ones, ended by a zero.
  mutating func ones(_ count: UInt64) {
    for _ in 0..<count { bit(true) }
    bit(false)
  }
}

/// Reads what `BitWriter` writes; nil where the bits have ended.
struct BitReader {
  private let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Whether no whole byte is left and the rest is zero.
  var isAtEnd: Bool {
    (place + 7) / 8 == bytes.count && (place % 8 == 0 || bytes[place / 8] >> UInt8(place % 8) == 0)
  }

  private mutating func bit() -> Bool? {
    guard place < bytes.count * 8 else { return nil }
    place += 1
    return bytes[(place - 1) / 8] >> UInt8((place - 1) % 8) & 1 == 1
  }

  mutating func number(_ width: UInt64) -> UInt64? {
    var value: UInt64 = 0
    for index in 0..<width {
      guard let isSet = bit() else { return nil }
      if isSet { value |= 1 << index }
    }
    return value
  }

  mutating func ones() -> UInt64? {
    var count: UInt64 = 0
    while let isSet = bit() {
      if !isSet { return count }
      count += 1
    }
    return nil
  }
}
