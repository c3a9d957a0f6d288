// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// The tune leads, the bass lies behind; in swing the tune is late on the beats instead.
  ///
  /// The tune is 13 k ms early, the bass (23.3 - 0.0536 B) k ms late at B quarters a minute; where swing is 60% or more, the
  /// tune is (125.1 - 0.4101 B) k ms late on the beats and with the others between them. Reads roles and tempo, writes
  /// leanings.
  /// - Source: the median lead of 88 expert performances in the Vienna 4x22 corpus (Goebl 1999); Friberg & Sundström (2002),
  ///   Music Perception 19(3); Friberg, Bresin & Sundberg (2006): "ensemble swing".
  static let ensembleTiming = PerformanceRule(.ensembleTiming) { playing, amount in
    guard playing.role == .melody || playing.role == .bass else { return }
    for index in playing.notes.indices {
      let tempo = 60_000_000 / Double(playing.microsecondsPerQuarter(at: index))
      let lean: Double
      if playing.role == .bass {
        lean = max(0, 23.3 - 0.0536 * tempo)
      } else if playing.humanize.swing < 600 {
        lean = -13
      } else {
        lean = (playing.notes[index].position / playing.notes[index].measure.meter.beatUnit).isInteger
          ? max(0, 125.1 - 0.4101 * tempo) : 0
      }
      playing.notes[index].leanMS += amount * lean
    }
  }
}
