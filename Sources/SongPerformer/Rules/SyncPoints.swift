// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// What strikes at a sync point is played exactly there, and what ends at one ends there: deviations never move a point.
  static let syncPoints = PerformanceRule(name: "sync-points") { playing in
    let places = Set(playing.score.syncs.filter { $0.hit != .marker }.map(\.start))
    guard !places.isEmpty else { return }
    for index in playing.notes.indices {
      let note = playing.notes[index].note
      if places.contains(note.onset) { playing.notes[index].shift = 0 }
      // A late onset may not carry a note over the point at which it has to end.
      if places.contains(note.end), playing.notes[index].shift > 0 {
        let late = Rational(playing.notes[index].shift, playing.score.tempo.microsecondsPerQuarter(at: Ticks(note.onset)))
        playing.notes[index].length = min(playing.notes[index].length, max(0.1, ((note.duration - late) / note.duration).double))
      }
    }
  }
}
