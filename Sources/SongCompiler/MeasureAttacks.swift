// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
package import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// How long after their note-ons the sounds of the library are heard, against what is stored of them, one a line.
///
/// A sound's attack is the time to its first frame above -60 dBFS at velocity 100, the middle one of three keys: the
/// ends and the middle of the comfortable range; of a kit that of its kick and crash together.
/// - Parameter names: `INSTRUMENT` or `INSTRUMENT/SOUND`; none for all.
package func measureAttacks(
  _ names: [String], soundFontFolders: [String], knowledge: Knowledge, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> String {
  var lines: [(name: String, text: String)] = []
  let sounds = knowledge.library.instruments.flatMap { instrument in
    instrument.sounds.map { (name: "\(instrument.key)/\($0.key)", instrument: instrument, sound: $0) }
  }
  for name in names where !sounds.contains(where: { utf8Equal($0.name, name) || utf8Equal($0.instrument.key, name) }) {
    throw sink.fail(.unknownArgument(name, what: "a sound", candidates: sounds.map(\.name)))
  }
  let finder = AudioFiles(world: world, soundFontFolders: soundFontFolders, specFolder: "")
  for (name, instrument, sound) in sounds
  where names.isEmpty || names.contains(where: { utf8Equal($0, name) || utf8Equal($0, instrument.key) }) {
    let resources = try finder.resolve([sound.preset], sink: &sink)
    do {
      let attacks = try strikes(of: instrument, knowledge.library).map { keys throws(AudioError) in
        try attack(of: sound.preset, keys: keys, resources)
      }.sorted()
      let middle = fixed(attacks[attacks.count / 2], 1)
      let all = attacks.map { fixed($0, 1) }.joined(separator: " ")
      lines.append((name, "\(middle) ms  (\(all))  stored \(fixed(sound.attackMS, 1)) ms"))
    } catch {
      throw sink.fail(.audio(error))
    }
  }
  let width = lines.map(\.name.count).max() ?? 0
  return lines.map { "\($0.name.leftAligned(width))  \($0.text)\n" }.joined()
}

/// Milliseconds from note-ons to their first sound; what isn't heard counts as never.
private func attack(of sound: Session.Sound, keys: [Int], _ resources: AudioResources) throws(AudioError) -> Double {
  let track = Session.Track(
    id: "sound", sound: sound, events: keys.map { .init(at: .zero, kind: .noteOn(key: $0, velocity: 100)) }, inserts: [],
    gainDB: 0, pan: 0, sends: [])
  let rate = Spec.Export.standardRate
  let frame = try onset(of: track, from: .zero, sampleRate: rate, resources: resources)
  return frame.map { Double($0.value) * 1000 / Double(rate) } ?? .infinity
}

/// What is struck at once: single keys, of a kit its kick and crash together, as they strike an accent.
private func strikes(of instrument: Instrument, _ library: Library) -> [[Int]] {
  guard let kit = library.drumKit(of: instrument) else {
    return [instrument.comfortable.low, instrument.comfortable.middle, instrument.comfortable.high].map { [$0] }
  }
  let accent = [["kick", "low"], ["crash", "cymbal"]].compactMap { names in
    kit.voices.first { names.contains($0.name) }?.key
  }
  return [accent.isEmpty ? [kit.voices[0].key] : accent]
}
