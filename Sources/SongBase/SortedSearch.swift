// SPDX-License-Identifier: Apache-2.0
extension Array {
  /// The index of the last element that isn't after a place; the first one for a place before all.
  ///
  /// - Precondition: the elements are sorted by `key`, and there is one.
  /// - Complexity: logarithmic.
  package func last<Key: Comparable>(notAfter place: Key, by key: (Element) -> Key) -> Int {
    var low = 0
    var high = count
    while high - low > 1 {
      let middle = (low + high) / 2
      if key(self[middle]) <= place { low = middle } else { high = middle }
    }
    return low
  }
}
