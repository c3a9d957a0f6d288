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
  private var pieceStart: Int64 = 0
  /// The meter looks back on three seconds.
  private let pieceFrames: Int64
  /// Of the window so far: weighted mean square times milliseconds, and milliseconds.
  private var energy = 0.0
  private var weight = 0.0
  /// LUFS of the windows that are past; `silenceDB` for silence.
  private(set) var levels: [Double] = []

  /// - Parameters:
  ///   - starts: of the windows, sorted; each lasts to the next, the last one to the end.
  ///   - length: of the piece, frames.
  /// - Throws: `resourcesExhausted`.
  init(sampleRate: Int, extent: LoudnessMeter.Extent, starts: [Frames], length: Int64) throws(AudioError) {
    self.sampleRate = sampleRate
    ends = starts.isEmpty ? [] : starts.dropFirst().map(\.value) + [length]
    pieceFrames = Int64(sampleRate) * 5 / 2
    meter = try LoudnessMeter(sampleRate: sampleRate, extent: extent)
  }

  /// Measures frames of interleaved samples.
  ///
  /// - Throws: `resourcesExhausted`.
  func add(interleaved samples: borrowing [Float], frames: Int) throws(AudioError) {
    var done = 0
    while done < frames {
      let left = levels.count < ends.count ? max(0, ends[levels.count] - position) : Int64.max
      // Up to the end of the window, or of the piece of it that the meter can look back on.
      let room = min(left, pieceFrames - (position - pieceStart))
      let count = Int(min(Int64(frames - done), room))
      try meter.add(interleaved: samples, from: done, frames: count)
      done += count
      position += Int64(count)
      if Int64(count) == room { closePiece() }
      guard Int64(count) == left else { continue }
      levels.append(weight > 0 && energy > 0 ? -0.691 + decibels(power: energy / weight) : silenceDB)
      energy = 0
      weight = 0
    }
  }

  /// Adds the energy of the piece that has just ended to that of its window.
  ///
  /// - Source: ITU-R BS.1770-4, equation 2: loudness is -0.691 + 10 lg of the weighted mean square.
  private func closePiece() {
    let milliseconds = Int((position - pieceStart) * 1000 / Int64(sampleRate))
    if milliseconds > 0 {
      let level = meter.windowLoudness(milliseconds: milliseconds)
      if level > silenceDB { energy += portablePow(10, (level + 0.691) / 10) * Double(milliseconds) }
      weight += Double(milliseconds)
    }
    pieceStart = position
  }

  /// Integrated loudness, LUFS.
  func integratedLoudness() -> Double { meter.integratedLoudness() }

  /// Loudness range, LU.
  func loudnessRange() -> Double { meter.loudnessRange() }
}
