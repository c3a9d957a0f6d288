// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongModels
import Testing

@Suite struct ProgressionsTests {
  private static let text = """
    # Two chords.
    chord 0
    chord 9 m7
    link 100 50
    link 200 1
    manner 0 12 75 20 10 40 20 10 30 15 0 0 0 0 6 12 19 25 31 62 100
    manner 1 7 150 20 10 40 20 10 30 15 0 0 0 0 6 12 19 25 31 62 100
    colour 1 0 150 7 3 maj7 1
    unit 0 0 1 1 0 4 1 2
    unit 0 1 0 1 1 9
    bar 1 0 0 5
    pair 0 1 3

    """

  private func read(_ text: String) throws(ModelError) -> Progressions { try Progressions(FileBytes(Array(text.utf8))) }

  @Test func everyLineIsRead() throws {
    let found = try read(Self.text)
    #expect(found.chords == [.init(root: 0, type: .major), .init(root: 9, type: .minor7)])
    #expect(found.units == [[0, 0, 1, 1], [0, 1, 0, 1]] && found.bars == [[1, 0]])
    #expect(found.link(0, 1) == 0.5 && found.link(1, 0) == 2)
    #expect(found.followers[0].map(\.unit) == [1] && found.followers[0].map(\.songs) == [3] && found.followers[1].isEmpty)
    #expect(found.manners.map(\.isMinor) == [false, true] && found.manners.map(\.songs) == [12, 7])
    #expect(found.manners.map(\.unitWeights) == [[4, 0], [2, 9]] && found.manners.map(\.barWeights) == [[5], [0]])
    let manner = found.manners[1]
    #expect(manner.changes == 150 && manner.repeats == (20, 10) && manner.relations == [40, 20, 10, 30] && manner.loose == 15)
    #expect(manner.levels == [0, 0, 0, 0, 6, 12, 19, 25, 31, 62, 100])
    let colour = try #require(manner.colours[0])
    #expect(colour.share == 150 && colour.types.map(\.type) == [.dominant7, .major7] && colour.types.map(\.weight) == [3, 1])
    #expect(manner.colours[1] == nil && found.manners[0].colours.allSatisfy { $0 == nil })
  }

  @Test(arguments: [
    ("chord 9 m7", "chord 9 x"), ("chord 0", "chord 12"), ("link 200 1\n", ""), ("link 100 50", "link 100 50 7"),
    ("manner 1", "manner 0"), ("manner 0 12", "manner 0 0"), ("40 20 10 30 15", "0 0 0 0 15"), ("unit 0 0 1 1", "unit 0 0 1"),
    ("unit 0 1 0 1", "unit 0 1 0 2"), ("bar 1 0 0 5", "bar 1 0 2 5"), ("pair 0 1 3", "pair 0 2 3"), ("pair", "pairs"),
    ("colour 1 0 150 7 3 maj7 1", "colour 1 0 150"), ("pair 0 1 3", "pair 0 1"), ("62 100\ncolour", "62\ncolour"),
    ("9", "-9"),
  ]) func whatIsBrokenIsRefused(_ change: (String, String)) {
    let broken = Self.text.replacing(change.0, with: change.1, maxReplacements: 1)
    #expect(broken != Self.text)
    #expect(throws: ModelError.self) { try read(broken) }
  }

  @Test func everyBeginningIsReadOrRefused() {
    expectEveryBeginningIsReadOrRefused(Self.text) { bytes throws(ModelError) in _ = try Progressions(bytes) }
  }

  /// Those of the standard library: several manners of each mode, all of them with what a phrase can be made of.
  @Test func theShippedProgressionsAreWhole() throws {
    let folder = checkout.appendingPathComponent("stdlib/models")
    let shipped = try Progressions(FileBytes(Array(Data(contentsOf: folder.appendingPathComponent("pop.progressions")))))
    for isMinor in [false, true] {
      let manners = shipped.manners.filter { $0.isMinor == isMinor }
      #expect(manners.count >= 3)
      #expect(manners.map(\.changes).max()! > 2 * manners.map(\.changes).min()!)
    }
    for manner in shipped.manners {
      #expect(manner.unitWeights.count == shipped.units.count && manner.barWeights.count == shipped.bars.count)
      #expect(manner.unitWeights.count { $0 > 0 } > 100 && abs(manner.relations.reduce(0, +) - 100) <= 2)
    }
    #expect(Set(shipped.units).count == shipped.units.count)
    // Songs share what follows, or it isn't told.
    #expect(shipped.followers.joined().allSatisfy { $0.songs >= 3 })
    let attribution = try String(contentsOf: folder.appendingPathComponent("ATTRIBUTION.md"), encoding: .utf8)
    for source in ["POP909", "Billboard"] {
      #expect(attribution.split(separator: "\n").contains { $0.contains(source) && $0.contains("`pop.progressions`") })
    }
  }
}
