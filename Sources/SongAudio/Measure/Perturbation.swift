// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// A small known change of a master, by which it is measured what the figures of a fingerprint tell.
package enum Perturbation: Sendable, Hashable {
  case gain(dB: Double)
  /// White noise of that level on each side.
  case noise(dBFS: Double)
  /// Everything so many frames later, the length as it was.
  case shift(frames: Int)
  /// So much from the lowest bass to the highest treble, turning around 1 kHz, dB.
  case tilt(dB: Double)
  /// To another rate and back.
  case resampling(rate: Int)
  /// Quantised once more, by other noise.
  case dither(bits: Int)
}

/// A master in memory that can be changed and measured.
package struct MasterSamples: Sendable {
  private let samples: [Float]
  private let sampleRate: Int

  /// - Parameter samples: interleaved stereo.
  package init(_ samples: [Float], sampleRate: Int) {
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// Reads a file as a whole.
  ///
  /// - Throws: `fileUnreadable`.
  package init(path: String) throws(AudioError) {
    let reader = try AudioFileReader(path: path, acceptsMono: true)
    var samples: [Float] = []
    var part = [Float](repeating: 0, count: 1 << 16)
    while true {
      let count = reader.fill(&part)
      if count == 0 { break }
      samples += part[..<(2 * count)]
    }
    self.init(samples, sampleRate: reader.sampleRate)
  }

  /// The fingerprint of the master, changed or not.
  ///
  /// - Parameter seed: of noise.
  /// - Throws: `resourcesExhausted`.
  package func fingerprint(with change: Perturbation? = nil, seed: Seed) throws(AudioError) -> AudioFingerprint {
    try audioFingerprint(of: change.map { changed($0, seed) } ?? samples, sampleRate: sampleRate)
  }

  private func changed(_ change: Perturbation, _ seed: Seed) -> [Float] {
    switch change {
    case .gain(let decibels):
      let factor = Float(gain(decibels: decibels))
      return samples.map { $0 * factor }
    case .noise(let level):
      var stream = seed.generator
      let amplitude = gain(decibels: level)
      return samples.map { Float(Double($0) + amplitude * stream.gaussian()) }
    case .shift(let frames):
      let silence = [Float](repeating: 0, count: min(samples.count, 2 * frames))
      return silence + samples.dropLast(silence.count)
    case .tilt(let decibels): return tilted(decibels)
    case .resampling(let rate):
      let there = resampled(samples, from: sampleRate, to: rate)
      return Array((resampled(there, from: rate, to: sampleRate) + [Float](repeating: 0, count: 8)).prefix(samples.count))
    case .dither(let bits):
      var stream = seed.generator
      var steps: [Int32] = []
      quantise(samples, frames: samples.count / 2, bits: bits, noise: &stream, into: &steps)
      let scale = 1 / Float(1 << (bits - 1))
      return steps.map { Float($0) * scale }
    }
  }

  /// A low pass of one pole and what it leaves, each with its gain.
  private func tilted(_ amount: Double) -> [Float] {
    let share = 1 - portableExp2(-2 * Double.pi * 1000 / Double(sampleRate) / 0.693_147_180_559_945_3)
    let (low, high) = (gain(decibels: -amount / 2), gain(decibels: amount / 2))
    var state = (0.0, 0.0)
    var result = samples
    for frame in 0..<samples.count / 2 {
      let (left, right) = (Double(samples[2 * frame]), Double(samples[2 * frame + 1]))
      state.0 += share * (left - state.0)
      state.1 += share * (right - state.1)
      result[2 * frame] = Float(low * state.0 + high * (left - state.0))
      result[2 * frame + 1] = Float(low * state.1 + high * (right - state.1))
    }
    return result
  }
}

/// Another sample rate by a windowed sinc of 32 points.
///
/// - Source: Smith, "Digital Audio Resampling Home Page" (CCRMA), bandlimited interpolation.
private func resampled(_ samples: [Float], from: Int, to: Int) -> [Float] {
  let half = 16
  let divisor = greatestCommonDivisor(from, to)
  let (step, phases) = (from / divisor, to / divisor)
  let cutoff = min(1, Double(to) / Double(from))
  var kernels: [[Double]] = []
  for phase in 0..<phases {
    let part = Double(phase) / Double(phases)
    kernels.append(
      (1 - half...half).map { point in
        let at = Double(point) - part
        let window = 0.5 + 0.5 * portableSin(turns: 0.25 + at / Double(2 * half))
        let argument = cutoff * at
        return cutoff * window * (argument == 0 ? 1 : portableSin(turns: argument / 2) / (Double.pi * argument))
      })
  }
  let frames = samples.count / 2
  let count = frames * phases / step
  var result = [Float](repeating: 0, count: 2 * count)
  for index in 0..<count {
    let place = index * step / phases
    let kernel = kernels[index * step % phases]
    var (left, right) = (0.0, 0.0)
    for (offset, weight) in kernel.enumerated() {
      let frame = place + 1 - half + offset
      guard frame >= 0, frame < frames else { continue }
      left += weight * Double(samples[2 * frame])
      right += weight * Double(samples[2 * frame + 1])
    }
    result[2 * index] = Float(left)
    result[2 * index + 1] = Float(right)
  }
  return result
}

private func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
  second == 0 ? first : greatestCommonDivisor(second, first % second)
}
