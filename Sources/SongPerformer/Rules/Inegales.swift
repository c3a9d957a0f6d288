// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// The second of two eighths of a line comes late.
  ///
  /// By 0.22 k of half a beat: the first eighth is to the second as 1.56 to 1. Only in meters whose beat divides in two.
  /// Reads a line's onsets, writes leanings.
  /// - Source: Friberg, Bresin & Sundberg (2006): "inégales".
  static let inegales = PerformanceRule(.inegales) { playing, amount in
    for index in playing.line {
      let note = playing.notes[index]
      let beat = note.measure.meter.beatUnit
      guard !note.measure.meter.isCompound, note.position % beat == beat / 2 else { continue }
      playing.notes[index].leanMS += 0.22 * amount * playing.milliseconds(of: beat / 2, at: index)
    }
  }
}
