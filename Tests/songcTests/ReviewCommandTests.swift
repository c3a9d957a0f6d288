// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import SongTestSupport
import Testing

/// What a review plays and shows: with programs of the test's own for player and viewer, and nothing left behind.
@Suite struct ReviewCommandTests {
  private static let question = "q quit > "

  /// A folder with a spec, a cache, a place for temporary files and another for programs.
  private struct Place {
    let folder: String
    /// What a run finds in its environment, and nothing else.
    var environment: [String: String]

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ text: String, _ name: String) throws {
      try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    /// Writes a program of the shell.
    func program(_ name: String, _ lines: String) throws {
      try write("#!/bin/sh\nPATH=/usr/bin:/bin\ncd '\(folder)'\n\(lines)\n", name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    func names(_ name: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted() }

    /// Runs the program without a terminal.
    @discardableResult func run(_ arguments: [String], code: Int32) throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: CommandTests.binary)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.environment = environment
      let out = Pipe()
      process.standardOutput = out
      process.standardError = out
      process.standardInput = FileHandle.nullDevice
      try process.run()
      let shown = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == code, "\(arguments): \(shown)")
      return shown
    }

    /// A review whose answers are known before; all that it shows.
    func review(_ answers: String, code: Int32 = 0) throws -> String {
      let terminal = try ReviewTerminal(in: folder, environment: environment)
      terminal.type(answers)
      #expect(terminal.end() == code, "\(terminal.shown)")
      try isClean()
      return terminal.shown
    }

    func isClean() throws { #expect(try names("temporary").isEmpty) }
  }

  private func withPlace(_ body: (inout Place) throws -> Void) throws {
    try CommandTests().withFolder { folder throws in
      for name in ["temporary", "empty", "played"] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
      var place = Place(folder: folder, environment: ProcessInfo.processInfo.environment.filter { $0.key == "LD_LIBRARY_PATH" })
      place.environment["PATH"] = "\(folder)/empty"
      place.environment["TMPDIR"] = "\(folder)/temporary"
      place.environment["SONGC_CACHE"] = "\(folder)/cache"
      try place.program("play er", "echo \"$1 $2\" >> played.txt; cp \"$2\" \"played/$(ls played | wc -l).wav\"")
      place.environment["SONGC_PLAYER"] = "'\(folder)/play er' --loud"
      try body(&place)
    }
  }

  /// - Parameter level: of the keys, dB: the notes are the same.
  private func spec(level: Int = 0, golden: String = "", export: String = "wav: {}") -> String {
    "song: 1\nseed: 3\nstyle: pop\nduration: 3s\nexport: [{\(export)}]\n\(golden)"
      + "parts: {bass: {role: bass}, keys: {role: chords, instrument: piano, level: \(level) dB}}\n"
  }

  private static let exact = "golden: {audio: exact}\n"

  /// Accepts a spec and tests another one in its place.
  private func change(_ place: Place, from old: String, to new: String) throws {
    try place.write(old, "tune.song.yaml")
    try place.run(["test"], code: 3)
    try place.run(["accept"], code: 0)
    try place.write(new, "tune.song.yaml")
    try place.run(["test"], code: 3)
  }

