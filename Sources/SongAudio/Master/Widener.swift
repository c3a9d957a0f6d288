// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A side made of the mid, so much of it in each octave: the early reflections of a small room, which no mono sum hears.
///
/// Three all-passes in a row blur the mid's phases; a bank of band-passes takes of it what each octave lacks.
/// - Source: Schroeder (1961), "Improved quasi-stereophony and 'colorless' artificial reverberation", JASA 33(8);
///   Kendall (1995), "The decorrelation of audio signals and its impact on spatial imagery", Computer Music Journal 19(4).
struct Widener {
  private var blurs: [AllPass]
  private var bands: [(filter: Biquad, memory: Biquad.Memory, gain: Double)]

  /// - Parameter powers: what each octave's side gets of its mid's power.
  init(powers wanted: [Double], sampleRate: Int) {
    blurs = [0.0071, 0.0113, 0.0179].map { AllPass(delay: Int($0 * Double(sampleRate))) }
    let filters = wanted.indices.map {
      Biquad(.bandPass, hertz: OctaveBalance.middleHz($0), gainDB: 0, sampleRate: sampleRate)
    }
    var gains = wanted.map { $0.squareRoot() }
    // Band-passes overlap: each gain is set so that all of them together let through what is wanted.
    for _ in 0..<24 {
      for octave in gains.indices where wanted[octave] > 0 {
        var sum = (0.0, 0.0)
        for (filter, gain) in zip(filters, gains) {
          let (real, imaginary) = filter.response(at: OctaveBalance.middleHz(octave), sampleRate: sampleRate)
          sum = (sum.0 + real * gain, sum.1 + imaginary * gain)
        }
        let power = sum.0 * sum.0 + sum.1 * sum.1
        gains[octave] *= min(2, max(0.5, (wanted[octave] / max(power, 1e-12)).squareRoot()))
      }
    }
    bands = zip(filters, gains).filter { $0.1 > 0.001 }.map { ($0.0, Biquad.Memory(), $0.1) }
  }

  @inline(__always)
  mutating func pass(_ mid: Double) -> Double {
    guard !bands.isEmpty else { return 0 }
    var blurred = mid
    for index in blurs.indices { blurred = blurs[index].pass(blurred) }
    var side = 0.0
    for index in bands.indices { side += bands[index].gain * bands[index].filter.pass(blurred, &bands[index].memory) }
    return side
  }
}

/// Lets all frequencies through alike, each with a delay of its own.
private struct AllPass {
  private static let share = 0.5
  private var line: [Double]
  private var place = 0

  init(delay: Int) { line = [Double](repeating: 0, count: max(1, delay)) }

  @inline(__always)
  mutating func pass(_ sample: Double) -> Double {
    let kept = sample + Self.share * line[place]
    let result = line[place] - Self.share * kept
    line[place] = kept
    place = place + 1 == line.count ? 0 : place + 1
    return result
  }
}
