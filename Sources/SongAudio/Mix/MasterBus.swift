// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// The bus of all tracks and returns: sum, master inserts in time, treble, fade, meter, scratch file.
final class MasterBus {
  private let tracks: [TrackRenderer]
  private let returns: [ReturnRenderer]
  private let chain: AlignedChain
  private let timer: StageTimer?
  private let length: Int64
  private let fade: Int64
  private let file: ScratchFile
  private let meter: WindowMeter
  private var treble: TrebleRide
  private var seam: Seam
  private var highest = Float(0)
  private let rollIn: RollIn
  /// The frame that comes out next; negative in the roll-in of a loop.
  private var position: Int64
  private var sum = Stereo(frames: chunkFrames)
  private var block = Stereo(frames: Plugin.block)
  private var interleaved = [Float](repeating: 0, count: chunkFrames * 2)

  /// - Throws: all that a plugin or a scratch file can be short of.
  init(
    _ session: Session, rollIn: RollIn, tracks: [TrackRenderer], returns: [ReturnRenderer], world: PluginWorld,
    resources: AudioResources, scratch: String, timer: StageTimer?
  ) throws(AudioError) {
    self.timer = timer
    self.tracks = tracks
    self.returns = returns
    self.rollIn = rollIn
    position = -rollIn.frames
    chain = AlignedChain(
      try EffectChain(
        session.master.inserts, user: "master", sampleRate: session.sampleRate, world: world, resources: resources),
      uri: session.master.inserts.last?.uri ?? "")
    length = session.length.value
    fade = min(max(0, session.master.fade.value), length)
    file = try ScratchFile(in: scratch)
    meter = try WindowMeter(
      sampleRate: session.sampleRate, extent: .integrated, starts: session.master.ride.map(\.at), length: length)
    seam = Seam(session)
    treble = TrebleRide(rollIn.ride(session.master.ride), sampleRate: session.sampleRate)
  }

  /// Sums chunk `number` of all tracks, then of all returns, in the session's order.
  ///
  /// - Throws: `pluginBadOutput`, `pluginRefused`, `fileUnwritable`, `resourcesExhausted`.
  func take(chunk number: Int) throws(AudioError) {
    try timer.measure(.bus) { () throws(AudioError) in try mix(chunk: number) }
  }

  private func mix(chunk number: Int) throws(AudioError) {
    sum.clear(0..<chunkFrames)
    for track in tracks { addToSum(track.slots[number % track.slots.count]) }
    for bus in returns { addToSum(bus.slots[number % bus.slots.count]) }
    try push()
  }

  /// What has come out, once the last chunk has been taken.
  ///
  /// - Throws: as `take(chunk:)`.
  func finish() throws(AudioError) -> Premaster {
    sum.clear(0..<chunkFrames)
    while position < length { try push() }
    return Premaster(
      file: file, length: length, loudness: meter.integratedLoudness(), peakAmplitude: Double(highest),
      windows: meter.levels)
  }

  private func addToSum(_ chunk: Chunk) {
    add(chunk.audio.left, times: 1, to: &sum.left)
    add(chunk.audio.right, times: 1, to: &sum.right)
  }

  private func push() throws(AudioError) {
    for start in stride(from: 0, to: chunkFrames, by: Plugin.block) {
      block.copy(from: sum, at: start, to: 0, count: Plugin.block)
      try chain.push(&block)
    }
    while chain.available > 0, position < length {
      let left = position < 0 ? -position : length - position
      let frames = Int(min(Int64(min(chain.available, chunkFrames)), left))
      chain.pop(frames, into: &sum)
      interleave(sum, frames: frames, into: &interleaved)
      treble.process(&interleaved, frames: frames, at: position + rollIn.frames)
      seam.process(&interleaved, frames: frames, at: position)
      if position >= 0 { try keep(frames) }
      position += Int64(frames)
    }
    sum.clear(0..<chunkFrames)
  }

  private func keep(_ frames: Int) throws(AudioError) {
    fadeOut(&interleaved, frames: frames, start: position, length: length, fade: fade)
    highest = max(highest, peak(of: interleaved, count: frames * 2))
    try meter.add(interleaved: interleaved, frames: frames)
    try file.write(interleaved, frames: frames, at: position)
  }
}

/// The master's signal before the loudness gain: after inserts and fade.
struct Premaster {
  let file: ScratchFile
  /// Frames.
  let length: Int64
  /// Integrated loudness, LUFS.
  let loudness: Double
  /// Linear sample peak.
  let peakAmplitude: Double
  /// Loudness of each stretch of the session's ride, LUFS.
  let windows: [Double]
}
