// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongIR

/// A track's synth with its events on the grid of blocks: fills one buffer after the other.
struct Instrument: ~Copyable {
  private let synth: SoundFontSynth
  /// In order of play; at one grid position in the order of the session.
  private let events: [Session.Event]
  private var nextEvent = 0
  /// Frames rendered so far; a multiple of the synth's block.
  private var position: Int64 = 0

  /// - Throws: `soundFontUnreadable`, `presetMissing`, `unresolved`, `resourcesExhausted`.
  init(
    _ sound: Session.Sound, events: [Session.Event], sampleRate: Int, resources: AudioResources
  ) throws(AudioError) {
    let path = try resources.path(ofSoundFont: sound.soundFont)
    synth = try SoundFontSynth(sound, path: path, sampleRate: sampleRate)
    self.events = events
  }

  /// The next frames of the track, as many as the buffer holds: a multiple of the synth's block.
  mutating func render(into audio: inout Stereo) {
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

/// The place where an event is heard: the nearest multiple of the synth's block, halves upward.
///
/// Without this an event would wait for the next block, late by up to one.
package func gridFrame(_ frame: Frames) -> Int64 {
  let block = Int64(SoundFontSynth.block)
  return max(0, (frame.value + block / 2) / block * block)
}
