// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// Raises the velocity of notes on strong beats and lowers it between beats.
  ///
  /// Drums keep half of it: their patterns have accents of their own.
  /// - Source: Parncutt (1994), "A perceptual model of pulse salience and metrical accent", Music Perception 11(4).
  static let metricAccent = PerformanceRule(name: "metric-accent") { playing in
    guard playing.humanize.velocity > 0 else { return }
    let amount = playing.part.isPercussion ? 0.5 : 1
    for index in playing.notes.indices {
      let note = playing.notes[index]
      playing.notes[index].velocity += amount * steps(note.measure.meter.strength(at: note.position))
    }
  }
}

/// Velocity steps by metric strength: a quarter of a dynamic mark (16 steps) at the downbeat.
private func steps(_ strength: Int) -> Double {
  switch strength {
  case 3: 4
  case 2: 2
  case 1: 0.5
  case 0: -2
  default: -4
  }
}
