// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR

/// What a preset sounds like when it is played alone; the library's trims, octaves and tunings come from it.
package struct SoundMeasure: Sendable, Hashable, Codable {
  /// Sample peak of both channels, dBFS.
  package let peakDB: Double
  /// Level over the sounding part (from the first frame above -60 dBFS to the last), both channels, dBFS.
  package let rmsDB: Double
  /// Integrated loudness, LUFS; `silenceDB` when nothing passes the gate.
  package let loudness: Double
  /// Frames from the first note-on to the first sample above -60 dBFS; nil when none is.
  package let attackFrames: Int?
  /// Frames from the first note-on until the level of 10 ms comes within 6 dB of the loudest 10 ms of that note.
  package let riseFrames: Int?
  /// The pitch of the first note 150 ms into its sound, Hz; nil when it has no clear one.
  package let fundamentalHz: Double?
  /// The centre of the spectrum, Hz.
  package let centroidHz: Double
  /// Of the bits of all samples: two renders of the same bytes have the same.
  package let digest: UInt64
}

/// Plays keys one after the other on a preset without any effect, and measures the sum.
///
/// - Parameters:
///   - keys: MIDI keys, at least one.
///   - velocity: 1...127.
///   - seconds: how long each key is held, at least 0.1; one second of release follows the last.
/// - Throws: all that a sound can be short of.
package func measureSound(
  _ sound: Session.Sound, keys: [Int], velocity: Int, seconds: Double, resources: AudioResources
) throws(AudioError) -> SoundMeasure {
  precondition(!keys.isEmpty && seconds >= 0.1, "a phrase has a note and a length")
  let held = Int(seconds * Double(measuringRate)) / SoundFontSynth.block * SoundFontSynth.block
  var events: [Session.Event] = []
  for (index, key) in keys.enumerated() {
    let end = Frames(Int64((index + 1) * held))
    events.append(Session.Event(at: Frames(Int64(index * held)), kind: .noteOn(key: key, velocity: velocity)))
    events.append(Session.Event(at: end, kind: .noteOff(key: key)))
  }
  return try measureSound(
    sound, events: events, firstNote: held, frames: held * keys.count + measuringRate, resources: resources)
}

/// As above for any events, such as a kit's groove.
///
/// - Parameters:
///   - events: at 48,000 frames a second, in order.
///   - firstNote: frames that belong to the first note.
///   - frames: that are heard.
package func measureSound(
  _ sound: Session.Sound, events: [Session.Event], firstNote: Int, frames: Int, resources: AudioResources
) throws(AudioError) -> SoundMeasure {
  var audio = Stereo(frames: (frames + Plugin.block - 1) / Plugin.block * Plugin.block)
  let mode = FlushToZero()
  let instrument = try makeInstrument(
    sound, events: events, sampleRate: measuringRate, world: PluginWorld(), resources: resources)
  try instrument.render(into: &audio)
  mode.restore()
  return try measure(audio, firstNote: firstNote, sampleRate: measuringRate)
}

/// Frames a second.
private let measuringRate = 48000

/// As above for one key.
package func measureSound(
  _ sound: Session.Sound, key: Int, velocity: Int, seconds: Double, resources: AudioResources
) throws(AudioError) -> SoundMeasure {
  try measureSound(sound, keys: [key], velocity: velocity, seconds: seconds, resources: resources)
}

private func measure(_ audio: Stereo, firstNote: Int, sampleRate: Int) throws(AudioError) -> SoundMeasure {
  var peak = Float(0)
  var first: Int?
  var last = 0
  var interleaved = [Float](repeating: 0, count: audio.count * 2)
  for i in 0..<audio.count {
    let level = max(audio.left[i].magnitude, audio.right[i].magnitude)
    peak = max(peak, level)
    if level > soundThreshold {
      if first == nil { first = i }
      last = i
    }
    interleaved[2 * i] = audio.left[i]
    interleaved[2 * i + 1] = audio.right[i]
  }
  var meter = try LoudnessMeter(sampleRate: sampleRate, extent: .integrated)
  try meter.add(interleaved: interleaved, frames: audio.count)
  var energy = 0.0
  let start = first ?? 0
  for i in start...last { energy += power(audio, i) }
  return SoundMeasure(
    peakDB: decibels(Double(peak)), rmsDB: decibels(power: energy / Double(2 * (last - start + 1))),
    loudness: meter.integratedLoudness(), attackFrames: first, riseFrames: rise(audio, within: firstNote, sampleRate),
    fundamentalHz: first.flatMap { pitch(audio, from: $0, to: firstNote, sampleRate) },
    centroidHz: spectralCentroidHz(of: (0..<audio.count).map { audio.left[$0] + audio.right[$0] }, sampleRate: sampleRate),
    digest: digest(of: interleaved))
}

/// FNV-1a of 64 bits over the bits of single samples.
private func digest(of samples: [Float]) -> UInt64 {
  samples.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3 }
}

private func power(_ audio: Stereo, _ i: Int) -> Double {
  Double(audio.left[i]) * Double(audio.left[i]) + Double(audio.right[i]) * Double(audio.right[i])
}

private func rise(_ audio: Stereo, within length: Int, _ sampleRate: Int) -> Int? {
  let window = sampleRate / 100
  var levels: [Double] = []
  for start in stride(from: 0, through: length - window, by: window / 10) {
    var sum = 0.0
    for i in start..<start + window { sum += power(audio, i) }
    levels.append(sum)
  }
  guard let highest = levels.max(), highest > 0 else { return nil }
  return levels.firstIndex { $0 * 4 >= highest }.map { $0 * (window / 10) }
}

private func pitch(_ audio: Stereo, from onset: Int, to end: Int, _ sampleRate: Int) -> Double? {
  let start = onset + sampleRate * 15 / 100
  let length = min(end - start, sampleRate * 4 / 10)
  guard length >= sampleRate / 10 else { return nil }
  return fundamentalHz(
    of: (start..<start + length).map { audio.left[$0] + audio.right[$0] }, sampleRate: sampleRate)
}
