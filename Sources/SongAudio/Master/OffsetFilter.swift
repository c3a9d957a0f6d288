// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Takes out the offset that a limiter makes, which turns uneven waves down at one side: of what it has changed, all below
/// 4 Hz.
///
/// What it takes out fades and stops with the piece, so that silence stays silent; what isn't limited isn't changed.
struct OffsetFilter {
  private let share: Double
  private var low = (left: 0.0, right: 0.0)
  private var offset = [Float](repeating: 0, count: chunkFrames * 2)
  private let length: Int64
  private let fade: Int64
  private var automation: GainAutomation

  init(_ session: Session) {
    // 1 - exp(-2 pi f / rate).
    share = 1 - portableExp2(-4 * 2 * Double.pi * 1.442_695_040_888_963_4 / Double(session.sampleRate))
    length = session.length.value
    fade = session.master.fade.value
    automation = GainAutomation(session.master.automation)
  }

  /// Listens to frames before the beginning of a loop.
  mutating func hear(_ samples: borrowing [Float], of input: borrowing [Float], times gain: Float, frames: Int) {
    for frame in 0..<frames {
      follow(
        samples[2 * frame] - input[2 * frame] * gain, samples[2 * frame + 1] - input[2 * frame + 1] * gain)
    }
  }

  /// Changes the next interleaved frames, which begin at `position` and were `input` times `gain` before the limiter.
  mutating func process(
    _ samples: inout [Float], of input: borrowing [Float], times gain: Float, frames: Int, at position: Int64
  ) {
    for frame in 0..<frames {
      follow(
        samples[2 * frame] - input[2 * frame] * gain, samples[2 * frame + 1] - input[2 * frame + 1] * gain)
      offset[2 * frame] = Float(-low.left)
      offset[2 * frame + 1] = Float(-low.right)
    }
    fadeOut(&offset, frames: frames, start: position, length: length, fade: fade)
    automation.scale(&offset, frames: frames, from: position)
    for index in 0..<2 * frames { samples[index] += offset[index] }
  }

  @inline(__always)
  private mutating func follow(_ left: Float, _ right: Float) {
    low.left += (Double(left) - low.left) * share
    low.right += (Double(right) - low.right) * share
  }
}
