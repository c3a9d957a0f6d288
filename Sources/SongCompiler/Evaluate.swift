// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongModels

/// The systems that `songc evaluate` knows.
package var benchModels: [String] { BenchModel.allCases.map(\.rawValue) }

/// Which parts of a system predict: `ltm`, `ltm+`, `stm`, `both+`.
package var benchParts: [String] { SystemRecipe.Parts.allCases.map(\.rawValue) }

/// What `songc evaluate` found.
package struct BenchReport: Sendable {
  let bench: BenchSet
  let recipe: SystemRecipe
  let model: String
  let result: BenchResult

  /// A table of the folds, in bits per event.
  package var text: String {
    var lines = [
      "\(bench.name): \(result.pieces) pieces, \(result.events) events, \(bench.values.count) values",
      "\(model), \(recipe.parts.rawValue): \(recipe.viewpoints.joined(separator: ", "))",
      "fold  events  per event  per piece",
    ]
    for (number, fold) in result.folds.enumerated() {
      lines.append(row("\(number + 1)", fold.events, fold.meanEvent, fold.meanPiece))
    }
    lines.append(row("all", result.events, result.meanEvent, result.meanPiece))
    return lines.map { $0 + "\n" }.joined()
  }

  private func row(_ name: String, _ events: Int, _ meanEvent: Double, _ meanPiece: Double) -> String {
    func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
    return right(name, 4) + right("\(events)", 8) + right(fixed(meanEvent, 4), 11) + right(fixed(meanPiece, 4), 11)
  }

  /// One object; `meanevent` and `meancomp` are the means over events and over pieces.
  package var json: String {
    JSONValue.object([
      "bench": .string(bench.name), "model": .string(model), "parts": .string(recipe.parts.rawValue),
      "viewpoints": .array(recipe.viewpoints.map { .string($0) }), "pieces": .integer(result.pieces),
      "events": .integer(result.events), "meanevent": .number(result.meanEvent, decimals: 6), "meancomp": .number(result.meanPiece, decimals: 6),
      "folds": .array(
        result.folds.map {
          .object([
            "events": .integer($0.events), "meanevent": .number($0.meanEvent, decimals: 6), "meancomp": .number($0.meanPiece, decimals: 6),
          ])
        }),
    ]).text
  }
}

/// Measures a system on a bench: pieces with fixed folds, in the JSON form of `BenchSet`.
///
/// - Parameters:
///   - model: one of `benchModels`.
///   - parts: one of `benchParts`; nil leaves those of the model.
/// - Returns: nil where the user asked to stop.
package func evaluate(
  bench path: String, model name: String, parts: String?, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> BenchReport? {
  guard let model = BenchModel(rawValue: name) else { preconditionFailure("the caller asks for a known system") }
  let json = try bytes(path, world, &sink)
  do throws(ModelError) {
    let bench = try BenchSet(json: json)
    guard var recipe = model.recipe(for: bench) else {
      throw .notABench("its events are chords, and '\(name)' has viewpoints of melodies")
    }
    if let parts, let parts = SystemRecipe.Parts(rawValue: parts) { recipe.parts = parts }
    guard let result = try SongModels.evaluate(recipe, on: bench, isCancelled: { world.isCancelled }) else { return nil }
    return BenchReport(bench: bench, recipe: recipe, model: name, result: result)
  } catch {
    throw sink.fail(.fileUnreadable(path, reason: describe(error)))
  }
}

/// The bytes of a file that is measured on.
func bytes(_ path: String, _ world: any World, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> [UInt8] {
  do {
    return try world.read(path)
  } catch {
    throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
  }
}
