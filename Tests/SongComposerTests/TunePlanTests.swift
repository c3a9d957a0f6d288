// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongModels
import SongMusic
import Testing

/// Tunes take up their measures as a plan says.
@Suite struct TunePlanTests {
  private func measures(_ plan: String, chords: [Chord?], seed: Int) throws -> [[Score.Note]] {
    let own = ComposerModels(
      chords: models.chords, melody: models.melody, rhythm: models.rhythm,
      tunePlans: try TunePlans(FileBytes(Array("plan \(plan)\n".utf8))))
    var context = Context(seed: Seed(seed))
    var section = Section(name: "A", count: chords.count)
    section.chords = bars(chords)
    section.cadence = .free
    let last = Section(name: "end", count: 2)
    let score = compose(arrangement([section, last], [tune]), library: library, models: own, in: &context)
    let notes = score.part("tune").notes
    return (0..<chords.count).map { measure in notes.filter { ($0.onset / 4).floor == measure } }
  }

  private func places(_ notes: [Score.Note]) -> [ScoreTime] { notes.map { $0.onset % 4 } }

  /// Over the same chord little stands in the way: a note that is longer than it was may have to be another.
  @Test func whatAPlanRepeatsComesAgain() throws {
    var whole = 0
    var halves = 0
    for seed in 0..<20 {
      let found = try measures("6 5 6w2 5h2 6r4 7 4 3", chords: Array(repeating: chord("C"), count: 8), seed: seed)
      let half = { (notes: [Score.Note]) in notes.filter { $0.onset % 4 < 2 } }
      #expect(places(found[2]) == places(found[0]) && places(found[4]) == places(found[0]))
      #expect(places(half(found[3])) == places(half(found[1])))
      if found[2].map(\.key) == found[0].map(\.key) { whole += 1 }
      if half(found[3]).map(\.key) == half(found[1]).map(\.key) { halves += 1 }
      // What has only the rhythm has other pitches, and what is new another rhythm.
      #expect(found[4].map(\.key) != found[0].map(\.key) || found[4].count < 3, "seed \(seed)")
    }
    #expect(whole >= 18 && halves >= 17, "\(whole) and \(halves) of 20")
  }

  @Test func fullMeasuresAreFullerThanOthers() throws {
    var counts = [Int](repeating: 0, count: 8)
    for seed in 0..<20 {
      let found = try measures("8 8 8 2 8 8 8 2", chords: Array(repeating: chord("C"), count: 8), seed: seed)
      for (measure, notes) in found.enumerated() { counts[measure] += notes.count }
    }
    #expect(counts[3] * 2 < counts[2] && counts[3] * 2 < counts[1], "\(counts)")
  }

  /// Of two plans the one that repeats over the same chord is taken.
  @Test func plansFitTheChords() throws {
    let two = "5 5 5w2 5 5 5 5 5\nplan 5 5w1 5 5 5 5 5 5"
    let chords = [chord("C"), chord("G"), chord("C"), chord("F"), chord("A", "m"), chord("F"), chord("G"), chord("C")]
    var again = 0
    for seed in 0..<10 {
      let found = try measures(two, chords: chords, seed: seed)
      if found[2].map(\.key) == found[0].map(\.key), places(found[2]) == places(found[0]) { again += 1 }
    }
    #expect(again >= 9)
  }
}
