// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// What drummers do to a groove, in figures: how often they leave out a stroke of it and put in others, and how loud they
/// strike, by the place in the bar.
///
/// A place is one of the eight sixteenths of a beat without and one with a backbeat. How often is a share of bars: of each
/// place ten percentages, from the tenth of players who do it least to the tenth who do it most.
/// - Source: 245 stretches of sixteen bars of 187 takes of Groove MIDI (Gillick et al. 2019, "Learning to groove with
///   inverse sequence transformations", ICML; CC BY 4.0), straight styles in 4/4, bars without fills, by
///   `Benchmarks/music/habits.py`. A voice's groove is its most frequent bar.
package enum DrummerHabits {
  /// Kicks beside those of the groove.
  package static let kicks = [
    [0, 0, 0, 0, 0, 0, 7, 15, 33, 50], [0, 0, 0, 0, 0, 0, 0, 0, 7, 18], [0, 0, 0, 0, 0, 0, 7, 12, 23, 47],
    [0, 0, 0, 0, 0, 0, 0, 7, 19, 36], [0, 0, 0, 0, 0, 0, 0, 6, 8, 29], [0, 0, 0, 0, 0, 0, 0, 0, 8, 21],
    [0, 0, 0, 0, 0, 0, 0, 8, 14, 38], [0, 0, 0, 0, 0, 0, 0, 6, 11, 30],
  ]
  /// Strokes of the snare beside those of the groove.
  package static let snares = [
    [0, 0, 0, 0, 0, 0, 6, 8, 17, 31], [0, 0, 0, 0, 0, 0, 7, 12, 23, 36], [0, 0, 0, 0, 0, 6, 7, 9, 15, 31],
    [0, 0, 0, 0, 0, 0, 6, 8, 13, 27], [0, 0, 0, 6, 7, 9, 14, 25, 40, 56], [0, 0, 0, 0, 0, 6, 8, 13, 21, 38],
    [0, 0, 0, 0, 0, 6, 8, 14, 21, 36], [0, 0, 0, 0, 0, 7, 9, 14, 25, 44],
  ]
  /// Strokes of the closed hi-hat, or the ride, beside those of the groove.
  package static let times = [
    [0, 0, 0, 0, 6, 17, 25, 33, 47, 67], [0, 0, 0, 0, 0, 0, 0, 0, 0, 33], [0, 0, 0, 6, 8, 17, 25, 31, 40, 50],
    [0, 0, 0, 0, 0, 0, 0, 0, 7, 36], [0, 0, 0, 0, 0, 0, 9, 21, 38, 58], [0, 0, 0, 0, 0, 0, 0, 0, 0, 25],
    [0, 0, 0, 7, 12, 19, 25, 40, 50, 67], [0, 0, 0, 0, 0, 0, 0, 0, 12, 36],
  ]
  /// Open strokes where the hi-hat keeps time.
  package static let opens = [
    [0, 0, 0, 0, 0, 0, 0, 7, 12, 29], [0, 0, 0, 0, 0, 0, 0, 0, 0, 9], [0, 0, 0, 0, 0, 0, 0, 8, 22, 77],
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 25], [0, 0, 0, 0, 0, 0, 0, 7, 12, 31], [0, 0, 0, 0, 0, 0, 0, 0, 0, 19],
    [0, 0, 0, 0, 0, 0, 6, 8, 21, 50], [0, 0, 0, 0, 0, 0, 0, 0, 6, 25],
  ]

  /// Kicks of the groove that are left out.
  package static let leftKicks = [
    [0, 0, 0, 0, 0, 0, 8, 13, 25, 53], [0, 0, 0, 0, 6, 12, 29, 40, 47, 67], [0, 0, 0, 6, 8, 13, 20, 25, 36, 56],
    [0, 0, 0, 0, 6, 8, 15, 21, 33, 50], [0, 0, 0, 0, 7, 8, 20, 33, 50, 60], [0, 0, 0, 0, 8, 20, 27, 38, 50, 62],
    [0, 0, 7, 12, 15, 23, 30, 36, 47, 64], [0, 0, 0, 0, 6, 14, 29, 38, 50, 60],
  ]
  /// Strokes of the snare that are left out.
  package static let leftSnares = [
    [0, 0, 7, 13, 25, 38, 50, 55, 67, 69], [0, 0, 0, 0, 8, 13, 20, 25, 40, 67], [0, 0, 6, 12, 27, 38, 47, 53, 60, 75],
    [0, 7, 25, 36, 40, 40, 50, 50, 64, 67], [0, 0, 0, 0, 0, 0, 0, 7, 10, 31], [0, 0, 0, 8, 18, 31, 33, 40, 50, 62],
    [0, 0, 7, 8, 15, 33, 42, 46, 50, 67], [0, 0, 0, 0, 7, 13, 25, 33, 50, 60],
  ]
  /// Strokes that keep time and are left out.
  package static let leftTimes = [
    [0, 0, 0, 0, 7, 12, 19, 27, 38, 55], [0, 0, 0, 0, 6, 8, 14, 23, 36, 56], [0, 0, 0, 0, 7, 9, 19, 29, 40, 56],
    [0, 0, 0, 0, 8, 13, 20, 31, 45, 56], [0, 0, 0, 0, 7, 8, 19, 29, 40, 53], [0, 0, 0, 0, 8, 13, 20, 31, 46, 60],
    [0, 0, 0, 0, 8, 15, 25, 38, 50, 62], [0, 0, 0, 0, 8, 17, 25, 33, 46, 56],
  ]
  /// Of any other voice, set by hand: shares of strokes and of soft ones, the mean over players.
  static let leftOthers = (stroke: 0.03, soft: 0.2)

  /// Flams and drags, shares of the backbeats of a groove and of the strokes of a fill, means over players: four in ten play
  /// none, one in ten three times the mean or more.
  /// - Source: beats and fills of Groove MIDI, by `Benchmarks/music/flams.py`.
  static let flams = (backbeat: 0.007, fill: 0.024)
  static let drags = (backbeat: 0.005, fill: 0.014)

  /// How loud a voice is struck, in steps of velocity from the usual stroke of the take.
  struct Loudness {
    /// Means by place: of strokes of the groove, of others.
    let own: [Int]
    let beside: [Int]
    /// Standard deviations: from player to player, from place to place and from bar to bar of one player.
    let player: Double
    let place: Double
    let bar: Double
    /// Steps above what is measured, set by hand: loud measures leave little room above them.
    let raised: Int
  }

  /// Of the kick.
  static let kick = Loudness(
    own: [6, -23, -1, -13, 1, -15, -12, -24], beside: [-1, -20, -8, -15, -6, -13, -15, -15], player: 25, place: 13, bar: 9, raised: 0)
  /// Of the snare.
  static let snare = Loudness(
    own: [4, -19, 4, 11, 50, -8, 17, -14], beside: [-15, -15, -9, 1, 22, -1, 11, -5], player: 26, place: 33, bar: 16, raised: 10)
  /// Of the closed hi-hat where it keeps time.
  static let hat = Loudness(
    own: [19, -23, 0, -18, 36, -21, 0, -11], beside: [-2, -19, 4, -7, 25, -16, -6, -15], player: 16, place: 26, bar: 16, raised: 0)
  /// Of the ride where it keeps time.
  static let ride = Loudness(
    own: [19, -2, -1, -2, 27, 1, 3, -16], beside: [12, -15, -22, -14, -8, 5, 3, -9], player: 19, place: 19, bar: 15, raised: 10)
  /// Of the open hi-hat.
  static let open = Loudness(
    own: [8, -23, 34, -8, 21, 5, 28, -7], beside: [17, -5, 18, -6, 27, -4, 29, 10], player: 32, place: 23, bar: 12, raised: 10)

  /// The place of an onset in its bar among those above.
  static func place(_ onset: ScoreTime, _ meter: Meter) -> (index: Int, fineness: Fineness) {
    let number = meter.beats.lastIndex { $0.start <= onset } ?? 0
    let beat = meter.beats[number]
    let step = ((onset - beat.start) / sixteenth).floor
    // Of a dotted beat the eighths stand for the second half, sixteenths for the one before or behind it.
    let inside = beat.length == 1 ? step : step == 0 ? 0 : step % 2 == 0 ? 2 : step < 3 ? 1 : 3
    let fineness: Fineness = step == 0 ? .beat : inside == 2 ? .eighth : .sixteenth
    return (min(inside, 3) + (number % 2 == 1 ? 4 : 0), fineness)
  }

  enum Fineness: Equatable { case beat, eighth, sixteenth }
}

/// Quarter notes.
let sixteenth = Rational(1, 4)
