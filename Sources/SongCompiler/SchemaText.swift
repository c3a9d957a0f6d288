// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongBinder
internal import SongIR
internal import SongLibrary

/// What `songc schema` prints: the language as JSON Schema, with the names of the library.
package func schemaText(_ knowledge: Knowledge) -> String { jsonSchema(names: knowledge.schemaNames).text }

/// What `songc schema --reference` prints: the language as a page.
package func referenceText(_ knowledge: Knowledge) -> String { languageReference(names: knowledge.schemaNames) }

extension Knowledge {
  fileprivate var schemaNames: SchemaNames {
    func all(_ known: [String], _ planned: [String]) -> [String] { known + planned.filter { !known.contains($0) } }
    return SchemaNames(
      closed: [
        "style": all(vocabulary.styles, PlannedNames.styles), "mood": all(vocabulary.moods, PlannedNames.moods),
        "effect": vocabulary.effects, "instrument": vocabulary.instruments,
      ],
      open: [
        "pattern": library.patterns.map(\.key),
        "sound": distinct(library.instruments.flatMap { $0.sounds.map(\.key) }).sorted(by: utf8Precedes),
      ])
  }
}
