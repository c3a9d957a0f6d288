// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension PerformanceRule {
  /// Makes velocities of the levels that the rules asked for.
  ///
  /// A velocity v sounds at 40 log10(v / 127) dB; no note moves by more than 6 dB. Reads levels, writes velocities.
  /// - Source: SoundFont 2.04, section 8.4.2, the default modulator from velocity to attenuation.
  static let levels = PerformanceRule(name: "levels") { playing in
    guard playing.humanize.velocity > 0 else { return }
    for index in playing.notes.indices where playing.notes[index].levelDB != 0 {
      let level = min(max(playing.notes[index].levelDB, -mostDB), mostDB)
      playing.notes[index].velocity *= gain(decibels: level / 2)
    }
  }

  /// Makes shorter lengths of the silences that the rules asked for; two fifths of a note sound in any case.
  static let gaps = PerformanceRule(name: "gaps") { playing in
    guard playing.humanize.length > 0 else { return }
    for index in playing.notes.indices where playing.notes[index].gapMS > 0 {
      let note = playing.notes[index]
      let silent = note.gapMS / playing.milliseconds(of: note.note.duration, at: index)
      playing.notes[index].length = min(note.length, max(0.4, 1 - silent))
    }
  }
}

private let mostDB = 6.0
