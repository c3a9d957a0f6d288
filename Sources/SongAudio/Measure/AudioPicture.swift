// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What is drawn of a file of sound: waveform, spectrogram and loudness over time, in a size that doesn't grow with it.
package struct AudioPicture: Sendable, Hashable {
  package static let bandCount = 96
  package static let columnCount = 800
  package static let waveColumnCount = 2400
  /// The middles of the lowest and the highest band, Hz; those between lie at equal ratios.
  package static let lowestHz = 32.0
  package static let highestHz = 16_000.0
  /// A byte of the spectrogram is so many dB below full scale at 0, and 0 dB at 255.
  package static let floorDB = -96.0
  /// Seconds from one value of loudness to the next.
  package static let loudnessStep = 0.1

  package let sampleRate: Int
  package let frames: Int
  /// Integrated loudness, LUFS; `silenceDB` when nothing passes the gate.
  package let loudness: Double
  /// Loudness range, LU.
  package let loudnessRange: Double
  /// LUFS of the 400 ms and of the 3 s before each step; `silenceDB` for silence.
  package let momentary: [Double]
  package let shortTerm: [Double]
  /// Column by column, the lowest band first: the level of a band, which a full-scale sine in its middle brings to 255.
  package let spectrogram: [UInt8]
  /// The lowest and the highest sample of each column, both channels' mean, 128 + 127 times the sample.
  package let waveform: [UInt8]

  package var seconds: Double { Double(frames) / Double(sampleRate) }
}

/// Draws a file of sound.
///
/// - Throws: `fileUnreadable`, `resourcesExhausted`, `cancelled`.
package func picture(
  ofFileAt path: String, isCancelled: () -> Bool = { false }
) throws(AudioError) -> AudioPicture {
  let frames = try frameCount(ofFileAt: path)
  let reader = try AudioFileReader(path: path, acceptsMono: true)
  let rate = reader.sampleRate
  var meter = try LoudnessMeter(sampleRate: rate, extent: .full)
  var momentary: [Double] = []
  var shortTerm: [Double] = []
  var spectrogram = Spectrogram(sampleRate: rate, frames: frames)
  var waveform = Waveform(frames: frames)
  // One step of the loudness at a time.
  let step = Int(AudioPicture.loudnessStep * Double(rate))
  var samples = [Float](repeating: 0, count: 2 * step)
  while true {
    if isCancelled() { throw .cancelled }
    let count = reader.read(into: &samples)
    if count == 0 { break }
    try meter.add(interleaved: samples, frames: count)
    momentary.append(meter.windowLoudness(milliseconds: 400))
    shortTerm.append(meter.windowLoudness(milliseconds: 3000))
    for frame in 0..<count {
      let value = (samples[2 * frame] + samples[2 * frame + 1]) / 2
      spectrogram.add(Double(value))
      waveform.add(value)
    }
  }
  return AudioPicture(
    sampleRate: rate, frames: frames, loudness: meter.integratedLoudness(), loudnessRange: meter.loudnessRange(),
    momentary: momentary, shortTerm: shortTerm, spectrogram: spectrogram.bytes, waveform: waveform.bytes)
}

private func frameCount(ofFileAt path: String) throws(AudioError) -> Int {
  let reader = try AudioFileReader(path: path, acceptsMono: true)
  var samples = [Float](repeating: 0, count: 1 << 16)
  var sum = 0
  while true {
    let count = reader.read(into: &samples)
    if count == 0 { return sum }
    sum += count
  }
}

/// Levels of bands by Hann windows of 4096 frames, twice as many as fit side by side.
private struct Spectrogram {
  private static let length = 4096
  private static let hop = 2048
  private static let twiddles = Twiddles(length)
  private static let window = (0..<length).map { 0.5 - 0.5 * portableSin(turns: Double($0) / Double(length) + 0.25) }

  private let frames: Int
  /// The bins of each band, with the part of it that a bin is.
  private let bands: [[(bin: Int, part: Double)]]
  private var power: [Double]
  private var windows: [Int]
  private var buffer = [Double](repeating: 0, count: length)
  private var filled = length / 2
  private var position = 0

