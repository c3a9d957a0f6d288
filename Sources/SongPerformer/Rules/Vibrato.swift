// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension PerformanceRule {
  /// Long tones of a line vibrate, where the instrument does and its recordings don't.
  ///
  /// Depth k d (0.7 + 0.6 v / 127) (1 +- 15 %) cents to either side, 50 at most, with the instrument's depth d and the
  /// written velocity v; rate that of the instrument +- 5 %; from tone to tone both differ. A tone vibrates that lasts two
  /// turns longer than the instrument waits. `PitchCurve` has the shape. Reads a line's lengths and levels, writes vibratos.
  /// - Source: Prame (1994), "Measurements of the vibrato rate of ten singers", J. Acoust. Soc. Am. 96(4), and (1997),
  ///   "Vibrato extent and intonation in professional Western lyric singing", J. Acoust. Soc. Am. 102(1): rate and extent
  ///   differ from tone to tone; MacLeod (2008), "Influences of dynamic level and pitch register on the vibrato rates and
  ///   widths of violin and viola players", Journal of Research in Music Education 56(1): the louder, the wider.
  static let vibrato = PerformanceRule(.vibrato) { playing, amount in
    guard playing.bendsPitch, let own = playing.tone.vibrato else { return }
    for index in playing.line where playing.isAlone[index] && playing.notes[index].note.holdsItsPitch {
      let note = playing.notes[index]
      guard playing.milliseconds(of: note.note.duration, at: index) >= own.afterMS + 2000 / own.rateHz else { continue }
      func lot(_ name: String) -> Double { 2 * playing.player.child("vibrato").child(name).unit(at: note.identity) - 1 }
      let depth = amount * own.depthCents * (0.7 + 0.6 * note.velocity / 127) * (1 + 0.15 * lot("depth"))
      playing.notes[index].pitch.vibrato = Settings.Vibrato(
        depthCents: min(50, depth), rateHz: own.rateHz * (1 + 0.05 * lot("rate")), afterMS: own.afterMS)
    }
  }
}
