// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongImport
import SongMusic
import Testing

/// What files of other programs give to training.
@Suite struct TrainingMusicTests {
  private func read(_ text: String) throws -> [TrainingMusic] {
    try trainingMusic(Array(text.utf8), format: .abc)
  }

  @Test func everyTuneOfABookIsAPiece() throws {
    let pieces = try read("X:1\nT:One\nM:3/4\nL:1/4\nK:Em\n\"Em\"E|G2\"D\"A|B3|]\n\nX:2\nK:C\n\nX:3\nM:4/4\nL:1/4\nK:G\nGABc|]\n")
    // The second has no notes.
    #expect(pieces.count == 2)
    let piece = pieces[0]
    #expect(piece.bars.map(\.start) == [0, 3, 6] && piece.end == 9)
    #expect(piece.bars.allSatisfy { $0.meter == Meter(3, 4) && $0.key.mode == .minor })
    // The pickup stands at the end of its bar.
    #expect(piece.melody.map(\.onset) == [2, 3, 5, 6] && piece.melody.map(\.key) == [64, 67, 69, 71])
    #expect(piece.chords.map { $0.chord.map { "\($0)" } ?? "N" } == ["Em", "D"] && piece.chords.map(\.onset) == [2, 5])
    #expect(pieces[1].chords.isEmpty && pieces[1].second.isEmpty && pieces[1].hits.isEmpty)
    #expect(throws: ImportError.self) { try read("no tune") }
  }

  @Test func fourVoicesThatMoveTogetherAreAChorale() throws {
    func piece(_ bass: String) throws -> TrainingMusic {
      let voices = ["c2 d2 e2 f2|g4 e4|]", "G2 G2 c2 c2|B4 c4|]", "E2 D2 G2 A2|G4 G4|]", bass]
      let text = voices.enumerated().map { "V:\($0 + 1)\n\($1)" }.joined(separator: "\n")
      return try #require(read("X:1\nM:4/4\nL:1/8\nK:C\n\(text)\n").first)
    }
    let chorale = try piece("C,2 B,,2 C,2 F,,2|G,,4 C,4|]")
    #expect(chorale.voices.count == 4 && chorale.voices.allSatisfy { $0.count == 6 })
    #expect(chorale.voices[3].map(\.key) == [48, 47, 48, 41, 43, 48])
    // The chords are found by the notes.
    #expect(!chorale.chords.isEmpty && !chorale.bass.isEmpty)
    #expect(try piece("C,8|C,8|]").voices.isEmpty)
  }
}
