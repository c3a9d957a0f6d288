// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
package import SongDiagnostics
internal import SongLibrary

/// What the sounds of the library are measured to be, one a line: trim, attack, brightness, and cents from their notes.
///
/// - Parameter names: `INSTRUMENT` or `INSTRUMENT/SOUND`; none for all.
package func measureSounds(
  _ names: [String], soundFontFolders: [String], knowledge: Knowledge, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> String {
  let library = knowledge.library
  var lines: [(name: String, text: String)] = []
  let sounds = library.instruments.flatMap { instrument in
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
      let figures = try library.figures(of: sound, instrument, resources: resources)
      let tuning = figures.cents.map { "\(fixed($0, 1)) cents" } ?? "no pitch"
      lines.append(
        (
          name,
          "trim \(fixed(figures.trimDB, 1)) dB  attack \(fixed(figures.attackMS, 1)) ms  "
            + "brightness \(fixed(figures.brightnessHz, 0)) Hz  \(tuning)"
        ))
    } catch {
      throw sink.fail(.audio(error))
    }
  }
  let width = lines.map(\.name.count).max() ?? 0
  return lines.map { "\($0.name.leftAligned(width))  \($0.text)\n" }.joined()
}
