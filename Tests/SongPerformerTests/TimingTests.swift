// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import Testing

/// The player's deviations in time as figures.
@Suite struct TimingTests {
  private static let limit = 20_000

  /// Deviations of the onsets of a run in microseconds; the first note and the last measure stay on the grid.
  private func deviations(of length: ScoreTime, count: Int, seed: Int) -> [Double] {
    let measures = (length * Rational(count) / 4).ceiling + 1
    let piece = performed(
      score([part(run(count, of: length))], measures: measures), settings(timing: TimingTests.limit), seed: seed)
    let step = Ticks(length).value
    // Notes are sorted by onset; a deviation is less than half of the shortest step used here.
    return piece.parts[0].notes.enumerated().map { Double($1.onset.value - $0 * step) * 500_000 / 960 }
  }

  @Test func noOnsetIsFartherOffThanTheMaximum() {
    for seed in 0..<20 {
      for length in [Rational(1, 4), Rational(1, 2), 1] as [ScoreTime] {
        // Half a tick is what rounding may add.
        let largest = deviations(of: length, count: 1000, seed: seed).map(\.magnitude).max() ?? .infinity
        #expect(largest <= Double(TimingTests.limit) + 261, "seed \(seed) length \(length)")
        #expect(largest > Double(TimingTests.limit) / 2, "seed \(seed) length \(length)")
      }
    }
  }

  @Test func theMeanIsNearZeroAndNothingAccumulates() {
    var means: [Double] = []
    for seed in 0..<20 {
      let values = deviations(of: Rational(1, 2), count: 1000, seed: seed)
      means.append(values.mean)
      #expect(values.mean.magnitude < 2000, "seed \(seed)")
      #expect(Array(values.suffix(200)).mean.magnitude < 4000, "seed \(seed)")
      // A walk would be as far off at the end as its steps are many.
      let (early, late) = (Array(values.prefix(500)).deviation, Array(values.suffix(500)).deviation)
      #expect(late < early * 1.4 && early < late * 1.4, "seed \(seed): \(early) \(late)")
    }
    #expect(means.mean.magnitude < 400)
  }

  @Test func theStandardDeviationIsTwoFifthsOfTheMaximum() {
    let expected = 0.4 * Double(TimingTests.limit)
    for seed in 0..<20 {
      for length in [Rational(1, 4), Rational(1, 2), 1, 2] as [ScoreTime] {
        let found = deviations(of: length, count: 1000, seed: seed).deviation
        #expect((found / expected - 1).magnitude < 0.25, "seed \(seed) length \(length): \(found)")
      }
    }
  }

  @Test func neighboursAreCorrelated() {
    for seed in 0..<20 {
      for length in [Rational(1, 4), Rational(1, 2), 1] as [ScoreTime] {
        let found = deviations(of: length, count: 1000, seed: seed).lagOne
        #expect((0.2...0.7).contains(found), "seed \(seed) length \(length): \(found)")
      }
    }
  }

  @Test func oneSeedIsOnePerformance() {
    let piece = score([part(run(200, of: Rational(1, 2))), part(run(100, of: 1), id: "bass")], measures: 26)
    let amounts = settings(timing: 15_000, velocity: 8, swing: 550, length: 10, articulation: 90)
    let first = performed(piece, amounts, seed: 5)
    #expect(performed(piece, amounts, seed: 5) == first)
    #expect(performed(piece, amounts, seed: 6) != first)
    #expect(first.parts[0].notes.map(\.onset) != first.parts[1].notes.map(\.onset))
  }

  @Test func theEnsembleSharesHalfOfIt() {
    let notes = run(1000, of: 1)
    let piece = performed(score([part(notes, id: "a"), part(notes, id: "b")], measures: 251), settings(timing: 20_000))
    let values = piece.parts.map { $0.notes.enumerated().map { Double($1.onset.value - $0 * 960) } }
    let together = zip(values[0], values[1]).map { $0 * $1 }.mean / (values[0].deviation * values[1].deviation)
    #expect((0.35...0.65).contains(together), "\(together)")
  }

  @Test func aNoteMoreMovesNoOther() {
    let written = run(64, of: 1)
    let amounts = settings(timing: 15_000, velocity: 10, length: 20, articulation: 90)
    let before = performed(score([part(written)], measures: 17), amounts).parts[0].notes
    for extra in [note(0, 1, key: 40), note(Rational(21, 2), Rational(1, 2), key: 41), note(30, 2, key: 90)] {
      let more = (written + [extra]).sorted { ($0.onset, $0.duration) < ($1.onset, $1.duration) }
      let after = performed(score([part(more)], measures: 17), amounts).parts[0].notes
      #expect(after.count == 65)
      #expect(after.filter { (60..<72).contains($0.key) } == before, "a note at \(extra.onset)")
    }
  }

  @Test func anotherPartMovesNoNote() {
    let tune = part(run(64, of: 1))
    let amounts = settings(timing: 15_000, velocity: 10, length: 20)
    let alone = performed(score([tune], measures: 17), amounts)
    let together = performed(score([part(run(32, of: 2), id: "bass"), tune], measures: 17), amounts)
    #expect(together.parts[1] == alone.parts[0])
  }

  @Test func notesOfAKeyNeverOverlapAndStayInThePiece() {
    for seed in 0..<30 {
      var stream = Seed(seed).generator
      let written = (0..<300).map { _ in
        let onset = Rational(stream.below(16 * 16), 4)
        return note(onset, min(Rational(1 + stream.below(16), 4), 64 - onset), key: 60 + stream.below(4))
      }.sorted { $0.onset < $1.onset }
      let piece = performed(
        score([part(written)], measures: 16), settings(timing: 50_000, velocity: 30, swing: 700, length: 30), seed: seed)
      var ends = [Int: Int]()
      for note in piece.parts[0].notes {
        #expect(note.onset.value >= ends[note.key, default: 0] && note.duration.value >= 1, "seed \(seed)")
        #expect(note.end <= piece.length && (1...127).contains(note.velocity), "seed \(seed)")
        ends[note.key] = note.end.value
      }
    }
  }

  @Test func theFirstNoteAndTheLastMeasureStayOnTheGrid() {
    for seed in 0..<20 {
      let notes = performed(score([part(run(64, of: 1))], measures: 16), settings(timing: 50_000), seed: seed).parts[0].notes
      #expect(notes[0].onset == .zero, "seed \(seed)")
      #expect(notes.suffix(4).map(\.onset.value) == [60, 61, 62, 63].map { $0 * 960 }, "seed \(seed)")
    }
  }
}