  /// The samples of a WAV file of 24 bits, in order of its channels.
  private func samples(_ data: Data) throws -> [Int] {
    let bytes = Array(data)
    #expect(bytes.starts(with: "RIFF".utf8))
    func number(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
    var at = 12
    while at + 8 <= bytes.count, !bytes[at..<at + 4].elementsEqual("data".utf8) {
      if bytes[at..<at + 4].elementsEqual("fmt ".utf8) {
        #expect(number(at + 10, 2) == 2 && number(at + 22, 2) == 24, "two channels of 24 bits")
      }
      at += 8 + number(at + 4, 4) + number(at + 4, 4) % 2
    }
    let size = number(at + 4, 4)
    return stride(from: at + 8, to: at + 8 + size, by: 3).map { place in
      let value = number(place, 3)
      return value < 1 << 23 ? value : value - 1 << 24
    }
  }

  @Test func oldNewAndTheirDifferenceArePlayed() throws {
    try withPlace { place throws in
      try change(place, from: spec(golden: Self.exact), to: spec(level: -6, golden: Self.exact))
      let shown = try place.review("p\no\np\nn\np\nx\np\nx\np\nz\nq\n")
      for words in [" plays the golden, 3.", " plays what waits, 3.", " plays new minus old, 3.", " dBFS at most; Ctrl-C stops it\n"] {
        #expect(shown.contains(words), "\(shown)")
      }
      #expect(shown.contains(" 'z' is none of them\n"))
      let played = try place.text("played.txt").split(separator: "\n")
      #expect(played.count == 4 && played.allSatisfy { $0.hasPrefix("--loud /") && $0.hasSuffix(".wav") }, "\(played)")
      #expect(try place.bytes("played/0.wav") == place.bytes("golden/tune/tune.wav"))
      #expect(try place.bytes("played/1.wav") == place.bytes("golden/tune/tune.wav.new"))
      let (old, new) = (try samples(place.bytes("played/0.wav")), try samples(place.bytes("played/1.wav")))
      let rest = try samples(place.bytes("played/2.wav"))
      #expect(old.count == new.count && old != new && rest == zip(new, old).map { $0 - $1 })
      #expect(try place.bytes("played/3.wav") == place.bytes("played/2.wav"))
      // What was played was the golden itself, and is still there.
      #expect(try place.names("golden/tune").filter { $0.hasPrefix("tune.wav") } == ["tune.wav", "tune.wav.new"])
    }
  }

  @Test func theSameSoundIsNotPlayedAsADifference() throws {
    try withPlace { place throws in
      // Another reason in the lock, and another name of nothing that is heard.
      let quiet = spec(golden: Self.exact)
      try change(place, from: quiet, to: quiet + "title: Another\n")
      let shown = try place.review("p\nx\np\nn\nq\n")
      #expect(shown.contains(" old and new are the same in every sample\n") && shown.contains("'tune.song.yaml' as it is now"))
      #expect(try place.names("played") == ["0.wav"])
      // A golden of another rate, and one that is no sound.
      try place.write(quiet.replacing("wav: {}", with: "wav: {rate: 44100}"), "tune.song.yaml")
      let other = try place.review("p\nx\nq\n")
      #expect(other.contains(" old has 48000 Hz and new 44100 Hz"), "\(other)")
      try place.write("version https://git-lfs.github.com/spec/v1\n", "golden/tune/tune.wav")
      let pointer = try place.review("p\no\np\nx\nq\n", code: 5)
      #expect(pointer.contains("error[S9041]") && pointer.contains("golden/tune/tune.wav"), "\(pointer)")
      #expect(try place.names("played") == ["0.wav"])
    }
  }

  @Test func withoutKeptSamplesTheNewSoundIsMadeOnce() throws {
    try withPlace { place throws in
      try change(place, from: spec(), to: spec(level: -6))
      let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
      terminal.type("p\no\np\nx\np\nn\n")
      try terminal.read(until: "as it is now, 3.")
      try terminal.read(until: Self.question)
      #expect(terminal.shown.components(separatedBy: "the goldens of 'tune' keep no samples").count == 3)
      // It is still there, though its spec isn't.
      try FileManager.default.removeItem(atPath: place.path("tune.song.yaml"))
      terminal.type("p\nn\nq\n")
      #expect(terminal.end() == 0)
      try place.isClean()
      let played = try place.text("played.txt").split(separator: "\n")
      #expect(played.count == 2 && played[0] == played[1], "\(played)")
      #expect(try place.review("p\nn\nq\n").contains(" the spec of 'tune' is gone"))
      try place.write(spec(level: -6), "tune.song.yaml")
      try place.run(["build", "tune.song.yaml", "--emit", "wav", "-o", "built"], code: 0)
      #expect(try place.bytes("played/0.wav") == place.bytes("built/tune.wav"))
      try place.write(spec(export: "midi: {}"), "tune.song.yaml")
      #expect(try place.review("p\nn\nq\n").contains(" 'tune.song.yaml' exports no sound\n"))
      #expect(try place.names("played").count == 2)
    }
  }

  @Test func aSpecThatIsWrongIsNotPlayed() throws {
    try withPlace { place throws in
      try place.write(spec(golden: Self.exact), "tune.song.yaml")
      try place.run(["test"], code: 3)
      #expect(try place.review("p\no\nq\n").contains(" there is no golden yet: the sound of 'tune' is new\n"))
      try FileManager.default.removeItem(atPath: place.path("golden/tune/tune.wav.new"))
      try place.write("song: 1\nstyel: pop\n", "tune.song.yaml")
      #expect(try place.review("p\nn\nq\n", code: 1).contains("error[S2"))
      #expect(try place.names("played").isEmpty)
    }
  }

  @Test func aMachineWithoutAPlayerSaysWhatToDo() throws {
    try withPlace { place throws in
      place.environment["SONGC_PLAYER"] = nil
      try change(place, from: spec(golden: Self.exact), to: spec(level: -6, golden: Self.exact))
      let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
      terminal.type("p\nx\n")
      try terminal.read(until: " dBFS at most: ")
      try terminal.read(until: Self.question)
      let remedy = terminal.shown.contains(" there is no player here: install ") && terminal.shown.contains("SONGC_PLAYER")
      #expect(remedy, "\(terminal.shown)")
      let path = try line(after: " dBFS at most: ", terminal)
      #expect(FileManager.default.fileExists(atPath: path) && path.hasPrefix(place.path("temporary")), "\(path)")
      terminal.type("q\n")
      #expect(terminal.end() == 0)
      try place.isClean()

      place.environment["SONGC_PLAYER"] = "no-such-player"
      let missing = try place.review("p\no\nq\n")
      #expect(missing.contains("not found") && missing.contains("/golden/tune/tune.wav\n"), "\(missing)")
      // Of those that machines have the first is taken, and what it says when it fails is told.
      place.environment["SONGC_PLAYER"] = ""
      place.environment["PATH"] = place.path("empty")
      try place.program("empty/play", "exit 0")
      try place.program("empty/aplay", "echo no device >&2; exit 7")
      let failing = try place.review("p\no\nq\n")
      #expect(failing.contains(" aplay plays the golden") && failing.contains(" it can't: no device\n"), "\(failing)")
    }
  }

  /// What a player starts ends with it, also where it says nothing any more.
  private static let endless = """
    exec > /dev/null 2>&1
    sleep infinity &
    echo $! > other.txt
    echo $$ > own.txt
    mv own.txt playing.txt
    wait
    """

  /// Waits until a player plays; gives its process and the one that it started.
  private func players(_ place: Place, _ terminal: ReviewTerminal) throws -> [pid_t] {
    while terminal.isRunning, !place.exists("playing.txt") { usleep(1000) }
    let players = try ["playing.txt", "other.txt"].map { file in
      try #require(pid_t(place.text(file).trimmingCharacters(in: .whitespacesAndNewlines)))
    }
    try FileManager.default.removeItem(atPath: place.path("playing.txt"))
    return players
  }

  /// The rest of the line in which some text was shown last.
  private func line(after text: String, _ terminal: ReviewTerminal) throws -> String {
    let rest = try #require(terminal.shown.components(separatedBy: text).dropFirst().last, "\(terminal.shown)")
    return try #require(rest.split(separator: "\n").first.map { String($0) })
  }

  /// Waits until a process runs no more.
  private func awaitEnd(of process: pid_t) {
    while let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      status.split(separator: ")").last?.hasPrefix(" Z") == false
    { usleep(1000) }
  }

  @Test func anInterruptEndsThePlayerAndNotTheReview() throws {
    try withPlace { place throws in
      try change(place, from: spec(), to: spec(level: -6))
      try place.program("endless", Self.endless)
      place.environment["SONGC_PLAYER"] = place.path("endless")
      let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
      for _ in 0..<2 {
        terminal.type("p\nn\n")
        let players = try players(place, terminal)
        terminal.send(SIGINT)
        try terminal.read(until: stopped)
        for player in players { awaitEnd(of: player) }
      }
      // A wish to end the program isn't one to end the player alone.
      terminal.type("p\nn\n")
      let players = try players(place, terminal)
      terminal.send(SIGTERM)
      #expect(terminal.end() == 130, "\(terminal.shown)")
      for player in players { awaitEnd(of: player) }
      try place.isClean()
    }
  }

  private let stopped = " stopped\n a accept, "

  @Test func everyWayOutLeavesNothing() throws {
    try withPlace { place throws in
      try change(place, from: spec(), to: spec(level: -6))
      // While it is rendered, or played where that was quicker; then at either question.
      try place.program("endless", Self.endless)
      place.environment["SONGC_PLAYER"] = place.path("endless")
      place.environment["SONGC_CACHE"] = ""
      let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
      terminal.type("p\nn\n")
      while terminal.isRunning, try place.names("temporary").isEmpty { usleep(1000) }
      terminal.send(SIGINT)
      try terminal.read(until: stopped)
      terminal.type("p\n")
      try terminal.read(until: "x difference > ")
      terminal.send(SIGINT)
      #expect(terminal.end() == 130, "\(terminal.shown)")
      try place.isClean()

      place.environment["SONGC_PLAYER"] = "'\(place.folder)/play er' --loud"
      place.environment["SONGC_CACHE"] = place.path("cache")
      for (signal, code) in [(SIGINT, Int32(130)), (SIGHUP, 130), (0, 0)] {
        let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
        terminal.type("p\nn\n")
        try terminal.read(until: "as it is now, 3.")
        try terminal.read(until: Self.question)
        #expect(try !place.names("temporary").isEmpty)
        // Control-D is the end of the input.
        if signal == 0 { terminal.type("\u{4}") } else { terminal.send(signal) }
        #expect(terminal.end() == code, "\(signal): \(terminal.shown)")
        try place.isClean()
      }
    }
  }

  /// The data of a page, and the sounds in it by their names.
  private func page(_ html: String) throws -> (data: [String: Any], sounds: [String: Data]) {
    var sounds: [String: Data] = [:]
    for piece in html.components(separatedBy: "<script type=\"text/plain\" id=\"").dropFirst() {
      let parts = piece.components(separatedBy: "\">")
      sounds[parts[0]] = parts[1].components(separatedBy: "</script>").first.flatMap { Data(base64Encoded: $0) }
    }
    let json = try #require(html.components(separatedBy: "<script type=\"application/json\" id=\"data\">").last)
    let data = Data(try #require(json.components(separatedBy: "</script>").first).utf8)
    return (try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]), sounds)
  }

