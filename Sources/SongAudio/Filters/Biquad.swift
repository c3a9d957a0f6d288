// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A filter of two poles and two zeros.
///
/// - Source: Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
struct Biquad {
  enum Shape {
    case lowShelf
    case bell
    case highShelf
    /// 0 dB in the middle.
    case bandPass
    case lowPass
    case highPass

    /// What makes bells and band-passes an octave wide, and shelves and passes without a hump.
    fileprivate var usualQuality: Double {
      switch self {
      case .bell, .bandPass: 2.0.squareRoot()
      case .lowShelf, .highShelf, .lowPass, .highPass: 0.5.squareRoot()
      }
    }
  }

  struct Memory {
    fileprivate var first = 0.0
    fileprivate var second = 0.0
  }

  fileprivate let forward: (Double, Double, Double)
  fileprivate let back: (Double, Double)

  /// - Parameters:
  ///   - hertz: the middle of a bell, the corner of the others, below half the sample rate.
  ///   - gainDB: of bells and shelves.
  ///   - quality: Q; nil is the usual one of the shape.
  init(_ shape: Shape, hertz: Double, gainDB: Double = 0, quality: Double? = nil, sampleRate: Int) {
    let turns = min(hertz / Double(sampleRate), 0.49)
    let (sine, cosine) = (portableSin(turns: turns), portableSin(turns: turns + 0.25))
    let amplitude = gain(decibels: gainDB / 2)
    let root = amplitude.squareRoot()
    let width = sine / (2 * (quality ?? shape.usualQuality))
    let (zeros, poles): ((Double, Double, Double), (Double, Double, Double)) =
      switch shape {
      case .bell:
        (
          (1 + width * amplitude, -2 * cosine, 1 - width * amplitude),
          (1 + width / amplitude, -2 * cosine, 1 - width / amplitude)
        )
      case .bandPass: ((width, 0, -width), (1 + width, -2 * cosine, 1 - width))
      case .lowPass: (((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2), (1 + width, -2 * cosine, 1 - width))
      case .highPass: (((1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2), (1 + width, -2 * cosine, 1 - width))
      case .lowShelf: Self.shelf(amplitude, cosine, 2 * root * width)
      case .highShelf: Self.highShelf(amplitude, cosine, 2 * root * width)
      }
    forward = (zeros.0 / poles.0, zeros.1 / poles.0, zeros.2 / poles.0)
    back = (poles.1 / poles.0, poles.2 / poles.0)
  }

  private static func shelf(
    _ a: Double, _ cosine: Double, _ slope: Double
  ) -> ((Double, Double, Double), (Double, Double, Double)) {
    let (up, down) = (a + 1, a - 1)
    return (
      (a * (up - down * cosine + slope), 2 * a * (down - up * cosine), a * (up - down * cosine - slope)),
      (up + down * cosine + slope, -2 * (down + up * cosine), up + down * cosine - slope)
    )
  }

  /// A low shelf in the mirror.
  private static func highShelf(
    _ a: Double, _ cosine: Double, _ slope: Double
  ) -> ((Double, Double, Double), (Double, Double, Double)) {
    let (zeros, poles) = shelf(a, -cosine, slope)
    return ((zeros.0, -zeros.1, zeros.2), (poles.0, -poles.1, poles.2))
  }

  /// Amplitude and phase at a frequency, as a complex number.
  func response(at hertz: Double, sampleRate: Int) -> (real: Double, imaginary: Double) {
    let turns = hertz / Double(sampleRate)
    let one = (portableSin(turns: turns + 0.25), -portableSin(turns: turns))
    let two = (portableSin(turns: 2 * turns + 0.25), -portableSin(turns: 2 * turns))
    let top = (forward.0 + forward.1 * one.0 + forward.2 * two.0, forward.1 * one.1 + forward.2 * two.1)
    let bottom = (1 + back.0 * one.0 + back.1 * two.0, back.0 * one.1 + back.1 * two.1)
    let square = bottom.0 * bottom.0 + bottom.1 * bottom.1
    return ((top.0 * bottom.0 + top.1 * bottom.1) / square, (top.1 * bottom.0 - top.0 * bottom.1) / square)
  }

  func responseDB(at hertz: Double, sampleRate: Int) -> Double {
    let (real, imaginary) = response(at: hertz, sampleRate: sampleRate)
    return decibels(power: real * real + imaginary * imaginary)
  }

  @inline(__always)
  func pass(_ sample: Double, _ memory: inout Memory) -> Double {
    let result = forward.0 * sample + memory.first
    memory.first = forward.1 * sample - back.0 * result + memory.second
    memory.second = forward.2 * sample - back.1 * result
    return result
  }
}

/// Two biquads on two signals at a time, such as left and right, with their memories.
struct BiquadPair {
  private var forward: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>)
  private var back: (SIMD2<Double>, SIMD2<Double>)
  private var first = SIMD2<Double>.zero
  private var second = SIMD2<Double>.zero

  init(_ one: Biquad, _ other: Biquad) {
    forward = (
      SIMD2(one.forward.0, other.forward.0), SIMD2(one.forward.1, other.forward.1), SIMD2(one.forward.2, other.forward.2)
    )
    back = (SIMD2(one.back.0, other.back.0), SIMD2(one.back.1, other.back.1))
  }

  /// Goes on as another filter from what it remembers.
  mutating func become(_ filter: Biquad) {
    let (first, second) = (first, second)
    self = BiquadPair(filter, filter)
    (self.first, self.second) = (first, second)
  }

  /// Forgets what it has heard.
  mutating func clear() { (first, second) = (.zero, .zero) }

  @inline(__always)
  mutating func pass(_ sample: SIMD2<Double>) -> SIMD2<Double> {
    let result = forward.0 * sample + first
    first = forward.1 * sample - back.0 * result + second
    second = forward.2 * sample - back.1 * result
    return result
  }
}
