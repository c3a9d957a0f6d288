// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What intensity does: the one place where each link between the curve and the music is written down.
///
/// Levels are thousandths: 0 is the least that a piece can be, 1000 all that the band can give; c is the level as a share.
/// Momentum drives rhythm, depth the number of voices, power force and register; where a spec splits nothing, all three
/// are the curve. Stages ask here and hold no figures of their own; the intensities from which a pattern plays a groove
/// and a style lets a part in are data of `stdlib/`.
/// - Source: loudness carries most of the arousal that listeners report (Dean, Bailes & Schubert 2011, "Acoustic
///   intensity causes perceived changes in arousal levels in music", PLoS ONE 6(4)); pitch height, onset frequency,
///   tonal tension and timbre follow (Farbood 2012, "A parametric, temporal model of musical tension", Music
///   Perception 29(4)).
package enum IntensityMapping {
  // MARK: Power: force and register

  /// The velocity of a measure before a part's place in the foreground or back: 44 + 60 c, from p to ff.
  package static func velocity(power: Int) -> Int { 44 + power * 60 / 1000 }

  /// Decibels that a measure's level is to have above the level at 0: 12 c, so a step of one half is 6 dB; or of the range
  /// that a mix says.
  package static func levelDB(power: Int, range: Double? = nil) -> Double { (range ?? 12) * Double(power) / 1000 }

  /// Treble of the mix, decibels above 3 kHz: 6 (c - 1/2).
  package static func trebleDB(power: Int) -> Double { 6 * (Double(power) / 1000 - 0.5) }

  /// Semitones by which chords wish to lie above the middle of their range: 7 (c - 1/2).
  package static func registerSemitones(power: Int) -> Double { 7 * (Double(power) / 1000 - 0.5) }

  /// The place in a tune's range around which it moves, as a share: 0.45 + 0.38 c.
  package static func tessitura(power: Int) -> Double { 0.45 + 0.38 * Double(power) / 1000 }

  /// Percent of their written length that notes of a beat or less sound: whole up to the middle, 92 % at the top, where
  /// playing is detached.
  package static func soundingPercent(power: Int) -> Int { 100 - max(0, power - 500) * 16 / 1000 }

  /// Percent of a chord model's temperature: 100 times 2^(c - 1/2), so that intense harmony is bolder.
  package static func temperaturePercent(power: Int) -> Int {
    Int((100 * portableExp2(Double(power) / 1000 - 0.5)).rounded())
  }

  // MARK: Momentum: rhythmic activity

  /// The level by which a pattern's groove is chosen; a part that has just come in plays thinner.
  package static func grooveLevel(momentum: Int, isThin: Bool) -> Int { momentum - (isThin ? 120 : 0) }

  /// Whether drums keep the groove of the phrase before: up to a change of one tenth.
  package static func keepsGroove(momentum: Int, from before: Int) -> Bool { abs(momentum - before) < 100 }

  /// Onsets a quarter note that a tune wishes for: 0.7 + 1.15 c.
  package static func tuneOnsets(momentum: Int) -> Double { 0.7 + 1.15 * Double(momentum) / 1000 }

  /// How much likelier chords change inside measures, and how much rarer they are held over bar lines: 2^(3 c - 3/2).
  package static func harmonicPace(momentum: Int) -> Double { portableExp2(3 * (Double(momentum) / 1000 - 0.5)) }

  /// Whether a roll into a section takes the whole measure and not its last half.
  package static func rollsLong(momentum: Int) -> Bool { momentum >= 600 }

  /// Whether drums play half time.
  package static func isHalfTime(momentum: Int) -> Bool { momentum < 300 }

  /// Whether the last stroke of a bar on the closed hi-hat is open.
  package static func opensHat(momentum: Int) -> Bool { momentum >= 600 }

  /// Whether drums that come in by themselves do it with a crash.
  package static func crashes(momentum: Int) -> Bool { momentum >= 600 }

  /// Whether drums play a fill before a section: one that is not much calmer.
  package static func fills(into next: Int, from momentum: Int) -> Bool { next + 100 >= momentum }

  // MARK: Depth: the number of voices

  /// The level below a part's threshold at which it stops, against flicker.
  package static let hysteresis = 80

  /// A part plays all that it has this far above its threshold.
  package static let fullness = 100

  /// A change within one measure that the band takes at once.
  package static let step = 150

  /// The thresholds of a band of `count` parts whose number follows a curve between two levels: the first always plays,
  /// the others come in at equal distances.
  ///
  /// The distances span from half of the lowest level to a quarter of the way from the highest to 100 %, so that a curve
  /// over the whole range has all from one part to the whole band, and a narrow one still moves several.
  package static func thresholds(count: Int, lowest: Int, highest: Int) -> [Int] {
    let low = lowest / 2
    let high = highest + (1000 - highest) / 4
    return (0..<count).map { rank in rank == 0 ? 0 : low + (high - low) * rank / count }
  }
}
