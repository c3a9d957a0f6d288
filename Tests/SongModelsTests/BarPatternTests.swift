// SPDX-License-Identifier: Apache-2.0
import SongModels
import Testing

@Suite struct BarPatternTests {
  @Test func notesAreThoseThatAreWritten() throws {
    let pattern = try #require(BarPattern(meter: "4/4", steps: "--x-x..xx---.x--"))
    #expect(pattern.onsets.map(\.step) == [2, 4, 7, 8, 13])
    #expect(pattern.onsets.map(\.length) == [2, 1, 1, 4, 3])
    #expect(pattern.onsetCount == 5)
    #expect(pattern.soundingSteps == 13)
    #expect(pattern.startsTied && pattern.tiedSteps == 2 && pattern.endsHeld)
  }

  @Test func aBarMayBeSilentOrHeldThroughout() throws {
    let silent = try #require(BarPattern(meter: "3/4", steps: "............"))
    #expect(silent.onsets.isEmpty && silent.soundingSteps == 0)
    #expect(!silent.startsTied && silent.tiedSteps == 0 && !silent.endsHeld)
    let held = try #require(BarPattern(meter: "2/4", steps: "--------"))
    #expect(held.onsets.isEmpty && held.soundingSteps == 8)
    #expect(held.startsTied && held.tiedSteps == 8 && held.endsHeld)
  }
}
