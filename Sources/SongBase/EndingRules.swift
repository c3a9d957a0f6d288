// SPDX-License-Identifier: Apache-2.0
/// For each rule of a context-free grammar whether it derives a sequence of terminals.
///
/// - Parameter rules: for each rule its productions, of each the indices of the rules in it.
package func endingRules(_ rules: [[[Int]]]) -> [Bool] {
  var ends = [Bool](repeating: false, count: rules.count)
  while true {
    let next = rules.map { productions in productions.contains { $0.allSatisfy { ends[$0] } } }
    if next == ends { return ends }
    ends = next
  }
}
