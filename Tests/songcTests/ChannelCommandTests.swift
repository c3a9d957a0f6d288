// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// What parts say of their sounds, heard.
@Suite(.serialized) struct ChannelCommandTests {
  private let commands = CommandTests()

  private struct Built {
    let code: Int32
    let messages: String
    /// By name, of the folder's files.
    let files: [String: Data]
    /// Loudness of each channel, LUFS.
    let loudness: [String: Double]
  }

  private func build(_ keys: String, arguments: [String] = []) throws -> Built {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let spec = "song: 1\nseed: 3\nstyle: pop\nduration: 4s\nparts:\n  keys: {role: chords, instrument: piano\(keys)}\n"
      + "  low: {role: bass, instrument: upright-bass}\nexport:\n  - midi: {}\n  - musicxml: {}\n  - stems: {path: \"{part}.wav\"}\n"
    let outcome = try commands.run(["build", "-", "-o", folder.path] + arguments, input: spec)
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: folder.appendingPathComponent(name))
    }
    var loudness: [String: Double] = [:]
    if let report = files["song.report.json"], let object = try JSONSerialization.jsonObject(with: report) as? [String: Any] {
      let audio = object["audio"] as? [String: Any]
      for channel in audio?["channels"] as? [[String: Any]] ?? [] {
        if let id = channel["id"] as? String, let value = channel["loudness"] as? Double { loudness[id] = value }
      }
    }
    return Built(code: outcome.code, messages: outcome.err, files: files, loudness: loudness)
  }

  @Test func soundsAndEffectsChangeTheirPartAlone() throws {
    let plain = try build("")
    #expect(plain.code == 0, "\(plain.messages)")
    let low = try #require(plain.loudness["low"])
    for text in ["sound: bright", "sound: {file: FluidR3_GM, program: 11}", "effects: [chorus, drive]", "effects: [hall]",
      "effects: [echo, phaser, tremolo]",
      "effects: [{uri: \"http://calf.sourceforge.net/plugins/Crusher\", controls: {bits: 6}}]",
    ] {
      let changed = try build(", \(text)")
      #expect(changed.code == 0, "\(text): \(changed.messages)")
      for name in ["song.mid", "song.musicxml"] { #expect(changed.files[name] == plain.files[name], "\(text): \(name)") }
      #expect(changed.files["keys.wav"] != plain.files["keys.wav"], "\(text)")
      #expect(changed.loudness["low"] == low, "\(text)")
      #expect(changed.files["keys.wav"] == (try build(", \(text)")).files["keys.wav"], "\(text): another take")
    }
  }

  @Test func aLevelIsThatOfTheStem() throws {
    let (plain, soft) = (try build(""), try build(", level: -6 dB"))
    let change = try #require(soft.loudness["keys"]) - (try #require(plain.loudness["keys"]))
    // Two figures of two decimals.
    #expect(abs(change + 6) < 0.0151, "\(change)")
    #expect(soft.loudness["low"] == plain.loudness["low"])
    #expect(soft.files["song.mid"] == plain.files["song.mid"])
  }

  @Test func aMutedPartHasNoStem() throws {
    let (plain, muted) = (try build(""), try build(", mute: true"))
    #expect(muted.code == 0, "\(muted.messages)")
    #expect(muted.files["keys.wav"] == nil && plain.files["keys.wav"] != nil && muted.files["low.wav"] != nil)
    for name in ["song.mid", "song.musicxml"] { #expect(muted.files[name] == plain.files[name], "\(name)") }
  }

  @Test(
    arguments: [
      ("effects: [{uri: \"http://calf.sourceforge.net/plugins/Saturator\", controls: {driev: 2}}]", "S9013", "did you mean: drive", 5),
      ("effects: [{uri: \"http://calf.sourceforge.net/plugins/Saturator\", controls: {drive: 20}}]", "S2008", "0.1..10", 1),
      ("effects: [{uri: \"http://calf.sourceforge.net/plugins/Saturater\"}]", "S9004", "plugins/Saturator'?", 5),
      ("effects: [{uri: \"http://calf.sourceforge.net/plugins/Monosynth\"}]", "S9013", "is no effect", 5),
      ("effects: [{uri: \"http://calf.sourceforge.net/plugins/Reverb\", preset: \"urn:x\"}]", "S9013", "isn't a preset", 5),
      ("sound: {uri: \"http://calf.sourceforge.net/plugins/Saturator\"}", "S9013", "is no instrument", 5),
      ("sound: {file: FluidR3_GN}", "S9003", "did you mean 'FluidR3_GM'?", 5),
      ("sound: {file: nothing.sf2}", "S9003", "'nothing.sf2' wasn't found", 5),
      ("sound: {file: FluidR3_GM, bank: 99, program: 3}", "S9008", "bank 99, program 3", 5),
    ])
  func whatIsNotThereIsSaidWhereItStands(_ text: String, code: String, words: String, exit: Int32) throws {
    let built = try build(", \(text)")
    #expect(built.messages.contains("error[\(code)]") && built.messages.contains(words), "\(built.messages)")
    #expect(built.messages.contains("<stdin>:6:") || built.messages.contains("-:6:"), "\(built.messages)")
    #expect(built.code == exit)
    #expect(built.files.isEmpty, "\(built.files.keys)")
  }

  @Test func theCommandOfPluginsIsNotForPeople() throws {
    #expect(!(try commands.run(["--help"])).out.contains("serve-plugin"))
  }
}
