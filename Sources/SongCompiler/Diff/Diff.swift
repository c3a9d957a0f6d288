// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongCache
package import SongDiagnostics
package import SongIR

/// What `songc diff` was asked for.
package struct DiffRequest: Sendable {
  package var levels = Set(DiffLevel.allCases)
  /// Whether it is tried out what made two specs differ.
  package var findsCauses = true
  /// Whether specs are rendered, so that their sound can be compared.
  package var rendersAudio = false
  /// Whether a page is made of it, which needs both sides and their sound.
  package var makesPage = false
  package var pageHasSound = true
  /// The library of the first side; nil where both have one.
  package var oldKnowledge: Knowledge?
  /// For specs on both sides.
  package var variables: [Spec.VariableValue] = []
  package var workers = 2
  package var soundFontFolders: [String] = []
  package var pluginFolders: [String] = []
  /// Where earlier renders are looked for; nil renders everything.
  package var cache: Cache?

  package init() {}
}

/// What came of a comparison.
package struct DiffResult: Sendable {
  package var differences: [Difference] = []
  /// What only one of two folders has.
  package var onlyOld: [String] = []
  package var onlyNew: [String] = []
  /// The same, as a page calls them.
  var pageNamesOnlyOld: [String] = []
  var pageNamesOnlyNew: [String] = []

  /// Whether all is the same.
  package var isEmpty: Bool { onlyOld.isEmpty && onlyNew.isEmpty && differences.allSatisfy(\.isEmpty) }
}

/// Compares two specs, builds, files of notes or of sound, or what any of them was at a git revision.
///
/// - Parameters: paths, `REV:path`, or a revision of the other one's path.
/// - Returns: nil where something was wrong, which is reported.
package func diff(
  _ old: String, _ new: String, _ request: DiffRequest, knowledge: Knowledge, world: any World,
  sources: inout SourceMap,
  sink: inout DiagnosticSink
) -> DiffResult? {
  var result = DiffResult()
  var reader = DiffReader(request: request, knowledge: knowledge, world: world, sources: sources, sink: sink)
  defer { (sources, sink) = (reader.sources, reader.sink) }
  do throws(ErrorsEmitted) {
    let places = try diffPlaces(old, new, world, &reader.sink)
    let left = try diffInputs(places.0, &reader.sink)
    let right = try diffInputs(places.1, &reader.sink)
    for (mine, theirs) in pairs(left, right, &result) {
      result.differences.append(try reader.compare(mine, theirs))
      if world.isCancelled { break }
    }
  } catch {
    return world.isCancelled ? result : nil
  }
  return result
}

/// Inputs of one name; a single one on each side is a pair whatever the names.
private func pairs(_ old: [DiffInput], _ new: [DiffInput], _ result: inout DiffResult) -> [(DiffInput, DiffInput)] {
  if old.count == 1, new.count == 1 { return [(old[0], new[0])] }
  var pairs: [(DiffInput, DiffInput)] = []
  for input in old {
    if let other = new.first(where: { utf8Equal($0.name, input.name) }) {
      pairs.append((input, other))
    } else {
      result.onlyOld.append(input.shown)
      result.pageNamesOnlyOld.append(input.pageName)
    }
  }
  let came = new.filter { input in !old.contains { utf8Equal($0.name, input.name) } }
  result.onlyNew = came.map(\.shown)
  result.pageNamesOnlyNew = came.map(\.pageName)
  return pairs
}
