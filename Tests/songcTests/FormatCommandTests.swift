// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// fmt, check --fix and the formats of diagnostics as a user runs them.
@Suite struct FormatCommandTests {
  private func withSpecs(_ specs: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in specs { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
    try body(folder)
  }

  private func run(_ arguments: [String], in folder: String, input: String? = nil) throws -> CommandTests.Outcome {
    try CommandTests().run(arguments, input: input, in: folder)
  }

  private func text(_ folder: String, _ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  @Test func fmtRewritesFilesInPlace() throws {
    try withSpecs(["a.song.yaml": "title:   x # t\nsong: 1\n", "b.song.yaml": "song: 1\n", "c.song.yaml": "song: [1\n"]) { folder in
      let check = try run(["fmt", "--check", "a.song.yaml", "b.song.yaml"], in: folder)
      #expect(check.code == 3 && check.out == "a.song.yaml\n")
      let diff = try run(["fmt", "--diff", "a.song.yaml"], in: folder)
      #expect(diff.code == 0 && diff.out.contains("-title:   x # t\n") && diff.out.contains("+title: x  # t\n"))
      #expect(try text(folder, "a.song.yaml") == "title:   x # t\nsong: 1\n")
      let all = try run(["fmt", "a.song.yaml", "b.song.yaml", "c.song.yaml"], in: folder)
      #expect(all.code == 1 && all.err.contains("a.song.yaml: laid out anew") && all.err.contains("S1001"))
      #expect(!all.err.contains("b.song.yaml"))
      #expect(try text(folder, "a.song.yaml") == "song: 1\ntitle: x  # t\n")
      #expect(try text(folder, "c.song.yaml") == "song: [1\n")
      #expect(try run(["fmt", "--check", "a.song.yaml"], in: folder).code == 0)
      #expect(try run(["fmt", "--check", "a.song.yaml", "c.song.yaml"], in: folder).code == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
      let piped = try run(["fmt", "-"], in: folder, input: "song:    1")
      #expect(piped.code == 0 && piped.out == "song: 1\n" && piped.err.isEmpty)
    }
  }

  @Test func leadSheetsAreWrittenBesideAndBuilt() throws {
    let text = "song: 1\nform: A\nsections:\n  A: {bars: 4, chords: \"C | F | G | C\"}\n"
    try withSpecs(["a.song.yaml": text]) { folder in
      let there = try run(["fmt", "--to", "song", "a.song.yaml"], in: folder)
      #expect(there.code == 0 && there.err == "a.song.yaml: written as a.song\n", "\(there.err)")
      #expect(try self.text(folder, "a.song") == "---\nsong: 1\nform: A\n---\n\n[A] bars: 4\nchords: C | F | G | C\n")
      #expect(try run(["fmt", "--to", "song", "a.song.yaml"], in: folder).code == 5)
      #expect(try run(["fmt", "--to", "song", "--check", "a.song.yaml"], in: folder).code == 2)
      let sheet = try self.text(folder, "a.song")
      let back = try run(["fmt", "--to", "yaml", "-"], in: folder, input: sheet)
      #expect(back.code == 0 && back.out.hasPrefix("song: 1\nform: A\nsections:\n  A:\n    bars: 4\n"), "\(back.out)")
      let build = try run(["build", "a.song", "--emit", "midi", "-o", "out"], in: folder)
      #expect(build.code == 0 && FileManager.default.fileExists(atPath: "\(folder)/out/a.mid"), "\(build.err)")
    }
  }

  @Test func checkFixRepairsAndSaysSo() throws {
    try withSpecs(["a.song.yaml": "song: 1\nmood: sci-fi   # space\nduration: 12.5\n"]) { folder in
      let outcome = try run(["check", "--fix", "a.song.yaml"], in: folder)
      #expect(outcome.code == 1 && outcome.out == "a.song.yaml:2: S2011: write: sci_fi\n", "\(outcome.out)")
      #expect(outcome.err.contains("S1102") && !outcome.err.contains("S2011"))
      #expect(try text(folder, "a.song.yaml") == "song: 1\nmood: sci_fi   # space\nduration: 12.5\n")
      #expect(try run(["check", "--fix", "-"], in: folder, input: "song: 1\n").code == 2)
    }
  }

  private static let broken = "song: 1\nduration: 12.5\ntmpo: 96\nmood: sci-fi\n"

  @Test(arguments: ["check", "build", "plan"]) func everyFormatStandsOnStandardError(_ command: String) throws {
    try withSpecs(["a.song.yaml": FormatCommandTests.broken, "b.song.yaml": "song: 1\nduration: 5s\n"]) { folder in
      func outcome(_ format: String) throws -> CommandTests.Outcome {
        let arguments = [command, "a.song.yaml", "b.song.yaml", "--error-format", format]
        return try run(arguments + (command == "build" ? ["--emit", "midi", "-o", "out"] : []), in: folder)
      }
      let short = try outcome("short")
      #expect(short.code == 1 && short.err.contains("a.song.yaml:2:11: error[S1102]: ") && short.err.contains("a.song.yaml:4:7: warning[S2011]: "))
      let github = try outcome("github")
      #expect(github.code == 1 && github.err.contains("::error file=a.song.yaml,line=3,endLine=3,col=1,endColumn=5,title=songc S2001::"))
      let sarif = try outcome("sarif")
      let log = try #require(JSONSerialization.jsonObject(with: Data(sarif.err.utf8)) as? [String: Any])
      #expect(sarif.code == 1 && log["version"] as? String == "2.1.0")
      let junit = try outcome("junit")
      #expect(junit.code == 1 && junit.err.hasPrefix("<?xml") && junit.err.contains("<testcase name=\"b.song.yaml\" classname=\"songc\""))
      #expect(junit.err.contains("tests=\"2\" failures=\"1\"") && junit.err.hasSuffix("</testsuites>\n"))
    }
  }

  @Test func warningsAlikeAreCounted() throws {
    let sections = (1...40).map { "  s\($0): {bars: 1, melody: {lily: \"c'1\"}}\n" }.joined()
    let form = (1...40).map { "s\($0)" }.joined(separator: " ")
    let text = "song: 1\nform: \(form)\nparts:\n  b: {role: bass, instrument: upright-bass}\nsections:\n\(sections)"
    try withSpecs(["a.song.yaml": text]) { folder in
      let people = try run(["check", "a.song.yaml"], in: folder)
      #expect(people.err.components(separatedBy: "warning[S3017]").count == 11 && people.err.contains("30 more like S3017"))
      let program = try run(["check", "a.song.yaml", "--error-format", "json"], in: folder)
      #expect(program.err.components(separatedBy: "\"S3017\"").count == 41)
    }
  }

  @Test func fmtHasTheFormatsToo() throws {
    let outcome = try run(["fmt", "-", "--error-format", "sarif"], in: "/", input: "song: [1\n")
    let log = try #require(JSONSerialization.jsonObject(with: Data(outcome.err.utf8)) as? [String: Any])
    #expect(outcome.code == 1 && log["version"] as? String == "2.1.0")
  }

  @Test func warningsAreDeniedAllowedAndCounted() throws {
    try withSpecs(["a.song.yaml": "song: 1\nmood: sci-fi\nduration: 5s\n", "b.song.yaml": FormatCommandTests.broken]) { folder in
      let warned = try run(["check", "a.song.yaml", "--error-format", "short"], in: folder)
      #expect(warned.err.contains("warning[S2011]"))
      #expect(try run(["check", "a.song.yaml", "--error-format", "short", "--deny", "s2011"], in: folder).err.contains("error[S2011]"))
      #expect(try run(["check", "a.song.yaml", "--error-format", "short", "--deny", "warnings"], in: folder).err.contains("error[S2011]"))
      let allowed = try run(["check", "a.song.yaml", "--error-format", "short", "--deny", "warnings", "--allow", "S2011"], in: folder)
      #expect(!allowed.err.contains("S2011"))
      #expect(try run(["check", "a.song.yaml", "--allow", "S2001"], in: folder).code == 2)
      #expect(try run(["check", "a.song.yaml", "--deny", "S0000"], in: folder).code == 2)
      let few = try run(["check", "b.song.yaml", "--error-format", "short", "--max-errors", "1"], in: folder)
      #expect(few.code == 1 && few.err.split(separator: "\n").count { $0.contains(": error[") } == 1)
      #expect(few.err.contains("more errors aren't shown"), "\(few.err)")
    }
  }

  /// A warning that is an error stops the build before anything is written.
  @Test func aDeniedWarningLeavesNothingBehind() throws {
    let spec = "song: 1\nstyle: pop\nduration: 8s\nparts: {tune: {role: melody, instrument: flute}, pad: {role: pad, instrument: warm-pad, follow: tune}}\n"
    try withSpecs(["a.song.yaml": spec]) { folder in
      let build = ["build", "a.song.yaml", "--emit", "midi", "-o", "out"]
      let denied = try run(build + ["--deny", "S2007"], in: folder)
      #expect(denied.code == 1 && denied.err.contains("error[S2007]"), "\(denied.err)")
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/out/a.mid"))
      let warned = try run(build, in: folder)
      #expect(warned.code == 0 && warned.err.contains("warning[S2007]"), "\(warned.err)")
      #expect(FileManager.default.fileExists(atPath: "\(folder)/out/a.mid"))
    }
  }
}
