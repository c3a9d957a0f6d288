// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// Strikes where drummers of the style do: each sixteenth of a measure has its own place and level.
  ///
  /// The kick takes its template, other drums that of the kit, a bass the kick's; all others play half of the kit's. Levels
  /// go to pitched parts, half of them: patterns and takes of drums have accents of their own. Machines keep to the grid,
  /// and so do measures whose beats don't divide in two. Reads onsets, writes leanings and levels.
  /// - Source: means of the Groove MIDI Dataset (Gillick et al. 2019), by `Benchmarks/music/grooves.py`.
  static let groove = PerformanceRule(name: "groove") { playing in
    guard let groove = playing.humanize.groove, !playing.part.isPercussion || playing.settings.looseness > 0 else { return }
    let share = Double(groove.share) / 100
    for index in playing.notes.indices {
      let note = playing.notes[index]
      let place = note.position * 4
      guard place.isInteger, !note.measure.meter.isCompound, note.measure.meter.denominator == 4 else { continue }
      let slot = place.floor % Settings.Groove.slots
      let kick = Double(groove.kick[slot]) / 1000
      let kit = Double(groove.kit[slot]) / 1000
      let lean: Double
      switch note.note.sound {
      case .kit(let voice): lean = playing.part.kit[voice].name == "kick" ? kick : kit
      case .pitch: lean = playing.role == .bass ? kick : kit / 2
      }
      playing.notes[index].leanMS += share * lean
      if !playing.part.isPercussion { playing.notes[index].levelDB += share * Double(groove.levels[slot]) / 200 }
    }
  }
}
