// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// What drummers do to a groove, in figures: how often they leave out a stroke of it and put in others, by the place in
/// the bar.
///
/// A place is one of the eight sixteenths of a beat without and one with a backbeat. Figures are shares of bars, means
/// over drummers; each drummer has his own (`Drummer.share`).
/// - Source: 224 takes of eight bars and more of Groove MIDI (Gillick et al. 2019, "Learning to groove with inverse
///   sequence transformations", ICML; CC BY 4.0), straight styles in 4/4, bars without fills, by
///   `Benchmarks/music/habits.py`. A stroke that comes in six bars of ten counts as one of the groove.
enum DrummerHabits {
  /// Kicks beside those of the groove: one a bar altogether.
  static let kicks = [0.16, 0.042, 0.119, 0.087, 0.068, 0.051, 0.085, 0.071]
  /// Soft strokes of the snare beside the backbeat: 1.3 a bar altogether.
  static let ghosts = [0.083, 0.098, 0.094, 0.069, 0.1, 0.105, 0.106, 0.129]
  /// Strokes of the closed hi-hat, or the ride, beside those of the groove.
  static let times = [0.185, 0.059, 0.177, 0.065, 0.171, 0.05, 0.194, 0.077]
  /// Strokes that keep time and are open.
  static let opens = [0.05, 0.011, 0.052, 0.021, 0.051, 0.017, 0.056, 0.024]

  /// Kicks of the groove that are left out, on the first beat and elsewhere. The first beat is surer here than in the
  /// takes (0.08), which go on for minutes without a band.
  static let leftKicks = (first: 0.02, other: 0.11)
  /// Strokes of the snare that are left out: backbeats, other strokes, soft ones.
  static let leftSnares = (backbeat: 0.01, other: 0.1, soft: 0.25)
  /// Strokes that keep time and are left out: on the beat, on eighths, elsewhere.
  static let leftTimes = (beat: 0.11, eighth: 0.13, other: 0.14)
  /// Of any other voice: strokes, soft ones.
  static let leftOthers = (stroke: 0.03, soft: 0.2)

  /// The place of an onset in its bar among those above, and whether it is a beat, an eighth or finer.
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
