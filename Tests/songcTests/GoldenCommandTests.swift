// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import SongTestSupport
import Testing

/// The golden workflow as a user runs it: exit codes, streams, files, the terminal of `review`.
@Suite struct GoldenCommandTests {
  private let song = """
    song: 1
    seed: 3
    style: pop
    duration: 6s
    export: [{midi: {}}]
    parts: {lead: {role: melody, instrument: flute}, bass: {role: bass}}

    """

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func write(_ text: String, _ path: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }

  private func files(_ folder: String) throws -> [String] {
    guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
    return names.compactMap { $0 as? String }.filter { !FileManager.default.isFolder("\(folder)/\($0)") }.sorted()
  }

  /// Runs the program as it runs where somebody works, whatever this process is told of.
  ///
  /// - Parameter isInterrupted: asked again and again of its process until it is to be interrupted.
  private func run(
    _ arguments: [String], in folder: String, ci: String? = nil, isInterrupted: ((pid_t) -> Bool)? = nil
  ) throws -> CommandTests.Outcome {
    let words = ["-u", "CI"] + (ci.map { ["CI=\($0)"] } ?? []) + [CommandTests.binary] + arguments
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let (out, err) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = err
    process.standardInput = FileHandle.nullDevice
    try process.run()
    if let isInterrupted {
      while process.isRunning, !isInterrupted(process.processIdentifier) { usleep(1000) }
      process.interrupt()
    }
    let results = out.fileHandleForReading.readDataToEndOfFile()
    let errors = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return CommandTests.Outcome(
      code: process.terminationStatus, out: String(decoding: results, as: UTF8.self), err: String(decoding: errors, as: UTF8.self))
  }

  @Test func testAcceptAndTestAgain() throws {
    try withFolder { folder throws in
      try write(song, "\(folder)/tune.song.yaml")
      let first = try run(["test"], in: folder)
      #expect(first.code == 3 && first.err.contains("error[S8042]"), "\(first.err)")
      #expect(first.out == "tune.song.yaml  new: lock, score, notes\n1 spec: 1 new\n")
      let waiting = try run(["pending"], in: folder)
      #expect(waiting.code == 0 && waiting.out.contains("golden/tune/tune.mid  notes  new\n"), "\(waiting.out)")
      #expect(try run(["accept"], in: folder).out.split(separator: "\n").count == 4)
      let same = try run(["test"], in: folder)
      #expect(same.code == 0 && same.out == "tune.song.yaml  identical\n1 spec: 1 identical\n" && same.err.isEmpty, "\(same.err)")
      let kept = try files("\(folder)/golden")
      #expect(kept == ["tune.mid", "tune.musicxml", "tune.score.txt", "tune.song.lock"].map { "tune/\($0)" })

      try write(song.replacing("seed: 3", with: "seed: 4"), "\(folder)/tune.song.yaml")
      let changed = try run(["test", "tune.song.yaml", "--junit", "out.xml"], in: folder)
      #expect(changed.code == 3 && changed.err.contains("error[S8041]") && changed.out.contains("\n score "), "\(changed.out)")
      let report = try String(contentsOfFile: "\(folder)/out.xml", encoding: .utf8)
      #expect(report.contains("<testcase name=\"score\" classname=\"tune.song.yaml\">") && report.contains("type=\"S8041\""))
      let document = try run(["test", "--error-format", "junit"], in: folder)
      #expect(document.err.hasPrefix("<?xml") && document.err.contains("S8041"), "\(document.err)")
      #expect(try run(["reject"], in: folder).code == 0)
      #expect(try files("\(folder)/golden") == kept)
    }
  }

