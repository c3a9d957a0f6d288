// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc diff` as a user runs it: exit codes, streams and git.
@Suite struct DiffCommandTests {
  private let song = "song: 1\nseed: 3\nstyle: pop\nduration: 8s\n"

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func write(_ text: String, _ path: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }

  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(["diff"] + arguments, in: folder)
  }

  private func git(_ arguments: [String], in folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
      .merging(["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"]) { $1 }
    process.arguments = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-C", folder] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(arguments)")
  }

  @Test func differencesAreASuccessUnlessAsked() throws {
    try withFolder { folder throws in
      try write(song, "\(folder)/a.song.yaml")
      try write(song.replacing("seed: 3", with: "seed: 4"), "\(folder)/b.song.yaml")
      let both = ["a.song.yaml", "b.song.yaml"]
      let shown = try run(both, in: folder)
      #expect(shown.code == 0 && shown.err.isEmpty, "\(shown.err)")
      #expect(shown.out.hasPrefix("a.song.yaml -> b.song.yaml: 1 key changed: seed\n") && shown.out.contains("\n score "))
      #expect(try run(both + ["--exit-code"], in: folder).code == 3)
      #expect(try run([both[0], both[0], "--exit-code"], in: folder).code == 0)
      let json = try run(both + ["--json", "--level", "settings"], in: folder)
      let object = try #require(JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
      #expect(object["identical"] as? Bool == false)
      #expect(try run(both + ["--level", "colour"], in: folder).code == 2)
      #expect(try run([both[0]], in: folder).code == 2)
      let missing = try run([both[0], "none.song.yaml"], in: folder)
      #expect(missing.code == 5 && missing.err.contains("error[S9001]"), "\(missing.err)")
    }
  }

  @Test func revisionsAreReadWithAllThatTheyName() throws {
    try withFolder { folder throws in
      try FileManager.default.createDirectory(atPath: "\(folder)/specs", withIntermediateDirectories: true)
      let spec = song + "fps: 25\nsync: {import: cues.csv}\n"
      try write(spec, "\(folder)/specs/tune.song.yaml")
      try write("Name,Start,Duration\nhit,0:02.000,0:00.000\n", "\(folder)/specs/cues.csv")
      try git(["init", "-q"], in: folder)
      try git(["add", "."], in: folder)
      try git(["commit", "-q", "-m", "one"], in: folder)
      let same = try run(["HEAD", "specs/tune.song.yaml"], in: folder)
      #expect(same.code == 0 && same.out == "HEAD:specs/tune.song.yaml -> specs/tune.song.yaml: identical\n", "\(same.err)\(same.out)")
      // The cue list of the revision is read, not the one that stands there now.
      try write("Name,Start,Duration\nhit,0:03.000,0:00.000\n", "\(folder)/specs/cues.csv")
      let moved = try run(["HEAD:specs/tune.song.yaml", "specs/tune.song.yaml"], in: folder)
      #expect(moved.out.contains(": no key changed; cues.csv changed\n") && moved.out.contains("asked 0:02.000 -> 0:03.000"), "\(moved.out)\(moved.err)")
      // From a folder below the top, and a folder against what it was.
      try write(spec.replacing("seed: 3", with: "seed: 4"), "\(folder)/specs/tune.song.yaml")
      let below = try run(["HEAD:./tune.song.yaml", "tune.song.yaml"], in: "\(folder)/specs")
      #expect(below.out.contains("1 key changed: seed; cues.csv changed\n"), "\(below.out)\(below.err)")
      let all = try run(["HEAD:", "."], in: "\(folder)/specs")
      #expect(all.out.contains("HEAD:tune.song.yaml -> tune.song.yaml: 1 key changed: seed"), "\(all.out)\(all.err)")
      // A revision alone means the path of the other one's revision too.
      let twice = try run(["HEAD:specs/tune.song.yaml", "HEAD"], in: folder)
      #expect(twice.out == "HEAD:specs/tune.song.yaml: identical\n", "\(twice.out)\(twice.err)")
      // Through a link the tree is the same tree; what lies outside of it has no revision.
      try FileManager.default.createSymbolicLink(atPath: "\(folder)-link", withDestinationPath: folder)
      defer { try? FileManager.default.removeItem(atPath: "\(folder)-link") }
      let linked = try run(["HEAD", "\(folder)-link/specs/tune.song.yaml"], in: "/")
      #expect(linked.out.contains("1 key changed: seed; cues.csv changed\n"), "\(linked.out)\(linked.err)")
      for outside in [["HEAD:../a.song.yaml", "specs/tune.song.yaml"], ["HEAD", "-"]] {
        let shown = try run(outside, in: folder)
        #expect(shown.code == 5 && shown.err.contains("error[S9001]"), "\(outside): \(shown.err)")
      }
      for revision in ["nowhere", "--all", "-x", "HEAD~7", "v1.2", "origin/main"] {
        let unknown = try run(["--", revision, "specs/tune.song.yaml"], in: folder)
        #expect(unknown.code == 5 && unknown.err.contains("error[S9031]"), "\(revision): \(unknown.err)")
      }
    }
  }

  /// A git that says more than a pipe holds, or answers without end, holds nothing up.
  @Test(arguments: ["head -c 300000 /dev/zero >&2\nexit 1", "exec cat /dev/zero"])
  func gitMaySayMuch(_ script: String) throws {
    try withFolder { folder throws in
      try write(song, "\(folder)/a.song.yaml")
      try write("#!/bin/sh\n\(script)\n", "\(folder)/git")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/git")
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      let shown = try CommandTests().run(
        ["diff", "HEAD", "a.song.yaml"], in: folder, environment: ["PATH": "\(folder):\(path)"])
      #expect(shown.code == 5 && shown.err.contains("error[S9031]"), "\(shown.code)")
    }
  }

  /// Of two files of the library that differ, the one that the piece hangs on is the cause.
  @Test func filesOfTheLibraryAreCauses() throws {
    try withFolder { folder throws in
      try FileManager.default.copyItem(atPath: "\(checkout)/stdlib", toPath: "\(folder)/library")
      for style in ["pop", "folk"] {
        let path = "\(folder)/library/styles/\(style).yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let level = try #require(text.firstRange(of: "level: 0 dB"))
        try write(text.replacingCharacters(in: level, with: "level: -5 dB"), path)
      }
      try write(song, "\(folder)/a.song.yaml")
      let shown = try run(["a.song.yaml", "a.song.yaml", "--old-stdlib", "library", "--stdlib", "\(checkout)/stdlib"], in: folder)
      #expect(shown.out.hasPrefix("a.song.yaml: no key changed\n versions  stdlib"), "\(shown.out)\(shown.err)")
      let mix = shown.out.split(separator: "\n").first { $0.hasPrefix(" mix ") }
      #expect(mix?.hasSuffix("(caused by: stdlib/styles/pop.yaml)") == true, "\(shown.out)")
    }
  }

  @Test func buildsAndTheirSoundAreCompared() throws {
    try withFolder { folder throws in
      let short = "song: 1\nseed: 3\nstyle: pop\nduration: 3s\nparts: {bass: {role: bass}, keys: {role: chords, instrument: piano}}\n"
      try write(short, "\(folder)/a.song.yaml")
      try write(short.replacing("instrument: piano", with: "instrument: piano, level: -6 dB"), "\(folder)/b.song.yaml")
      for name in ["a", "b"] {
        let built = try CommandTests().run(
          ["build", "\(name).song.yaml", "--emit", "wav,stems,midi", "-o", name], in: folder)
        #expect(built.code == 0, "\(built.err)")
      }
      let same = try run(["a", "a"], in: folder)
      #expect(same.out == "a: identical\n", "\(same.err)")
      let shown = try run(["a", "b", "--level", "audio"], in: folder)
      // Loudness leaves out what is too soft to count, so that it may change by less.
      let keys = shown.out.split(separator: "\n").first { $0.contains(" keys  ") }
      #expect(keys?.contains(", true peak -6.0 dB, ") == true && keys?.hasSuffix("difference -6.0 dB") == true, "\(shown.out)")
      #expect(shown.out.contains(" bass           identical\n"), "\(shown.out)")
      // A stem that only one side has is told, and so is sound that git has.
      try git(["init", "-q"], in: folder)
      try git(["add", "a"], in: folder)
      try git(["commit", "-q", "-m", "one"], in: folder)
      let kept = try run(["HEAD", "a"], in: folder)
      #expect(kept.out.hasPrefix("HEAD:a -> a: identical\n audio  ") && kept.out.contains("not compared"), "\(kept.out)")
      try FileManager.default.removeItem(atPath: "\(folder)/.git")
      try FileManager.default.copyItem(atPath: "\(folder)/a", toPath: "\(folder)/c")
      try FileManager.default.removeItem(atPath: "\(folder)/c/stems/bass.wav")
      let fewer = try run(["a", "c", "--exit-code"], in: folder)
      #expect(fewer.code == 3 && fewer.out.contains("bass           only on the first side\n"), "\(fewer.out)")
      try FileManager.default.removeItem(atPath: "\(folder)/c")
      let files = try run(["a/a.wav", "b/b.wav", "--exit-code"], in: folder)
      #expect(files.code == 3 && files.out.contains("audio"), "\(files.err)")
      let rendered = try run(["a.song.yaml", "b.song.yaml", "--audio", "--level", "audio"], in: folder)
      #expect(rendered.out.contains("mix") && rendered.out.contains("audio"), "\(rendered.err)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a", "a.song.yaml", "b", "b.song.yaml"])
    }
  }
}
