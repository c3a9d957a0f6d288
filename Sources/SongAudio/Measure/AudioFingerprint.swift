// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// What is kept of a piece of sound to tell later whether another is the same, and if not, in what it differs.
package struct AudioFingerprint: Sendable, Hashable {
  /// A place where the sound begins anew.
  package struct Onset: Sendable, Hashable {
    /// From the start.
    package let milliseconds: Int
    /// How far the treble rises within 50 ms, dB; at least `weakest`.
    package let riseDB: Double

    package init(milliseconds: Int, riseDB: Double) {
      self.milliseconds = milliseconds
      self.riseDB = riseDB
    }

    /// Weaker ones aren't kept.
    package static let weakest = 3.0
    /// One at least as clear has a counterpart in every fingerprint of the same sound, if a weaker one: what rises by just
    /// about `weakest` comes and goes with the rounding.
    package static let clear = 6.0
  }

  /// Of rate, length and every sample.
  package let digest: UInt64
  package let sampleRate: Int
  package let frames: Int64
  /// Integrated loudness, LUFS; `silenceDB` when nothing passes the gate.
  package let loudness: Double
  /// dBTP.
  package let truePeak: Double
  /// Loudness range, LU.
  package let loudnessRange: Double
  /// How many dB the octaves fall an octave.
  package let tiltDB: Double
  /// Of left and right, -1...1.
  package let correlation: Double
  /// Power of each octave from 31.25 Hz to 8 kHz against all of them, dB.
  package let octavesDB: [Double]
  package static let octaveCount = OctaveBalance.count
  /// Of each window of 100 ms, dBFS; not below -70.
  package let levelsDB: [Double]
  package let onsets: [Onset]

  package init(
    digest: UInt64, sampleRate: Int, frames: Int64, loudness: Double, truePeak: Double, loudnessRange: Double, tiltDB: Double,
    correlation: Double, octavesDB: [Double], levelsDB: [Double], onsets: [Onset]
  ) {
    self.digest = digest
    self.sampleRate = sampleRate
    self.frames = frames
    self.loudness = loudness
    self.truePeak = truePeak
    self.loudnessRange = loudnessRange
    self.tiltDB = tiltDB
    self.correlation = correlation
    self.octavesDB = octavesDB
    self.levelsDB = levelsDB
    self.onsets = onsets
  }
}

/// The fingerprint of a file.
///
/// - Throws: `fileUnreadable`, `resourcesExhausted`, `cancelled`.
package func audioFingerprint(of path: String, isCancelled: () -> Bool = { false }) throws(AudioError) -> AudioFingerprint {
  let reader = try AudioFileReader(path: path, acceptsMono: true)
  var meter = try FingerprintMeter(sampleRate: reader.sampleRate)
  var samples = [Float](repeating: 0, count: 2 * meter.window)
  while true {
    if isCancelled() { throw .cancelled }
    let count = reader.fill(&samples)
    if count == 0 { return meter.fingerprint }
    try meter.add(window: samples, frames: count)
  }
}

/// The fingerprint of interleaved samples.
///
/// - Throws: `resourcesExhausted`.
func audioFingerprint(of samples: [Float], sampleRate: Int) throws(AudioError) -> AudioFingerprint {
  var meter = try FingerprintMeter(sampleRate: sampleRate)
  var start = 0
  while start < samples.count / 2 {
    let count = min(meter.window, samples.count / 2 - start)
    try meter.add(window: Array(samples[2 * start..<2 * (start + count)]), frames: count)
    start += count
  }
  return meter.fingerprint
}

/// Takes a fingerprint of sound that comes in windows of 100 ms.
private struct FingerprintMeter: ~Copyable {
  private var meter: AudioMeter
  private var onsets: OnsetFinder
  private var frames: Int64 = 0
  private var hash: UInt64

  init(sampleRate: Int) throws(AudioError) {
    meter = try AudioMeter(sampleRate: sampleRate)
    onsets = OnsetFinder(sampleRate: sampleRate)
    hash = stableHash("\(sampleRate)")
  }

  var window: Int { meter.window }

  mutating func add(window samples: borrowing [Float], frames count: Int) throws(AudioError) {
    try meter.add(window: samples, frames: count)
    onsets.add(interleaved: samples, frames: count)
    frames += Int64(count)
    // FNV-1a of 64 bits over the bits of single samples; both zeros are one.
    var hash = hash
    for index in 0..<2 * count { hash = (hash ^ UInt64((samples[index] + 0).bitPattern)) &* 0x100_0000_01B3 }
    self.hash = hash
  }

  var fingerprint: AudioFingerprint {
    let figures = meter.figures
    return AudioFingerprint(
      digest: hash, sampleRate: figures.sampleRate, frames: frames, loudness: figures.loudness, truePeak: figures.truePeak,
      loudnessRange: figures.loudnessRange, tiltDB: figures.tiltDB, correlation: figures.correlation,
      octavesDB: figures.octavesDB, levelsDB: meter.levels, onsets: onsets.onsets)
  }
}

/// Finds where a mix begins anew: where the power of its slope, which is that of its treble, rises.
///
/// Steps of 5 ms; a rise is against the loudest of the ten steps before. Steps below -70 dBFS count as that.
/// - Source: Masri (1996), "Computer modelling of sound for transformation and synthesis of musical signals", section 4.
struct OnsetFinder {
  private static let stepMilliseconds = 5
  private static let past = 10

  private let step: Int
  private var filled = 0
  private var power = 0.0
  private var last = (left: 0.0, right: 0.0)
  /// Of each step, dBFS.
  private var levels: [Double] = []

  init(sampleRate: Int) { step = max(1, sampleRate * OnsetFinder.stepMilliseconds / 1000) }

  mutating func add(interleaved samples: borrowing [Float], frames: Int) {
    for index in 0..<frames {
      let (left, right) = (Double(samples[2 * index]), Double(samples[2 * index + 1]))
      power += (left - last.left) * (left - last.left) + (right - last.right) * (right - last.right)
      last = (left, right)
      filled += 1
      guard filled == step else { continue }
      levels.append(max(-70, decibels(power: power / Double(2 * step))))
      filled = 0
      power = 0
    }
  }

  /// By time; of rises that follow each other within 50 ms the first place and the greatest height.
  var onsets: [AudioFingerprint.Onset] {
    var found: [(step: Int, rise: Double)] = []
    for index in levels.indices {
      let before = levels[max(0, index - OnsetFinder.past)..<index].max() ?? -70
      let rise = levels[index] - before
      guard rise >= AudioFingerprint.Onset.weakest else { continue }
      if let last = found.last, index - last.step <= OnsetFinder.past {
        found[found.count - 1].rise = max(last.rise, rise)
      } else {
        found.append((index, rise))
      }
    }
    return found.map { .init(milliseconds: $0.step * OnsetFinder.stepMilliseconds, riseDB: $0.rise) }
  }
}
