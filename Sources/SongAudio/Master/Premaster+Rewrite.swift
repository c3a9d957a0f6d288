// SPDX-License-Identifier: Apache-2.0
internal import SongBase

extension Premaster {
  /// Changes every frame in the premaster's own file, in order; loudness and peak are measured again.
  ///
  /// - Parameter change: gets interleaved samples, the number of frames and the position of the first.
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func rewritten(
    sampleRate: Int, _ change: (inout [Float], Int, Int64) -> Void
  ) throws(AudioError) -> Premaster {
    var meter = try LoudnessMeter(sampleRate: sampleRate, extent: .integrated)
    var highest = Float(0)
    var samples = [Float](repeating: 0, count: chunkFrames * 2)
    var position: Int64 = 0
    while position < length {
      let frames = Int(min(Int64(chunkFrames), length - position))
      try file.read(into: &samples, frames: frames, at: position)
      change(&samples, frames, position)
      highest = max(highest, peak(of: samples, count: frames * 2))
      try meter.add(interleaved: samples, frames: frames)
      try file.write(samples, frames: frames, at: position)
      position += Int64(frames)
    }
    return Premaster(
      file: file, length: length, loudness: meter.integratedLoudness(), peakAmplitude: Double(highest), windows: windows)
  }
}
