// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// What `songc list` shows.
package enum ListKind: String, Sendable, CaseIterable {
  case styles, moods, instruments, sounds
}

/// The names of the library, one a line with what they are; or as JSON.
package func listing(_ kind: ListKind, of knowledge: Knowledge, asJSON: Bool) -> String {
  let rows = rows(kind, knowledge.library)
  if asJSON {
    return JSONValue.array(
      rows.map { row in
        .object(["name": .string(row.name), "description": .string(row.text), "tags": .array(row.tags.map { .string($0) })])
      }
    ).text
  }
  let width = rows.map(\.name.count).max() ?? 0
  return rows.map { "\($0.name.leftAligned(width))  \($0.text)\n" }.joined()
}

/// A name of the library with what it is, in one line.
struct Row {
  let name: String
  let text: String
  let tags: [String]
}

func rows(_ kind: ListKind, _ library: Library) -> [Row] {
  switch kind {
  case .styles:
    library.styles.map {
      let tempo = $0.arrangement.tempo
      return Row(
        name: $0.key,
        text: "\($0.name): \(tempo.low)..\(tempo.high) BPM, \($0.arrangement.band.map(\.name).joined(separator: ", "))", tags: $0.tags)
    }
  case .moods: library.moods.map { Row(name: $0.key, text: $0.name, tags: $0.tags) }
  case .instruments:
    library.instruments.map {
      let range = $0.kit.map { "kit \($0)" } ?? "\(name($0.range.low))..\(name($0.range.high))"
      return Row(
        name: $0.key, text: "\($0.name), \($0.family), \(range), \($0.roles.map(\.rawValue).joined(separator: " "))", tags: $0.tags)
    }
  case .sounds:
    library.instruments.flatMap { instrument in
      instrument.sounds.map {
        Row(
          name: "\(instrument.key)/\($0.key)",
          text: "\($0.preset.soundFont) \($0.preset.bank):\($0.preset.program), \($0.licence), trim \(fixed($0.trimDB, 1)) dB",
          tags: instrument.tags)
      }
    }
  }
}

private func name(_ key: Int) -> String { "\(Pitch(Key(tonic: PitchName(fifths: 0), mode: .major).spelling(of: key % 12), key: key))" }
