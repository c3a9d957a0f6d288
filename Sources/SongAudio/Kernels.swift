// SPDX-License-Identifier: Apache-2.0
// Loops over samples. All sums run in a fixed order, so that they give the same bits however the work is shared out.

/// Adds `source` times `gain` to `target`, from its sample `start` on.
func add(_ source: borrowing [Float], times gain: Float, to target: inout [Float], at start: Int = 0) {
  let source = source.span
  var target = target.mutableSpan
  precondition(start >= 0 && start + source.count <= target.count, "what is added lies within what it is added to")
  for i in 0..<source.count { target[start + i] += source[i] * gain }
}

/// Multiplies every sample by `gain`.
func scale(_ samples: inout [Float], by gain: Float) {
  var samples = samples.mutableSpan
  for i in 0..<samples.count { samples[i] *= gain }
}

/// The highest magnitude in the first `count` samples.
func peak(of samples: borrowing [Float], count: Int) -> Float {
  let samples = samples.span
  precondition(count <= samples.count)
  var highest: UInt32 = 0
  // Magnitudes of floats are ordered as their bits are; the integer maximum is computed in parallel lanes.
  for i in 0..<count { highest = max(highest, samples[i].bitPattern & 0x7FFF_FFFF) }
  return Float(bitPattern: highest)
}

/// True when no sample is infinite or not a number.
func areFinite(_ samples: UnsafePointer<Float>, count: Int) -> Bool {
  var highest: UInt32 = 0
  for i in 0..<count { highest = max(highest, samples[i].bitPattern & 0x7FFF_FFFF) }
  return highest < 0x7F80_0000
}

/// Writes the first `frames` of both sides as left, right, left, right ... to the start of `target`.
func interleave(_ audio: borrowing Stereo, frames: Int, into target: inout [Float]) {
  let left = audio.left.span
  let right = audio.right.span
  var target = target.mutableSpan
  precondition(frames <= left.count && frames <= right.count && frames * 2 <= target.count)
  for i in 0..<frames {
    target[2 * i] = left[i]
    target[2 * i + 1] = right[i]
  }
}

/// The inverse of `interleave`, times `gain`.
func deinterleave(_ samples: borrowing [Float], frames: Int, times gain: Float, into audio: inout Stereo) {
  let samples = samples.span
  precondition(frames * 2 <= samples.count && frames <= audio.count)
  var left = audio.left.mutableSpan
  for i in 0..<frames { left[i] = samples[2 * i] * gain }
  var right = audio.right.mutableSpan
  for i in 0..<frames { right[i] = samples[2 * i + 1] * gain }
}

/// Fades a stretch of the piece's end to silence.
///
/// The gain falls from 1 to exactly 0 at the last frame along 1 - x²(3 - 2x), which has no corner at either end.
/// - Parameters:
///   - start: the piece's frame that `samples` begin with.
///   - length: the piece's length in frames.
///   - fade: the fade's length in frames; 0 leaves all as it is.
package func fadeOut(_ samples: inout [Float], frames: Int, start: Int64, length: Int64, fade: Int64) {
  let fadeStart = length - fade
  guard fade > 0, start + Int64(frames) > fadeStart else { return }
  let divisor = Double(max(1, fade - 1))
  var samples = samples.mutableSpan
  for i in Int(max(0, fadeStart - start))..<frames {
    let x = min(1, Double(start + Int64(i) - fadeStart) / divisor)
    let gain = Float(1 - x * x * (3 - 2 * x))
    samples[2 * i] *= gain
    samples[2 * i + 1] *= gain
  }
}

/// Rounds off what exceeds 0.8 of a ceiling, so that nothing passes the ceiling.
///
/// Below the knee a sample is unchanged; above it the excess u, in units of what is left to the ceiling, becomes
/// u/(1+u). The slope is continuous.
package func softClip(_ samples: inout [Float], ceiling: Float) {
  let knee = ceiling * 0.8
  let rest = ceiling - knee
  var samples = samples.mutableSpan
  for i in 0..<samples.count {
    let level = samples[i].magnitude
    guard level > knee else { continue }
    let excess = (level - knee) / rest
    let clipped = knee + rest * (excess / (1 + excess))
    samples[i] = samples[i] < 0 ? -clipped : clipped
  }
}
