// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import Testing

/// What is written of a score that a sync point cuts between the beats.
@Suite struct NotatedScoreTests {
  private let odd = Rational(1607, 480)

  private func score(_ notes: [(Rational, Rational)], stop: (Rational, Rational)?) -> Score {
    let part = Score.Part(
      id: "lead", name: "Lead", abbreviation: "L.", instrument: "flute", clef: .treble, transposition: .none, program: 73,
      kit: [],
      notes: notes.map { .init(onset: $0, duration: $1 - $0, sound: .pitch(Pitch(text: "C5")!)) },
      dynamics: [])
    let measures = (0..<4).map {
      Score.Measure(
        number: $0 + 1, start: Rational($0 * 4), length: 4, meter: Meter(4, 4), key: Key(tonic: PitchName(fifths: 0), mode: .major))
    }
    return Score(
      title: "", composer: "", measures: measures, sections: [],
      syncs: stop.map { [.init(name: "cut", start: $0.0, end: $0.1, hit: .stop)] } ?? [],
      tempo: TempoMap([.init(at: .zero, microsecondsPerQuarter: 500_000)]), tempoMarks: [],
      chords: [.init(onset: 0, duration: odd, chord: nil)], parts: [part], origins: [])
  }

  private func written(_ score: Score) -> [[Rational]] { score.notated.parts[0].notes.map { [$0.onset, $0.end] } }

  @Test func whatIsCutBetweenTheBeatsEndsAtTheNearestThirtySecond() {
    let cut = score([(0, 3), (3, odd), (Rational(5), Rational(16, 3))], stop: (odd, 5))
    // 3.348 quarters; a triplet elsewhere stays as it is.
    #expect(written(cut) == [[0, 3], [3, Rational(27, 8)], [5, Rational(16, 3)]])
    #expect(cut.notated.chords.map(\.duration) == [Rational(27, 8)])
    // The score itself keeps its ticks.
    #expect(cut.parts[0].notes[1].end == odd)
  }

  @Test func whatIsStruckThereBeginsAndLastsOnTheGrid() {
    #expect(written(score([(odd, odd + 1)], stop: (odd, odd))) == [[Rational(27, 8), Rational(35, 8)]])
    // Less than a thirty-second isn't written.
    #expect(written(score([(Rational(107, 32), odd)], stop: (odd, odd))) == [[Rational(107, 32), Rational(27, 8)]])
    #expect(written(score([(Rational(27, 8) - Rational(1, 480), Rational(27, 8))], stop: (Rational(27, 8), 4))).count == 1)
    #expect(written(score([(odd, odd + Rational(1, 60))], stop: (odd, odd + Rational(1, 60)))) == [])
  }

  @Test func pointsOnTheGridChangeNothing() {
    let plain = score([(0, 3), (3, odd)], stop: (Rational(27, 8), 5))
    #expect(plain.notated == plain && score([(3, odd)], stop: nil).notated.parts[0].notes[0].end == odd)
  }
}
