// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongModels

/// What `songc models` shows: the trained models of the standard library.
package struct ModelListing: Sendable {
  struct Row: Sendable {
    let name: String
    let model: ViewpointModel
    let byteCount: Int
    /// From the request for the file to a model that can predict.
    let loadMilliseconds: Double
  }

  let rows: [Row]
  let isTimed: Bool

  /// A table, one model a line.
  package var text: String {
    let heads = ["name", "kind", "viewpoints", "values", "nodes", "bytes", "bits/event"] + (isTimed ? ["load ms"] : [])
    return table([heads] + rows.map(cells), numbers: 2)
  }

  /// One object for each model.
  package var json: String {
    JSONValue.array(
      rows.map { row in
        var object: [String: JSONValue] = [
          "name": .string(row.name), "kind": .string("\(row.model.kind)"),
          "viewpoints": .integer(row.model.viewpointNames.count), "values": .integer(row.model.alphabet().count),
          "nodes": .integer(row.model.nodeCount), "bytes": .integer(row.byteCount),
          "bits_per_event": .number(row.model.information.mean, decimals: 4),
        ]
        if isTimed { object["load_ms"] = .number(row.loadMilliseconds, decimals: 3) }
        return .object(object)
      }
    ).text
  }

  private func cells(_ row: Row) -> [String] {
    let model = row.model
    return [
      row.name, "\(model.kind)", "\(model.viewpointNames.count)", "\(model.alphabet().count)", "\(model.nodeCount)",
      "\(row.byteCount)", fixed(model.information.mean, 3),
    ] + (isTimed ? [fixed(row.loadMilliseconds, 2)] : [])
  }
}

/// Loads every model of the standard library as a build does.
///
/// - Parameters:
///   - folder: `--stdlib`; nil looks beside the executable and upwards.
///   - isTimed: shows how long each took.
/// - Throws: where one is missing or invalid.
package func listModels(
  folder: String?, isTimed: Bool, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> ModelListing {
  let folder = join(try Knowledge.locate(world, folder, &sink), "models")
  let names: [String]
  do {
    names = try world.list(folder).compactMap(modelName).sorted(by: utf8Precedes)
  } catch {
    throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
  }
  var rows: [ModelListing.Row] = []
  for name in names {
    let start = world.seconds
    let (model, byteCount) = try Knowledge.load(name, in: folder, world, &sink)
    rows.append(
      .init(name: name, model: model, byteCount: byteCount, loadMilliseconds: (world.seconds - start) * 1000))
  }
  return ModelListing(rows: rows, isTimed: isTimed)
}
