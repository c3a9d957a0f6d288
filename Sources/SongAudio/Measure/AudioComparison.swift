// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// What one of two files of sound measures.
package struct AudioFigures: Sendable, Hashable {
  package let sampleRate: Int
  package let frames: Int64
  /// Integrated loudness, LUFS; `silenceDB` when nothing passes the gate.
  package let loudness: Double
  /// Loudness range, LU.
  package let loudnessRange: Double
  /// dBTP.
  package let truePeak: Double
  /// Power of each octave from 31.25 Hz to 8 kHz against all of them, dB.
  package let octavesDB: [Double]
  /// How many dB the octaves rise an octave, by a straight line through them; negative of most mixes.
  package let tiltDB: Double
  /// Of left and right, -1...1; 1 is mono.
  package let correlation: Double

  package var seconds: Double { Double(frames) / Double(sampleRate) }
}

/// What differs between two files of sound.
package struct AudioDifference: Sendable, Hashable {
  package let old: AudioFigures
  package let new: AudioFigures
  /// Whether rate, length and every sample are the same.
  package let isIdentical: Bool
  /// From the first window of 100 ms in which a sample differs to the end of the last, seconds; nil of identical ones. A
  /// window that only one of them has differs.
  package let differs: ClosedRange<Double>?
  /// Stretches of windows whose level differs by more than `levelStep`, seconds.
  package let louder: [ClosedRange<Double>]
  package let softer: [ClosedRange<Double>]
  /// The level of the difference of both signals against the old one, dB; nil where rates differ.
  package let residualDB: Double?

  /// Level differences below it aren't told: what people hear of a short stretch in a mix begins at one, dB.
  package static let levelStep = 1.0
}

/// Compares two stereo or mono files of sound, sample by sample and by what they measure.
///
/// - Throws: `fileUnreadable`, `resourcesExhausted`.
package func compareAudio(_ old: String, _ new: String, isCancelled: () -> Bool = { false }) throws(AudioError)
  -> AudioDifference
{
  var left = try AudioReading(old)
  var right = try AudioReading(new)
  let isSameRate = left.reader.sampleRate == right.reader.sampleRate
  var isIdentical = isSameRate
  var first: Int?
  var last: Int?
  var residual = 0.0
  var signal = 0.0
  var window = 0
  while true {
    if isCancelled() { throw .cancelled }
    let mine = try left.next()
    let theirs = try right.next()
    if mine == 0, theirs == 0 { break }
    var isSame = mine == theirs
    if isSame { isSame = left.samples[..<(2 * mine)] == right.samples[..<(2 * mine)] }
    if !isSame {
      isIdentical = false
      first = first ?? window
      last = window
    }
    for index in 0..<2 * max(mine, theirs) {
      let a = index < 2 * mine ? Double(left.samples[index]) : 0
      let b = index < 2 * theirs ? Double(right.samples[index]) : 0
      residual += (a - b) * (a - b)
      signal += a * a
    }
    window += 1
  }
  let levels = (left.levels, right.levels)
  let count = max(levels.0.count, levels.1.count)
  let changes = (0..<count).map { index in
    (index < levels.1.count ? levels.1[index] : AudioMeter.leastDB) - (index < levels.0.count ? levels.0[index] : AudioMeter.leastDB)
  }
  func seconds(_ range: Range<Int>) -> ClosedRange<Double> {
    Double(range.lowerBound) / 10...Double(range.upperBound) / 10
  }
  func stretches(_ holds: (Double) -> Bool) -> [ClosedRange<Double>] {
    var result: [Range<Int>] = []
    for (index, change) in changes.enumerated() where holds(change) {
      // Two windows between them don't part them.
      if let last = result.last, index - last.upperBound <= 2 {
        result[result.count - 1] = last.lowerBound..<index + 1
      } else {
        result.append(index..<index + 1)
      }
    }
    return result.map(seconds)
  }
  return AudioDifference(
    old: left.figures, new: right.figures, isIdentical: isIdentical,
    differs: first.map { seconds($0..<last! + 1) }, louder: stretches { $0 > AudioDifference.levelStep },
    softer: stretches { $0 < -AudioDifference.levelStep },
    residualDB: isSameRate ? decibels(power: residual / max(signal, 1e-20)) : nil)
}

/// A file that is read in windows of 100 ms and measured on the way.
private struct AudioReading: ~Copyable {
  let reader: AudioFileReader
  private let path: String
  /// Those of the last window, interleaved.
  private(set) var samples: [Float]
  private var meter: AudioMeter

  init(_ path: String) throws(AudioError) {
    let reader = try AudioFileReader(path: path, acceptsMono: true)
    meter = try AudioMeter(sampleRate: reader.sampleRate)
    self.reader = reader
    self.path = path
    samples = [Float](repeating: 0, count: 2 * meter.window)
  }

  /// Reads the next window; returns its frames, 0 at the end.
  mutating func next() throws(AudioError) -> Int {
    let count = reader.fill(&samples)
    guard count > 0 else { return 0 }
    // Files of floats may say anything; what is larger than this overflows the meters.
    guard samples[..<(2 * count)].allSatisfy({ $0.magnitude <= 1e6 }) else {
      throw .fileUnreadable(path: path, reason: "it has samples that aren't numbers, or are a million times full scale")
    }
    try meter.add(window: samples, frames: count)
    return count
  }

  var levels: [Double] { meter.levels }
  var figures: AudioFigures { meter.figures }
}
