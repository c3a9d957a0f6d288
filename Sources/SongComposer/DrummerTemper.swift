// SPDX-License-Identifier: Apache-2.0

/// In what one drummer differs from another, drawn once for a piece.
///
/// Set so that pieces spread about as far as the takes of `DrummerHabits` do, far wider than one take: some players hardly
/// change a bar in ten minutes, half of them never touch the crash.
struct DrummerTemper {
  /// How much the player plays beside the groove and leaves out of it: 0 the least, 1 the most of all.
  let liveliness: Double
  /// How often the hi-hat is opened, likewise.
  let opens: Double
  /// How often a voice is played anew instead of as in the cycle; the mean is 0.
  let freedom: Double
  /// How likely a section opens with a crash, apart from loud ones.
  let openingCrash: Double
  /// How likely a crash that is written inside a section is played.
  let innerCrash: Double
  /// How likely a phrase of four bars begins with a crash that isn't written.
  let phraseCrash: Double
  /// Steps of velocity by which crashes lie above usual strokes.
  let crash: Int
  /// How far accents stand out: 1 is as the mean of players.
  let accent: Double
  /// Factor on the spread of velocities from bar to bar.
  let unevenness: Double
  /// The level of the groove whose kick and snare the player keeps to, thousandths, where the music grows and only what
  /// keeps time changes; nil follows the grooves.
  let home: Int?
  /// Whether the ride keeps time where the music is full.
  let rides: Bool
  /// Whether a low tom keeps time where the music is calm.
  let tolls: Bool
  /// Bars of the player's own version of a groove.
  let cycle: Int

  /// - Parameter lot: a number in 0..<1 for each question.
  init(_ lot: (Int) -> Double) {
    // The liveliest of real drummers play alone; in a band they leave room.
    liveliness = 0.05 + 0.9 * lot(0)
    freedom = (lot(1) + lot(12) - 1) * 2
    opens = lot(3)
    let crash = lot(2)
    let softness = lot(5)
    self.crash = Int((38 - 72 * softness * softness * softness).rounded())
    openingCrash = crash < 0.4 ? 0.15 : crash < 0.65 ? 0.6 : 1
    innerCrash = crash * crash
    phraseCrash = 1.2 * crash * crash * crash
    accent = 0.4 + 1.4 * lot(4)
    unevenness = 0.7 + lot(6)
    home = lot(7) < 0.5 ? nil : lot(7) < 0.65 ? 400 : lot(7) < 0.9 ? 600 : 800
    rides = lot(8) < 0.2
    tolls = lot(10) < 0.07
    cycle = [1, 2, 2, 2, 4, 4, 4][Int(lot(9) * 7)]
  }
}
