// SPDX-License-Identifier: Apache-2.0
/// How likely each symbol is to derive each stretch of a sequence: inside probabilities.
///
/// - Source: Baker (1979), "Trainable grammars for speech recognition".
struct GrammarChart: Sendable {
  private let grammar: NormalForm
  /// By end - 1 the stretches that end there, by start: for each symbol a probability.
  private var columns: [[[Double]]] = []

  init(_ grammar: NormalForm) { self.grammar = grammar }

  /// Places so far.
  var count: Int { columns.count }

  /// The probabilities of a stretch that isn't empty.
  func inside(_ range: Range<Int>) -> [Double] { columns[range.upperBound - 1][range.lowerBound] }

  /// Goes on by a place.
  ///
  /// - Parameter terminals: for each terminal its factor there.
  /// - Complexity: places squared x productions
  mutating func append(terminals: [Double]) {
    let end = count + 1
    var raw = [Double](repeating: 0, count: grammar.count)
    for (index, factor) in terminals.enumerated() { raw[grammar.firstTerminal + index] = factor }
    // By falling start.
    var stretches = [grammar.chains.timesRight(raw)]
    for start in stride(from: end - 2, through: 0, by: -1) {
      raw = Array(repeating: 0, count: grammar.count)
      for middle in start + 1..<end {
        let left = columns[middle - 1][start]
        let right = stretches[end - 1 - middle]
        for pair in grammar.pairs where left[pair.left] != 0 {
          raw[pair.parent] += pair.share * left[pair.left] * right[pair.right]
        }
      }
      stretches.append(grammar.chains.timesRight(raw))
    }
    columns.append(stretches.reversed())
  }
}
