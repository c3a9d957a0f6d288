// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR

/// The first frame above -60 dBFS of what a track's sound makes of the notes that begin at a place or later, as if none
/// had been before; nil when there is none within two seconds.
///
/// The sound alone, without effects and gain: what is stored of it as its attack is measured in the same way.
/// - Throws: all that a sound can be short of.
package func onset(
  of track: Session.Track, from start: Frames, sampleRate: Int, resources: AudioResources
) throws(AudioError) -> Frames? {
  let events = track.events.filter { event in
    if case .noteOn = event.kind { return event.at >= start }
    return true
  }
  let instrument = try makeInstrument(
    track.sound, events: events, sampleRate: sampleRate, world: PluginWorld(), resources: resources)
  var audio = Stereo(frames: Plugin.block)
  var position: Int64 = 0
  var onset: Int64?
  let mode = FlushToZero()
  while onset == nil, position < start.value + 2 * Int64(sampleRate) {
    try instrument.render(into: &audio)
    onset = firstSound(of: audio).map { position + Int64($0) }
    position += Int64(audio.count)
  }
  mode.restore()
  return onset.map { Frames($0) }
}

/// The first frame of which a side is above -60 dBFS.
func firstSound(of audio: borrowing Stereo) -> Int? {
  for i in 0..<audio.count where max(audio.left[i].magnitude, audio.right[i].magnitude) > soundThreshold { return i }
  return nil
}

/// -60 dBFS.
let soundThreshold: Float = 0.001
