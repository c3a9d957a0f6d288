// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A rule of playing: what it changes is added to what the rules before it did.
///
/// Rules write three things of each note: how far its onset lies off the grid, its velocity, and the share of its
/// written length that sounds. Deviations are always measured against the grid, so they never accumulate. An amount of
/// 0 leaves the score as it stands.
struct PerformanceRule: Sendable {
  let name: String
  let apply: @Sendable (inout PartPlaying) -> Void

  /// In order: accents and shapes first, then the player's hand.
  static let all: [PerformanceRule] = [
    .metricAccent, .phraseArch, .swing, .articulation, .playerTiming, .playerVelocity, .playerLength, .ringRelease, .syncPoints,
  ]
}

/// A part while it is being played.
struct PartPlaying {
  let part: Score.Part
  let score: Score
  let humanize: Settings.Humanize
  let ending: Spec.Ending
  /// Percent of a written length that sounds.
  let articulation: Int
  /// The part's own stream, and the one that all parts share.
  let player: Seed
  let ensemble: Seed
  var notes: [PlayedNote]
}

/// A note with what the rules did to it.
struct PlayedNote {
  let note: Score.Note
  let measure: Score.Measure
  /// Index of the measure.
  let index: Int
  /// Distance from the grid, microseconds; late is positive.
  var shift = 0
  var velocity: Double
  /// Share of the written length that sounds.
  var length = 1.0

  /// From the bar line.
  var position: ScoreTime { note.onset - measure.start }

  /// A number of its own that no other note moves: what is drawn for a note is drawn by it.
  var identity: Int {
    let sound: Int
    switch note.sound {
    case .pitch(let pitch): sound = pitch.key
    case .kit(let index): sound = index
    }
    return Ticks(note.onset).value * 128 + sound
  }
}
