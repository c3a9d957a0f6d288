// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Moves the level of the whole mix, or of a track, along points: stops, voice-overs, sweeps.
struct GainAutomation {
  private let points: [Session.GainPoint]
  private var index = 0

  init(_ points: [Session.GainPoint]) { self.points = points }

  /// Changes interleaved frames, which come in order.
  mutating func scale(_ samples: inout [Float], frames: Int, from position: Int64) {
    guard !points.isEmpty else { return }
    var samples = samples.mutableSpan
    for i in 0..<frames {
      let level = Float(gain(at: position + Int64(i)))
      samples[2 * i] *= level
      samples[2 * i + 1] *= level
    }
  }

  /// Changes frames, which come in order.
  mutating func scale(_ audio: inout Stereo, from position: Int64) {
    guard !points.isEmpty else { return }
    for frame in 0..<audio.count {
      let level = Float(gain(at: position + Int64(frame)))
      audio.left[frame] *= level
      audio.right[frame] *= level
    }
  }

  /// Between two points the gain goes straight from one to the other.
  @inline(__always)
  private mutating func gain(at frame: Int64) -> Double {
    while index < points.count, points[index].at.value <= frame { index += 1 }
    guard index > 0 else { return 1 }
    let from = points[index - 1]
    guard index < points.count else { return from.gain }
    let to = points[index]
    return from.gain + (to.gain - from.gain) * Double(frame - from.at.value) / Double(to.at.value - from.at.value)
  }
}
