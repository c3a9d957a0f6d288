// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// What comparisons and fingerprints measure of sound that comes in windows of 100 ms.
struct AudioMeter: ~Copyable {
  /// What the level of a window is at least, dBFS, of one that a file hasn't too: silence, hiss and the end are one.
  static let leastDB = -70.0

  let sampleRate: Int
  /// Of each window, dBFS; not below `leastDB`.
  private(set) var levels: [Double] = []
  private var frames: Int64 = 0
  private var meter: LoudnessMeter
  private var peaks: LoudnessMeter
  private var octaves: OctaveMeasure
  private var products = (left: 0.0, right: 0.0, both: 0.0)

  /// - Throws: `resourcesExhausted`.
  init(sampleRate: Int) throws(AudioError) {
    let meter = try LoudnessMeter(sampleRate: sampleRate, extent: .full)
    let peaks = try LoudnessMeter(sampleRate: sampleRate, extent: .truePeak)
    self.sampleRate = sampleRate
    self.meter = meter
    self.peaks = peaks
    octaves = OctaveMeasure(sampleRate: sampleRate)
  }

  /// Frames of a window.
  var window: Int { max(1, sampleRate / 10) }

  /// Takes the next window, interleaved; the last one may be shorter.
  ///
  /// - Throws: `resourcesExhausted`.
  mutating func add(window samples: borrowing [Float], frames count: Int) throws(AudioError) {
    frames += Int64(count)
    try meter.add(interleaved: samples, frames: count)
    try peaks.add(interleaved: samples, frames: count)
    octaves.add(interleaved: samples, frames: count)
    var sum = 0.0
    for index in 0..<count {
      let (left, right) = (Double(samples[2 * index]), Double(samples[2 * index + 1]))
      products.left += left * left
      products.right += right * right
      products.both += left * right
      sum += left * left + right * right
    }
    levels.append(max(Self.leastDB, decibels(power: sum / Double(2 * count))))
  }

  var figures: AudioFigures {
    let powers = octaves.powers
    let each = zip(powers.mid, powers.side).map { $0 + $1 }
    let all = max(each.reduce(0, +), 1e-20)
    let decibels = each.map { SongAudio.decibels(power: $0 / all) }
    // Least squares over the octaves 0...8.
    let middle = Double(decibels.count - 1) / 2
    let mean = decibels.reduce(0, +) / Double(decibels.count)
    var (rise, run) = (0.0, 0.0)
    for (octave, level) in decibels.enumerated() {
      rise += (Double(octave) - middle) * (level - mean)
      run += (Double(octave) - middle) * (Double(octave) - middle)
    }
    let power = (products.left * products.right).squareRoot()
    return AudioFigures(
      sampleRate: sampleRate, frames: frames, loudness: meter.integratedLoudness(),
      loudnessRange: meter.loudnessRange(),
      truePeak: peaks.truePeak(), octavesDB: decibels, tiltDB: rise / run,
      correlation: power > 0 ? products.both / power : 1)
  }
}
