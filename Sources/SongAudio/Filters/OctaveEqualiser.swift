// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// An equaliser of octaves for two signals, each with gains of its own: a low shelf, seven bells and a high shelf, whose
/// gains at the middles of the octaves are those asked for, whatever their neighbours do.
struct OctaveEqualiser {
  private var sections: [BiquadPair]

  /// - Parameter gainsDB: of each octave, for the one signal and the other.
  init(gainsDB wanted: (one: [Double], other: [Double]), sampleRate: Int) {
    let (one, other) = (Self.gains(reaching: wanted.one, sampleRate), Self.gains(reaching: wanted.other, sampleRate))
    sections = zip(zip(Self.sections(one, sampleRate), Self.sections(other, sampleRate)), zip(one, other))
      .filter { max($0.1.0.magnitude, $0.1.1.magnitude) > 0.05 }.map { BiquadPair($0.0.0, $0.0.1) }
  }

  /// The gains of the sections that together reach these.
  private static func gains(reaching wanted: [Double], _ sampleRate: Int) -> [Double] {
    var gains = wanted
    // Each section is heard in the octaves beside it: what it does there is taken back, until all is as wanted.
    for _ in 0..<24 {
      let sections = sections(gains, sampleRate)
      for octave in gains.indices {
        let reached = sections.reduce(0) { $0 + $1.responseDB(at: OctaveBalance.middleHz(octave), sampleRate: sampleRate) }
        gains[octave] += (wanted[octave] - reached) * 0.7
      }
    }
    return gains
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

  /// Changes every pair of samples.
  mutating func process(_ samples: inout [SIMD2<Double>], frames: Int) {
    for index in sections.indices {
      var section = sections[index]
      for frame in 0..<frames { samples[frame] = section.pass(samples[frame]) }
      sections[index] = section
    }
  }
}
