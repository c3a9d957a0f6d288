// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc watch` as a process: what makes builds, what doesn't, and how it ends.
@Suite struct WatchCommandTests {
  private static let song = "song: 1\nstyle: folk\nduration: 10s\nexport: [{midi: {}}]\n"

  /// A cue list with one hit.
  private func cues(at second: Int) -> String { "1\n00:00:0\(second),000 --> 00:00:0\(second),500\nhit\n" }

  private func write(_ text: String, _ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Writes into a file where it stands.
  private func overwrite(_ text: String, _ path: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  /// A watcher that runs.
  private final class Watcher {
    let folder: String
    private let process = Process()

    init(_ arguments: [String], in folder: String) throws {
      self.folder = folder
      process.executableURL = URL(fileURLWithPath: CommandTests.binary)
      process.arguments = ["watch"] + arguments
      process.environment = ProcessInfo.processInfo.environment.merging(["SONGC_CACHE": "\(folder)/cache"]) { $1 }
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.standardInput = FileHandle.nullDevice
      for name in ["out.txt", "err.txt"] { try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
      process.standardOutput = FileHandle(forWritingAtPath: "\(folder)/out.txt")
      process.standardError = FileHandle(forWritingAtPath: "\(folder)/err.txt")
      try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// The line of each build.
    var lines: [String] { text("out.txt").split(separator: "\n").map(String.init) }
    var said: String { text("err.txt") }
    /// The line of each build that failed.
    var failures: [String] { said.split(separator: "\n").map(String.init).filter { $0.contains("  failed  ") } }

    private func text(_ name: String) -> String {
      (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
    }

    /// Waits for something, while the watcher runs: five minutes at least.
    func wait(_ what: String, _ condition: () -> Bool) throws {
      for _ in 0..<60_000 {
        if condition() { return }
        try #require(process.isRunning, "\(what): \(lines) \(said)")
        usleep(5000)
      }
      try #require(condition(), "\(what): \(lines) \(said)")
    }

    /// Waits for the line of a build; it is the last one.
    func wait(builds count: Int, _ part: String) throws {
      try wait("\(count) builds") { lines.count >= count }
      #expect(lines.count == count && lines.last?.contains(part) == true, "\(lines) \(said)")
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Ends it and gives its exit code.
    func end(_ signal: Int32 = SIGTERM) -> Int32 {
      send(signal)
      process.waitUntilExit()
      return process.terminationStatus
    }

    /// Stops it while files are written, so that it finds all of them together.
    func atOnce(_ body: () throws -> Void) throws {
      send(SIGSTOP)
      let status = "/proc/\(process.processIdentifier)/stat"
      try wait("stopped") { (try? String(contentsOfFile: status, encoding: .utf8))?.contains(") T ") == true }
      try body()
      send(SIGCONT)
    }
  }

  @Test func everyWayToSaveMakesOneBuild() throws {
    try CommandTests().withFolder { folder throws in
      let spec = "\(folder)/a.song.yaml"
      try write(Self.song, spec)
      // The outputs stand beside the spec, and make no build.
      let watcher = try Watcher(["a.song.yaml"], in: folder)
      try watcher.wait(builds: 1, " s  2 files")
      #expect(watcher.lines[0].hasPrefix("a  0:10.000  "))
      var before = try bytes("\(folder)/a.mid")
      func check(_ count: Int, _ cause: String) throws {
        try watcher.wait(builds: count, "  2 files  \(cause)")
        let after = try bytes("\(folder)/a.mid")
        #expect(after != before, "\(count)")
        before = after
      }
      try watcher.atOnce { try overwrite(Self.song + "seed: 2\n", spec) }
      try check(2, "a.song.yaml changed")
      // Another file takes the name.
      try write(Self.song + "seed: 3\n", spec)
      try check(3, "a.song.yaml changed")
      // The old file becomes a copy first.
      try watcher.atOnce {
        try FileManager.default.moveItem(atPath: spec, toPath: spec + "~")
        try Data((Self.song + "seed: 4\n").utf8).write(to: URL(fileURLWithPath: spec))
        try FileManager.default.removeItem(atPath: spec + "~")
      }
      try check(4, "a.song.yaml changed")
      // A burst of saves.
      try watcher.atOnce {
        for seed in 5..<9 { try overwrite(Self.song + "seed: \(seed)\n", spec) }
        try write("notes", "\(folder)/other.txt")
      }
      try check(5, "a.song.yaml changed")
      // What has the same content is no change.
      try write(Self.song + "seed: 8\n", spec)
      try watcher.atOnce { try overwrite(Self.song + "seed: 9\n", spec) }
      try check(6, "a.song.yaml changed")
      #expect(watcher.said == "")
      #expect(watcher.end() == 130)
      #expect(watcher.said == "interrupted\n")
      #expect(try CommandTests().files(folder).filter { $0.hasPrefix(".") } == [])
    }
  }

  @Test func aBrokenSpecIsWaitedFor() throws {
    try CommandTests().withFolder { folder throws in
      let spec = "\(folder)/music/a.song.yaml"
      try write(Self.song, spec)
      let watcher = try Watcher(["music/a.song.yaml", "-o", "out"], in: folder)
      try watcher.wait(builds: 1, "  3 files")
      let before = try bytes("\(folder)/out/a.mid")
      func fails(_ count: Int, _ code: String, _ cause: String) throws {
        try watcher.wait("failure \(count)") { watcher.failures.count == count }
        let line = watcher.failures[count - 1]
        #expect(watcher.said.contains("error[\(code)]") && line.contains("  music/a.song.yaml \(cause)"), "\(watcher.said)")
        #expect(try bytes("\(folder)/out/a.mid") == before)
      }
      try watcher.atOnce { try overwrite("song: 1\nstile: folk\n", spec) }
      try fails(1, "S2001", "changed")
      try FileManager.default.removeItem(atPath: spec)
      try fails(2, "S9001", "removed")
      try write(Self.song + "seed: 2\nstile: folk\n", spec)
      try fails(3, "S2001", "created")
      // Its whole folder goes, and comes back with another spec in it.
      try FileManager.default.moveItem(atPath: "\(folder)/music", toPath: "\(folder)/away")
      try fails(4, "S9001", "removed")
      try watcher.atOnce { try overwrite(Self.song + "seed: 2\n", "\(folder)/away/a.song.yaml") }
      try FileManager.default.moveItem(atPath: "\(folder)/away", toPath: "\(folder)/music")
      try watcher.wait(builds: 2, "music/a.song.yaml created")
      #expect(try bytes("\(folder)/out/a.mid") != before)
      #expect(watcher.end(SIGINT) == 130)
    }
  }

  @Test func whatASpecReadsIsWatched() throws {
    try CommandTests().withFolder { folder throws in
      try write("song: 1\nfrom: base/b.song.yaml\nseed: 3\n", "\(folder)/a.song.yaml")
      try write(Self.song, "\(folder)/c.song.yaml")
      let watcher = try Watcher(["a.song.yaml", "c.song.yaml", "-o", "out", "--quiet"], in: folder)
      // The folder isn't there yet.
      try watcher.wait(builds: 1, "  3 files")
      #expect(watcher.lines[0].hasPrefix("c  ") && watcher.said.contains("base/b.song.yaml"), "\(watcher.said)")
      try write(Self.song, "\(folder)/new/b.song.yaml")
      try FileManager.default.moveItem(atPath: "\(folder)/new", toPath: "\(folder)/base")
      try watcher.wait(builds: 2, "base/b.song.yaml created")
      // From here on it is read, and what it names as well.
      try write(Self.song + "sync: {import: cues.srt}\n", "\(folder)/a.song.yaml")
      try watcher.wait("a failure") { watcher.said.contains("S9010") }
      try write(cues(at: 4), "\(folder)/cues.srt")
      try watcher.wait(builds: 3, "cues.srt created")
      try write(cues(at: 5), "\(folder)/cues.srt")
      try watcher.wait(builds: 4, "cues.srt changed")
      // Another folder takes the place of this one, and then its file changes.
      try write(cues(at: 6), "\(folder)/other/cues.srt")
      try write(Self.song + "sync: {import: cues/cues.srt}\n", "\(folder)/a.song.yaml")
      try watcher.wait("a failure") { watcher.said.contains("cues/cues.srt") }
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/cues", withDestinationPath: "other")
      try watcher.wait(builds: 5, "cues/cues.srt created")
      try watcher.atOnce { try overwrite(cues(at: 3), "\(folder)/other/cues.srt") }
      try watcher.wait(builds: 6, "cues/cues.srt changed")
      try write(Self.song + "seed: 8\n", "\(folder)/c.song.yaml")
      try watcher.wait(builds: 7, "c.song.yaml changed")
      #expect(watcher.lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("a  ") } && watcher.lines[6].hasPrefix("c  "))
      #expect(watcher.end() == 130)
    }
  }

  /// A library of links to the one of the checkout, but for a folder of its own.
  @Test func aChangedLibraryIsSeen() throws {
    try CommandTests().withFolder { folder throws in
      try FileManager.default.createDirectory(atPath: "\(folder)/lib", withIntermediateDirectories: false)
      for name in try CommandTests().files("\(checkout)/stdlib") where name != "moods" {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/lib/\(name)", withDestinationPath: "\(checkout)/stdlib/\(name)")
      }
      try FileManager.default.copyItem(atPath: "\(checkout)/stdlib/moods", toPath: "\(folder)/lib/moods")
      try write(Self.song + "mood: dark\n", "\(folder)/a.song.yaml")
      let watcher = try Watcher(["a.song.yaml", "-o", "out", "--stdlib", "lib"], in: folder)
      try watcher.wait(builds: 1, "  3 files")
      let mood = "\(folder)/lib/moods/dark.yaml"
      let text = try String(contentsOfFile: mood, encoding: .utf8)
      try watcher.atOnce { try overwrite("name: Dark\n", mood) }
      try watcher.wait("a failure") { watcher.failures.count == 1 }
      #expect(watcher.said.contains("error[S9006]"), "\(watcher.said)")
      try watcher.atOnce { try overwrite(text + "\n# mended\n", mood) }
      try watcher.wait(builds: 2, "lib/moods/dark.yaml changed")
      #expect(watcher.end() == 130)
    }
  }

  @Test func aSaveDuringABuildBeginsAnother() throws {
    try CommandTests().withFolder { folder throws in
      let spec = "\(folder)/a.song.yaml"
      // The MIDI file stands under its temporary name while the audio is rendered.
      try write("song: 1\nduration: 4:00.000\nexport: [{midi: {}}, {wav: {}}]\n", spec)
      let watcher = try Watcher(["a.song.yaml", "-o", "out"], in: folder)
      let files = { (try? CommandTests().files("\(folder)/out")) ?? [] }
      try watcher.wait("a build") { !files().isEmpty }
      try write("song: 1\nduration: 2:00.000\nexport: [{midi: {}}, {wav: {}}]\n", spec)
      try write(Self.song, spec)
      try watcher.wait(builds: 1, "  3 files")
      #expect(watcher.lines[0].hasPrefix("a  0:10.000  ") && watcher.said == "", "\(watcher.said)")
      #expect(files() == ["a.mid", "a.report.json", "a.song.lock"])
      // Ended in the midst of a build, it leaves what stood there before.
      let before = try bytes("\(folder)/out/a.mid")
      try write("song: 1\nduration: 3:00.000\nexport: [{midi: {}}, {wav: {}}]\n", spec)
      try watcher.wait("a build") { files().count > 3 }
      #expect(watcher.end() == 130)
      #expect(files() == ["a.mid", "a.report.json", "a.song.lock"])
      #expect(try bytes("\(folder)/out/a.mid") == before)
    }
  }

  @Test func filesCanBeLookedAtInstead() throws {
    try CommandTests().withFolder { folder throws in
      let spec = "\(folder)/a.song.yaml"
      try write(Self.song, spec)
      let watcher = try Watcher(["a.song.yaml", "--poll", "0.1", "--deps", "d.json", "--deps-format", "json"], in: folder)
      try watcher.wait(builds: 1, "  2 files")
      try watcher.atOnce { try overwrite(Self.song + "seed: 2\n", spec) }
      try watcher.wait(builds: 2, "a.song.yaml changed")
      try write(Self.song + "sync: {import: cues.srt}\n", spec)
      try watcher.wait("a failure") { watcher.failures.count == 1 }
      try write(cues(at: 4), "\(folder)/cues.srt")
      try watcher.wait(builds: 3, "cues.srt created")
      // The list is written behind the line.
      try watcher.wait("the list") {
        (try? String(contentsOfFile: "\(folder)/d.json", encoding: .utf8))?.contains("\"cues.srt\"") == true
      }
      #expect(watcher.end() == 130)
    }
  }

  /// An edit that is undone needs no build, and one of a part plays that part alone.
  @Test func anEditMakesOnlyWhatItChanges() throws {
    try CommandTests().withFolder { folder throws in
      let song = """
        song: 1
        style: folk
        seed: 4
        duration: 5s
        export: [{wav: {}}]
        parts:
          tune: {role: melody, instrument: flute, level: -1 dB}
          bass: {role: bass, instrument: upright-bass}

        """
      func runs() throws -> Int {
        let json = try JSONSerialization.jsonObject(with: bytes("\(folder)/t.json")) as? [String: Any]
        let build = try #require((json?["builds"] as? [[String: Any]])?.first)
        return try #require((build["stages"] as? [String: [String: Any]])?["synthesis"]?["runs"] as? Int)
      }
      try write(song, "\(folder)/a.song.yaml")
      let watcher = try Watcher(["a.song.yaml", "-o", "out", "--timings", "t.json"], in: folder)
      // It is written when the line stands there.
      func build(_ count: Int, _ song: String, _ ending: String) throws -> Int {
        try? FileManager.default.removeItem(atPath: "\(folder)/t.json")
        try write(song, "\(folder)/a.song.yaml")
        try watcher.wait(builds: count, ending)
        try watcher.wait("timings") { FileManager.default.fileExists(atPath: "\(folder)/t.json") }
        return try runs()
      }
      try watcher.wait(builds: 1, "  3 files")
      try watcher.wait("timings") { FileManager.default.fileExists(atPath: "\(folder)/t.json") }
      let all = try runs()
      #expect(all > 0 && all % 2 == 0)
      #expect(try build(2, song.replacing("-1 dB", with: "-4 dB"), "a.song.yaml changed") == all / 2)
      // A build that fails leaves what the last good one cost; with the second failure the first round is over.
      let costs = try bytes("\(folder)/t.json")
      for count in 1...2 {
        try write("song: 1\nstile: folk\nseed: \(count)\n", "\(folder)/a.song.yaml")
        try watcher.wait("a failure") { watcher.failures.count == count }
      }
      #expect(try bytes("\(folder)/t.json") == costs)
      #expect(try build(3, song.replacing("-1 dB", with: "-4 dB"), "unchanged  3 files  a.song.yaml changed") == 0)
      #expect(watcher.end() == 130)
    }
  }

  @Test(arguments: [[], ["--poll", "0.1"]]) func aPlaceThatIsFreeAgainIsWrittenTo(options: [String]) throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      // A folder has the name of an output.
      try write("", "\(folder)/out/a.mid/x")
      let watcher = try Watcher(["a.song.yaml", "-o", "out"] + options, in: folder)
      try watcher.wait("a failure") { watcher.failures.count == 1 }
      #expect(watcher.said.contains("error[S9002]") && watcher.said.contains("out/a.mid"), "\(watcher.said)")
      try FileManager.default.moveItem(atPath: "\(folder)/out/a.mid", toPath: "\(folder)/away")
      try watcher.wait(builds: 1, "  3 files  out/a.mid tried again")
      // A file has the name of a folder of outputs.
      try FileManager.default.removeItem(atPath: "\(folder)/out")
      try write("", "\(folder)/out")
      try write(Self.song + "seed: 2\n", "\(folder)/a.song.yaml")
      try watcher.wait("a failure") { watcher.failures.count == 2 }
      try FileManager.default.removeItem(atPath: "\(folder)/out")
      try watcher.wait("a build") { watcher.lines.count == 2 }
      #expect(watcher.lines[1].hasSuffix(" tried again") && watcher.failures.count == 2, "\(watcher.lines) \(watcher.said)")
      // Root writes where nobody may.
      if geteuid() != 0 {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: "\(folder)/out")
        try write(Self.song + "seed: 3\n", "\(folder)/a.song.yaml")
        try watcher.wait("a failure") { watcher.failures.count == 3 }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(folder)/out")
        try watcher.wait("a build") { watcher.lines.count == 3 }
      }
      #expect(watcher.end() == 130)
    }
  }

  /// The folder of the outputs is made by the first build that goes well, and is no news for those that don't.
  @Test func theFolderOfOutputsIsNoChange() throws {
    try CommandTests().withFolder { folder throws in
      try write("song: 1\ntempo: 100..110\nform: A\nsections: {A: {bars: 8}}\nduration: 120s\n", "\(folder)/a.song.yaml")
      try write(Self.song, "\(folder)/c.song.yaml")
      let watcher = try Watcher(["a.song.yaml", "c.song.yaml", "-o", "deep/out/"], in: folder)
      try watcher.wait(builds: 1, "  3 files")
      try write(Self.song + "seed: 2\n", "\(folder)/c.song.yaml")
      try watcher.wait(builds: 2, "c.song.yaml changed")
      #expect(watcher.failures.count == 1, "\(watcher.said)")
      // A spec and what it names may lie among the outputs.
      try write(Self.song + "sync: {import: cues.srt}\n", "\(folder)/deep/out/d.song.yaml")
      try write(cues(at: 4), "\(folder)/deep/out/cues.srt")
      let inside = try Watcher(["d.song.yaml", "-o", "."], in: "\(folder)/deep/out")
      try inside.wait(builds: 1, "  2 files")
      try write(cues(at: 5), "\(folder)/deep/out/cues.srt")
      try inside.wait(builds: 2, "cues.srt changed")
      try write(Self.song, "\(folder)/deep/out/d.song.yaml")
      try inside.wait(builds: 3, "d.song.yaml changed")
      #expect(inside.end() == 130)
      #expect(watcher.end() == 130)
    }
  }

  @Test func whatIsNoFileIsRefused() throws {
    try CommandTests().withFolder { folder throws in
      mkfifo("\(folder)/pipe.song.yaml", 0o600)
      let refused = try CommandTests().run(["watch", "pipe.song.yaml"], in: folder)
      #expect(refused.code == 5 && refused.out == "" && refused.err.contains("error[S9001]"), "\(refused.err)")
      #expect(refused.err.contains("build it once, with 'songc build'"), "\(refused.err)")
      // What a spec names is refused like it, and waited for.
      mkfifo("\(folder)/cues.srt", 0o600)
      try write(Self.song + "sync: {import: cues.srt}\n", "\(folder)/a.song.yaml")
      let watcher = try Watcher(["a.song.yaml", "-o", "out"], in: folder)
      try watcher.wait("a failure") { watcher.failures.count == 1 }
      #expect(watcher.said.contains("error[S9010]") && watcher.said.contains("it isn't a regular file"), "\(watcher.said)")
      try write(cues(at: 4), "\(folder)/cues.srt")
      try watcher.wait(builds: 1, "cues.srt created")
      #expect(watcher.failures.count == 1 && watcher.end() == 130)
    }
  }

  @Test func whatCannotBeWatchedIsRefused() throws {
    try CommandTests().withFolder { folder throws in
      try write(Self.song, "\(folder)/a.song.yaml")
      let run = { try CommandTests().run(["watch"] + $0, in: folder) }
      let missing = try run(["a.song.yaml", "none.song.yaml"])
      #expect(missing.code == 5 && missing.out == "" && missing.err.contains("S9001"), "\(missing.err)")
      let library = try run(["a.song.yaml", "--stdlib", "nowhere"])
      #expect(library.code == 5 && library.err.contains("S9005"), "\(library.err)")
      for arguments in [
        ["-"], [], ["a.song.yaml", "--poll", "0"], ["a.song.yaml", "--poll", "often"],
        ["a.song.yaml", "--error-format", "sarif"],
        ["a.song.yaml", "--locked", "--update-lock"],
      ] {
        #expect(try run(arguments).code == 2, "\(arguments)")
      }
    }
  }
}
