// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// One shared return: the sum of its sends, inserts in time, gain.
final class ReturnRenderer {
  private let chain: AlignedChain
  private let timer: StageTimer?
  private let level: Float
  /// Tracks that send here, in the session's order.
  private let sends: [(track: TrackRenderer, gain: Float)]
  private var sum = Stereo(frames: chunkFrames)
  private var block = Stereo(frames: Plugin.block)
  let tap: ChannelTap
  /// Two, since the bus reads what was written one round before.
  let slots = (0..<2).map { _ in Chunk() }

  /// - Parameter tracks: the renderers of the session's tracks, in its order.
  /// - Throws: all that a plugin or a scratch file can be short of.
  init(
    _ description: Session.Return, session: Session, rollIn: RollIn, tracks: [TrackRenderer], world: PluginWorld,
    resources: AudioResources, stemScratch: String?, timer: StageTimer?
  ) throws(AudioError) {
    self.timer = timer
    chain = AlignedChain(
      try EffectChain(
        description.inserts, user: description.id, sampleRate: session.sampleRate, world: world, resources: resources),
      uri: description.inserts.last?.uri ?? "")
    level = Float(gain(decibels: description.gainDB))
    sends = zip(session.tracks, tracks).flatMap { track, renderer in
      track.sends.filter { utf8Equal($0.to, description.id) }.map {
        (track: renderer, gain: Float(gain(decibels: $0.gainDB)))
      }
    }
    tap = try ChannelTap(id: description.id, session: session, rollIn: rollIn, stemScratch: stemScratch)
  }

  /// Takes the tracks' chunk `number`, or silence when the tracks have ended.
  ///
  /// - Throws: `pluginBadOutput`, `pluginRefused`.
  func take(chunk number: Int, isPastEnd: Bool) throws(AudioError) {
    sum.clear(0..<chunkFrames)
    if !isPastEnd {
      for send in sends {
        let chunk = send.track.slots[number % send.track.slots.count]
        add(chunk.audio.left, times: send.gain, to: &sum.left)
        add(chunk.audio.right, times: send.gain, to: &sum.right)
      }
    }
    for start in stride(from: 0, to: chunkFrames, by: Plugin.block) {
      block.copy(from: sum, at: start, to: 0, count: Plugin.block)
      try timer.measure(.returnEffects) { () throws(AudioError) in try chain.push(&block) }
    }
  }

  /// Gives chunk `number` to the bus; the chunk after it has been taken, so that no latency is longer than what waits.
  ///
  /// - Throws: `fileUnwritable`.
  func give(chunk number: Int) throws(AudioError) {
    let chunk = slots[number % slots.count]
    chain.pop(chunkFrames, into: &chunk.audio)
    scale(&chunk.audio.left, by: level)
    scale(&chunk.audio.right, by: level)
    try tap.take(chunk)
  }
}
