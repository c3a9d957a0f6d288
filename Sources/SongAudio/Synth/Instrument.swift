// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongIR

/// What plays a track's events: fills one buffer after the other.
protocol Instrument: AnyObject {
  /// The next frames of the track, as many as the buffer holds: whole blocks of `Plugin.block`.
  ///
  /// - Throws: `pluginBadOutput`, `pluginRefused`.
  func render(into audio: inout Stereo) throws(AudioError)
}

/// The instrument of a sound.
///
/// - Parameters:
///   - events: in order of play; at one frame in the order of the session.
///   - isDraft: whether quick interpolation will do.
/// - Throws: all that a font or a plugin can be short of.
func makeInstrument(
  _ sound: Session.Sound, events: [Session.Event], sampleRate: Int, isDraft: Bool = false, world: PluginWorld, resources: AudioResources
) throws(AudioError) -> any Instrument {
  switch sound {
  case .font(let preset): try FontInstrument(preset, events: events, sampleRate: sampleRate, isDraft: isDraft, resources: resources)
  case .plugin(let effect): try PluginInstrument(player(effect, sampleRate, world, resources), events: events)
  case .oscillator(let oscillator): OscillatorInstrument(oscillator, events: events, sampleRate: sampleRate)
  case .layered(let base, let layers):
    try layered(base, layers, events: events, sampleRate: sampleRate, isDraft: isDraft, world: world, resources: resources)
  }
}

private func layered(
  _ base: Session.Sound, _ layers: [Session.Layer], events: [Session.Event], sampleRate: Int, isDraft: Bool,
  world: PluginWorld, resources: AudioResources
) throws(AudioError) -> LayeredInstrument {
  func instrument(_ sound: Session.Sound, _ events: [Session.Event]) throws(AudioError) -> any Instrument {
    try makeInstrument(
      sound, events: events, sampleRate: sampleRate, isDraft: isDraft, world: world, resources: resources)
  }
  // A font plays on its grid, and what doubles it begins with it.
  let onGrid = base.fontPreset == nil
    ? events : events.map { Session.Event(at: Frames(gridFrame($0.at)), kind: $0.kind) }
  var made: [LayeredInstrument.Layer] = []
  for layer in layers {
    made.append(
      .init(
        try instrument(layer.sound, layer.events(of: onGrid)),
        equaliser: TrackEqualiser(layer.equaliser, sampleRate: sampleRate), gainDB: layer.gainDB))
  }
  return LayeredInstrument(try instrument(base, events), layers: made)
}

private func player(
  _ effect: Session.Effect, _ sampleRate: Int, _ world: PluginWorld, _ resources: AudioResources
) throws(AudioError) -> any NotePlayer {
  if let remote = try resources.remote(effect, sampleRate: sampleRate, isInstrument: true) { return remote }
  let plugin = try world.makePlugin(effect, sampleRate: sampleRate, resources: resources)
  try plugin.checkInstrument()
  return plugin
}

/// The place where an event is heard of a font: the nearest multiple of the synth's block, halves upward.
///
/// Without this an event would wait for the next block, late by up to one.
package func gridFrame(_ frame: Frames) -> Int64 {
  let block = Int64(SoundFontSynth.block)
  return max(0, (frame.value + block / 2) / block * block)
}
