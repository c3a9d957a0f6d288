// SPDX-License-Identifier: Apache-2.0
// Numbers and text for outputs: no locale, no Foundation, the same bytes everywhere.

/// Decimal digits with leading zeros up to `width`.
package func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value.magnitude)
  return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A number with exactly `decimals` decimals (0...9), rounded half away from zero, never `-0`.
///
/// - Precondition: the value is finite and its scaled magnitude fits 63 bits.
package func fixed(_ value: Double, _ decimals: Int) -> String {
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((value.magnitude * Double(scale)).rounded(.toNearestOrAwayFromZero))
  let sign = value < 0 && scaled != 0 ? "-" : ""
  guard decimals > 0 else { return "\(sign)\(scaled)" }
  return "\(sign)\(scaled / scale).\(padded(scaled % scale, decimals))"
}

/// As `fixed`, without trailing zeros: `1.5`, `2`.
package func shortest(_ value: Double, _ decimals: Int = 6) -> String {
  var text = fixed(value, decimals)
  guard text.contains(".") else { return text }
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}

extension StringProtocol {
  /// The text without blanks and tabs at its ends.
  package var trimmed: String {
    let bytes = Array(utf8)
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The text with one blank in place of each run of blanks and tabs, and none at its ends.
  package var withSingleBlanks: String { split { $0 == " " || $0 == "\t" }.joined(separator: " ") }

  /// The text filled with blanks at the end up to `width` characters.
  package func leftAligned(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

/// Order of names by their UTF-8 bytes; Swift's own `<` on String orders by Unicode normal form.
package func utf8Precedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}

/// Equality of names by their UTF-8 bytes; Swift's own `==` on String is canonical equivalence.
package func utf8Equal(_ left: String, _ right: String) -> Bool {
  guard left.utf8.count == right.utf8.count else { return false }
  return left.utf8.withContiguousStorageIfAvailable { ours in
    right.utf8.withContiguousStorageIfAvailable { theirs in ours.elementsEqual(theirs) }
  }.flatMap { $0 } ?? left.utf8.elementsEqual(right.utf8)
}
