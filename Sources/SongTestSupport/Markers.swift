// SPDX-License-Identifier: Apache-2.0
/// A source text with places marked in it, so that no test counts offsets by hand.
///
/// Markers are the keycap emoji `1️⃣` to `9️⃣`; the text itself has none of these.
package struct MarkedText: Sendable {
  /// The text without its markers.
  package let text: String
  private let offsets: [Int: Int]

  /// - Precondition: no marker stands twice.
  package init(_ source: String) {
    var text = ""
    var offsets: [Int: Int] = [:]
    var scalars = Array(source.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      let isKeycap = scalars.prefix(2).elementsEqual(["\u{FE0F}", "\u{20E3}"])
      if isKeycap, let digit = Int(String(scalar)), digit > 0 {
        precondition(offsets[digit] == nil, "the marker \(digit) stands twice")
        offsets[digit] = text.utf8.count
        scalars = scalars.dropFirst(2)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    self.text = text
    self.offsets = offsets
  }

  /// The text as UTF-8.
  package var bytes: [UInt8] { Array(text.utf8) }

  /// Whether a marker stands in the source.
  package func has(_ marker: Int) -> Bool { offsets[marker] != nil }

  /// The UTF-8 offset of a marker in the text.
  ///
  /// - Precondition: the marker stands in the source.
  package subscript(_ marker: Int) -> Int {
    guard let offset = offsets[marker] else { preconditionFailure("no marker \(marker) in the text") }
    return offset
  }

  /// The bytes between two markers.
  package func range(_ from: Int = 1, _ to: Int = 2) -> Range<Int> { self[from]..<self[to] }
}
