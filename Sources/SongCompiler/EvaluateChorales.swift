// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongModels

/// What `songc evaluate --chorales` found.
package struct ChoraleReport: Sendable {
  let check: ChoraleCheck

  /// A table: violations of each rule per 100 chords, and the bits of the three lower voices together.
  package var text: String {
    let heads = [[""] + VoiceLeadingRule.allCases.map(\.rawValue) + ["bits/chord", "failures"]]
    let rows = check.rows.map { row in
      [row.label] + row.violations.map { fixed($0.rate, 2) } + [fixed(row.bitsPerChord, 3), "\(row.failures)"]
    }
    return "\(check.pieces) sopranos that weren't trained on; violations per 100 chords\n" + table(heads + rows, numbers: 1)
  }

  package var json: String {
    let rows = check.rows.map { row in
      JSONValue.object([
        "label": .string(row.label), "chords": .integer(row.chords), "failures": .integer(row.failures),
        "bitsPerChord": .number(row.bitsPerChord, decimals: 4),
        "violationsPer100Chords": .object(
          Dictionary(uniqueKeysWithValues: row.violations.map { ($0.rule.rawValue, .number($0.rate, decimals: 3)) })),
      ])
    }
    return JSONValue.object(["pieces": .integer(check.pieces), "rows": .array(rows)]).text
  }
}

/// Writes voices under the sopranos of chorales that weren't trained on and counts what breaks the rules.
///
/// - Parameter path: four-part chorales in the project's corpus format.
/// - Returns: nil where the user asked to stop.
package func evaluate(
  chorales path: String, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> ChoraleReport? {
  let bytes = try bytes(path, world, &sink)
  do throws(TrainingError) {
    let file = CorpusFile(folder: "chorales", name: split(path).name, bytes: bytes)
    let corpus = try Corpus([file], isCancelled: { world.isCancelled })
    return ChoraleReport(check: try checkChorales(corpus, seed: Seed(1), isCancelled: { world.isCancelled }))
  } catch .cancelled {
    return nil
  } catch {
    throw sink.fail(.fileUnreadable(path, reason: describe(error)))
  }
}
