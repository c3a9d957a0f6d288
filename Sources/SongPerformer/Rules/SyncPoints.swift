// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// What strikes at a sync point is played exactly there, and what ends at one ends there: deviations never move a
  /// point, nor do they weaken an accent.
  static let syncPoints = PerformanceRule(name: "sync-points") { playing in
    let places = playing.strikes
    guard !places.isEmpty else { return }
    let accents = Set(playing.score.syncs.filter { $0.hit == .accent || $0.hit == .peak }.map(\.start))
    // Where silence begins and ends, nothing may stick out.
    let silences = playing.score.syncs.filter { sync in
      switch sync.hit {
      case .stop: true
      case .exit(let part): part == playing.part.id
      default: false
      }
    }
    for index in playing.notes.indices {
      let note = playing.notes[index].note
      if places.contains(note.onset) { playing.notes[index].shift = 0 }
      if accents.contains(note.onset) {
        let level = playing.part.levels.isEmpty ? 80 : playing.part.levels[playing.notes[index].index]
        playing.notes[index].velocity = max(playing.notes[index].velocity, Double(level + note.emphasis))
      }
      let tempo = playing.score.tempo.microsecondsPerQuarter(at: Ticks(note.onset))
      if silences.contains(where: { $0.end == note.onset }) { playing.notes[index].shift = max(0, playing.notes[index].shift) }
      let end = silences.first { $0.start >= note.end }?.start
      guard playing.notes[index].shift > 0 || playing.notes[index].length > 1,
        let limit = places.contains(note.end) ? note.end : end
      else { continue }
      // A late onset, or a long swing, may not carry a note over the point at which it has to end.
      let late = Rational(playing.notes[index].shift, tempo)
      let room = limit - note.onset - late - Rational(1, Ticks.perQuarter)
      if limit < note.onset + late + note.duration * 2 {
        playing.notes[index].length = min(playing.notes[index].length, max(0.01, (room / note.duration).double))
      }
    }
  }
}
