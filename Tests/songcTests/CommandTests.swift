// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// The program itself: exit codes, streams, files.
@Suite struct CommandTests {
  struct Outcome {
    let code: Int32
    let out: String
    let err: String
  }

  /// The binary that was built with the tests.
  static let binary: String = {
    // What other runs kept on this machine is no test's business.
    if ProcessInfo.processInfo.environment["SONGC_CACHE"] != "" { setenv("SONGC_CACHE", "", 1) }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for folder in [bundle, URL(fileURLWithPath: "\(checkout)/.build/release"), URL(fileURLWithPath: "\(checkout)/.build/debug")] {
      let path = folder.appendingPathComponent("songc").path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return "\(checkout)/.build/release/songc"
  }()

  /// - Parameter environment: variables that are set otherwise than for the tests.
  func run(
    _ arguments: [String], input: String? = nil, in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandTests.binary)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let out = Pipe()
    let err = Pipe()
    let stdin = Pipe()
    process.standardOutput = out
    process.standardError = err
    process.standardInput = stdin
    // Before it runs, since it may end without reading; a pipe holds what tests write.
    if let input { try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try process.run()
    try stdin.fileHandleForWriting.close()
    // Results may be more than a pipe holds; what is said of them never is.
    let results = out.fileHandleForReading.readDataToEndOfFile()
    let errors = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, out: String(decoding: results, as: UTF8.self),
      err: String(decoding: errors, as: UTF8.self))
  }

