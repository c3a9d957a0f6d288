// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc train` on a user's own music.
@Suite struct TrainCommandTests {
  private func withMusic(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("songc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: "\(folder)/music/more", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (number, name) in ["one", "two", "more/three"].enumerated() {
      let bars = Array(repeating: "\"C\"CDEG|\"G\"BdBG|\"Am\"Acec|\"F\"AFCF|", count: 3 + number).joined()
      try "X:1\nT:\(name)\nM:4/4\nL:1/4\nK:C\n\(bars)]\n".write(
        toFile: "\(folder)/music/\(name).abc", atomically: true, encoding: .utf8)
    }
    try body(folder)
  }

  private func run(_ arguments: [String], in folder: String) throws -> CommandTests.Outcome {
    try CommandTests().run(arguments, in: folder)
  }

  @Test func aSpecUsesWhatWasTrained() throws {
    try withMusic { folder throws in
      // A link back to the folder is no second look at it.
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/music/more/again", withDestinationPath: "\(folder)/music")
      try "nothing".write(toFile: "\(folder)/music/broken.mid", atomically: true, encoding: .utf8)
      let trained = try run(["train", "--style", "mine", "music"], in: folder)
      #expect(trained.code == 0 && trained.out.contains("melody") && trained.out.contains("in 3 pieces"), "\(trained.out)\(trained.err)")
      #expect(trained.err.contains("warning[S9022]: 'music/broken.mid' isn't trained on"), "\(trained.err)")
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/mine")
      #expect(names.contains("melody.songmodel") && names.contains("melody.card.md") && !names.contains { $0.hasPrefix(".") })
      try "song: 1\nstyle: folk\ntime: 4/4\nduration: 20s\nmodels: mine\n".write(
        toFile: "\(folder)/tune.song.yaml", atomically: true, encoding: .utf8)
      let plan = try run(["plan", "tune.song.yaml"], in: folder)
      #expect(plan.code == 0 && plan.out.contains("mine/melody"), "\(plan.out)\(plan.err)")
      #expect(try run(["build", "tune.song.yaml", "--emit", "midi", "-o", "out"], in: folder).code == 0)
      let lock = try String(contentsOfFile: "\(folder)/out/tune.song.lock", encoding: .utf8)
      #expect(lock.contains("  mine/melody: \""))
    }
  }

  @Test func namesAndOptionsAreChecked() throws {
    try withMusic { folder throws in
      #expect(try run(["train", "--style", "../mine", "music"], in: folder).code == 2)
      #expect(try run(["train", "--style", "melody", "--json", "music"], in: folder).code == 2)
      let json = try run(["train", "--style", "mine", "--json", "music", "-o", "models"], in: folder)
      let object = try #require(JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any], "\(json.err)")
      #expect(object["pieces"] as? Int == 3 && object["folder"] as? String == "models/mine")
      let denied = try run(["train", "--style", "mine", "nowhere"], in: folder)
      #expect(denied.code == 5 && denied.err.contains("error[S9001]"))
    }
  }
}
