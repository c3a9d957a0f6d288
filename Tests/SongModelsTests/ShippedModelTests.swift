// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongModels
import Testing

/// The models of stdlib/models: each there, readable, with its card, its sources named, its figures in the table.
@Suite struct ShippedModelTests {
  private let folder = checkout.appendingPathComponent("stdlib/models")

  @Test(arguments: ShippedModel.allCases) func isThereAndPredictsBetterThanBaselines(_ shipped: ShippedModel) throws {
    let bytes = try Data(contentsOf: folder.appendingPathComponent("\(shipped.rawValue).songmodel"))
    let model = try ViewpointModel(bytes: Array(bytes))
    #expect(model.name == shipped.rawValue)
    #expect(model.kind == shipped.role.kind)
    let card = try String(contentsOf: folder.appendingPathComponent("\(shipped.rawValue).card.md"), encoding: .utf8)
    #expect(card.contains("| size | \(bytes.count) bytes"))
    let bits = try figures(card)
    let own = try #require(bits.first { $0.label == "this model" }?.bits)
    for baseline in bits where baseline.label.hasPrefix("order ") { #expect(own < baseline.bits, "\(baseline.label)") }
    #expect(abs(model.information.mean - own) < 0.5)
  }

  /// Of candidates that differ in one field, what is known of a link is asked once.
  @Test(arguments: ShippedModel.allCases) func candidatesOfAFieldArePredictedLikeAnyOthers(_ shipped: ShippedModel) throws {
    let bytes = try Data(contentsOf: folder.appendingPathComponent("\(shipped.rawValue).songmodel"))
    let model = try ViewpointModel(bytes: Array(bytes))
    let field = model.kind.field
    let values = Array(model.alphabet().prefix(200))
    var (cursor, twin) = (model.start(), model.start())
    var (byField, byEvents): ([Double], [Double]) = ([], [])
    var stream = Seed(5).generator
    for step in 0..<24 {
      let event = Event(
        onset: step * 24, duration: 12 * (1 + stream.below(4)), position: step * 24 % 96, phraseBar: step / 4 % 4,
        phrase: stream.below(3) - 1, pitch: 60 + stream.below(12), tonic: 2, mode: stream.below(2), chordRoot: stream.below(12),
        chordType: stream.below(3), barsLeft: stream.below(9), upper: 72 + stream.below(9), lower: 40 + stream.below(9),
        nextRoot: stream.below(12), untilNext: 24 * stream.below(4), given: stream.below(8), slot: step % 16,
        style: stream.below(4), symbol: values[0])
      let candidates = values.map { value in
        var candidate = event
        field.set(value, in: &candidate)
        return candidate
      }
      cursor.predict(event, field, values, into: &byField)
      twin.predict(candidates, into: &byEvents)
      #expect(byField == byEvents, "step \(step)")
      let next = candidates[stream.below(candidates.count)]
      cursor.append(next)
      twin.append(next)
    }
  }

  /// Models of tunes come with what they mustn't copy: runs of more than eight notes.
  @Test(arguments: ShippedModel.allCases) func tunesAreGuarded(_ shipped: ShippedModel) throws {
    let path = folder.appendingPathComponent("\(shipped.rawValue).songruns").path
    guard shipped.role == .melody || shipped.role == .tune else {
      #expect(!FileManager.default.fileExists(atPath: path))
      return
    }
    let copyGuard = try CopyGuard(FileBytes(Array(Data(contentsOf: URL(fileURLWithPath: path)))))
    #expect(copyGuard.maximumRun == 7)
    #expect(copyGuard.count > 10_000)
  }

  @Test func sourcesAreNamed() throws {
    let attribution = try String(contentsOf: folder.appendingPathComponent("ATTRIBUTION.md"), encoding: .utf8)
    let words = ["rock_corpus": "Temperley", "groove_midi": "Groove", "pop909": "POP909", "billboard": "Billboard",
      "openscore_lieder": "OpenScore", "fiddle_tunes": "Ryan", "bach_chorales": "Bach"]
    for shipped in ShippedModel.allCases {
      for input in shipped.inputs {
        let word = try #require(words[input.folder])
        let isNamed = attribution.split(separator: "\n").contains { $0.contains(word) && $0.contains("`\(shipped.rawValue)`") }
        #expect(isNamed, "\(shipped.rawValue): \(input.folder)")
      }
    }
  }

  @Test func tableSaysWhatCardsSay() throws {
    let page = try String(contentsOf: checkout.appendingPathComponent("Documentation/models.md"), encoding: .utf8)
    for shipped in ShippedModel.allCases {
      let row = try #require(page.split(separator: "\n").first { $0.hasPrefix("| `\(shipped.rawValue)` | ") })
      let card = try String(contentsOf: folder.appendingPathComponent("\(shipped.rawValue).card.md"), encoding: .utf8)
      for (label, bits) in try figures(card) { #expect(row.contains(" \(text(bits)) "), "\(shipped.rawValue), \(label)") }
    }
  }

  private func figures(_ card: String) throws -> [(label: String, bits: Double)] {
    card.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[2].contains("±"), let bits = Double(cells[1]) else { return nil }
      return (cells[0], bits)
    }
  }

  private func text(_ bits: Double) -> String { String(format: "%.3f", bits) }
}

/// The folder of the project.
let checkout: URL = {
  var url = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { url.deleteLastPathComponent() }
  return url
}()
