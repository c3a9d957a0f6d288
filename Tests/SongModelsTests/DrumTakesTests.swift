// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongIR
import SongModels
import Testing

/// The takes of drummers are read bar by bar; a damaged file is refused.
@Suite struct DrumTakesTests {
  private func takes(_ text: String) throws -> DrumTakes { try DrumTakes(FileBytes(Array(text.utf8))) }

  @Test func barsAreReadStrokeByStroke() throws {
    let takes = try takes("songdrums 1\ntake rock 120 0101 1010 a/b/1\nK09H08c1 - S49X43 -\n- - - C09\ntake pop 90 1 10 b\nK00 - - -\n")
    #expect(takes.takes.map(\.genre) == ["rock", "pop"])
    #expect(takes.takes.map(\.phraseCount) == [2, 1])
    #expect(takes.takes[0].kick == 0x0101 && takes.takes[0].snare == 0x1010)
    let bars = takes.bars(of: takes.takes[0])
    #expect(bars.map(\.count) == [3, 0, 2, 0, 0, 0, 0, 1])
    #expect(
      bars[0] == [
        .init(step: 0, voice: .kick, loudness: 9), .init(step: 0, voice: .hat, loudness: 8),
        .init(step: 12, voice: .hat, loudness: 1),
      ])
  }

  @Test(arguments: [
    "", "songdrums 2\ntake rock 120 0 0 a\n- - - -\n", "songdrums 1\n", "songdrums 1\nK00 - - -\n",
    "songdrums 1\ntake rock fast 0 0 a\n- - - -\n", "songdrums 1\ntake rock 120 0 0 a\n- - -\n",
    "songdrums 1\ntake rock 120 0 0 a\nK0 - - -\n", "songdrums 1\ntake rock 120 0 0 a\n00 - - -\n",
    "songdrums 1\ntake rock 120 0 0 a\nK0a - - -\n", "songdrums 1\ntake rock 120 0 0 a\nZ00 - - -\n",
    "songdrums 1\ntake rock 120 0 0 a\n", "songdrums 1\ntake rock 120 0 0\n- - - -\n",
  ])
  func damagedFilesAreRefused(text: String) {
    #expect(throws: ModelError.self) { try takes(text) }
  }

  @Test func theShippedTakesArePlayableAndNamed() throws {
    let folder = checkout.appendingPathComponent("stdlib/models")
    let takes = try DrumTakes(FileBytes(Array(Data(contentsOf: folder.appendingPathComponent("drummers.songdrums")))))
    #expect(takes.takes.count > 90)
    #expect(Set(takes.takes.map(\.genre)) == Set(DrumGenre.allCases.map(\.rawValue)))
    for take in takes.takes {
      let bars = takes.bars(of: take)
      #expect((3...8).contains(take.phraseCount) && bars.count == 4 * take.phraseCount)
      #expect(bars.joined().contains { $0.voice == .kick } && bars.joined().contains { $0.voice != .kick })
      // A voice is struck once at a time.
      for bar in bars { #expect(Set(bar.map { "\($0.step) \($0.voice)" }).count == bar.count) }
    }
    let attribution = try String(contentsOf: folder.appendingPathComponent("ATTRIBUTION.md"), encoding: .utf8)
    #expect(attribution.contains("`drummers.songdrums`"))
  }
}
