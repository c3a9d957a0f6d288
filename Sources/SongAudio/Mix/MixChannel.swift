// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// The frames that the mixer hands on at a time; a multiple of the effects' block.
let chunkFrames = 16384

/// A chunk of a channel's output, written by one task and read by those of later rounds.
final class Chunk {
  var audio = Stereo(frames: chunkFrames)
}

/// Interleaved frames, changed by one task and measured by one of the next round.
final class InterleavedChunk {
  var samples = [Float](repeating: 0, count: chunkFrames * 2)
  var frames = 0
}

/// What a track or return shows of itself while it runs: its level, and its stem if one is kept.
final class ChannelTap {
  let id: String
  /// None in drafts.
  private var meter: LoudnessMeter?
  private var highest = Float(0)
  private var interleaved = [Float](repeating: 0, count: chunkFrames * 2)
  /// The stem in single precision, or nil.
  let stem: ScratchFile?
  /// Of the next chunk; negative in the roll-in of a loop.
  private var position: Int64
  private let length: Int64
  private var seam: Seam

  /// - Throws: `resourcesExhausted`, `fileUnwritable`.
  init(id: String, session: Session, rollIn: RollIn, stemScratch: String?) throws(AudioError) {
    self.id = id
    length = session.length.value
    position = -rollIn.frames
    seam = Seam(session)
    meter = session.isDraft ? nil : try LoudnessMeter(sampleRate: session.sampleRate, extent: .coarse)
    stem = if let stemScratch { try ScratchFile(in: stemScratch) } else { nil }
  }

  /// Linear sample peak so far.
  var peakAmplitude: Float { highest }

  /// Takes the next chunk, as far as the piece goes.
  ///
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func take(_ chunk: Chunk) throws(AudioError) {
    defer { position += Int64(chunkFrames) }
    guard position < length else { return }
    let frames = Int(min(Int64(chunkFrames), length - position))
    interleave(chunk.audio, frames: frames, into: &interleaved)
    seam.process(&interleaved, frames: frames, at: position)
    guard position >= 0 else { return }
    highest = max(highest, peak(of: interleaved, count: frames * 2))
    try meter?.add(interleaved: interleaved, frames: frames)
    try stem?.write(interleaved, frames: frames, at: position)
  }

  var report: MasterReport.Channel {
    MasterReport.Channel(id: id, peak: decibels(Double(highest)), loudness: meter?.integratedLoudness() ?? silenceDB)
  }
}
