// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// What `songc schema --completion` prints: all that an editor needs to complete keys and values and to explain them, made
/// from the schema that the binder reads by and from the library.
package func completionText(_ knowledge: Knowledge) -> String {
  var maps: [JSONMember] = []
  for (path, map) in SchemaPath.maps {
    maps.append(
      JSONMember(
        path,
        .members([
          JSONMember("name", .string(map.name)), JSONMember("keys", .array(map.keys.map(json))),
          JSONMember("others", map.others.map { .string($0.words) } ?? .null),
        ])))
  }
  let notations = Notation.all.map { notation in
    JSONMember(
      notation.name,
      .members([
        JSONMember("description", .string(notation.summary)),
        JSONMember("examples", .array(notation.examples.map { .string($0) })),
        JSONMember("pattern", .string(notation.wholePattern)),
      ]))
  }
  return JSONValue.members([
    JSONMember("format", .integer(1)), JSONMember("maps", .members(maps)), JSONMember("notations", .members(notations)),
    JSONMember("names", .members(names(knowledge))),
  ]).text
}

private func json(_ key: KeySchema) -> JSONValue {
  var members = [
    JSONMember("name", .string(key.name)), JSONMember("type", .string(key.value.words)),
    JSONMember("description", .string(key.summary)), JSONMember("built", .string(key.state.word)),
    JSONMember("required", .bool(key.isRequired)), JSONMember("snippet", .string(key.snippet)),
  ]
  if !key.standard.isEmpty { members.append(JSONMember("default", .string(key.standard))) }
  if !key.value.examples.isEmpty { members.append(JSONMember("examples", .array(key.value.examples.map { .string($0) }))) }
  if !key.value.enumeration.isEmpty { members.append(JSONMember("values", .array(key.value.enumeration.map { .string($0) }))) }
  if !key.value.nameKinds.isEmpty { members.append(JSONMember("names", .array(key.value.nameKinds.map { .string($0) }))) }
  return .members(members)
}

private func names(_ knowledge: Knowledge) -> [JSONMember] {
  func list(_ rows: [(String, String)]) -> JSONValue {
    .array(rows.map { .members([JSONMember("name", .string($0.0)), JSONMember("description", .string($0.1))]) })
  }
  let kinds = ["style", "mood", "instrument", "pattern", "effect", "sound"].map { kind in
    JSONMember(kind, list(knowledge.rows(of: kind).map { ($0.name, $0.text) }))
  }
  let qualities = ChordQuality.all.map { quality in
    (quality.suffix, Chord(root: PitchName(fifths: 0), quality: quality).names.map { "\($0)" }.joined(separator: " ") + " over C")
  }
  let roles = Role.allCases.map { role in
    (role.rawValue, "\(knowledge.library.instruments.count { $0.roles.contains(role) }) instruments")
  }
  let soloist = (Spec.Part.soloist, "a part that plays in solos alone")
  return kinds + [JSONMember("chord quality", list(qualities)), JSONMember("role", list(roles + [soloist]))]
}
