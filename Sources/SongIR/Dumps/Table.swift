// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Lines of a dump: two blanks of indent a level, one event a line.
struct DumpText {
  private(set) var text = ""

  /// A line of words with a blank between them; empty words are left out.
  mutating func line(_ level: Int, _ words: String...) {
    for _ in 0..<level { text += "  " }
    var isFirst = true
    for word in words where !word.isEmpty {
      if !isFirst { text += " " }
      text += word
      isFirst = false
    }
    text += "\n"
  }
}

/// A level in thousandths as a percentage.
func percent(_ permille: Int) -> String { shortest(Double(permille) / 10, 1) + "%" }

/// A band: `1000..4000Hz`.
package func hertz(_ band: ClosedRange<Rational>) -> String {
  "\(shortest(band.lowerBound.double, 3))..\(shortest(band.upperBound.double, 3))Hz"
}

/// Text in quotes, on one line.
func quoted(_ text: String) -> String { JSONValue.string(text).line }
