// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// What a track sounds like: synth, equaliser, inserts in time, gain, pan and duck.
final class TrackPlayer {
  private let instrument: any Instrument
  private var equaliser: TrackEqualiser
  private let chain: AlignedChain
  private let timer: StageTimer?
  private let gains: (left: Float, right: Float)
  private var automation: GainAutomation
  private var ducker: Ducker?
  private var position: Int64 = 0
  private var block = Stereo(frames: Plugin.block)

  /// - Throws: all that a font or a plugin can be short of.
  init(
    _ track: Session.Track, session: Session, rollIn: RollIn, world: PluginWorld, resources: AudioResources, timer: StageTimer?
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
  }

  /// Gives the next chunk.
  ///
  /// - Throws: `pluginBadOutput`, `pluginCrashed`, `pluginHung`, `pluginRefused`.
  func play(into audio: inout Stereo) throws(AudioError) {
    while chain.available < chunkFrames {
      try timer.measure(.synthesis) { () throws(AudioError) in try instrument.render(into: &block) }
      try timer.measure(.trackEffects) { () throws(AudioError) in
        equaliser.process(&block)
        try chain.push(&block)
      }
    }
    chain.pop(chunkFrames, into: &audio)
    scale(&audio.left, by: gains.left)
    scale(&audio.right, by: gains.right)
    automation.scale(&audio, from: position)
    position += Int64(chunkFrames)
    ducker?.process(&audio)
  }
}
