// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Rounds interleaved stereo samples to integers with triangular noise of one step to either side, and clips them.
///
/// The noise makes the error independent of the signal in mean and power. One random draw serves a frame: each
/// channel's noise is the difference of two 16-bit numbers.
/// - Parameters:
///   - bits: 2...24.
///   - target: filled with `2 * frames` numbers in -2^(bits-1) ... 2^(bits-1)-1.
/// - Source: Lipshitz, Wannamaker & Vanderkooy (1992), "Quantization and dither: a theoretical survey", JAES 40(5).
package func quantise(
  _ samples: borrowing [Float], frames: Int, bits: Int, noise: inout RandomStream, into target: inout [Int32]
) {
  precondition(frames * 2 <= samples.count && (2...24).contains(bits))
  let scale = Double(1 << (bits - 1))
  let highest = scale - 1
  if target.count != frames * 2 { target = [Int32](repeating: 0, count: frames * 2) }
  var stream = noise
  let samples = samples.span
  var results = target.mutableSpan
  for frame in 0..<frames {
    let draw = stream.next()
    let left = Double(Int32(draw & 0xFFFF) - Int32(draw >> 16 & 0xFFFF)) * 0x1p-16
    let right = Double(Int32(draw >> 32 & 0xFFFF) - Int32(draw >> 48)) * 0x1p-16
    results[2 * frame] = step(Double(samples[2 * frame]) * scale + left, -scale, highest)
    results[2 * frame + 1] = step(Double(samples[2 * frame + 1]) * scale + right, -scale, highest)
  }
  noise = stream
}

/// Rounds interleaved stereo samples to integers and clips them, without noise: what is an integer already stays what it is.
///
/// - Parameters: as above.
package func quantise(_ samples: borrowing [Float], frames: Int, bits: Int, into target: inout [Int32]) {
  precondition(frames * 2 <= samples.count && (2...24).contains(bits))
  let scale = Double(1 << (bits - 1))
  let highest = scale - 1
  if target.count != frames * 2 { target = [Int32](repeating: 0, count: frames * 2) }
  let samples = samples.span
  var results = target.mutableSpan
  for index in 0..<2 * frames { results[index] = step(Double(samples[index]) * scale, -scale, highest) }
}

/// The nearest integer, ties to even, within the bounds. Adding 1.5 * 2^52 rounds a double of small magnitude.
@inline(__always)
private func step(_ value: Double, _ lowest: Double, _ highest: Double) -> Int32 {
  let rounded = (value + 0x1.8p52) - 0x1.8p52
  return Int32(min(highest, max(lowest, rounded)))
}
