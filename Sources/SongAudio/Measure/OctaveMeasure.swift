// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Mean power of mid and side in each octave of a mix, by Hann windows of 16384 frames.
struct OctaveMeasure {
  private static let length = 16384
  private static let twiddles = Twiddles(length)
  private static let window = (0..<length).map { 0.5 - 0.5 * portableSin(turns: Double($0) / Double(length) + 0.25) }

  private let sampleRate: Int
  private var mid = [Double](repeating: 0, count: length / 2)
  private var side = [Double](repeating: 0, count: length / 2)
  /// Mid and side of the window that is being filled.
  private var real = [Double](repeating: 0, count: length)
  private var imaginary = [Double](repeating: 0, count: length)
  private var filled = 0

  init(sampleRate: Int) { self.sampleRate = sampleRate }

  /// Takes the next frames; what is left at the end of whole windows counts for nothing.
  mutating func add(interleaved samples: borrowing [Float], frames: Int) {
    let samples = samples.span
    for frame in 0..<frames {
      let (left, right) = (Double(samples[2 * frame]), Double(samples[2 * frame + 1]))
      real[filled] = (left + right) / 2 * Self.window[filled]
      imaginary[filled] = (left - right) / 2 * Self.window[filled]
      filled += 1
      if filled == Self.length { takeWindow() }
    }
  }

  /// Two real signals are transformed as one complex one: what is even of its spectrum is the mid's.
  private mutating func takeWindow() {
    transform(&real, &imaginary, Self.twiddles)
    for bin in 1..<Self.length / 2 {
      let mirror = Self.length - bin
      let (even, odd) = (real[bin] + real[mirror], imaginary[bin] - imaginary[mirror])
      mid[bin] += (even * even + odd * odd) / 4
      let (other, rest) = (real[bin] - real[mirror], imaginary[bin] + imaginary[mirror])
      side[bin] += (other * other + rest * rest) / 4
    }
    filled = 0
  }

  /// The power of each octave, and what lies above 20 Hz outside of them.
  var powers: OctavePowers {
    func power(_ spectrum: [Double], _ low: Double, _ high: Double) -> Double {
      let width = Double(sampleRate) / Double(Self.length)
      return spectrum.indices.reduce(0) { sum, bin in
        let shared = min(high / width, Double(bin) + 0.5) - max(low / width, Double(bin) - 0.5)
        return shared > 0 ? sum + spectrum[bin] * min(1, shared) : sum
      }
    }
    let half = 2.0.squareRoot()
    let middles = (0..<OctaveBalance.count).map { OctaveBalance.middleHz($0) }
    let edges = (low: middles[0] / half, high: middles[OctaveBalance.count - 1] * half)
    return OctavePowers(
      mid: middles.map { power(mid, $0 / half, $0 * half) }, side: middles.map { power(side, $0 / half, $0 * half) },
      below: power(mid, 20, edges.low) + power(side, 20, edges.low),
      above: power(mid, edges.high, Double(sampleRate)) + power(side, edges.high, Double(sampleRate)))
  }
}

/// Power of the octaves of a mix, in one arbitrary unit.
struct OctavePowers {
  let mid: [Double]
  let side: [Double]
  /// From 20 Hz to the lowest octave.
  let below: Double
  /// Above the highest octave.
  let above: Double
}
