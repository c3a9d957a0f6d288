// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// One track: synth, equaliser, inserts in time, gain, pan and duck.
final class TrackRenderer {
  private let instrument: any Instrument
  private var equaliser: TrackEqualiser
  private let chain: AlignedChain
  private let timer: StageTimer?
  private let gains: (left: Float, right: Float)
  private var automation: GainAutomation
  private var ducker: Ducker?
  private var position: Int64 = 0
  private var block = Stereo(frames: Plugin.block)
  let tap: ChannelTap
  /// Chunk n is in slot n modulo their number; four, since the bus reads what was written three rounds before.
  let slots = (0..<4).map { _ in Chunk() }

  /// - Throws: all that a font, a plugin or a scratch file can be short of.
  init(
    _ track: Session.Track, session: Session, rollIn: RollIn, world: PluginWorld, resources: AudioResources,
    stemScratch: String?, timer: StageTimer?
  ) throws(AudioError) {
    self.timer = timer
    instrument = try makeInstrument(
      track.sound, events: rollIn.events(track.events), sampleRate: session.sampleRate, isDraft: session.isDraft, world: world,
      resources: resources)
    equaliser = TrackEqualiser(track.equaliser, sampleRate: session.sampleRate, moves: rollIn.moves)
    chain = AlignedChain(
      try EffectChain(
        track.inserts, user: track.id, sampleRate: session.sampleRate, world: world, resources: resources),
      uri: track.inserts.last?.uri ?? "")
    let (left, right) = panGains(track.pan)
    let level = gain(decibels: track.gainDB)
    gains = (Float(level * left), Float(level * right))
    automation = GainAutomation(rollIn.automation(track.automation))
    ducker = track.duck.map { Ducker($0, rollIn: rollIn) }
    tap = try ChannelTap(id: track.id, session: session, rollIn: rollIn, stemScratch: stemScratch)
  }

  /// Renders chunk `number`; chunks come in order.
  ///
  /// - Throws: `pluginBadOutput`, `pluginRefused`, `fileUnwritable`.
  func render(chunk number: Int) throws(AudioError) {
    while chain.available < chunkFrames {
      try timer.measure(.synthesis) { () throws(AudioError) in try instrument.render(into: &block) }
      try timer.measure(.trackEffects) { () throws(AudioError) in
        equaliser.process(&block)
        try chain.push(&block)
      }
    }
    let chunk = slots[number % slots.count]
    chain.pop(chunkFrames, into: &chunk.audio)
    scale(&chunk.audio.left, by: gains.left)
    scale(&chunk.audio.right, by: gains.right)
    automation.scale(&chunk.audio, from: position)
    position += Int64(chunkFrames)
    ducker?.process(&chunk.audio)
    try tap.take(chunk)
  }
}
