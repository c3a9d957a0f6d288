// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongPerformer
import Testing

@Suite struct SyncPointTests {
  private let loose = settings(timing: 50_000, velocity: 100, swing: 660, length: 50)

  private func synced(_ start: ScoreTime, until end: ScoreTime? = nil, _ hit: Hit, _ notes: [Score.Note]) -> Score {
    var result = score([part(notes)], measures: 8)
    result.syncs = [.init(name: "x", start: start, end: end ?? start, hit: hit)]
    return result
  }

  @Test func whatStrikesAtAPointIsPlayedThere() {
    // On a beat, on a swung half beat, off the grid.
    for place in [8, Rational(17, 2), Rational(8123, 960)] {
      for seed in 0..<20 {
        let played = performed(synced(place, .accent, run(16, of: 1).filter { $0.end <= place } + [note(place, 1, key: 75, [.accent], emphasis: 30)]), loose, seed: seed)
        let struck = played.parts[0].notes.first { $0.key == 75 }
        #expect(struck?.onset == Ticks(place), "\(place)")
        #expect(struck.map { $0.velocity >= 110 } ?? false, "\(place): \(struck?.velocity ?? 0)")
      }
    }
  }

  @Test func nothingSoundsInAStop() {
    for place in [8, Rational(17, 2), Rational(8123, 960)] {
      let notes = run(64, of: Rational(1, 2)).compactMap { note -> Score.Note? in
        if note.onset >= place && note.onset < place + 4 { return nil }
        var cut = note
        if note.onset < place { cut.duration = min(note.duration, place - note.onset) }
        return cut
      }
      for seed in 0..<20 {
        let played = performed(synced(place, until: place + 4, .stop, notes), loose, seed: seed).parts[0].notes
        #expect(played.allSatisfy { $0.end <= Ticks(place) || $0.onset >= Ticks(place + 4) }, "\(place) seed \(seed)")
      }
    }
  }

  @Test func aPartIsSilentAfterItsExitAndOthersAreNot() {
    for seed in 0..<20 {
      let played = performed(synced(8, .exit("tune"), run(16, of: Rational(1, 2))), loose, seed: seed).parts[0].notes
      #expect(played.allSatisfy { $0.end <= Ticks(ScoreTime(8)) }, "seed \(seed)")
    }
    let held = synced(8, .exit("other"), [note(7, 2)])
    #expect(performed(held, settings()).parts[0].notes.first?.end == Ticks(ScoreTime(9)))
  }
}
