// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc models` as a user runs it.
@Suite struct ModelsCommandTests {
  private func run(_ arguments: [String]) throws -> CommandTests.Outcome {
    try CommandTests().run(["models", "--stdlib", "\(checkout)/stdlib"] + arguments)
  }

  @Test func everyModelFileHasAnObject() throws {
    let outcome = try run(["--json"])
    let rows = try #require(JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [[String: Any]], "\(outcome.err)")
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(checkout)/stdlib/models").filter { $0.hasSuffix(".songmodel") }
    #expect(rows.compactMap { $0["name"] as? String } == files.map { String($0.dropLast(10)) }.sorted())
    for row in rows {
      let name = try #require(row["name"] as? String)
      #expect(row["bytes"] as? Int == (try contents(of: "stdlib/models/\(name).songmodel")).count)
      #expect(row["viewpoints"] as! Int > 0 && row["nodes"] as! Int > 0 && row["bits_per_event"] as! Double > 0, "\(name)")
      #expect(row["load_ms"] == nil)
    }
    #expect(rows.first { $0["name"] as? String == "melody" }?["kind"] as? String == "melody")
  }

  @Test func theTableHasALineForEachModelAndTimingsOnWish() throws {
    let table = try run([]).out.split(separator: "\n")
    let timed = try run(["--timings"]).out.split(separator: "\n")
    #expect(table.count == timed.count && table[0].hasSuffix("bits/event") && timed[0].hasSuffix("load ms"))
    #expect(Set(table.map(\.count)).count == 1, "columns are aligned")
  }

  /// Damaged and missing files are said as a build says them.
  @Test func whatCannotBeLoadedIsSaid() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-models-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let models = folder.appendingPathComponent("models")
    for path in [models, folder.appendingPathComponent("styles")] {
      try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    }
    func said() throws -> CommandTests.Outcome { try CommandTests().run(["models", "--stdlib", folder.path]) }
    #expect(try said().code == 0)
    var bytes = try contents(of: "stdlib/models/melody.songmodel")
    bytes[bytes.count / 2] ^= 1
    for (content, reason) in [(bytes, "checksum"), ([], "too early"), (Array("no model at all".utf8), "isn't a model")] {
      try Data(content).write(to: models.appendingPathComponent("tune.songmodel"))
      let outcome = try said()
      #expect(outcome.code != 0 && outcome.err.contains("tune") && outcome.err.contains(reason), "\(outcome.err)")
    }
  }
}