  @Test func exactSoundIsKeptAndAllowsNoOtherSamples() throws {
    try withFolder { folder throws in
      func spec(_ demand: String) throws {
        try write(song.replacing("midi: {}", with: "wav: {}") + "golden: {audio: \(demand)}\n", "\(folder)/tune.song.yaml")
      }
      let sound = ["tune.audio.txt", "tune.wav"].map { "tune/\($0)" }
      try spec("exact")
      #expect(try run(["test", "--layer", "audio"], in: folder).code == 3)
      #expect(try files("\(folder)/golden") == sound.map { "\($0).new" })
      #expect(try run(["accept"], in: folder).code == 0)
      #expect(try run(["test", "--layer", "audio"], in: folder).out.contains("1 identical"))
      #expect(try files("\(folder)/golden") == sound)

      // What was kept is looked at itself: a pointer of Git LFS, other samples.
      let master = "\(folder)/golden/tune/tune.wav"
      let kept = try Data(contentsOf: URL(fileURLWithPath: master))
      try write("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", master)
      let pointer = try run(["test", "--layer", "audio", "--ci"], in: folder)
      #expect(pointer.code == 5 && pointer.err.contains("S9041"), "\(pointer.err)")
      try (kept.prefix(1000) + Data(count: kept.count - 1000)).write(to: URL(fileURLWithPath: master))
      let silent = try run(["test", "--layer", "audio", "--ci"], in: folder)
      #expect(silent.code == 3 && silent.out.contains("other samples in tune.wav"), "\(silent.out)")
      try kept.write(to: URL(fileURLWithPath: master))

      // More bytes than are read of a file as a whole, behind the sound.
      let long = try #require(FileHandle(forWritingAtPath: master))
      try long.truncate(atOffset: 300 << 20)
      try long.close()
      let longer = try run(["test", "--layer", "audio", "--ci"], in: folder)
      #expect(longer.code == 0 && longer.out.contains("the same samples"), "\(longer.out)\(longer.err)")

      // Who asks to stop while samples are compared gets no result.
      var hour = kept
      let mark = try #require(kept.firstRange(of: Data("data".utf8)))
      for (place, count) in [(4, (1 << 30) - 8), (mark.upperBound, (1 << 30) - mark.upperBound - 4)] {
        withUnsafeBytes(of: UInt32(count).littleEndian) { hour.replaceSubrange(place..<place + 4, with: $0) }
      }
      try hour.write(to: URL(fileURLWithPath: master))
      let silence = try #require(FileHandle(forWritingAtPath: master))
      try silence.truncate(atOffset: 1 << 30)
      try silence.close()
      let interrupted = try run(["test", "--layer", "audio", "--ci"], in: folder) { process in
        let files = "/proc/\(process)/fd"
        return (try? FileManager.default.contentsOfDirectory(atPath: files))?.contains {
          (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\($0)"))?.hasSuffix("/golden/tune/tune.wav") == true
        } == true
      }
      #expect(interrupted.code == 130 && interrupted.out == "", "\(interrupted.out)\(interrupted.err)")
      try kept.write(to: URL(fileURLWithPath: master))

      // Other samples of the same figures.
      let fingerprint = "\(folder)/golden/tune/tune.audio.txt"
      let lines = try String(contentsOfFile: fingerprint, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      try write(lines.map { $0.hasPrefix("pcm ") ? "pcm 0123456789abcdef" : String($0) }.joined(separator: "\n"), fingerprint)
      let other = try run(["test", "--layer", "audio"], in: folder)
      #expect(other.code == 3 && other.out.contains("other samples, no figure beyond its tolerance"), "\(other.out)")
      #expect(try files("\(folder)/golden") == (sound + ["tune/tune.audio.txt.new"]).sorted())

      try spec("measured")
      let near = try run(["test", "--layer", "audio"], in: folder)
      #expect(near.code == 0 && near.out.contains("within tolerance") && near.out.contains("obsolete: golden/tune/tune.wav"), "\(near.out)")
      #expect(try files("\(folder)/golden") == sound)
    }
  }

  @Test func aTestOfNothingSaysSo() throws {
    try withFolder { folder throws in
      try write(song + "golden: {lock: ignore, score: ignore, musicxml: ignore, midi: ignore}\n", "\(folder)/tune.song.yaml")
      let none = try run(["test", "--junit", "out.xml"], in: folder)
      #expect(none.code == 0 && none.err.contains("warning[S8046]"), "\(none.err)")
      #expect(none.out == "tune.song.yaml  nothing to compare\n1 spec: 1 with nothing to compare\n", "\(none.out)")
      let report = try String(contentsOfFile: "\(folder)/out.xml", encoding: .utf8)
      #expect(report.contains("<testsuite name=\"tune.song.yaml\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">"), "\(report)")
      #expect(report.contains("<skipped message=\"nothing to compare\"/>"), "\(report)")
      let json = try run(["test", "--error-format", "json"], in: folder)
      #expect(json.err.contains("\"S8046\""), "\(json.err)")
      #expect(try run(["test", "--deny", "S8046"], in: folder).code == 3)
      // There is no sound to ask for.
      try write(song, "\(folder)/tune.song.yaml")
      let other = try run(["test", "--layer", "audio"], in: folder)
      #expect(other.code == 0 && other.err.isEmpty && other.out.hasSuffix("1 spec: 1 with nothing to compare\n"), "\(other.out)")
    }
  }

  @Test func continuousIntegrationWritesNothing() throws {
    try withFolder { folder throws in
      try write(song, "\(folder)/tune.song.yaml")
      for outcome in [try run(["test"], in: folder, ci: "true"), try run(["test", "--ci"], in: folder)] {
        #expect(outcome.code == 3 && outcome.err.contains("error[S8042]"), "\(outcome.err)")
        #expect(try files(folder) == ["tune.song.yaml"])
      }
      #expect(try run(["test"], in: folder, ci: "false").code == 3)
      #expect(try files(folder).count == 5)
    }
  }

  @Test func wrongCallsHaveTheirCodes() throws {
    try withFolder { folder throws in
      try write(song, "\(folder)/tune.song.yaml")
      #expect(try run(["test", "none.song.yaml"], in: folder).code == 5)
      #expect(try run(["test", "--layer", "colour"], in: folder).code == 2)
      #expect(try run(["accept", "--only", "other"], in: folder).code == 1)
      #expect(try run(["review"], in: folder).code == 0)
      #expect(try run(["test", "--layer", "notes"], in: folder).code == 3)
      #expect(try files("\(folder)/golden") == ["tune/tune.mid.new"])
      let review = try run(["review"], in: folder)
      #expect(review.code == 2 && review.err.contains("error[S8044]") && review.err.contains("songc accept"), "\(review.err)")
      #expect(try files("\(folder)/golden") == ["tune/tune.mid.new"])
      try write("song: 1\nstyel: pop\n", "\(folder)/tune.song.yaml")
      #expect(try run(["test"], in: folder).code == 1)
    }
  }

  @Test func soundIsComparedByItsFingerprint() throws {
    try withFolder { folder throws in
      let spec = "\(folder)/tune.song.yaml"
      let song = "song: 1\nseed: 3\nstyle: pop\nduration: 3s\nexport: [{wav: {}}]\n"
        + "parts: {bass: {role: bass}, keys: {role: chords, instrument: piano}}\n"
      try write(song, spec)
      #expect(try run(["test"], in: folder).code == 3)
      #expect(try run(["accept"], in: folder).code == 0)
      let same = try run(["test", "-j", "1"], in: folder)
      #expect(same.code == 0 && same.out.hasPrefix("tune.song.yaml  identical\n"), "\(same.out)")
      // Other samples with the same figures, as another machine may make them.
      let golden = "\(folder)/golden/tune/tune.audio.txt"
      let text = try String(contentsOfFile: golden, encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("pcm ") })
      try write(text.replacing(line, with: "pcm 0123456789abcdef"), golden)
      let near = try run(["test"], in: folder)
      #expect(near.code == 0 && near.out.contains("within tolerance: audio\n"), "\(near.out)")
      #expect(try run(["test", "--exact", "--layer", "audio"], in: folder).code == 3)
      #expect(try run(["reject"], in: folder).code == 0)
      // A part that is a little softer: the notes are the same.
      try write(song.replacing("instrument: piano", with: "instrument: piano, level: -1 dB"), spec)
      let softer = try run(["test"], in: folder)
      #expect(softer.code == 3 && softer.out.contains("changed: lock, audio\n") && softer.out.contains("(tolerance "), "\(softer.out)")
      #expect(try files("\(folder)/golden").filter { $0.hasSuffix(".new") } == ["tune/tune.audio.txt.new", "tune/tune.song.lock.new"])
      try write(text.replacing("\nloudness ", with: "\nloud "), golden)
      let damaged = try run(["test"], in: folder)
      #expect(damaged.code == 5 && damaged.err.contains("error[S9041]") && damaged.err.contains("line "), "\(damaged.err)")
    }
  }

  @Test func aCalibrationMeasuresItsCurves() throws {
    try withFolder { folder throws in
      try write("song: 1\nseed: 3\nstyle: pop\nduration: 6s\nexport: [{wav: {}}]\n", "\(folder)/tune.song.yaml")
      let outcome = try run(["test", "--calibrate", "-o", "tolerances.yaml"], in: folder)
      #expect(outcome.code == 0 && outcome.out.hasPrefix("| change | loudness | peak |"), "\(outcome.out)\(outcome.err)")
      let text = try String(contentsOfFile: "\(folder)/tolerances.yaml", encoding: .utf8)
      #expect(text.contains("\ntolerances: 1\nloudness: ") && text.contains("# tune;\n"), "\(text)")
      #expect(try run(["test", "-o", "x.yaml"], in: folder).code == 2)
      #expect(try files(folder) == ["tolerances.yaml", "tune.song.yaml"])
    }
  }

  /// The answers of somebody at a terminal.
  private func review(_ answers: String, in folder: String) throws -> CommandTests.Outcome {
    let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(main >= 0)
    defer { close(main) }
    var number: CInt = 0
    try #require(ioctl(main, unlockTerminal, &number) == 0)
    let terminal = ioctl(main, otherEnd, O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandTests.binary)
    process.arguments = ["review"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let out = Pipe()
    process.standardInput = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    let bytes = Array(answers.utf8)
    #expect(Glibc.write(main, bytes, bytes.count) == bytes.count)
    try process.run()
    let results = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return CommandTests.Outcome(code: process.terminationStatus, out: String(decoding: results, as: UTF8.self), err: "")
  }

  @Test func aReviewDecidesLayerByLayer() throws {
    try withFolder { folder throws in
      try write(song, "\(folder)/tune.song.yaml")
      _ = try run(["test"], in: folder)
      _ = try run(["accept"], in: folder)
      try write(song.replacing("seed: 3", with: "seed: 4"), "\(folder)/tune.song.yaml")
      #expect(try run(["test"], in: folder).code == 3)
      // The lock is skipped, the score looked at and accepted, the notes rejected.
      let outcome = try review("s\nx\nd\na\nr\n", in: folder)
      #expect(outcome.code == 0)
      #expect(outcome.out.contains("'x' is none of them") && outcome.out.contains("\n score "), "\(outcome.out)")
      #expect(outcome.out.contains(" accepted golden/tune/tune.musicxml\n") && outcome.out.contains(" rejected golden/tune/tune.mid\n"))
      #expect(try files("\(folder)/golden").filter { $0.hasSuffix(".new") } == ["tune/tune.song.lock.new"])
      #expect(try review("q\n", in: folder).code == 0)
      #expect(try run(["pending"], in: folder).out == "golden/tune/tune.song.lock  lock  changed\n")
    }
  }
}

/// TIOCSPTLCK and TIOCGPTN of Linux.
private let unlockTerminal: UInt = 0x4004_5431
/// TIOCGPTPEER.
private let otherEnd: UInt = 0x5441

extension FileManager {
  fileprivate func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