  init(sampleRate: Int, frames: Int) {
    self.frames = frames
    power = [Double](repeating: 0, count: AudioPicture.columnCount * AudioPicture.bandCount)
    windows = [Int](repeating: 0, count: AudioPicture.columnCount)
    let width = Double(sampleRate) / Double(Self.length)
    let octaves = portableLog2(AudioPicture.highestHz / AudioPicture.lowestHz) / Double(AudioPicture.bandCount - 1)
    bands = (0..<AudioPicture.bandCount).map { band -> [(bin: Int, part: Double)] in
      let middle = AudioPicture.lowestHz * portableExp2(octaves * Double(band))
      let (low, high) = (middle * portableExp2(-octaves / 2) / width, middle * portableExp2(octaves / 2) / width)
      // A band that is narrower than a bin has what lies around its middle.
      let (from, to) = high - low < 1 ? (middle / width - 0.5, middle / width + 0.5) : (low, high)
      let first = max(1, Int(from))
      // What lies above half the sample rate has no bins.
      let end = max(first, min(Self.length / 2, Int(to) + 2))
      return (first..<end).compactMap { bin -> (bin: Int, part: Double)? in
        let part = min(to, Double(bin) + 0.5) - max(from, Double(bin) - 0.5)
        return part > 0 ? (bin, min(1, part)) : nil
      }
    }
  }

  mutating func add(_ value: Double) {
    buffer[filled] = value
    filled += 1
    position += 1
    guard filled == Self.length else { return }
    takeWindow()
    for i in 0..<Self.length - Self.hop { buffer[i] = buffer[i + Self.hop] }
    filled = Self.length - Self.hop
  }

  private mutating func takeWindow() {
    let column = min(
      AudioPicture.columnCount - 1, max(0, position - Self.hop) * AudioPicture.columnCount / max(1, frames))
    var real = buffer
    var imaginary = [Double](repeating: 0, count: Self.length)
    for i in 0..<Self.length { real[i] *= Self.window[i] }
    transform(&real, &imaginary, Self.twiddles)
    for (band, bins) in bands.enumerated() {
      for (bin, part) in bins {
        power[column * AudioPicture.bandCount + band] += (real[bin] * real[bin] + imaginary[bin] * imaginary[bin]) * part
      }
    }
    windows[column] += 1
  }

  /// Columns of short files that no window fell into show the one before.
  var bytes: [UInt8] {
    // A sine of amplitude 1 under a Hann window has this power in its bins together.
    let full = Double(Self.length * Self.length) / 16 * 1.5
    var out: [UInt8] = []
    for column in 0..<AudioPicture.columnCount {
      if windows[column] == 0, column > 0 {
        out += out.suffix(AudioPicture.bandCount)
        continue
      }
      for band in 0..<AudioPicture.bandCount {
        let mean = power[column * AudioPicture.bandCount + band] / Double(max(1, windows[column])) / full
        let level = 1 - decibels(power: max(1e-30, mean)) / AudioPicture.floorDB
        out.append(UInt8(min(255, max(0, (level * 255).rounded()))))
      }
    }
    return out
  }
}

/// The lowest and the highest sample of each column.
private struct Waveform {
  private let frames: Int
  private var lowest = [Float](repeating: 1, count: AudioPicture.waveColumnCount)
  private var highest = [Float](repeating: -1, count: AudioPicture.waveColumnCount)
  private var position = 0

  init(frames: Int) { self.frames = frames }

  mutating func add(_ value: Float) {
    let column = min(AudioPicture.waveColumnCount - 1, position * AudioPicture.waveColumnCount / max(1, frames))
    lowest[column] = min(lowest[column], value)
    highest[column] = max(highest[column], value)
    position += 1
  }

  var bytes: [UInt8] {
    zip(lowest, highest).flatMap { low, high -> [UInt8] in
      // No sample fell into it.
      if low > high { return [128, 128] }
      return [low, high].map { UInt8(128 + 127 * min(1, max(-1, $0))) }
    }
  }
}
