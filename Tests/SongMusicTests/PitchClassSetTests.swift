// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongMusic
import Testing

@Suite struct PitchClassSetTests {
  /// What sets of numbers do, seen through every pitch class.
  @Test func behavesAsASet() {
    for seed in 0..<200 {
      var stream = Seed(seed).generator
      func draw() -> [Int] { (0..<stream.below(9)).map { _ in stream.below(12) } }
      let (first, second) = (draw(), draw())
      let (left, right) = (PitchClassSet(first), PitchClassSet(second))
      let (ours, theirs) = (Set(first), Set(second))
      func check(_ classes: PitchClassSet, _ expected: Set<Int>) {
        #expect((0..<12).allSatisfy { classes.contains($0) == expected.contains($0) }, "seed \(seed)")
        #expect(classes.isEmpty == expected.isEmpty && classes == PitchClassSet(expected), "seed \(seed)")
      }
      check(left.union(right), ours.union(theirs))
      check(left.intersection(right), ours.intersection(theirs))
      check(left.subtracting(right), ours.subtracting(theirs))
      check(left.symmetricDifference(right), ours.symmetricDifference(theirs))
      var changed = left
      let tone = stream.below(12)
      #expect(changed.insert(tone).inserted == !ours.contains(tone))
      check(changed, ours.union([tone]))
      #expect(changed.remove(tone) == tone && changed.remove(tone) == nil)
      check(changed, ours.subtracting([tone]))
    }
  }
}
