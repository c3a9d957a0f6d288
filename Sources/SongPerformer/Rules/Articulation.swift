// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// How long notes sound of what is written: staccato half, tenuto whole, else the mood's share, less for short notes
  /// of plucked and struck parts; short notes of forceful measures are detached; accents add velocity.
  ///
  /// Velocity of written articulations is part of the score and stays with an amount of 0; lengths are not touched then.
  /// - Source: Gould (2011), "Behind Bars", chapter on articulation: staccato halves the sounding length.
  static let articulation = PerformanceRule(name: "articulation") { playing in
    for index in playing.notes.indices {
      let note = playing.notes[index].note
      if note.articulations.contains(.accent) { playing.notes[index].velocity += 8 }
      if note.articulations.contains(.marcato) { playing.notes[index].velocity += 14 }
      guard playing.humanize.length > 0 else { continue }
      if note.articulations.contains(.staccato) {
        playing.notes[index].length *= 0.5
      } else if !note.articulations.contains(.tenuto) {
        playing.notes[index].length *= Double(playing.settings.articulation) / 100
        if note.duration <= playing.notes[index].measure.meter.beatUnit {
          let percent = IntensityMapping.soundingPercent(power: playing.notes[index].measure.power)
          playing.notes[index].length *= Double(percent) / 100
        }
      }
    }
  }
}
