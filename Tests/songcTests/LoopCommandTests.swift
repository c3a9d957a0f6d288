// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc loop` as a user runs it.
@Suite struct LoopCommandTests {
  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(["loop", "--stdlib", "\(checkout)/stdlib"] + arguments, in: folder)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-loop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func files(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  /// Short loops come out at their loudness, exactly as long as their bars, and say where they go round.
  @Test(arguments: [("pop", 1), ("ambient", 1), ("cinematic", 1), ("piano", 2), ("drum_and_bass", 2)])
  func aLoopIsMIDIAndAudio(style: String, bars: Int) throws {
    try withFolder { folder throws in
      let outcome = try run(["--style", style, "--bars", "\(bars)", "--tonic", "0", "--tempo", "120", "--time", "4/4", "-o", "out"], in: folder)
      #expect(outcome.code == 0, "\(outcome.err)")
      let name = "\(style)-c-major-\(bars)"
      #expect(try files("\(folder)/out") == ["mid", "report.json", "song.lock", "wav"].map { "\(name).\($0)" })
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out/\(name).wav"))
      let chunk = try #require(data.range(of: Data("smpl".utf8)))
      func integer(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(data[at + $1]) << (8 * $1) } }
      // Two seconds a bar.
      #expect(integer(chunk.upperBound + 4 + 44) == 0 && integer(chunk.upperBound + 4 + 48) == bars * 96_000 - 1)
      let audio = try #require(data.range(of: Data("data".utf8)))
      #expect(integer(audio.upperBound) == bars * 96_000 * 6)
    }
  }

  @Test func theSpecIsPrintedAndCanBeBuilt() throws {
    try withFolder { folder throws in
      let arguments = ["--style", "rock", "--bars", "2", "--tonic", "4", "--tonality", "natural_minor", "--parts", "bass,drums", "--humanize", "0"]
      let spec = try run(arguments + ["--print-spec"], in: folder)
      #expect(spec.code == 0 && spec.out.contains("\nkey: E minor\n") && spec.out.contains("\nhumanize: 0\n"), "\(spec.out)\(spec.err)")
      #expect(try files(folder).isEmpty)
      #expect(try run(arguments + ["--emit", "midi"], in: folder).code == 0)
      let built = try CommandTests().run(["build", "-", "--emit", "midi", "-o", "out", "--stdlib", "\(checkout)/stdlib"], input: spec.out, in: folder)
      #expect(built.code == 0, "\(built.err)")
      let midi = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/rock-e-minor-2.mid"))
      #expect(try midi == Data(contentsOf: URL(fileURLWithPath: "\(folder)/out/song.mid")))
      #expect(try files(folder) == ["out", "rock-e-minor-2.mid", "rock-e-minor-2.report.json"])
    }
  }

  @Test func whatIsWrongIsSaid() throws {
    try withFolder { folder throws in
      for wrong in [
        ["--bars", "3"], ["--tonic", "12"], ["--tonality", "dorian"], ["--humanize", "timing"], ["--name", "a/b"], ["--emit", "wma"],
      ] { #expect(try run(wrong, in: folder).code == 2, "\(wrong)") }
      let style = try run(["--style", "pup"], in: folder)
      #expect(style.code == 1 && style.err.contains("did you mean 'pop'?"), "\(style.err)")
      let tempo = try run(["--tempo", "fast"], in: folder)
      #expect(tempo.code == 1 && tempo.err.contains("songc loop --print-spec:"), "\(tempo.err)")
      let humanize = try run(["--humanize", "swung=60%"], in: folder)
      #expect(humanize.code == 1 && humanize.err.contains("swing"), "\(humanize.err)")
      #expect(try files(folder).isEmpty)
    }
  }
}
