// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongPerformer
import Testing

/// What is played for the flams and drags of drums.
@Suite struct RudimentTests {
  /// Strokes of one drum at half a second a quarter, the last with an ornament.
  private func played(_ ornament: Score.Ornament, at onsets: [ScoreTime], timing: Int = 0, seed: Int = 0) -> [Performance.Note] {
    var part = drums(onsets, every: Rational(1, 4))
    part.notes[part.notes.count - 1].ornament = ornament
    return performed(score([part], measures: 3), settings(timing: timing), seed: seed).parts[0].notes
  }

  private func milliseconds(_ ticks: Int) -> Double { Double(ticks) * 500 / 960 }

  @Test(arguments: [(Score.Ornament.flam, [-31.0], -9.0), (.drag, [-104, -52], -11)])
  func softStrokesComeBefore(ornament: Score.Ornament, places: [Double], level: Double) {
    let notes = played(ornament, at: [0, 4])
    #expect(notes.count == 2 + places.count && notes.allSatisfy { $0.key == 42 })
    #expect(notes.last!.onset == Ticks(ScoreTime(4)), "the stroke keeps its place")
    for (note, place) in zip(notes.dropFirst(), places) {
      #expect((milliseconds(note.onset.value - 4 * 960) - place).magnitude < 1, "\(note)")
      #expect((40 * portableLog2(Double(note.velocity) / 80) / portableLog2(10) - level).magnitude < 0.2, "\(note)")
    }
    #expect(zip(notes, notes.dropFirst()).allSatisfy { $0.end <= $1.onset }, "one stroke ends before the next")
  }

  @Test func theyGoWithTheirStrokeAndNeedRoom() {
    for seed in 0..<20 {
      let notes = played(.flam, at: [0, 4, 6], timing: 20_000, seed: seed)
      #expect(notes.count == 4)
      #expect((milliseconds(notes[3].onset.value - notes[2].onset.value) - 31).magnitude < 1, "seed \(seed)")
    }
    // Struck 63 ms before: a flam of 31 ms has its distance twice, a drag of 104 ms has none.
    #expect(played(.flam, at: [0, 4, Rational(33, 8)]).count == 4)
    #expect(played(.drag, at: [0, 4, Rational(33, 8)]).count == 3)
    #expect(played(.flam, at: [0]).count == 1, "nothing sounds before the piece")
  }
}
