// SPDX-License-Identifier: Apache-2.0
import Testing
import SongBase

@Suite struct SeedTests {
  @Test func aDrawInOneStreamShiftsNoOther() {
    let seed = Seed(7)
    var first = seed.child("melody").generator
    for _ in 0..<100 { _ = first.next() }
    var alone = seed.child("bass").generator
    var after = seed.child("bass").generator
    #expect((0..<8).map { _ in alone.next() } == (0..<8).map { _ in after.next() })
    #expect(seed.child("bass") != seed.child("melody"))
  }
}
