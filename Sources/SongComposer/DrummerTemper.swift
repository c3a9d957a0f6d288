// SPDX-License-Identifier: Apache-2.0

/// In what one drummer differs from another, drawn once for a piece.
///
/// Set by hand so that pieces spread about as far as the takes of `DrummerHabits` do, far wider than one take: some players
/// hardly change a bar in ten minutes, half of them never touch the crash.
struct DrummerTemper {
  /// Factor on how often strokes are put in and left out: 0.1 for one player, 3 for another; the mean is 1.
  let liveliness: Double
  /// Factor on how often a voice is played anew instead of as in the cycle.
  let freedom: Double
  /// How likely a section opens with a crash, apart from loud ones.
  let openingCrash: Double
  /// How likely a crash that is written inside a section is played.
  let innerCrash: Double
  /// How likely a phrase of four bars begins with a crash that isn't written.
  let phraseCrash: Double
  /// Steps of velocity by which the kick and ghost strokes lie above those of the usual player.
  let kick: Int
  let ghost: Int
  /// How far beats stand out of what keeps time: 0 is flat, 1 is strong.
  let accent: Double
  /// Whether the hand that keeps time is lifted where the other one plays the backbeat.
  let liftsAtBackbeats: Bool
  /// Whether the snare has backbeats only.
  let leavesGhosts: Bool
  /// Factor on the spread of velocities.
  let unevenness: Double
  /// The level of the groove whose kick and snare the player keeps to, thousandths, where the music grows and only what
  /// keeps time changes; nil follows the grooves.
  let home: Int?
  /// Whether the ride keeps time where the music is full.
  let rides: Bool
  /// Bars of the player's own version of a groove.
  let cycle: Int

  /// - Parameter lot: a number in 0..<1 for each question.
  init(_ lot: (Int) -> Double) {
    liveliness = 0.1 + 2.9 * lot(0) * lot(0)
    freedom = 0.1 + 2.2 * lot(1)
    let crash = lot(2)
    openingCrash = crash < 0.4 ? 0.15 : crash < 0.65 ? 0.6 : 1
    innerCrash = crash * crash
    phraseCrash = 0.9 * crash * crash * crash * crash
    kick = Int((12 - 44 * lot(3) * lot(3) * lot(3)).rounded())
    accent = lot(4)
    ghost = Int((28 * lot(5) - 12).rounded())
    liftsAtBackbeats = lot(11) < 0.2
    leavesGhosts = lot(10) < 0.25
    unevenness = 0.5 + lot(6)
    home = lot(7) < 0.3 ? nil : lot(7) < 0.55 ? 400 : lot(7) < 0.85 ? 600 : 800
    rides = lot(8) < 0.2
    cycle = [1, 2, 2, 4][Int(lot(9) * 4)]
  }
}
