// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// songc as a step of other programs' builds: what it reads and writes, and the examples of `Documentation/builds`.
@Suite struct BuildSystemTests {
  private static let song = "song: 1\nstyle: folk\nduration: 10s\nexport: [{midi: {}}, {musicxml: {}}]\n"

  /// A cue list with one hit.
  private func cues(at second: Int) -> String { "1\n00:00:0\(second),000 --> 00:00:0\(second),500\nhit\n" }

  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(arguments, in: folder)
  }

  private func write(_ text: String, _ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func dependencies(_ path: String) throws -> [[String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    return try #require(json?["builds"] as? [[String: Any]])
  }

  @Test func outputsAreListedAsTheyAreWritten() throws {
    try CommandTests().withFolder { folder throws in
      let song = Self.song.replacing("{musicxml: {}}", with: "{wav: {}}, {stems: {}}, {midi: {path: \"{name}/{section}.mid\"}}")
      try write(song.replacing("10s", with: "5s"), "\(folder)/a b.song.yaml")
      let listed = try run(["outputs", "a b.song.yaml", "-o", "out"], in: folder)
      #expect(listed.code == 0, "\(listed.err)")
      let names = listed.out.split(separator: "\n").map(String.init)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
      #expect(names.contains("out/a b.wav") && names.contains { $0.hasPrefix("out/stems/") } && names.last == "out/a b.song.lock")
      let built = try run(
        ["build", "a b.song.yaml", "-o", "out", "--deps", "d.json", "--deps-format", "json", "--no-cache"], in: folder)
      #expect(built.code == 0, "\(built.err)")
      let outputs = try #require(dependencies("\(folder)/d.json").first?["outputs"] as? [String])
      #expect(outputs == names)
      for name in names { #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)"), "\(name)") }
      #expect(try run(["outputs", "a b.song.yaml", "-0"], in: folder).out.hasPrefix("a b.mid\0"))
      #expect(try run(["outputs", "none.song.yaml"], in: folder).code == 5)
    }
  }

  @Test func inputsAreEverythingThatWasRead() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song + "sync: {import: cues.srt}\n", "\(folder)/a.song.yaml")
      try write(cues(at: 4), "\(folder)/cues.srt")
      for arguments in [["--no-cache"], ["--cache", "cache"], ["--cache", "cache"]] {
        let outcome = try run(
          ["build", "a.song.yaml", "-o", "out", "--emit", "wav", "--deps", "d.json", "--deps-format", "json"] + arguments, in: folder)
        #expect(outcome.code == 0, "\(outcome.err)")
        let build = try #require(dependencies("\(folder)/d.json").first)
        let inputs = try #require(build["inputs"] as? [String])
        #expect(build["status"] as? String == "ok" && inputs.contains("a.song.yaml") && inputs.contains("cues.srt"))
        for ending in ["/styles/folk.yaml", ".songmodel", ".sf2", "/manifest.ttl", "/songc"] {
          #expect(inputs.contains { $0.hasSuffix(ending) }, "\(ending)")
        }
        #expect(inputs.contains { $0.contains("libfluidsynth") } && !inputs.contains { $0.hasPrefix("out/") })
      }
      // What failed has inputs too, for a tool that waits for them to change; a rule of make would claim success.
      try write("song: 1\nstyle: none\n", "\(folder)/b.song.yaml")
      #expect(try run(["build", "b.song.yaml", "--deps", "b.json", "--deps-format", "json"], in: folder).code == 1)
      let failed = try #require(dependencies("\(folder)/b.json").first)
      #expect(failed["status"] as? String == "error" && (failed["outputs"] as? [String])?.isEmpty == true)
      #expect((failed["inputs"] as? [String])?.contains("b.song.yaml") == true)
      #expect(try run(["build", "b.song.yaml", "--deps", "b.d"], in: folder).code == 1)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/b.d"))
      let zero = try run(["build", "a.song.yaml", "-o", "out", "--deps", "zero", "--deps-format", "zero"], in: folder)
      #expect(zero.code == 0)
      #expect(try text("\(folder)/zero").split(separator: "\0").contains("cues.srt"))
    }
  }

  /// An example's folder with two specs, built by `command` three times.
  ///
  /// - Parameter idle: what the tool says where nothing is to do.
  private func check(_ example: String, prepare: [[String]] = [], _ command: [String], idle: String) throws {
    try CommandTests().withFolder { folder throws in
      for case let file as String in FileManager.default.enumerator(atPath: "\(checkout)/Documentation/builds/\(example)") ?? .init() {
        try write(text("\(checkout)/Documentation/builds/\(example)/\(file)"), "\(folder)/\(file)")
      }
      try write(Self.song + "sync: {import: cues.srt}\n", "\(folder)/music/brook.song.yaml")
      try write(cues(at: 4), "\(folder)/music/cues.srt")
      try write(Self.song, "\(folder)/music/mill.song.yaml")
      for step in prepare {
        let prepared = try tool(step, in: folder)
        #expect(prepared.code == 0, "\(prepared.out)")
      }
      let first = try tool(command, in: folder)
      #expect(first.code == 0, "\(first.out)")
      let mid = "\(folder)/build/music/brook.mid"
      let before = try Data(contentsOf: URL(fileURLWithPath: mid))
      #expect(FileManager.default.fileExists(atPath: "\(folder)/build/music/mill.mid"))
      let second = try tool(command, in: folder)
      #expect(second.code == 0 && second.out.contains(idle), "\(second.out)")
      // The cue list is known as an input though no rule names it.
      sleep(1)
      try write(cues(at: 5), "\(folder)/music/cues.srt")
      let third = try tool(command, in: folder)
      #expect(third.code == 0 && !third.out.contains(idle), "\(third.out)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: mid)) != before)
    }
  }

  @Test func makeBuildsWhatChanged() throws { try check("make", ["make"], idle: "Nothing to be done") }

  @Test func ninjaBuildsWhatChanged() throws {
    try check("ninja", prepare: [["sh", "configure.sh"]], ["ninja"], idle: "no work to do")
  }

  @Test func cmakeBuildsWhatChanged() throws {
    try check(
      "cmake", prepare: [["cmake", "-S", ".", "-B", "build", "-G", "Ninja"]], ["cmake", "--build", "build"], idle: "no work to do")
  }
}
