// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// What builds keep, and what they do with it.
@Suite struct CacheCommandTests {
  private static let song = """
    song: 1
    title: Brook
    style: folk
    seed: 4
    duration: 5s
    export: [{midi: {}}, {wav: {}}, {ogg: {}}]
    parts:
      tune: {role: melody, instrument: flute, level: -1 dB}
      bass: {role: bass, instrument: upright-bass}
      guitar: {role: chords, instrument: steel-guitar}
    master: {loudness: -14 LUFS}

    """

  /// A cue list with one hit.
  private func cues(at second: Int) -> String { "1\n00:00:0\(second),000 --> 00:00:0\(second),500\nhit\n" }

  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(arguments, in: folder)
  }

  /// A run that isn't waited for, and says nothing.
  private func start(_ arguments: [String], in folder: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandTests.binary)
    process.arguments = arguments
    // What a killed process leaves goes with the folder.
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder]) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func write(_ text: String, _ path: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }

  /// Every file of a folder and below, with its bytes.
  private func contents(_ folder: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      let path = "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        result[name] = try Data(contentsOf: URL(fileURLWithPath: path))
      }
    }
    return result
  }

  /// How often stages ran.
  private func runs(_ path: String) throws -> [String: Int] {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    let build = try #require((json?["builds"] as? [[String: Any]])?.first)
    let stages = try #require(build["stages"] as? [String: [String: Any]])
    return stages.mapValues { $0["runs"] as? Int ?? -1 }
  }

  private func stamps(_ folder: String) throws -> [String] {
    try contents(folder).keys.sorted().map { name in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      return "\(name) \(attributes[.modificationDate]!) \(attributes[.systemFileNumber]!)"
    }
  }

  @Test func editsMakeOnlyWhatTheyChange() throws {
    try CommandTests().withFolder { folder throws in
      let build = ["build", "a.song.yaml", "-o", "out", "--cache", "cache", "--timings", "t.json"]
      func check(_ song: String, _ what: String) throws -> [String: Int] {
        try write(song, "\(folder)/a.song.yaml")
        let outcome = try run(build, in: folder)
        #expect(outcome.code == 0, "\(what): \(outcome.err)")
        let fresh = try run(["build", "a.song.yaml", "-o", "fresh", "--no-cache"], in: folder)
        #expect(fresh.code == 0)
        #expect(try contents("\(folder)/out") == contents("\(folder)/fresh"), "\(what)")
        return try runs("\(folder)/t.json")
      }
      let first = try check(Self.song, "first")
      let tracks = try #require(first["synthesis"])
      #expect(tracks > 0 && tracks % 3 == 0 && first["return-effects"]! > 0)

      // Nothing: not one file is touched.
      let before = try stamps("\(folder)/out")
      let again = try run(build, in: folder)
      #expect(again.code == 0 && again.out.contains("  unchanged\n"), "\(again.out)")
      #expect(try stamps("\(folder)/out") == before)
      #expect(try runs("\(folder)/t.json").values.allSatisfy { $0 == 0 })

      // A comment: everything is as it was, and stays.
      let comment = try check(Self.song + "# nothing\n", "comment")
      #expect(comment["synthesis"] == 0 && comment["limiter"] == 0 && comment["encoding"] == 0)
      let after = try stamps("\(folder)/out")
      #expect(zip(before, after).allSatisfy { $0 == $1 }, "\(after)")

      let part = try check(Self.song.replacing("level: -1 dB", with: "level: -4 dB"), "one part")
      #expect(part["synthesis"] == tracks / 3 && part["return-effects"]! > 0)

      let master = try check(Self.song.replacing("-14 LUFS", with: "-17 LUFS"), "the master")
      #expect(
        master["synthesis"] == 0 && master["track-effects"] == 0 && master["return-effects"] == 0 && master["load"] == 0
          && master["limiter"]! > 0)

      let stems = try check(Self.song.replacing("{ogg: {}}", with: "{stems: {}}"), "stems")
      #expect(stems["synthesis"] == 0 && stems["track-effects"] == 0)

      // What was taken away is made again, and what was changed by others too.
      try write(Self.song, "\(folder)/a.song.yaml")
      #expect(try run(build, in: folder).code == 0)
      try FileManager.default.removeItem(atPath: "\(folder)/out/a.mid")
      try write("no sound", "\(folder)/out/a.wav")
      let mended = try check(Self.song, "mended")
      #expect(mended["limiter"] == 0)
    }
  }

  @Test func damagedEntriesAreNoHarm() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      #expect(try run(["build", "a.song.yaml", "-o", "out", "--cache", "cache"], in: folder).code == 0)
      let right = try contents("\(folder)/out")
      let entries = try contents("\(folder)/cache").keys.filter { !$0.hasSuffix("CACHEDIR.TAG") }.sorted()
      #expect(entries.count > 6)
      for (index, entry) in entries.enumerated() {
        let path = "\(folder)/cache/\(entry)"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        if index % 3 == 0 { bytes.removeLast(bytes.count / 2) } else { bytes[bytes.count * (index % 7) / 7] ^= 4 }
        try bytes.write(to: URL(fileURLWithPath: path))
      }
      try FileManager.default.removeItem(atPath: "\(folder)/out")
      let outcome = try run(["build", "a.song.yaml", "-o", "out", "--cache", "cache"], in: folder)
      #expect(outcome.code == 0 && !outcome.out.contains("unchanged"))
      #expect(try contents("\(folder)/out") == right)
    }
  }

  @Test func aCacheThatCannotBeWrittenIsSaid() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      try write("", "\(folder)/file")
      let outcome = try run(["build", "a.song.yaml", "-o", "out", "--emit", "midi", "--cache", "file"], in: folder)
      #expect(outcome.code == 0 && outcome.err.contains("note: not all results could be kept in 'file/songc-1': Not a directory"))
      #expect(try contents("\(folder)/out").keys.contains("a.mid"))
      #expect(try run(["build", "a.song.yaml", "--cache", "x", "--no-cache"], in: folder).code == 2)
    }
  }

  @Test func whatASpecNamesIsWatched() throws {
    try CommandTests().withFolder { folder throws in
      let song = "song: 1\nstyle: folk\nduration: 10s\nsync: {import: cues.srt}\n"
      try write(song, "\(folder)/a.song.yaml")
      try write(cues(at: 4), "\(folder)/cues.srt")
      let build = ["build", "a.song.yaml", "-o", "out", "--emit", "midi,score", "--cache", "cache"]
      let first = try run(build, in: folder)
      #expect(first.code == 0, "\(first.err)")
      #expect(try run(build, in: folder).out.contains("unchanged"))
      try write(cues(at: 5), "\(folder)/cues.srt")
      #expect(try run(build, in: folder).out.contains("unchanged") == false)
      // A lock beside the spec is an input once it is there.
      #expect(try run(build, in: folder).out.contains("unchanged"))
      #expect(try run(["lock", "a.song.yaml"], in: folder).code == 0)
      #expect(try run(build, in: folder).out.contains("unchanged") == false)
      #expect(try run(build, in: folder).out.contains("unchanged"))
      #expect(try run(build + ["--seed", "5"], in: folder).out.contains("unchanged") == false)
    }
  }

  @Test func whatIsReportedIsReportedAgain() throws {
    try CommandTests().withFolder { folder throws in
      let song = "song: 1\nstyle: folk\nduration: 10s\nparts:\n  tune: {role: melody, instrument: flute, range: C1 C2}\n"
      try write(song, "\(folder)/a.song.yaml")
      let build = ["build", "a.song.yaml", "-o", "out", "--emit", "midi", "--cache", "cache"]
      let first = try run(build, in: folder)
      #expect(first.err.contains("warning[") || first.err.contains("error["), "\(first.err)")
      #expect(try run(build, in: folder).err == first.err)
    }
  }

  @Test func killedBuildsLeaveNothingByHalf() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      try write(Self.song.replacing("seed: 4", with: "seed: 5"), "\(folder)/b.song.yaml")
      var right: [String: Data] = [:]
      for name in ["a", "b"] {
        #expect(try run(["build", "\(name).song.yaml", "-o", "right", "--no-cache"], in: folder).code == 0)
      }
      right = try contents("\(folder)/right")
      for round in 0..<8 {
        let process = try start(["build", "a.song.yaml", "b.song.yaml", "-o", "out", "--cache", "cache"], in: folder)
        usleep(UInt32(60_000 + round * 190_000))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        for (name, bytes) in try contents("\(folder)/out") where !name.hasPrefix(".") {
          #expect(right[name] == bytes, "\(name) after kill \(round)")
        }
      }
      let last = try run(["build", "a.song.yaml", "b.song.yaml", "-o", "out", "--cache", "cache"], in: folder)
      #expect(last.code == 0)
      #expect(try contents("\(folder)/out").filter { !$0.key.hasPrefix(".") } == right)
    }
  }

  @Test func abandonedFilesAreRemovedAfterAnHour() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      // No process has this number: Linux has 4,194,304 at most.
      let old = "\(folder)/.x.wav.songc.99999999.part"
      let fresh = "\(folder)/.y.wav.songc.99999999.part"
      for path in [old, fresh] { try write("half", path) }
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -4000)], ofItemAtPath: old)
      #expect(try run(["build", "a.song.yaml", "--emit", "midi"], in: folder).code == 0)
      #expect(!FileManager.default.fileExists(atPath: old) && FileManager.default.fileExists(atPath: fresh))
    }
  }

  @Test func buildsShareACache() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      let builds = try (0..<3).map { number in try start(["build", "a.song.yaml", "-o", "out\(number)", "--cache", "cache"], in: folder) }
      for build in builds {
        build.waitUntilExit()
        #expect(build.terminationStatus == 0)
      }
      let first = try contents("\(folder)/out0")
      #expect(first.count == 5)
      #expect(try contents("\(folder)/out1") == first && contents("\(folder)/out2") == first)
    }
  }

  @Test func theCacheSaysItsSizeAndShrinks() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      #expect(try run(["build", "a.song.yaml", "-o", "out", "--emit", "midi", "--cache", "cache"], in: folder).code == 0)
      let stats = try run(["cache", "stats", "--cache", "cache"], in: folder)
      #expect(stats.code == 0 && stats.out.hasPrefix("cache/songc-1  ") && stats.out.contains(" of 10240.0 MiB\n"), "\(stats.out)")
      let cleared = try run(["cache", "gc", "--max-size", "0", "--cache", "cache"], in: folder)
      #expect(cleared.code == 0 && cleared.out.contains(" entries removed"), "\(cleared.out)")
      #expect(try run(["cache", "stats", "--cache", "cache"], in: folder).out.contains("  0 entries  0.0 of"))
      #expect(try run(["cache", "gc", "--max-size", "-1", "--cache", "cache"], in: folder).code == 2)
      #expect(try run(["cache", "stats"], in: folder).code == 2)
    }
  }
}
