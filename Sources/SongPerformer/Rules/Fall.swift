// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// The pitch drops at the end of a tone before a rest.
  ///
  /// In 0.3 k of the tones of 400 ms or more with 250 ms of rest behind: by the instrument's cents over the last 200 ms, at
  /// most two fifths of the tone. The piece's last measure is held as it stands. Reads a line's lengths, writes falls.
  /// - Source: falls are those of Abeßer and others (2017), see `scoop`; the figures are set by hand.
  static let fall = PerformanceRule(.fall) { playing, amount in
    let cents = playing.tone.bends.fall
    guard playing.bendsPitch, cents > 0 else { return }
    for place in playing.line.indices.dropLast() {
      let (index, next) = (playing.line[place], playing.line[place + 1])
      let note = playing.notes[index]
      let rest = playing.notes[next].note.onset - note.note.end
      guard playing.isAlone[index], note.note.holdsItsPitch, note.index + 1 < playing.score.measures.count,
        playing.milliseconds(of: note.note.duration, at: index) >= 400, playing.milliseconds(of: rest, at: index) >= 250,
        playing.player.child("fall").unit(at: note.identity) < 0.3 * amount
      else { continue }
      playing.notes[index].pitch.fallCents = cents
    }
  }
}
