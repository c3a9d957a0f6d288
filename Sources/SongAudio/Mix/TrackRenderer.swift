// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// One track: synth, inserts in time, gain, pan and duck.
final class TrackRenderer {
  private let instrument: any Instrument
  private let chain: AlignedChain
  private let gains: (left: Float, right: Float)
  private var ducker: Ducker?
  private var block = Stereo(frames: Plugin.block)
  let tap: ChannelTap
  /// Chunk n is in slot n modulo their number; four, since the bus reads what was written three rounds before.
  let slots = (0..<4).map { _ in Chunk() }

  /// - Throws: all that a font, a plugin or a scratch file can be short of.
  init(
    _ track: Session.Track, session: Session, rollIn: RollIn, world: PluginWorld, resources: AudioResources,
    stemScratch: String?
  ) throws(AudioError) {
    instrument = try makeInstrument(
      track.sound, events: rollIn.events(track.events), sampleRate: session.sampleRate, isDraft: session.isDraft, world: world,
      resources: resources)
    chain = AlignedChain(
      try EffectChain(
        track.inserts, user: track.id, sampleRate: session.sampleRate, world: world, resources: resources),
      uri: track.inserts.last?.uri ?? "")
    let (left, right) = panGains(track.pan)
    let level = gain(decibels: track.gainDB)
    gains = (Float(level * left), Float(level * right))
    ducker = track.duck.map { Ducker($0, rollIn: rollIn) }
    tap = try ChannelTap(id: track.id, session: session, rollIn: rollIn, stemScratch: stemScratch)
  }

  /// Renders chunk `number`; chunks come in order.
  ///
  /// - Throws: `pluginBadOutput`, `pluginRefused`, `fileUnwritable`.
  func render(chunk number: Int) throws(AudioError) {
    while chain.available < chunkFrames {
      try instrument.render(into: &block)
      try chain.push(&block)
    }
    let chunk = slots[number % slots.count]
    chain.pop(chunkFrames, into: &chunk.audio)
    scale(&chunk.audio.left, by: gains.left)
    scale(&chunk.audio.right, by: gains.right)
    ducker?.process(&chunk.audio)
    try tap.take(chunk)
  }
}