  /// A folder of the test's own that is removed afterwards.
  func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func aSpecBecomesItsFiles() throws {
    try withFolder { folder throws in
      let outcome = try run(["build", "\(checkout)/specs/minimal.song.yaml", "-o", folder, "--emit", "midi,musicxml,score"])
      #expect(outcome.code == 0)
      #expect(outcome.out.hasPrefix("minimal  1:30.000  "))
      #expect(
        try files(folder) == [
          "minimal.mid", "minimal.musicxml", "minimal.report.json", "minimal.score.txt", "minimal.song.lock",
        ])
    }
  }

  @Test func masteredAudioComesOutAtItsLoudness() throws {
    try withFolder { folder throws in
      let spec = "song: 1\nstyle: pop\nduration: 6s\nmaster: {loudness: -16 LUFS, peak: -1.5 dBTP}\n"
      let outcome = try run(["build", "-", "-o", folder], input: spec)
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect(try files(folder) == ["song.mid", "song.musicxml", "song.report.json", "song.song.lock", "song.wav"])
      let report = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/song.report.json")))
      let audio = try #require((report as? [String: Any])?["audio"] as? [String: Any])
      let loudness = try #require(audio["loudness"] as? Double)
      let peak = try #require(audio["truePeak"] as? Double)
      #expect((loudness + 16).magnitude <= 0.05)
      #expect(peak <= -1.5)
      // Six seconds of 24-bit stereo at 48 kHz, and the header.
      let size = try #require(try FileManager.default.attributesOfItem(atPath: "\(folder)/song.wav")[.size] as? Int)
      #expect((0..<200).contains(size - 6 * 48_000 * 6))
    }
  }

  /// One master as files of all kinds, each as its own codec changes it, and no WAV file beside them.
  @Test func theMasterComesOutInAllKinds() throws {
    try withFolder { folder throws in
      let spec = "song: 1\ntitle: Night\nstyle: pop\nduration: 6s\nlicense: CC0\n"
      let kinds = ["aiff", "flac", "mp3", "ogg", "opus"]
      let outcome = try run(["build", "-", "-o", folder, "--emit", kinds.joined(separator: ",")], input: spec)
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect(try files(folder) == ["aiff", "flac", "mp3", "ogg", "opus", "report.json", "song.lock"].map { "song.\($0)" })
      let heads = ["FORM", "fLaC", "ID3\u{4}", "OggS", "OggS"]
      for (kind, head) in zip(kinds, heads) {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/song.\(kind)"))
        #expect(bytes.starts(with: Array(head.utf8)), "\(kind)")
        #expect(bytes.prefix(8192).range(of: Data("Night".utf8)) != nil, "\(kind)")
      }
      let report = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/song.report.json")))
      let audio = try #require((report as? [String: Any])?["audio"] as? [String: Any])
      let lossy = try #require(audio["lossyFiles"] as? [[String: Any]])
      #expect(lossy.map { $0["kind"] as? String } == ["ogg", "opus", "mp3"])
      for file in lossy { #expect(try #require(file["truePeak"] as? Double) <= -1) }
    }
  }

  /// The options of the spec hold for its own kinds.
  @Test func optionsOfAudioFilesHold() throws {
    try withFolder { folder throws in
      let spec = """
        song: 1
        duration: 6s
        export:
          - mp3: {path: a.mp3, bitrate: 320, rate: 44100}
          - mp3: {path: b.mp3, bitrate: 96, rate: 44100}
          - flac: {bits: 16, rate: 44100}
          - stems: {path: "stems/{part}.flac"}
        """
      let outcome = try run(["build", "-", "-o", folder], input: spec)
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect(try files(folder) == ["a.mp3", "b.mp3", "song.flac", "song.report.json", "song.song.lock", "stems"])
      func size(_ name: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int)
      }
      // Six seconds of so many kilobits, to a few frames.
      #expect(try abs(size("a.mp3") - 6 * 320_000 / 8) < 6000)
      #expect(try abs(size("b.mp3") - 6 * 96_000 / 8) < 3000)
      for stem in try files("\(folder)/stems") {
        #expect(stem.hasSuffix(".flac"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/stems/\(stem)"))
        #expect(bytes.starts(with: Array("fLaC".utf8)))
      }
      let refused = try run(["build", "-", "-o", folder, "--emit", "opus"], input: spec)
      #expect(refused.code == 1 && refused.err.contains("S8009"))
    }
  }

  /// Stems as an export of the spec, with a path of their own.
  @Test func stemsAreAnExport() throws {
    try withFolder { folder throws in
      let spec = """
        song: 1
        title: Night/Day
        duration: 4s
        parts: {tune: {role: melody, instrument: flute}, low: {role: bass, instrument: electric-bass}}
        export:
          - midi: {path: "{title}.mid"}
          - stems: {path: "{name}/{title} {part}.wav"}
        """
      let outcome = try run(["build", "-", "-o", folder], input: spec)
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect(try files(folder) == ["Night-Day.mid", "song", "song.report.json", "song.song.lock"])
      #expect(try files("\(folder)/song") == ["Night-Day low.wav", "Night-Day return-delay.wav", "Night-Day return-reverb.wav", "Night-Day tune.wav"])
    }
  }

  @Test func stemsStandInAFolderOfTheirOwn() throws {
    try withFolder { folder throws in
      let spec = "song: 1\nduration: 3s\nparts:\n  tune: {role: melody, instrument: flute}\n  low: {role: bass, instrument: upright-bass}\n"
      let outcome = try run(["build", "-", "-o", folder, "--emit", "midi,stems"], input: spec)
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect(try files(folder) == ["song.mid", "song.report.json", "song.song.lock", "stems"])
      #expect(try files("\(folder)/stems") == ["low.wav", "return-delay.wav", "return-reverb.wav", "tune.wav"])
      let sizes = try files("\(folder)/stems").map {
        try FileManager.default.attributesOfItem(atPath: "\(folder)/stems/\($0)")[.size] as? Int
      }
      #expect(Set(sizes).count == 1)
    }
  }

  /// Points to the millisecond, in the MIDI and in the audio of the part that strikes there.
  @Test func aStopIsSilentInTheMaster() throws {
    try withFolder { folder throws in
      let spec = "song: 1\nstyle: pop\nduration: 12s\nintensity: 70%\nsync:\n  - {at: 4s, name: quiet, hit: stop, length: 1s}\n"
      let outcome = try run(["build", "-", "-o", folder, "--emit", "wav"], input: spec)
      #expect(outcome.code == 0, "\(outcome.err)")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/song.wav"))
      // 24-bit stereo behind the header.
      let start = bytes.count - 12 * 48_000 * 6
      func peak(_ from: Double, _ to: Double) -> Int {
        stride(from: start + Int(from * 48_000) * 6, to: start + Int(to * 48_000) * 6, by: 3).map { index in
          let value = Int(bytes[index]) | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2]) << 16
          return abs(value >= 1 << 23 ? value - 1 << 24 : value)
        }.max() ?? 0
      }
      // -50 dBFS is 26,500 of 2^23.
      #expect(peak(4.021, 4.98) < 26_500)
      #expect(peak(3.5, 4.0) > 800_000 && peak(5.0, 5.6) > 800_000)
    }
  }

  @Test(arguments: ["harbour", "kettle", "meadow", "minimal", "neon"]) func twoBuildsGiveTheSameBytes(name: String) throws {
    let outcome = try run(["verify", "\(checkout)/specs/\(name).song.yaml"])
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.contains("5 files, the same bytes twice"))
  }

  @Test func exitCodesTellTheCause() throws {
    try withFolder { folder throws in
      #expect(try run(["build", "-"], input: "song: 1\ntmpo: 96\n").code == 1)
      #expect(try run(["frobnicate"]).code == 2)
      #expect(try run(["build", "-", "--emit", "wma"], input: "song: 1").code == 2)
      let short = "song: 1\ntempo: 100..110\nform: A\nsections: {A: {bars: 8}}\nduration: 120s\n"
      #expect(try run(["build", "-", "-o", folder, "--emit", "midi"], input: short).code == 4)
      #expect(try run(["build", "\(folder)/none.song.yaml"]).code == 5)
      #expect(try run(["build", "-", "-o", "/proc/nothing", "--emit", "midi"], input: "song: 1").code == 5)
      #expect(try files(folder).isEmpty)
    }
  }

  @Test func aMissingSoundFontNamesItsPackageAndLeavesNothing() throws {
    try withFolder { folder throws in
      let spec = "song: 1\nduration: 5s\nsounds: {soundfonts: [TimGM6mb_absent]}\n"
      let outcome = try run(["build", "-", "-o", folder], input: spec)
      #expect(outcome.code == 5)
      #expect(outcome.err.contains("S9003"))
      #expect(try files(folder).isEmpty)
    }
  }

  @Test func aFolderInPlaceOfAnOutputIsFoundBeforeAnythingIsReplaced() throws {
    try withFolder { folder throws in
      // MIDI is written first.
      try "old".write(toFile: "\(folder)/song.mid", atomically: true, encoding: .utf8)
      try FileManager.default.createDirectory(atPath: "\(folder)/song.musicxml", withIntermediateDirectories: false)
      let outcome = try run(["build", "-", "-o", folder, "--emit", "midi,musicxml"], input: "song: 1\nduration: 5s\n")
      #expect(outcome.code == 5)
      #expect(outcome.err.contains("S9002") && outcome.err.contains("song.musicxml"))
      #expect(try files(folder) == ["song.mid", "song.musicxml"])
      #expect(try String(contentsOfFile: "\(folder)/song.mid", encoding: .utf8) == "old")
    }
  }

  @Test func specsThatWriteTheSameFileAreRefused() throws {
    try withFolder { folder throws in
      for name in ["a", "b"] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
        try "song: 1\nduration: 5s\n".write(toFile: "\(folder)/\(name)/x.song.yaml", atomically: true, encoding: .utf8)
      }
      try "song: 1\nduration: 5s\n".write(toFile: "\(folder)/a/x.yaml", atomically: true, encoding: .utf8)
      try "song: 1\nduration: 5s\nexport: [{midi: {path: x.mid}}]\n"
        .write(toFile: "\(folder)/a/y.song.yaml", atomically: true, encoding: .utf8)
      let cases = [
        ["a/x.song.yaml", "b/x.song.yaml", "-o", "out"], ["a/x.song.yaml", "a/x.yaml"],
        ["a/x.song.yaml", "./a/../a/x.song.yaml"],
      ]
      for arguments in cases {
        let outcome = try run(["build", "--emit", "midi"] + arguments, in: folder)
        #expect(outcome.code == 5 && outcome.err.contains("S9009"), "\(arguments): \(outcome.err)")
        #expect(outcome.out.split(separator: "\n").count == 1, "the first is built")
      }
      let paths = try run(["build", "a/x.song.yaml", "a/y.song.yaml", "--emit", "midi"], in: folder)
      #expect(paths.code == 5 && paths.err.contains("a/x.mid"), "\(paths.err)")
      #expect(try run(["build", "a/x.song.yaml", "b/x.song.yaml", "--emit", "midi"], in: folder).code == 0)
    }
  }

  @Test func diagnosticsAreLinesOfJSON() throws {
    let outcome = try run(["check", "-", "--error-format", "json"], input: "song: 1\nstile: pop\nkey: H major\n")
    #expect(outcome.code == 1)
    let lines = outcome.err.split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["code"] is String && object["message"] is String && object["span"] is [String: Any])
    }
  }

  @Test func anInterruptLeavesNothing() throws {
    try withFolder { folder throws in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: CommandTests.binary)
      let spec = "\(folder)/long.song.yaml"
      // The MIDI file stands under its temporary name while the audio is rendered.
      try "song: 1\nduration: 4:00.000\nexport: [{midi: {}}, {wav: {}}]\n".write(toFile: spec, atomically: true, encoding: .utf8)
      process.arguments = ["build", spec, "-o", "\(folder)/out"]
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      while process.isRunning, ((try? files("\(folder)/out")) ?? []).isEmpty { usleep(2000) }
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      #expect(try files("\(folder)/out").isEmpty)
    }
  }

  /// Starts songc, does something as soon as it reads a pipe, interrupts it and gives its exit code.
  private func interrupted(_ arguments: [String], pipe: String, _ body: (FileHandle) throws -> Void) throws -> Int32 {
    mkfifo(pipe, 0o600)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandTests.binary)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // There is a writer as soon as there is a reader.
    var end = open(pipe, O_WRONLY | O_NONBLOCK)
    while end < 0, process.isRunning {
      usleep(2000)
      end = open(pipe, O_WRONLY | O_NONBLOCK)
    }
    try #require(end >= 0, "it ended before it read")
    _ = fcntl(end, F_SETFL, 0)
    let writer = FileHandle(fileDescriptor: end, closeOnDealloc: true)
    return try withExtendedLifetime(writer) {
      try body(writer)
      process.interrupt()
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  @Test func aWaitForInputCanBeInterrupted() throws {
    try withFolder { folder throws in
      for command in ["check", "build"] {
        let pipe = "\(folder)/\(command).song.yaml"
        let code = try interrupted([command, pipe], pipe: pipe) { try $0.write(contentsOf: Data("song: 1\n".utf8)) }
        #expect(code == 130, "\(command)")
      }
    }
  }

  @Test func trainingCanBeInterruptedAndLeavesNothing() throws {
    try withFolder { folder throws in
      try FileManager.default.createDirectory(atPath: "\(folder)/in/pop909", withIntermediateDirectories: true)
      // Songs that take seconds to learn: a scale that turns elsewhere in each.
      var songs = ""
      for song in 0..<600 {
        let notes = (0..<200).map { "[\($0 * 24),24,\(60 + ($0 * (song % 7 + 1) + song) % 13),80,20]" }
        songs += #"{"id":"\#(song)","q":24,"meter":[[0,"4/4"]],"key":[[0,"C:maj"]],"chords":[[0,4800,"C:maj"]],"#
        songs += #""melody":[\#(notes.joined(separator: ","))]}"# + "\n"
      }
      let code = try interrupted(
        ["train", "--style", "melody", "\(folder)/in", "-o", "\(folder)/out"], pipe: "\(folder)/in/pop909/songs.jsonl"
      ) {
        try $0.write(contentsOf: Data(songs.utf8))
        try $0.close()
        usleep(50_000)
      }
      #expect(code == 130)
      #expect(((try? files("\(folder)/out")) ?? []).isEmpty)
    }
  }

  /// Of other programs only songc itself is needed.
  @Test func aVerificationNeedsNoOtherProgram() throws {
    let spec = "song: 1\nduration: 5s\n"
    let outcome = try run(["verify", "-", "--emit", "midi"], input: spec, environment: ["PATH": "/nowhere"])
    #expect(outcome.code == 0 && outcome.out.contains("the same bytes twice"), "\(outcome.err)")
  }

  @Test func aVerificationWithoutATemporaryFolderSaysWhatIsMissing() throws {
    try withFolder { folder throws in
      try "song: 1\nduration: 5s\n".write(toFile: "\(folder)/a.song.yaml", atomically: true, encoding: .utf8)
      // No folder can be made below a file.
      let place = "\(folder)/a.song.yaml/tmp"
      let outcome = try run(["verify", "a.song.yaml", "--emit", "midi"], in: folder, environment: ["TMPDIR": place])
      #expect(outcome.code == 5 && outcome.err.contains("error[S9061]"), "\(outcome.err)")
      #expect(outcome.err.contains("'\(place)'") && outcome.err.contains("TMPDIR names a folder"), "\(outcome.err)")
    }
  }

  @Test(arguments: ["verify", "watch"]) func aFolderIsNoSpec(command: String) throws {
    try withFolder { folder throws in
      let outcome = try run([command, "."], in: folder)
      #expect(outcome.code == 5 && outcome.err.contains("can't read '.': Is a directory"), "\(outcome.err)")
    }
  }

  @Test func whatIsReadOnceIsRefusedWhereItIsReadTwice() throws {
    try withFolder { folder throws in
      let spec = "song: 1\nduration: 5s\n"
      try spec.write(toFile: "\(folder)/a.song.yaml", atomically: true, encoding: .utf8)
      mkfifo("\(folder)/pipe.song.yaml", 0o600)
      let outcome = try run(["verify", "pipe.song.yaml"], in: folder)
      #expect(outcome.code == 5 && outcome.err.contains("error[S9001]") && outcome.err.contains("songc verify -"), "\(outcome.err)")
      // The bytes of a pipe serve all who read it within a run.
      let built = try tool(
        ["/bin/bash", "-c", "songc build <(cat a.song.yaml) -o out --emit midi && songc check <(cat a.song.yaml)"], in: folder)
      #expect(built.code == 0 && built.out.contains("0:05.000"), "\(built.out)")
      #expect(try files("\(folder)/out").count == 3)
    }
  }

  @Test func standardInputIsReadOnce() throws {
    let spec = "song: 1\nduration: 5s\n"
    let outcome = try run(["verify", "-", "--emit", "midi"], input: spec)
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.contains("3 files, the same bytes twice"))
    #expect(try run(["check", "-", "-"], input: spec).code == 0)
  }

  @Test func variablesAreSetFromOutside() throws {
    let spec = "song: 1\nvars: {length: 20s}\nduration: ${length}\nstyle: pop\n"
    #expect(try run(["check", "-"], input: spec).code == 0)
    #expect(try run(["plan", "-", "--set", "length=0:25"], input: spec).out.contains("0:25.000"))
    try withFolder { folder throws in
      let built = try run(["build", "-", "-o", folder, "--emit", "settings", "--set", "length=26s"], input: spec)
      #expect(built.code == 0 && built.out.contains("0:26.000"))
    }
    #expect(try run(["check", "-", "--set", "length=25"], input: spec).code == 1)
    #expect(try run(["check", "-", "--set", "duration=25s"], input: spec).err.contains("'duration: ${duration}'"))
    #expect(try run(["check", "-", "--set", "length"], input: spec).code == 2)
  }

  @Test func theSchemaIsPrinted() throws {
    let schema = try run(["schema"])
    #expect(try schema.code == 0 && Array(schema.out.utf8) == contents(of: "Documentation/song-1.schema.json"))
    #expect(try Array(run(["schema", "--reference"]).out.utf8) == contents(of: "Documentation/language.md"))
    let object = try JSONSerialization.jsonObject(with: Data(schema.out.utf8)) as? [String: Any]
    #expect(object?["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
  }

  @Test func listsExplanationsAndVersionCanBeRead() throws {
    for kind in ["styles", "moods", "patterns", "models", "instruments", "drumkits", "sounds", "effects", "mixes", "tags"] {
      let outcome = try run(["list", kind, "--json"])
      let rows = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [[String: Any]]
      #expect((rows?.count ?? 0) >= 3, "\(kind)")
    }
    #expect(try run(["list", "instruments"]).out.split(separator: "\n").count >= 16)
    let dark = try run(["list", "--tags", "cinematic,dark"])
    #expect(dark.code == 0 && dark.out.hasPrefix("arrangement\n  mood "), "\(dark.out)")
    #expect(dark.out.contains("\ncomposition\n  mood ") && dark.out.contains("\n  effect      hall "), "\(dark.out)")
    let kits = try run(["list", "drumkits", "--tags", "cinematic,dark"])
    #expect(kits.code == 0 && kits.out.contains("\ntaiko ") && !kits.out.contains("gm-standard"), "\(kits.out)")
    let unknown = try run(["list", "--tags", "drak"])
    #expect(unknown.code == 1 && unknown.out.isEmpty && unknown.err.contains("did you mean 'dark'?"), "\(unknown.err)")
    #expect(try run(["list", "--tags", "pop,"]).code == 2)
    #expect(try run(["list", "packs"]).code == 2)
    #expect(try run(["explain", "s2001"]).out.hasPrefix("# S2001"))
    #expect(try run(["explain", "S0000"]).code == 2)
    #expect(try run(["version", "--json"]).out.contains("\"songc\""))
  }

  @Test func theLockBesideTheSpecIsReadAndNotWritten() throws {
    try withFolder { folder throws in
      let spec = "\(folder)/tune.song.yaml"
      try "song: 1\nduration: 20s\n".write(toFile: spec, atomically: true, encoding: .utf8)
      #expect(try run(["build", spec, "--emit", "midi"]).code == 0)
      #expect(try files(folder) == ["tune.mid", "tune.report.json", "tune.song.yaml"])
      #expect(try run(["build", spec, "--emit", "midi", "-o", "\(folder)/out"]).code == 0)
      try FileManager.default.copyItem(atPath: "\(folder)/out/tune.song.lock", toPath: "\(folder)/tune.song.lock")
      // Another seed would choose otherwise; the lock keeps the choices.
      #expect(try run(["build", spec, "--emit", "settings", "--seed", "other", "-o", "\(folder)/locked"]).code == 0)
      let locked = try String(contentsOfFile: "\(folder)/locked/tune.settings.txt", encoding: .utf8)
      #expect(locked.contains("(lock)") && !locked.contains("(drawn"))
    }
  }
}
