// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc import` as a user runs it.
@Suite struct ImportCommandTests {
  private let tune = "X:1\nT:Reel\nM:4/4\nL:1/4\nQ:1/4=96\nK:D\n{d}GABc|d4|]\n\nX:2\nT:Jig\nM:6/8\nL:1/8\nK:G\nGAB cBA|G6|]\n"

  private func withTune(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try tune.write(toFile: "\(folder)/reel.abc", atomically: true, encoding: .utf8)
    try body(folder)
  }

  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(arguments, in: folder)
  }

  @Test func theSpecGoesToStandardOutput() throws {
    try withTune { folder throws in
      let outcome = try run(["import", "abc", "reel.abc"], in: folder)
      #expect(outcome.code == 0 && outcome.out.contains("\nsong: 1\ntitle: Reel\n"), "\(outcome.err)")
      #expect(outcome.err.contains("warning[S8021]: not in the spec: a grace note (line 7)\n --> reel.abc:7:1\n"), "\(outcome.err)")
      #expect(outcome.err.contains("note[S8022]: of the 2 tunes"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["reel.abc"])
      #expect(try run(["import", "abc", "reel.abc", "--tune", "2"], in: folder).out.contains("title: Jig"))
    }
  }

  @Test func aFileIsNeverReplacedUnasked() throws {
    try withTune { folder throws in
      let first = try run(["import", "abc", "reel.abc", "-o", "."], in: folder)
      #expect(first.code == 0 && first.out == "./reel.song.yaml  1 section  2 bars  1 kind of loss\n", "\(first.out)\(first.err)")
      #expect(try run(["fmt", "--check", "reel.song.yaml"], in: folder).code == 0)
      #expect(try run(["build", "reel.song.yaml", "--emit", "midi", "-o", "out"], in: folder).code == 0)
      try "mine".write(toFile: "\(folder)/reel.song.yaml", atomically: true, encoding: .utf8)
      let again = try run(["import", "abc", "reel.abc", "-o", "."], in: folder)
      #expect(again.code == 5 && again.err.contains("--force"), "\(again.err)")
      #expect(try String(contentsOfFile: "\(folder)/reel.song.yaml", encoding: .utf8) == "mine")
      #expect(try run(["import", "abc", "reel.abc", "-o", ".", "--force"], in: folder).code == 0)
      #expect(try String(contentsOfFile: "\(folder)/reel.song.yaml", encoding: .utf8).contains("title: Reel"))
    }
  }

  @Test func lossesCanBeRefused() throws {
    try withTune { folder throws in
      let outcome = try run(["import", "abc", "reel.abc", "-o", ".", "--deny", "S8021"], in: folder)
      #expect(outcome.code == 1 && outcome.out.isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["reel.abc"])
    }
  }

  @Test func wrongUsageAndWrongFilesHaveTheirCodes() throws {
    try withTune { folder throws in
      #expect(try run(["import", "wav", "reel.abc"], in: folder).code == 2)
      #expect(try run(["import", "midi", "reel.abc", "--tune", "2"], in: folder).code == 2)
      #expect(try run(["import", "abc", "none.abc"], in: folder).code == 5)
      let wrong = try run(["import", "midi", "reel.abc"], in: folder)
      #expect(wrong.code == 5 && wrong.err.contains("error[S9021]: 'reel.abc' can't be imported as MIDI"), "\(wrong.err)")
      #expect(try run(["import", "abc", "reel.abc", "--tune", "3"], in: folder).err.contains("name a tune from 1 to 2"))
    }
  }
}
