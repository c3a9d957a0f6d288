// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongModels
import Testing

/// Systems measured by cross-validation.
@Suite struct BenchTests {
  /// Tunes that walk up and down a scale, each in a key of its own, in five folds.
  private static let json: [UInt8] = {
    var stream = Seed(5).child("bench").generator
    let scale = [0, 2, 4, 5, 7, 9, 11, 12, 14, 16]
    let pieces = (0..<20).map { _ -> String in
      let tonic = stream.below(12)
      var step = stream.below(4)
      let events = (0..<32).map { index -> String in
        step = min(9, max(0, step + [-1, 1, 1, -1, 2][stream.below(5)]))
        let phrase = index % 8 == 0 ? 1 : index % 8 == 7 ? -1 : 0
        return "[\(index * 24),24,0,24,\(60 + tonic % 5 + scale[step]),0,0,96,4,\(phrase),\(tonic % 5)]"
      }
      return "{\"id\":\"x\",\"events\":[\(events.joined(separator: ","))]}"
    }
    let folds = (0..<5).map { fold in "[\((0..<4).map { "\($0 * 5 + fold)" }.joined(separator: ","))]" }
    return Array(
      """
      {"dataset":"walks","timebase":96,"fields":["onset","dur","deltast","bioi","cpitch","keysig","mode","barlength","pulses",\
      "phrase","tonic"],"pieces":[\(pieces.joined(separator: ","))],"folds":[\(folds.joined(separator: ","))]}
      """.utf8)
  }()

  private func measured(_ recipe: SystemRecipe) throws -> BenchResult {
    try #require(try evaluate(recipe, on: BenchSet(json: BenchTests.json), isCancelled: { false }))
  }

  @Test func oneViewpointIsPPMOnTheTrainingPieces() throws {
    let bench = try BenchSet(json: BenchTests.json)
    let recipe = try #require(BenchModel.single.recipe(for: bench))
    let result = try measured(recipe)
    var sums: [Double] = []
    for fold in bench.folds {
      var model = PPMModel(settings: recipe.longTerm)
      func number(_ event: Event) -> Int { bench.values.firstIndex(of: event.pitch)! }
      for index in bench.pieces.indices where !fold.contains(index) {
        model.startPiece()
        for event in bench.pieces[index] { model.learn(number(event)) }
      }
      for index in fold {
        model.startPiece()
        var sum = 0.0
        for event in bench.pieces[index] {
          sum -= log2(model.predict(Array(bench.values.indices))[number(event)])
          model.pass(number(event))
        }
        sums.append(sum / Double(bench.pieces[index].count))
      }
    }
    #expect(abs(result.meanPiece - sums.reduce(0, +) / Double(sums.count)) < 1e-9)
    #expect(result.pieces == 20 && result.events == 640 && result.folds.count == 5)
    #expect(result.folds.reduce(0) { $0 + $1.events } == 640)
  }

  @Test func moreViewpointsPredictBetter() throws {
    let bench = try BenchSet(json: BenchTests.json)
    let single = try measured(#require(BenchModel.single.recipe(for: bench))).meanPiece
    let four = try measured(#require(BenchModel.four.recipe(for: bench))).meanPiece
    let entropies = try measured(#require(BenchModel.entropies.recipe(for: bench))).meanPiece
    #expect(four < single - 0.2 && entropies < four)
  }

  /// Three viewpoints that tell no candidates apart flatten the mean until their weights are corrected.
  @Test func correctedWeightsSeeWhatAViewpointIsWorth() throws {
    var recipe = SystemRecipe(viewpoints: ["interval*degree", "position", "phraseBar", "duration"])
    let flat = try measured(recipe).meanPiece
    recipe.rate = 0.2
    let corrected = try measured(recipe)
    #expect(corrected.meanPiece < flat - 0.05, "\(corrected.meanPiece) \(flat)")
    #expect(try measured(recipe) == corrected)
  }

  @Test func predictionsSumToOne() throws {
    let bench = try BenchSet(json: BenchTests.json)
    for model in BenchModel.allCases {
      var system = try LearningSystem(#require(model.recipe(for: bench)))
      for piece in bench.pieces.dropFirst() { system.train(piece) }
      system.startPiece()
      var probabilities: [Double] = []
      for event in bench.pieces[0] {
        let candidates = bench.values.map { value in
          var candidate = event
          candidate.pitch = value
          return candidate
        }
        system.predict(candidates, into: &probabilities)
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-9 && probabilities.allSatisfy { $0 > 0 })
        system.correctWeights(probabilities, truth: bench.values.firstIndex(of: event.pitch)!)
        system.append(event)
      }
    }
  }

  @Test(arguments: [
    ("[]", "it isn't JSON"), ("{\"dataset\":\"x\",\"timebase\":480,\"fields\":[],\"pieces\":[],\"folds\":[]}", "timebase"),
    ("{\"dataset\":\"x\",\"timebase\":96,\"fields\":[\"onset\"],\"pieces\":[],\"folds\":[]}", "no field 'dur'"),
  ])
  func whatIsNoBenchSaysWhy(_ text: String, _ reason: String) {
    #expect {
      try BenchSet(json: Array(text.utf8))
    } throws: { error in
      if case ModelError.notABench(let said) = error { said.contains(reason) } else { false }
    }
  }

  @Test func aViewpointThatThereIsNotIsNamed() {
    #expect(throws: ModelError.unknownViewpoint("nothing")) { try LearningSystem(SystemRecipe(viewpoints: ["nothing"])) }
  }
}
