// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongIR
import SongMusicXML
import SongTestSupport
import Testing

/// A flam that a spec writes, from its grid to the files.
@Suite struct FlamTests {
  private func piece(_ more: String = "") throws -> Compilation {
    let text = """
      song: 1
      style: pop
      time: 4/4
      tempo: 120
      end: cut
      form: A
      sections:
        A: {bars: 4}
      humanize: 0
      parts:
        kit: {role: drums, instrument: pop-kit, pattern: {kick: "x...x...x...x...", snare: "....f.......x...", hat: "x.x.x.x.x.x.x.x."}}
      \(more)

      """
    return try #require(compiled(text).compilation)
  }

  private func snares(_ piece: Compilation) -> [Score.Note] {
    let part = piece.score.parts[0]
    return part.notes.filter { if case .kit(let voice) = $0.sound { part.kit[voice].name == "snare" } else { false } }
  }

  @Test func aWrittenFlamIsOneStrokeWithASmallOne() throws {
    let piece = try piece()
    let places: [ScoreTime] = [1, 3, 5, 7, 9, 11, 13, 15]
    #expect(snares(piece).map(\.onset) == places)
    #expect(snares(piece).enumerated().allSatisfy { $0.element.ornament == ($0.offset % 2 == 0 ? Score.Ornament.flam : nil) })
    let key = 38
    let strokes = piece.performance.parts[0].notes.filter { $0.key == key }
    #expect(strokes.count == 12)
    for bar in 0..<4 {
      let (small, own) = (strokes[3 * bar], strokes[3 * bar + 1])
      #expect(own.onset.value == (4 * bar + 1) * 960, "bar \(bar)")
      #expect(own.onset.value - small.onset.value == 60, "31 ms at 120 a minute")
      #expect(small.velocity < own.velocity)
    }
    #expect(writeMusicXML(piece.score).split(separator: "<grace slash=\"yes\"/>").count == 5)
  }

  @Test func whatStrikesAtAPointStrikesAlone() throws {
    let plain = try piece()
    #expect(snares(plain).contains { $0.onset == 5 && $0.ornament != nil })
    let piece = try piece("sync:\n  - {at: 2.5s, hit: accent}")
    #expect(piece.score.syncs.map(\.start) == [5])
    #expect(piece.score.parts[0].notes.allSatisfy { $0.onset != 5 || $0.ornament == nil })
    let played = piece.performance.parts[0].notes.filter { (4701..<4800).contains($0.onset.value) }
    #expect(played.isEmpty, "nothing sounds just before it: \(played)")
  }
}
