// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// Peaks of a line are reached from below: a guitar's string is bent up, lips and reeds loosen.
  ///
  /// In 0.4 k of the tones of a beat or more, 300 ms at least, that are higher than the one before and no lower than the one
  /// behind: from the instrument's cents below within 60 + 0.4 cents ms. None at sync points, whose pitch is there at once.
  /// Reads a line's pitches and lengths, writes where its tones come from.
  /// - Source: scoops are those of Abeßer, Frieler, Cano, Pfleiderer & Zaddach (2017), "Score-informed analysis of tuning,
  ///   intonation, pitch modulation, and dynamics in jazz solos", IEEE/ACM Transactions on Audio, Speech, and Language
  ///   Processing 25(1); shares and times are set by hand.
  static let scoop = PerformanceRule(.scoop) { playing, amount in
    let cents = playing.tone.bends.scoop
    guard playing.bendsPitch, cents > 0 else { return }
    for place in playing.line.indices.dropFirst().dropLast() {
      let (before, index, after) = (playing.line[place - 1], playing.line[place], playing.line[place + 1])
      let note = playing.notes[index]
      let isPeak = playing.pitch(index) > playing.pitch(before) && playing.pitch(index) >= playing.pitch(after)
      guard isPeak, playing.canComeFromElsewhere(index), note.note.duration >= note.measure.meter.beatUnit,
        playing.milliseconds(of: note.note.duration, at: index) >= 300,
        playing.player.child("scoop").unit(at: note.identity) < 0.4 * amount
      else { continue }
      playing.notes[index].pitch.approach = .init(cents: -cents, milliseconds: 60 + 0.4 * cents)
    }
  }
}