  /// Opens the page with a viewer that keeps it.
  private func shownPage(
    _ place: Place, _ answers: String = "o\n"
  ) throws -> (data: [String: Any], sounds: [String: Data], shown: String) {
    try? FileManager.default.removeItem(atPath: place.path("seen.html"))
    let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
    terminal.type(answers)
    while terminal.isRunning, !place.exists("seen.html") { usleep(1000) }
    terminal.type("q\n")
    #expect(terminal.end() == 0, "\(terminal.shown)")
    try place.isClean()
    let (data, sounds) = try page(place.text("seen.html"))
    return (data, sounds, terminal.shown)
  }

  @Test func aPageOfBothIsOpened() throws {
    try withPlace { place throws in
      try place.program("view", "cp \"$2\" part.html; mv part.html seen.html")
      place.environment["BROWSER"] = "no-such-viewer:\(place.path("view")) --page %s"
      try change(place, from: spec(golden: Self.exact), to: spec(level: -6, golden: Self.exact))
      let both = try shownPage(place)
      #expect(both.shown.contains(" until the review ends, golden and new of 'tune': "), "\(both.shown)")
      #expect(both.data["kind"] as? String == "diff")
      let pair = try #require((both.data["pairs"] as? [[String: Any]])?.first)
      let labels = ["old", "new"].map { (pair[$0] as? [String: Any])?["label"] as? String }
      #expect(labels == ["tune (golden)", "tune (new)"])
      for side in ["old", "new"] { #expect(((pair[side] as? [String: Any])?["parts"] as? [Any])?.count == 2, "\(side)") }
      #expect(both.sounds.keys.sorted() == ["sound-0-0-0", "sound-0-1-0"])
      #expect(both.sounds["sound-0-0-0"] != both.sounds["sound-0-1-0"])
      #expect(both.sounds.values.allSatisfy { $0.starts(with: Data("OggS".utf8)) })

      // Samples that can't be read are told, and the rest is shown.
      try place.write("version https://git-lfs.github.com/spec/v1\n", "golden/tune/tune.wav")
      try place.program("view", "exit 0")
      let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
      terminal.type("o\nq\n")
      #expect(terminal.end() == 5, "\(terminal.shown)")
      #expect(terminal.shown.contains("error[S9041]") && terminal.shown.contains("/tune.html\n"), "\(terminal.shown)")
      try place.isClean()
    }
  }

  @Test func aNewSpecIsReportedAlone() throws {
    try withPlace { place throws in
      try place.program("view", "cp \"$1\" part.html; mv part.html seen.html")
      place.environment["BROWSER"] = place.path("view")
      try place.write(spec(), "tune.song.yaml")
      try place.run(["test"], code: 3)
      let report = try shownPage(place)
      #expect(report.shown.contains(", 'tune.song.yaml' as it is now: "), "\(report.shown)")
      #expect(report.data["kind"] as? String == "report")
      #expect(report.sounds["sound-0-1-0"] != nil)
      // One that exports no sound is looked at; the page of the next layer is the same.
      try place.write(spec(export: "midi: {}"), "tune.song.yaml")
      let silent = try shownPage(place, "s\no\n")
      #expect(silent.data["kind"] as? String == "report" && silent.sounds.isEmpty)
      try FileManager.default.removeItem(atPath: place.path("tune.song.yaml"))
      #expect(try place.review("o\nq\n").contains(" there is nothing to compare it with, and the spec of 'tune' is gone\n"))
      // Goldens that there are can be compared without it.
      try place.run(["accept"], code: 0)
      try place.text("golden/tune/tune.song.lock").replacing("flute", with: "violin").appending("\n")
        .write(toFile: place.path("golden/tune/tune.song.lock.new"), atomically: true, encoding: .utf8)
      #expect(try shownPage(place).data["kind"] as? String == "diff")
    }
  }

  @Test func aMachineWithoutAViewerHasThePath() throws {
    try withPlace { place throws in
      try change(place, from: spec(export: "midi: {}"), to: spec(export: "midi: {}").replacing("seed: 3", with: "seed: 4"))
      try place.program("failing", "exit 3")
      let viewers: [(String?, String)] = [(nil, " xdg-open can't be started: "), (place.path("failing"), "failing failed to open ")]
      for (viewer, words) in viewers {
        place.environment["BROWSER"] = viewer
        let terminal = try ReviewTerminal(in: place.folder, environment: place.environment)
        terminal.type("o\n")
        try terminal.read(until: words)
        let path = try line(after: "golden and new of 'tune': ", terminal)
        #expect(try page(String(contentsOfFile: path, encoding: .utf8)).data["kind"] as? String == "diff")
        terminal.type("q\n")
        #expect(terminal.end() == 0, "\(terminal.shown)")
        try place.isClean()
      }
    }
  }
}
