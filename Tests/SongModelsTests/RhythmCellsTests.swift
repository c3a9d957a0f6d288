// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongModels
import Testing

@Suite struct RhythmCellsTests {
  private static let text = """
    # Quarters, a note over the middle, what it ties to, and silence.
    cell x---x--- 6 2
    cell x-----x- 3 0
    cell ----x--- 1 4
    cell ........ 2 4
    second 1 2 3
    first 0 0 2 1 1

    """

  private func read(_ text: String) throws(ModelError) -> RhythmCells { try RhythmCells(FileBytes(Array(text.utf8))) }

  @Test func everyLineIsRead() throws {
    let cells = try read(Self.text)
    #expect(cells.cells.map(\.steps) == ["x---x---", "x-----x-", "----x---", "........"])
    #expect(cells.cells.map(\.onsetCount) == [2, 2, 1, 0])
    #expect(cells.cells.map(\.startsTied) == [false, false, true, false])
    #expect(cells.cells.map(\.endsHeld) == [true, true, true, false])
  }

  /// Three times behind the cell, and five times what it is anywhere.
  @Test func aCellIsAsLikelyAsBehindTheOneBefore() throws {
    let cells = try read(Self.text)
    let behind = cells.probabilities(of: .second, after: 1)
    #expect(zip(behind, [1.0, 0, 3 + 2, 2].map { $0 / 8 }).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(cells.probabilities(of: .second, after: 3)[2] == 0)
    #expect(cells.probabilities(of: .first, after: nil) == [0.5, 0.25, 0, 2 / 12.0])
  }

  @Test(arguments: [
    ("cell", "cel"), ("x---x---", "x---x--"), ("x---x---", "x-.-x---"), (" 6 2", " 6"), ("second 1 2", "second 4 2"),
    ("first 0 0 2", "first 0 9 2"), ("first 0 0 2 1 1", "first 0 0 2 1"), ("first 0", "third 0"), ("x---x--- 6 2", "x---x--- 6 -2"),
  ]) func whatIsBrokenIsRefused(_ change: (String, String)) {
    let broken = Self.text.replacing(change.0, with: change.1, maxReplacements: 1)
    #expect(broken != Self.text)
    #expect(throws: ModelError.self) { try read(broken) }
  }

  @Test func everyBeginningIsReadOrRefused() {
    expectEveryBeginningIsReadOrRefused(Self.text) { bytes throws(ModelError) in _ = try RhythmCells(bytes) }
    #expect(throws: ModelError.self) { try read("cell ----x--- 1 4\n") }
  }

  /// Those of the standard library: many cells, most of which are followed.
  @Test func theShippedCellsAreWhole() throws {
    let folder = checkout.appendingPathComponent("stdlib/models")
    let file = try Data(contentsOf: folder.appendingPathComponent("pop.rhythmcells"))
    let cells = try RhythmCells(FileBytes(Array(file)))
    #expect(cells.cells.count > 200 && Set(cells.cells).count == cells.cells.count)
    for cell in cells.cells.indices {
      for half in RhythmCells.Half.allCases {
        let sum = cells.probabilities(of: half, after: cell).reduce(0, +)
        #expect(cells.cells[cell].endsHeld ? abs(sum - 1) < 1e-9 : sum > 0 && sum < 1 + 1e-9)
      }
    }
    let attribution = try String(contentsOf: folder.appendingPathComponent("ATTRIBUTION.md"), encoding: .utf8)
    #expect(attribution.contains("`pop.rhythmcells`"))
  }
}
