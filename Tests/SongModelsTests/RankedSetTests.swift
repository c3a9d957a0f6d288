// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

@Suite struct RankedSetTests {
  @Test(arguments: [1, 63, 64, 65, 1000]) func ranksCountTheSmallerMembers(_ limit: Int) {
    var stream = Seed(limit).generator
    let members = (0..<limit).filter { _ in stream.below(3) == 0 }
    let set = RankedSet(members.map(Int32.init), limit: limit)
    #expect(set.count == members.count)
    for number in 0..<limit {
      #expect(set.rank(of: number) == members.firstIndex(of: number).map(Int32.init) ?? -1)
    }
  }
}
