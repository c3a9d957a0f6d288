// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `songc evaluate` as a user runs it.
@Suite struct EvaluateCommandTests {
  /// Six tunes that go round in four notes, in three folds.
  private let bench: String = {
    let pieces = (0..<6).map { piece in
      let events = (0..<16).map { "[\($0 * 24),24,0,24,\(60 + [0, 4, 7, 4][($0 + piece) % 4]),0,0,96,4,0,0]" }
      return "{\"id\":\"\(piece)\",\"events\":[\(events.joined(separator: ","))]}"
    }
    return """
      {"dataset":"rounds","timebase":96,"fields":["onset","dur","deltast","bioi","cpitch","keysig","mode","barlength","pulses",\
      "phrase","tonic"],"pieces":[\(pieces.joined(separator: ","))],"folds":[[0,1],[2,3],[4,5]]}
      """
  }()

  private let chords = """
    {"dataset":"cadences","timebase":96,"fields":["onset","dur","root","type","tonic","mode","barlength"],"types":["maj"],\
    "pieces":[{"id":"a","events":[[0,96,0,0,0,0,96],[96,96,7,0,0,0,96]]},{"id":"b","events":[[0,96,7,0,0,0,96],[96,96,0,0,0,0,96]]}],\
    "folds":[[0],[1]]}
    """

  private func run(_ bench: String, _ arguments: [String] = []) throws -> CommandTests.Outcome {
    try CommandTests().run(["evaluate", "--bench", "-"] + arguments, input: bench)
  }

  @Test func theObjectHasTheMeansAndTheFolds() throws {
    let outcome = try run(bench, ["--json"])
    let object = try #require(JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any], "\(outcome.err)")
    let folds = try #require(object["folds"] as? [[String: Any]])
    let mean = try #require(object["meancomp"] as? Double)
    #expect(folds.count == 3 && object["events"] as? Int == 96 && object["model"] as? String == "best")
    // All pieces have one length, so both means agree, and a round is soon known.
    #expect(abs(mean - (object["meanevent"] as! Double)) < 1e-6 && mean > 0 && mean < 1)
    let single = try run(bench, ["--json", "--model", "single", "--parts", "stm"])
    #expect(single.out.contains("\"parts\": \"stm\"") && single.code == 0)
  }

  @Test func theTableHasALineForEachFold() throws {
    let outcome = try run(bench, ["--model", "four"])
    let lines = outcome.out.split(separator: "\n")
    #expect(lines.count == 7 && lines[0] == "rounds: 6 pieces, 96 events, 3 values" && lines[6].hasPrefix(" all      96"), "\(outcome.out)")
  }

  @Test func whatCannotBeMeasuredIsSaid() throws {
    let broken = try run("{}")
    #expect(broken.code == 5 && broken.err.contains("S9001") && broken.out.isEmpty, "\(broken.err)")
    let melodic = try run(chords, ["--model", "four"])
    #expect(melodic.code == 5 && melodic.err.contains("viewpoints of melodies"), "\(melodic.err)")
    #expect(try run(chords).code == 0)
    #expect(try run(bench, ["--model", "bestt"]).code == 2)
  }
}
