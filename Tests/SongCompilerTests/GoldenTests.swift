// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongIR
import SongMIDI
import SongMusicXML
import SongTestSupport
import Testing

/// The accepted outputs of `specs/`: dumps, MIDI (as text) and MusicXML.
@Suite struct GoldenTests {
  static let specs = [
    "arcade", "attic", "ferry", "garage", "glacier", "harbour", "kettle", "meadow", "minimal", "neon", "sailor", "skylight",
    "undertow",
  ]

  @Test(arguments: specs) func theOutputsAreTheAcceptedOnes(name: String) throws {
    let text = String(decoding: try contents(of: "specs/\(name).song.yaml"), as: UTF8.self)
    let piece = try #require(compiled(text, name: name).compilation)
    try expectGolden(piece.spec.dump(), at: "golden/\(name)/\(name).spec.txt")
    try expectGolden(piece.settings.dump(), at: "golden/\(name)/\(name).settings.txt")
    try expectGolden(piece.arrangement.dump(), at: "golden/\(name)/\(name).arrangement.txt")
    try expectGolden(piece.score.dump(), at: "golden/\(name)/\(name).score.txt")
    try expectGolden(piece.session.dump(), at: "golden/\(name)/\(name).session.txt")
    try expectGolden(writeSMF(piece.performance), at: "golden/\(name)/\(name).mid", text: midiText)
    try expectGolden(writeMusicXML(piece.score), at: "golden/\(name)/\(name).musicxml")
  }
}

/// A Standard MIDI File as text: one event a line.
private func midiText(_ bytes: [UInt8]) -> String {
  guard let file = try? readSMF(bytes) else { return "not a Standard MIDI File" }
  var lines = ["format \(file.format) \(file.division)"]
  for (index, track) in file.tracks.enumerated() {
    lines.append("track \(index)")
    lines += track.map { "  \($0)" }
  }
  return lines.joined(separator: "\n")
}
