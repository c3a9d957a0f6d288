// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import Testing

/// Bars that drummers play, near to what is written.
@Suite struct DrummerBarsTests {
  private static let tables = [DrummerBars.kicks, .snares, .hats, .rides]
  /// Kicks on the first and the third beat, snares on the others.
  private static let kick: UInt32 = 0x0101
  private static let backbeat: UInt32 = 0x1010

  @Test(arguments: tables.indices)
  func tablesHoldDifferentBars(index: Int) {
    let bars = DrummerBarsTests.tables[index].bars
    #expect(bars.count > 10)
    #expect(Set(bars.map(\.steps)).count == bars.count)
    #expect(bars.allSatisfy { $0.steps > 0 && $0.steps < 1 << 16 && $0.weight >= 1 })
  }

  @Test func noKickOfTheTableIsOnEveryBeat() {
    #expect(DrummerBars.kicks.bars.allSatisfy { $0.steps & 0x1111 != 0x1111 })
  }

  @Test func aLooserPlayerGoesFurther() {
    func distance(_ looseness: Double) -> Int {
      (0..<100).reduce(0) { sum, number in
        let bar = DrummerBars.kicks.near(
          DrummerBarsTests.kick, strong: DrummerBarsTests.kick, looseness: looseness, lot: (Double(number) + 0.5) / 100)
        return sum + (bar ^ DrummerBarsTests.kick).nonzeroBitCount
      }
    }
    #expect(distance(0.05) == 0)
    #expect(distance(0.3) < distance(1))
    #expect(distance(1) > 100)
  }

  @Test func backbeatsAreKeptByMost() {
    let kept = (0..<100).count { number in
      let bar = DrummerBars.snares.near(
        DrummerBarsTests.backbeat, strong: DrummerBarsTests.backbeat, looseness: 1, lot: (Double(number) + 0.5) / 100)
      return bar & DrummerBarsTests.backbeat == DrummerBarsTests.backbeat
    }
    #expect(kept > 85, "\(kept)")
  }

  @Test func habitsOfTenPlayersGrow() {
    let habits = [
      DrummerHabits.kicks, DrummerHabits.snares, DrummerHabits.times, DrummerHabits.opens, DrummerHabits.leftKicks,
      DrummerHabits.leftSnares, DrummerHabits.leftTimes,
    ]
    for places in habits {
      #expect(places.count == 8)
      for shares in places { #expect(shares.count == 10 && shares == shares.sorted() && shares.allSatisfy { (0...100).contains($0) }) }
    }
  }

  @Test func numbersAreFoldedIntoTheirRange() {
    for (number, expected) in [(0.25, 0.25), (-0.25, 0.25), (1.25, 0.75), (0, 0)] { #expect(abs(folded(number) - expected) < 1e-12) }
    #expect(folded(1) < 1)
  }
}
