// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

@Suite struct TimingsTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-timings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  /// What each stage cost stands in a file of its own, and nothing of it in the outputs.
  @Test func timingsAreBesideTheOutputs() throws {
    try withFolder { folder throws in
      let spec = "song: 1\nstyle: piano\nduration: 6s\n"
      let arguments = ["build", "-", "--emit", "wav,midi", "--stdlib", "\(checkout)/stdlib", "-o"]
      let timed = try CommandTests().run(arguments + ["timed", "--timings", "t/cost.json"], input: spec, in: folder)
      let plain = try CommandTests().run(arguments + ["plain"], input: spec, in: folder)
      #expect(timed.code == 0 && plain.code == 0, "\(timed.err)\(plain.err)")
      for name in ["song.wav", "song.mid", "song.report.json"] {
        let files = try ["timed", "plain"].map { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)/\(name)")) }
        #expect(files[0] == files[1], "\(name)")
      }
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/t/cost.json"))
      let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let build = try #require((document["builds"] as? [[String: Any]])?.first)
      let stages = try #require(build["stages"] as? [String: [String: Double]])
      for stage in ["load", "synthesis", "track-effects", "return-effects", "bus", "balance", "limiter", "metering", "encoding"] {
        let cost = try #require(stages[stage], "\(stage)")
        #expect(try #require(cost["runs"]) > 0 && #require(cost["cpuSeconds"]) > 0, "\(stage)")
      }
      let wall = try #require(build["wallSeconds"] as? Double)
      let parts = try #require(build["compileSeconds"] as? Double) + #require(build["renderSeconds"] as? Double)
      #expect(parts > 0 && parts <= wall)
    }
  }

  @Test func aFileThatCannotBeWrittenIsSaid() throws {
    try withFolder { folder throws in
      let arguments = ["build", "-", "--emit", "midi", "--stdlib", "\(checkout)/stdlib", "-o", "out", "--timings", "/proc/none/cost.json"]
      let outcome = try CommandTests().run(arguments, input: "song: 1\nstyle: piano\nduration: 6s\n", in: folder)
      #expect(outcome.code == 5 && outcome.err.contains("/proc/none"), "\(outcome.code) \(outcome.err)")
    }
  }
}
