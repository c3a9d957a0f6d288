// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// lock, pin, reroll and retime as a user runs them.
@Suite struct EditCommandTests {
  private func withSpec(_ text: String, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try text.write(toFile: "\(folder)/tune.song.yaml", atomically: true, encoding: .utf8)
    try body(folder)
  }

  private func files(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(arguments, in: folder)
  }

  @Test func lockedBuildsExitWithThree() throws {
    try withSpec("song: 1\nstyle: pop\nduration: 8s\n") { folder throws in
      let build = ["build", "tune.song.yaml", "--emit", "midi", "--locked", "-o", "out"]
      let missing = try run(build, in: folder)
      #expect(missing.code == 3 && missing.err.contains("error[S8004]: there is no lock 'tune.song.lock'"), "\(missing.err)")
      #expect(try files(folder) == ["tune.song.yaml"])
      let lock = try run(["lock", "tune.song.yaml"], in: folder)
      #expect(lock.code == 0 && lock.out.hasPrefix("tune.song.lock  ") && lock.out.hasSuffix(" choices, new\n"))
      #expect(try run(build, in: folder).code == 0)
      try "song: 1\nstyle: folk\nduration: 8s\n".write(toFile: "\(folder)/tune.song.yaml", atomically: true, encoding: .utf8)
      let changed = try run(build, in: folder)
      #expect(changed.code == 3 && changed.err.contains("more"), "\(changed.err)")
      #expect(try run(["build", "tune.song.yaml", "--emit", "midi", "--update-lock", "-o", "out"], in: folder).code == 0)
      #expect(try run(build, in: folder).code == 0)
      #expect(try run(build + ["--update-lock"], in: folder).code == 2)
      #expect(try run(["lock", "-"], in: folder).code == 2)
    }
  }

  @Test func pinningShowsTheChangeOrWritesIt() throws {
    let text = "# Mine.\nsong: 1\nstyle: pop   # of course\nduration: 8s\n"
    try withSpec(text) { folder throws in
      let dry = try run(["pin", "tune.song.yaml", "key", "--dry-run"], in: folder)
      #expect(dry.code == 0 && dry.out.contains("\n@@ -4,0 +5 @@\n+key: "), "\(dry.out)\(dry.err)")
      #expect(try String(contentsOfFile: "\(folder)/tune.song.yaml", encoding: .utf8) == text)
      let other = try run(["pin", "tune.song.yaml", "key", "-o", "-"], in: folder)
      #expect(other.out.hasPrefix(text + "key: "))
      #expect(try run(["pin", "tune.song.yaml", "key"], in: folder).code == 0)
      #expect(try String(contentsOfFile: "\(folder)/tune.song.yaml", encoding: .utf8) == other.out)
      #expect(try files(folder) == ["tune.song.yaml"])
      #expect(try run(["pin", "tune.song.yaml", "mix"], in: folder).code == 1)
      #expect(try run(["pin", "tune.song.yaml"], in: folder).code == 2)
    }
  }

  @Test func rerollsWriteTheLockOrCandidates() throws {
    try withSpec("song: 1\nstyle: pop\nduration: 12s\n") { folder throws in
      let next = try run(["reroll", "tune.song.yaml", "lead"], in: folder)
      #expect(next.code == 0 && next.out.hasPrefix("tune.song.lock  lead draw 1  "), "\(next.out)\(next.err)")
      #expect(try run(["reroll", "tune.song.yaml", "lead"], in: folder).out.hasPrefix("tune.song.lock  lead draw 2  "))
      let takes = try run(["reroll", "tune.song.yaml", "lead", "--n", "2", "-o", "takes"], in: folder)
      #expect(takes.out.split(separator: "\n").count == 2 && takes.out.contains("draw 3") && takes.out.contains("draw 4"))
      #expect(try files("\(folder)/takes") == ["tune.1.mid", "tune.1.song.lock", "tune.2.mid", "tune.2.song.lock"])
      #expect(try run(["reroll", "tune.song.yaml", "nobody"], in: folder).code == 1)
      #expect(try run(["reroll", "tune.song.yaml", "lead", "--n", "0"], in: folder).code == 2)
    }
  }

  @Test func aRetimedSpecBuilds() throws {
    try withSpec("song: 1\nstyle: pop\nduration: 40s\n") { folder throws in
      let retimed = try run(["retime", "tune.song.yaml", "--duration", "20s"], in: folder)
      #expect(retimed.code == 0 && retimed.out.hasPrefix("tune-20s.song.yaml  0:20.000  "), "\(retimed.err)")
      #expect(try run(["build", "tune-20s.song.yaml", "--emit", "midi", "-o", "out"], in: folder).code == 0)
      #expect(try run(["check", "tune-20s.song.yaml"], in: folder).code == 0)
      #expect(try run(["retime", "tune.song.yaml", "--duration", "20s"], in: folder).code == 5)
      try FileManager.default.removeItem(atPath: "\(folder)/tune.song.yaml")
      let gone = try run(["check", "tune-20s.song.yaml"], in: folder)
      #expect(gone.code == 5 && gone.err.contains("tune-20s.song.yaml:2:7"), "\(gone.err)")
    }
  }

  @Test func helpNamesTheCommands() throws {
    try withSpec("song: 1\n") { folder throws in
      let help = try run(["--help"], in: folder).out
      for command in ["diff", "list", "lock", "loop", "pin", "reroll", "retime", "suggest"] {
        #expect(help.contains("\n  \(command) "), "\(command)")
        #expect(try run([command, "--help"], in: folder).code == 0)
      }
    }
  }
}
