// SPDX-License-Identifier: Apache-2.0
internal import SongBase

extension RandomStream {
  /// One of the elements by their weights.
  mutating func weighted<Element>(_ choices: [(Element, Int)]) -> Element {
    choices[pick(weights: choices.map(\.1))].0
  }

  /// One of the words of a text.
  mutating func word(of words: String) -> String { element(of: words.split(separator: " ").map(String.init)) }

  /// A number in the range.
  mutating func number(in range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// A number in the range, small ones as often as large ones: its logarithm is nearly even.
  mutating func octaveNumber(in range: ClosedRange<Int>) -> Int {
    var ends = [range.lowerBound]
    while let last = ends.last, last * 2 < range.upperBound { ends.append(last * 2) }
    let low = element(of: ends)
    return number(in: low...min(low * 2, range.upperBound))
  }
}

/// `12.345s`, `0:12.345`, `1.5min`: ways to write milliseconds.
func timeText(_ milliseconds: Int, _ stream: inout RandomStream) -> String {
  let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
  let thousandths = String(rest + 1000).dropFirst()
  switch stream.weighted([(0, 60), (1, 25), (2, 8), (3, milliseconds % 600 == 0 ? 7 : 0)]) {
  case 0: return rest == 0 ? "\(whole)s" : "\(whole).\(thousandths)s"
  case 1:
    let seconds = String(whole % 60 + 100).dropFirst()
    let clock = whole < 3600 ? "\(whole / 60):\(seconds)" : "\(whole / 3600):\(String(whole / 60 % 60 + 100).dropFirst()):\(seconds)"
    return rest == 0 ? clock : "\(clock).\(thousandths)"
  case 2: return "\(milliseconds)ms"
  default: return "\(milliseconds / 60000).\(String(milliseconds % 60000 / 600 + 100).dropFirst())min"
  }
}
