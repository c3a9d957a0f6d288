// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A SoundFont's preset with its events on the grid of blocks.
final class FontInstrument: Instrument {
  private let synth: SoundFontSynth
  private let events: [Session.Event]
  private var nextEvent = 0
  /// Frames rendered so far; a multiple of the synth's block.
  private var position: Int64 = 0

  /// - Throws: `soundFontUnreadable`, `presetMissing`, `unresolved`, `resourcesExhausted`.
  init(
    _ preset: Session.FontPreset, events: [Session.Event], sampleRate: Int, isDraft: Bool, resources: AudioResources
  ) throws(AudioError) {
    let path = try resources.path(ofSoundFont: preset.soundFont)
    synth = try SoundFontSynth(preset, path: path, sampleRate: sampleRate, isDraft: isDraft)
    self.events = events
  }

  func render(into audio: inout Stereo) {
    precondition(audio.count.isMultiple(of: SoundFontSynth.block), "synth buffers are whole blocks")
    audio.clear(0..<audio.count)
    for offset in stride(from: 0, to: audio.count, by: SoundFontSynth.block) {
      while nextEvent < events.count, gridFrame(events[nextEvent].at) <= position {
        synth.send(events[nextEvent].kind)
        nextEvent += 1
      }
      if synth.isSounding { synth.addBlock(to: &audio, at: offset) }
      position += Int64(SoundFontSynth.block)
    }
  }
}
