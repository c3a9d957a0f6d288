// SPDX-License-Identifier: Apache-2.0
/// The lines in which two texts differ, as a unified diff without context; empty where they are the same.
func difference(_ old: String, _ new: String, name: String) -> String {
  let left = lines(old)
  let right = lines(new)
  guard left != right else { return "" }
  var removed: Set<Int> = []
  var inserted: Set<Int> = []
  for change in right.difference(from: left) {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  var out = "--- \(name)\n+++ \(name)\n"
  var from = 0
  var to = 0
  while from < left.count || to < right.count {
    let (start, target) = (from, to)
    while removed.contains(from) { from += 1 }
    while inserted.contains(to) { to += 1 }
    guard from > start || to > target else {
      from += 1
      to += 1
      continue
    }
    out += "@@ -\(place(start, from - start)) +\(place(target, to - target)) @@\n"
    for index in start..<from { out += "-\(left[index])\n" }
    for index in target..<to { out += "+\(right[index])\n" }
  }
  return out
}

/// The first line from 1 and the number of lines; without lines the one before.
private func place(_ start: Int, _ count: Int) -> String {
  count == 1 ? "\(start + 1)" : "\(count == 0 ? start : start + 1),\(count)"
}

private func lines(_ text: String) -> [String] {
  var result = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  if result.last == "" { result.removeLast() }
  return result
}
