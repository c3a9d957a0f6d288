// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongLibrary

/// What `songc list` shows.
package enum ListKind: String, Sendable, CaseIterable {
  case styles, moods, patterns, models, instruments, drumkits, sounds, effects, mixes, tags
}

/// The objects of a kind that carry all of some tags, one a line with what they are; or as JSON.
///
/// - Parameter kind: nil shows all kinds, by group of settings.
/// - Throws: for a tag that no object carries.
package func listing(
  _ kind: ListKind?, tagged tags: [String], of knowledge: Knowledge, asJSON: Bool, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> String {
  // A search by tags and a list of all objects look at everything.
  let needsModels = kind == nil || kind == .models || kind == .tags || !tags.isEmpty
  let models = needsModels ? try knowledge.trainedModels(sink: &sink) : []
  let objects = settingsObjects(of: knowledge.library, trained: models)
  let known = tagRows(objects, knowledge.library)
  for tag in tags where !known.contains(where: { utf8Equal($0.name, tag) }) {
    sink.report(.unknownArgument(tag, what: "a tag of the library", candidates: known.map(\.name)))
  }
  if let failure = sink.failure { throw failure }
  let fitting = objects.filter { object in tags.allSatisfy(object.row.tags.contains) }
  switch kind {
  case nil: return asJSON ? json(fitting) : text(fitting)
  case .tags:
    let rows = tagRows(fitting, knowledge.library)
    return asJSON ? json(rows) : text(rows)
  case let kind?:
    let rows = rows(kind, knowledge.library, trained: models).filter { row in tags.allSatisfy(row.tags.contains) }
    return asJSON ? json(rows) : text(rows)
  }
}

private func text(_ rows: [Row]) -> String {
  let width = rows.map(\.name.count).max() ?? 0
  return rows.map { "\($0.name.leftAligned(width))  \($0.text)\n" }.joined()
}

private func json(_ rows: [Row]) -> String {
  JSONValue.array(rows.map { .object($0.members) }).text
}

/// A group has a heading of its own.
private func text(_ objects: [SettingsObject]) -> String {
  let width = objects.map(\.row.name.count).max() ?? 0
  let kindWidth = objects.map(\.kind.singular.count).max() ?? 0
  return SettingsGroup.allCases.compactMap { group -> String? in
    let lines = objects.filter { $0.group == group }.map {
      "  \($0.kind.singular.leftAligned(kindWidth))  \($0.row.name.leftAligned(width))  \($0.row.text)\n"
    }
    return lines.isEmpty ? nil : "\(group.rawValue)\n" + lines.joined()
  }.joined()
}

private func json(_ objects: [SettingsObject]) -> String {
  JSONValue.array(
    objects.map { object in
      let place: [String: JSONValue] = ["group": .string(object.group.rawValue), "kind": .string(object.kind.singular)]
      return .object(object.row.members.merging(place) { first, _ in first })
    }
  ).text
}

extension ListKind {
  fileprivate var singular: String { String(rawValue.dropLast(self == .mixes ? 2 : 1)) }
}

extension Row {
  fileprivate var members: [String: JSONValue] {
    ["name": .string(name), "description": .string(text), "tags": .array(tags.map { .string($0) })]
  }
}
