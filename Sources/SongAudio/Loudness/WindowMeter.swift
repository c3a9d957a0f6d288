// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A loudness meter that also tells the level of each window of the piece, ungated.
final class WindowMeter {
  private var meter: LoudnessMeter
  /// Where each window ends, frames.
  private let ends: [Int64]
  private let sampleRate: Int
  private var position: Int64 = 0
  private var start: Int64 = 0
  /// LUFS of the windows that are past; `silenceDB` for silence.
  private(set) var levels: [Double] = []

  /// - Parameters:
  ///   - starts: of the windows, sorted; each lasts to the next, the last one to the end.
  ///   - length: of the piece, frames.
  /// - Throws: `resourcesExhausted`.
  init(sampleRate: Int, extent: LoudnessMeter.Extent, starts: [Frames], length: Int64) throws(AudioError) {
    self.sampleRate = sampleRate
    ends = starts.isEmpty ? [] : starts.dropFirst().map(\.value) + [length]
    start = starts.first?.value ?? 0
    meter = try LoudnessMeter(sampleRate: sampleRate, extent: extent)
    let longest = zip([start] + ends, ends).map { $1 - $0 }.max() ?? 0
    if longest > 0 { try meter.widen(milliseconds: Int(longest * 1000 / Int64(sampleRate)) + 1) }
  }

  /// Measures frames of interleaved samples.
  ///
  /// - Throws: `resourcesExhausted`.
  func add(interleaved samples: borrowing [Float], frames: Int) throws(AudioError) {
    var done = 0
    while done < frames {
      let left = levels.count < ends.count ? max(0, ends[levels.count] - position) : Int64.max
      let count = Int(min(Int64(frames - done), left))
      try meter.add(interleaved: samples, from: done, frames: count)
      done += count
      position += Int64(count)
      guard Int64(count) == left else { continue }
      let milliseconds = Int((position - start) * 1000 / Int64(sampleRate))
      levels.append(milliseconds > 0 ? meter.windowLoudness(milliseconds: milliseconds) : silenceDB)
      start = position
    }
  }

  /// Integrated loudness, LUFS.
  func integratedLoudness() -> Double { meter.integratedLoudness() }

  /// Loudness range, LU.
  func loudnessRange() -> Double { meter.loudnessRange() }
}
