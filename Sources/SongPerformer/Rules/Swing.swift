// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// Delays the second of two eighths: the first takes the asked share of the beat.
  ///
  /// Only in meters whose beat divides in two, and only notes that begin exactly on the half of a beat; a note that ends
  /// there is held until the delayed one.
  /// - Source: the definition of swing ratio in Friberg & Sundström (2002), Music Perception 19(3).
  static let swing = PerformanceRule(name: "swing") { playing in
    let share = Rational(playing.humanize.swing, 1000)
    guard share > Rational(1, 2) else { return }
    for index in playing.notes.indices {
      let note = playing.notes[index]
      let meter = note.measure.meter
      guard !meter.isCompound, meter.denominator == 4 || meter.denominator == 2 else { continue }
      let beat = meter.beatUnit
      let delay = beat * (share - Rational(1, 2))
      let begins = note.position % beat == beat / 2
      let ends = (note.position + note.note.duration) % beat == beat / 2
      if begins {
        let tempo = playing.score.tempo.microsecondsPerQuarter(at: Ticks(note.note.onset))
        playing.notes[index].shift += (delay * Rational(tempo)).rounded
      }
      guard begins != ends else { continue }
      let written = note.note.duration
      playing.notes[index].length *= max(0.3, ((ends ? written + delay : written - delay) / written).double)
    }
  }
}
