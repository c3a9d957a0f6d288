// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// Which of the pending goldens a command is about.
package struct PendingRequest: Sendable {
  /// Specs and folders; none is the current folder.
  package var paths: [String] = []
  package var folder = "."
  /// Names of specs; nil is all.
  package var only: [String]?
  package var layers = Set(GoldenLayer.allCases)

  package init() {}
}

/// All that tests got and nobody accepted yet, by spec and layer.
///
/// - Throws: where a path is no spec and no folder with specs or goldens, or a name isn't among those that wait.
package func pendingGoldens(
  _ request: PendingRequest, world: any World, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [PendingGolden] {
  let search = try GoldenSearch(request.paths.isEmpty ? [request.folder] : request.paths, world, &sink)
  let all = search.pending
  for name in request.only ?? [] where !search.places.contains(where: { utf8Equal($0.name, name) }) {
    throw sink.fail(
      .unknownArgument(name, what: "a spec with goldens here", candidates: distinct(search.places.map(\.name))))
  }
  return all.filter { golden in
    request.layers.contains(golden.layer) && request.only?.contains { utf8Equal($0, golden.place.name) } ?? true
  }
}

/// Puts what tests got in the place of the goldens, each file in one step.
///
/// - Returns: those that were accepted: all, or those before the first that couldn't be.
package func accept(_ goldens: [PendingGolden], world: any World, sink: inout DiagnosticSink) -> [PendingGolden] {
  var accepted: [PendingGolden] = []
  do {
    for golden in goldens { try world.checkTarget(golden.path) }
    for golden in goldens {
      try world.rename(golden.newPath, to: golden.path)
      accepted.append(golden)
    }
  } catch {
    sink.report(.fileUnwritable(error.path, reason: error.reason))
  }
  return accepted
}

/// Removes what tests got; goldens stay as they are.
package func reject(_ goldens: [PendingGolden], world: any World) {
  for golden in goldens { world.remove(golden.newPath) }
  // The folder of a spec that never had goldens is left empty, and goes too.
  for folder in Set(goldens.map(\.place.folder)).sorted(by: utf8Precedes) where ((try? world.list(folder)) ?? []).isEmpty {
    world.remove(folder)
    let above = split(folder).folder
    if ((try? world.list(above)) ?? []).isEmpty { world.remove(above) }
  }
}

/// What differs between goldens of a spec and what waits beside them.
///
/// - Parameter goldens: of one spec.
/// - Returns: text for people; nil where something couldn't be read, which is reported.
package func difference(
  of goldens: [PendingGolden], knowledge: Knowledge, world: any World, sources: inout SourceMap, sink: inout DiagnosticSink
) -> String? {
  guard let place = goldens.first?.place else { return "" }
  guard
    let (old, new) = try? contents(
      of: place, accepting: { path in goldens.contains { utf8Equal($0.path, path) } }, world, &sink),
    let found = try? GoldenDifference(
      old: old, new: new, place: place, shown: place.name, knowledge, world, &sources, &sink)
  else { return nil }
  var out = found.text
  for golden in goldens {
    let name = split(golden.path).name
    if golden.isNew {
      out += "\(name): there is no golden yet\n"
    } else if name.hasSuffix(".txt"), golden.layer == .audio || out.isEmpty {
      out += shortened(
        difference(String(decoding: old[name] ?? [], as: UTF8.self), String(decoding: new[name] ?? [], as: UTF8.self), name: name))
    }
  }
  return out.isEmpty ? "the files differ, and the music doesn't\n" : out
}

/// The goldens of a spec and what they would be if some were accepted, by their names; of samples the fingerprint tells.
///
/// - Parameter accepting: whether that is so of the golden of a path.
/// - Throws: where one can't be read.
func contents(
  of place: GoldenPlace, accepting: (String) -> Bool, _ world: any World, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> (old: [String: [UInt8]], new: [String: [UInt8]]) {
  var old: [String: [UInt8]] = [:]
  var new: [String: [UInt8]] = [:]
  do throws(WorldError) {
    for file in GoldenFile.allCases where file != .master {
      let name = file.name(place.name)
      let path = place.path(name)
      if world.exists(path) { old[name] = try world.read(path) }
      new[name] = try accepting(path) ? world.read(path + GoldenPlace.pendingEnding) : old[name]
    }
  } catch {
    throw sink.fail(.goldenUnreadable(error.path, reason: error.reason))
  }
  return (old, new)
}

private func shortened(_ text: String) -> String {
  let lines = text.split(separator: "\n")
  return lines.prefix(mostLines).map { "\($0)\n" }.joined() + (lines.count > mostLines ? "...\n" : "")
}

/// Lines of a text that are shown.
private let mostLines = 40
