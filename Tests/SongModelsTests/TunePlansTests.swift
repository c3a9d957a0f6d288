// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongModels
import Testing

@Suite struct TunePlansTests {
  private static let text = """
    # A song and a strain.
    plan 5 4 5w2 3h3
    plan 8 8r1 0 8t2

    """

  private func read(_ text: String) throws(ModelError) -> TunePlans { try TunePlans(FileBytes(Array(text.utf8))) }

  @Test func everyLineIsRead() throws {
    let found = try read(Self.text).plans.map(\.measures)
    #expect(found.map { $0.map(\.onsets) } == [[5, 4, 5, 3], [8, 8, 0, 8]])
    #expect(found[0].map(\.relation) == [nil, nil, .whole, .firstHalf] && found[0].map(\.lag) == [0, 0, 2, 3])
    #expect(found[1].map(\.relation) == [nil, .rhythm, nil, .secondHalf] && found[1].map(\.lag) == [0, 1, 0, 2])
  }

  @Test(arguments: [
    ("plan", "pln"), ("5w2", "5w3"), ("5w2", "5w0"), ("5w2", "5w"), ("5w2", "5x2"), ("plan 5 ", "plan 5w1 "), ("5 4", "5 -4"),
    ("plan 8 8r1 0 8t2", "plan 0 0"), ("plan 8 8r1 0 8t2", "plan"), ("3h3", "3h3!"),
  ]) func whatIsBrokenIsRefused(_ change: (String, String)) {
    let broken = Self.text.replacing(change.0, with: change.1, maxReplacements: 1)
    #expect(broken != Self.text)
    #expect(throws: ModelError.self) { try read(broken) }
  }

  @Test func everyBeginningIsReadOrRefused() {
    expectEveryBeginningIsReadOrRefused(Self.text) { bytes throws(ModelError) in _ = try TunePlans(bytes) }
    #expect(throws: ModelError.self) { try read("# Nothing.\n") }
  }

  @Test(arguments: [("pop", 16), ("fiddle", 8)]) func theShippedPlansAreWhole(_ shipped: (name: String, measures: Int)) throws {
    let folder = checkout.appendingPathComponent("stdlib/models")
    let file = folder.appendingPathComponent("\(shipped.name).tuneplans")
    let plans = try TunePlans(FileBytes(Array(Data(contentsOf: file)))).plans
    #expect(plans.count > 1000 && plans.allSatisfy { $0.measures.count == shipped.measures })
    let measures = plans.flatMap(\.measures)
    for relation in [TunePlans.Relation.whole, .firstHalf, .secondHalf, .rhythm] {
      #expect(measures.count { $0.relation == relation } * 50 > measures.count)
    }
    let attribution = try String(contentsOf: folder.appendingPathComponent("ATTRIBUTION.md"), encoding: .utf8)
    #expect(attribution.contains("`\(shipped.name).tuneplans`"))
  }
}
