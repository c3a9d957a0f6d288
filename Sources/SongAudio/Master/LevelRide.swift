// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Brings the level of each stretch of the premaster to what the session asks for, as an engineer rides a fader.
///
/// Arrangement and velocities make most of the difference; the ride corrects what is left, by `share` of the error and
/// at most `limit`. Only differences between stretches count, so the mean stays.
struct LevelRide {
  /// Share of a stretch's error that is corrected: what stays is the music's own life.
  static let share = 0.8
  /// Largest correction, dB.
  static let limit = 12.0
  /// The last stretch, whose level falls as the end dies away, is raised at most this far above the one before, dB.
  static let endRise = 2.0
  /// Below this a stretch is silent and keeps its gain, LUFS.
  static let silence = -60.0

  /// Where the gains hold, frames.
  let starts: [Int64]
  let gainsDB: [Double]
  private let rampEnd: Int64
  private let rampLength: Int64

  /// - Parameters:
  ///   - session: the last gain of a loop leads to its first one.
  ///   - measured: LUFS of each stretch of the ride.
  init(_ session: Session, measured: [Double]) {
    let ride = session.master.ride
    let sampleRate = session.sampleRate
    starts = ride.map(\.at.value) + (session.isLoop && !ride.isEmpty ? [session.length.value] : [])
    // A player may be early by a few milliseconds: the new gain stands when the first note begins.
    rampEnd = Int64(sampleRate) * 15 / 1000
    rampLength = max(1, Int64(sampleRate) * 30 / 1000)
    let errors = zip(ride, measured).map { point, level in level > Self.silence ? point.levelDB - level : nil }
    let known = errors.compactMap { $0 }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    var gains = errors.map { error in
      error.map { min(max(($0 - mean) * Self.share, -Self.limit), Self.limit) } ?? 0
    }
    for index in gains.indices where errors[index] == nil && index > 0 { gains[index] = gains[index - 1] }
    if gains.count >= 2, !session.isLoop { gains[gains.count - 1] = min(gains[gains.count - 1], gains[gains.count - 2] + Self.endRise) }
    gainsDB = gains
  }

  /// Writes the premaster with the ride into its own file; the loudness and peak are measured again.
  ///
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func apply(to premaster: Premaster, sampleRate: Int) throws(AudioError) -> Premaster {
    var gains = gainsDB.map { gain(decibels: $0) }
    if starts.count > gains.count { gains.append(gains[0]) }
    var index = 0
    return try premaster.rewritten(sampleRate: sampleRate) { samples, frames, position in
      index = scale(&samples, frames: frames, from: position, gains: gains, index: index)
    }
  }

  /// Scales frames from `position` on; returns the stretch that the last of them lies in.
  private func scale(
    _ samples: inout [Float], frames: Int, from position: Int64, gains: [Double], index first: Int
  ) -> Int {
    var index = first
    var samples = samples.mutableSpan
    for i in 0..<frames {
      let frame = position + Int64(i)
      while index + 1 < starts.count, starts[index + 1] <= frame { index += 1 }
      var level = gains[index]
      if index + 1 < starts.count {
        let passed = frame - (starts[index + 1] - rampEnd - rampLength)
        if passed > 0 {
          level += (gains[index + 1] - level) * min(1, Double(passed) / Double(rampLength))
        }
      }
      samples[2 * i] *= Float(level)
      samples[2 * i + 1] *= Float(level)
    }
    return index
  }
}
