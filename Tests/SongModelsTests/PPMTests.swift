// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongModels
import Testing

/// PPM* against distributions that IDyOM 1.7 printed.
@Suite struct PPMTests {
  @Test func everyOracleDistributionIsMet() throws {
    let url = try #require(Bundle.module.url(forResource: "ppm_oracle", withExtension: "json"))
    let cases = try JSONDecoder().decode([OracleCase].self, from: Data(contentsOf: url))
    #expect(cases.count == 200)
    for (index, oracle) in cases.enumerated() {
      var model = PPMModel(settings: try oracle.settings)
      var worst = 0.0
      for (sequence, distributions) in zip(oracle.seqs, oracle.dists) {
        model.startPiece()
        for (symbol, expected) in zip(sequence, distributions) {
          let got = model.predict(Array(oracle.alphabet.indices))
          for (left, right) in zip(got, expected) { worst = max(worst, abs(left - right)) }
          model.learn(try #require(oracle.alphabet.firstIndex(of: symbol)))
        }
      }
      #expect(worst < 1e-6, "case \(index): \(oracle.label) is off by \(worst)")
    }
  }
}

extension PPMTests {
  /// What was forgotten was never read.
  @Test(arguments: [1, 3, 8]) func aForgottenPieceLeavesNoTrace(_ orderBound: Int) {
    var stream = Seed(9).child("forget").generator
    let pieces = (0..<12).map { _ in (0..<40).map { _ in stream.below(5) * stream.below(2) } }
    func tree(of pieces: [[Int]]) -> ContextTree {
      var tree = ContextTree(orderBound: orderBound)
      for piece in pieces {
        tree.startPiece()
        for symbol in piece { tree.learn(symbol) }
      }
      return tree
    }
    var read = tree(of: pieces)
    for piece in [pieces[3], pieces[11], pieces[0]] {
      read.startPiece()
      for symbol in piece { read.forget(symbol) }
    }
    let never = tree(of: pieces.indices.filter { ![0, 3, 11].contains($0) }.map { pieces[$0] })
    var left = PPMModel(settings: PPMSettings(escape: .x, orderBound: orderBound), tree: read)
    var right = PPMModel(settings: PPMSettings(escape: .x, orderBound: orderBound), tree: never)
    for symbol in pieces[5] + pieces[3] {
      #expect(left.predict([0, 1, 2, 3, 4, 5]) == right.predict([0, 1, 2, 3, 4, 5]))
      left.learn(symbol)
      right.learn(symbol)
    }
  }
}

private struct OracleCase: Decodable {
  let seqs: [[OracleSymbol]]
  let alphabet: [OracleSymbol]
  let escape: String
  let interpolated: Bool
  let updateExclusion: Bool
  let orderBound: Int?
  let dists: [[[Double]]]

  var label: String {
    "\(escape) interpolated \(interpolated) exclusion \(updateExclusion) bound \(orderBound ?? -1)"
  }

  private enum CodingKeys: String, CodingKey {
    case seqs, alphabet, escape, interpolated, dists
    case updateExclusion = "update_exclusion"
    case orderBound = "order_bound"
  }

  var settings: PPMSettings {
    get throws {
      let escapes: [String: PPMEscape] = ["a": .a, "b": .b, "c": .c, "d": .d, "x": .x]
      return PPMSettings(
        escape: try #require(escapes[escape]), isInterpolated: interpolated, excludesUpdates: updateExclusion,
        orderBound: orderBound, selectsState: orderBound == nil)
    }
  }
}

/// A letter or a number.
private struct OracleSymbol: Decodable, Equatable {
  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      text = String(number)
    } else {
      text = try container.decode(String.self)
    }
  }
}
