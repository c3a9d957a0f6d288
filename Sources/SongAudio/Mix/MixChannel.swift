// SPDX-License-Identifier: Apache-2.0
/// The frames that the mixer hands on at a time; a multiple of the effects' block.
let chunkFrames = 16384

/// A chunk of a channel's output, written by one task and read by those of later rounds.
final class Chunk {
  var audio = Stereo(frames: chunkFrames)
}

/// What a track or return shows of itself while it runs: its level, and its stem if one is kept.
final class ChannelTap {
  let id: String
  private var meter: LoudnessMeter
  private var highest = Float(0)
  private var interleaved = [Float](repeating: 0, count: chunkFrames * 2)
  /// The stem in single precision, or nil.
  let stem: ScratchFile?
  private var position: Int64 = 0
  private let length: Int64

  /// - Throws: `resourcesExhausted`, `fileUnwritable`.
  init(id: String, sampleRate: Int, length: Int64, stemScratch: String?) throws(AudioError) {
    self.id = id
    self.length = length
    meter = try LoudnessMeter(sampleRate: sampleRate, extent: .coarse)
    stem = if let stemScratch { try ScratchFile(in: stemScratch) } else { nil }
  }

  /// Linear sample peak so far.
  var peakAmplitude: Float { highest }

  /// Takes the next chunk, as far as the piece goes.
  ///
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func take(_ chunk: Chunk) throws(AudioError) {
    let frames = Int(min(Int64(chunkFrames), length - position))
    highest = max(highest, peak(of: chunk.audio.left, count: frames), peak(of: chunk.audio.right, count: frames))
    interleave(chunk.audio, frames: frames, into: &interleaved)
    try meter.add(interleaved: interleaved, frames: frames)
    try stem?.write(interleaved, frames: frames, at: position)
    position += Int64(frames)
  }

  var report: MasterReport.Channel {
    MasterReport.Channel(id: id, peak: decibels(Double(highest)), loudness: meter.integratedLoudness())
  }
}
