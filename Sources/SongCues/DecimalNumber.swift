// SPDX-License-Identifier: Apache-2.0
/// A decimal number as an exact fraction of a power of ten: at most 18 digits before the point and 9 after it, where it
/// is rounded; the rest is noise of binary numbers.
struct DecimalNumber: Sendable, Hashable {
  let numerator: Int128
  /// 1, or 10^9.
  let denominator: Int128

  /// Reads `12`, `-3.5`, `1.5e3`; nil for anything else and for numbers of more digits.
  init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    var position = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { position += 1 }
    var digits: [UInt8] = []
    var pointAt: Int?
    while position < bytes.count {
      let byte = bytes[position]
      if (0x30...0x39).contains(byte) {
        digits.append(byte - 0x30)
      } else if byte == UInt8(ascii: "."), pointAt == nil {
        pointAt = digits.count
      } else {
        break
      }
      position += 1
    }
    guard !digits.isEmpty else { return nil }
    var exponent = 0
    if position < bytes.count {
      guard bytes[position] | 0x20 == UInt8(ascii: "e"),
        let read = Int(String(decoding: bytes[(position + 1)...], as: UTF8.self)), (-400...400).contains(read)
      else { return nil }
      exponent = read
    }
    let whole = (pointAt ?? digits.count) + exponent
    guard let scaled = billionths(of: digits, whole: whole) else { return nil }
    let signed = isNegative ? -scaled : scaled
    let isWhole = signed % 1_000_000_000 == 0
    numerator = isWhole ? signed / 1_000_000_000 : signed
    denominator = isWhole ? 1 : 1_000_000_000
  }

  /// As seconds.
  var time: ExactTime { ExactTime(numerator, over: denominator) }
}

/// The number in units of 10^-9, rounded by the digit that follows.
private func billionths(of digits: [UInt8], whole: Int) -> Int128? {
  var value: Int128 = 0
  let kept = whole + 9
  // Leading zeros are no digits; a number that is all zeros has no size.
  guard let first = digits.firstIndex(where: { $0 != 0 }) else { return 0 }
  guard whole - first <= 18 else { return nil }
  guard kept > first else { return kept == first && digits[first] >= 5 ? 1 : 0 }
  for index in first..<kept { value = value * 10 + Int128(index < digits.count ? digits[index] : 0) }
  return kept < digits.count && digits[kept] >= 5 ? value + 1 : value
}
