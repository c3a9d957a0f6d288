// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The known names that a misspelt one may mean: at most three, nearest first, ties in the order given.
///
/// A name counts as near within a third of its length in edits (insert, delete, substitute, swap of neighbours).
/// - Source: Damerau (1964), "A technique for computer detection and correction of spelling errors", CACM 7(3).
package func nearest(to name: String, among candidates: [String]) -> [String] {
  let target = Array(name.utf8.map(lowercase))
  var ranked: [(distance: Int, name: String)] = []
  for candidate in candidates {
    let distance = editDistance(target, Array(candidate.utf8.map(lowercase)))
    if distance <= max(1, max(target.count, candidate.utf8.count) / 3) { ranked.append((distance, candidate)) }
  }
  return ranked.enumerated()
    .sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
    .prefix(3).map(\.element.name)
}

private func lowercase(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte == 0x2D ? 0x5F : byte }

private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
  var before: [Int] = []
  var previous = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var current = [i + 1]
    for (j, b) in right.enumerated() {
      var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a == b ? 0 : 1))
      if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, before[j - 1] + 1) }
      current.append(best)
    }
    before = previous
    previous = current
  }
  return previous[right.count]
}
