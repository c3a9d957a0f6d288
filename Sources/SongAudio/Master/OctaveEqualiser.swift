// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// An equaliser of octaves: a low shelf, seven bells and a high shelf, whose gains at the middles of the octaves are those
/// asked for, whatever their neighbours do.
struct OctaveEqualiser {
  private var sections: [Biquad]
  private var memories: [Biquad.Memory]

  /// - Parameter gainsDB: of each octave.
  init(gainsDB wanted: [Double], sampleRate: Int) {
    var gains = wanted
    // Each section is heard in the octaves beside it: what it does there is taken back, until all is as wanted.
    for _ in 0..<24 {
      let sections = Self.sections(gains, sampleRate)
      for octave in gains.indices {
        let reached = sections.reduce(0) { $0 + $1.responseDB(at: OctaveBalance.middleHz(octave), sampleRate: sampleRate) }
        gains[octave] += (wanted[octave] - reached) * 0.7
      }
    }
    sections = zip(Self.sections(gains, sampleRate), gains).filter { $0.1.magnitude > 0.05 }.map(\.0)
    memories = sections.map { _ in Biquad.Memory() }
  }

  private static func sections(_ gains: [Double], _ sampleRate: Int) -> [Biquad] {
    let half = 2.0.squareRoot()
    return gains.indices.map { octave in
      let middle = OctaveBalance.middleHz(octave)
      switch octave {
      case 0: return Biquad(.lowShelf, hertz: middle * half, gainDB: gains[octave], sampleRate: sampleRate)
      case gains.count - 1: return Biquad(.highShelf, hertz: middle / half, gainDB: gains[octave], sampleRate: sampleRate)
      default: return Biquad(.bell, hertz: middle, gainDB: gains[octave], sampleRate: sampleRate)
      }
    }
  }

  @inline(__always)
  mutating func pass(_ sample: Double) -> Double {
    var sample = sample
    for index in sections.indices { sample = sections[index].pass(sample, &memories[index]) }
    return sample
  }
}

/// A filter of two poles and two zeros, an octave wide where it has a width.
///
/// - Source: Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
struct Biquad {
  enum Shape {
    case lowShelf
    case bell
    case highShelf
    /// 0 dB in the middle.
    case bandPass
  }

  struct Memory {
    fileprivate var first = 0.0
    fileprivate var second = 0.0
  }

  private let forward: (Double, Double, Double)
  private let back: (Double, Double)

  init(_ shape: Shape, hertz: Double, gainDB: Double, sampleRate: Int) {
    let turns = min(hertz / Double(sampleRate), 0.49)
    let (sine, cosine) = (portableSin(turns: turns), portableSin(turns: turns + 0.25))
    let amplitude = gain(decibels: gainDB / 2)
    let root = amplitude.squareRoot()
    // Q is the root of two: an octave between the points of half the gain, and shelves without a hump.
    let bell = sine / (2 * 2.0.squareRoot())
    let shelf = sine / 2.0.squareRoot()
    let (zeros, poles): ((Double, Double, Double), (Double, Double, Double)) =
      switch shape {
      case .bell:
        (
          (1 + bell * amplitude, -2 * cosine, 1 - bell * amplitude),
          (1 + bell / amplitude, -2 * cosine, 1 - bell / amplitude)
        )
      case .bandPass: ((bell, 0, -bell), (1 + bell, -2 * cosine, 1 - bell))
      case .lowShelf: Self.shelf(amplitude, cosine, 2 * root * shelf)
      case .highShelf: Self.highShelf(amplitude, cosine, 2 * root * shelf)
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
