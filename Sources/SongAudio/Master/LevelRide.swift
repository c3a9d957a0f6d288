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
  fileprivate let rampEnd: Int64
  fileprivate let rampLength: Int64

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

  /// Changes interleaved frames, which come in order.
  struct Rider {
    private let ride: LevelRide
    private let gains: [Double]
    private var index = 0

    fileprivate init(_ ride: LevelRide) {
      self.ride = ride
      let gains = ride.gainsDB.map { gain(decibels: $0) }
      self.gains = ride.starts.count > gains.count ? gains + [gains[0]] : gains
    }

    mutating func process(_ samples: inout [Float], frames: Int, at position: Int64) {
      var samples = samples.mutableSpan
      for i in 0..<frames {
        let frame = position + Int64(i)
        while index + 1 < ride.starts.count, ride.starts[index + 1] <= frame { index += 1 }
        var level = gains[index]
        if index + 1 < ride.starts.count {
          let passed = frame - (ride.starts[index + 1] - ride.rampEnd - ride.rampLength)
          if passed > 0 {
            level += (gains[index + 1] - level) * min(1, Double(passed) / Double(ride.rampLength))
          }
        }
        samples[2 * i] *= Float(level)
        samples[2 * i + 1] *= Float(level)
      }
    }
  }

  /// - Precondition: the ride has stretches.
  var rider: Rider { Rider(self) }
}

extension Premaster {
  /// Rides the premaster in its own file, and measures the octaves of what comes out.
  ///
  /// - Parameter ride: nil leaves the levels.
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func octaves(riding ride: LevelRide?, sampleRate: Int, on pool: WorkerPool) throws(AudioError) -> OctavePowers {
    var octaves = OctaveMeasure(sampleRate: sampleRate)
    var rider = ride?.rider
    try rewrite(on: pool) { samples, frames, position in
      rider?.process(&samples, frames: frames, at: position)
    } measure: { samples, frames throws(AudioError) in
      octaves.add(interleaved: samples, frames: frames)
    }
    return octaves.powers
  }
}
