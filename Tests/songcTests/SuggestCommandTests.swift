// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc suggest` as a user runs it.
@Suite struct SuggestCommandTests {
  private static let spec = "song: 1\nstyle: pop\nkey: C major\nduration: free\nform: A\nsections: {A: {bars: 4, chords: \"C | F | G | C\"}}\n"

  private func run(_ arguments: [String]) throws -> CommandTests.Outcome {
    try CommandTests().run(["suggest", "--stdlib", "\(checkout)/stdlib"] + arguments, input: Self.spec)
  }

  @Test func chordsComeWithNumeralsAndPercentages() throws {
    let outcome = try run(["chords", "-", "--at", "bar 3", "--n", "3"])
    let lines = outcome.out.split(separator: "\n")
    #expect(outcome.code == 0 && lines[0] == "bar 3, 4 quarters, C major, after F, before C", "\(outcome.out)\(outcome.err)")
    #expect((4...5).contains(lines.count) && lines.contains { $0.contains("  G") && $0.contains("  V") && $0.hasSuffix(" %  now") })
    let json = try run(["chords", "-", "--at", "bar 3", "--n", "3", "--json"])
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
    #expect((object["chords"] as? [[String: Any]])?.count == lines.count - 1)
    #expect(try run(["chords", "-", "--at", "bar 3", "--n", "3"]).out == outcome.out)
  }

  @Test func tunesAreItemsOfASpec() throws {
    let outcome = try run(["melody", "-", "--at", "bar 2"])
    #expect(outcome.code == 0 && outcome.out.contains("\n# parts.lead.given\n- {where: bar 2, "), "\(outcome.out)\(outcome.err)")
    #expect(try run(["melody", "-", "--at", "bar 2", "--seed", "other"]).code == 0)
  }

  @Test func whatIsWrongIsSaid() throws {
    for wrong in [["chords", "-"], ["chords", "-", "--at", "bar 1", "--n", "0"], ["chords", "-", "--at", "bar 1", "--part", "lead"], ["bass", "-", "--at", "bar 1"]] {
      #expect(try run(wrong).code == 2, "\(wrong)")
    }
    let outside = try run(["chords", "-", "--at", "bar 9"])
    #expect(outside.code == 1 && outside.out.isEmpty && outside.err.contains("the piece has 4 bars"), "\(outside.err)")
    #expect(try CommandTests().run(["suggest", "chords", "missing.song.yaml", "--at", "bar 1"]).code == 5)
  }
}
