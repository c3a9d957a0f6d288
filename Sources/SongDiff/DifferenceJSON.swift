// SPDX-License-Identifier: Apache-2.0
package import SongBase

extension PieceDifference {
  /// All that differs, note by note; lists are there where nothing differs too.
  ///
  /// - Parameter causes: what made a layer differ, by its name.
  package func json(causes: (String) -> [String]) -> JSONValue {
    func because(_ layer: String) -> JSONValue { .array(causes(layer).map { .string($0) }) }
    func values(_ changes: [ValueChange], _ layer: String) -> JSONValue {
      .array(
        changes.map {
          .object([
            "old": .string($0.old), "new": .string($0.new), "bars": numbers($0.bars), "causedBy": because(layer),
          ])
        })
    }
    return .object([
      "identical": .bool(isEmpty),
      "old": .object(["bars": .integer(oldBars), "seconds": .number(oldSeconds, decimals: 6)]),
      "new": .object(["bars": .integer(newBars), "seconds": .number(newSeconds, decimals: 6)]),
      "bars": .array(
        bars.map { change in
          .object([
            "kind": .string(change.kind.rawValue), "old": numbers(change.old), "new": numbers(change.new),
            "repeats": numbers(change.repeats), "sections": .array(change.sections.map { .string($0) }),
            "laterQuarters": change.by.map { .number($0.double, decimals: 6) } ?? .null, "causedBy": because("bars"),
          ])
        }),
      "meters": values(meters, "meters"), "keys": values(keys, "keys"), "repeats": values(signs, "signs"),
      "chords": values(chords, "chords"), "chordsUp": chordsUp.map { .integer($0) } ?? .null,
      "sections": .array(
        sections.map { change in
          .object([
            "kind": .string(change.kind.rawValue), "old": nullable(change.old), "new": nullable(change.new),
            "oldBar": change.oldBar.map { .integer($0) } ?? .null,
            "newBar": change.newBar.map { .integer($0) } ?? .null,
            "causedBy": because("sections"),
          ])
        }),
      "tempo": .array(
        tempos.map { change in
          .object([
            "bars": numbers(change.bars), "fromQuarter": .number(change.start.double, decimals: 6),
            "toQuarter": .number(change.end.double, decimals: 6), "oldBPM": .number(change.old, decimals: 4),
            "newBPM": .number(change.new, decimals: 4), "causedBy": because("tempo"),
          ])
        }),
      "parts": .array(parts.map { $0.json(causes("part.\($0.name)")) }),
    ])
  }
}

private func numbers(_ bars: ClosedRange<Int>?) -> JSONValue {
  bars.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) } ?? .null
}

private func nullable(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

extension PartDifference {
  fileprivate func json(_ causes: [String]) -> JSONValue {
    var object: [String: JSONValue] = [
      "old": nullable(old), "new": nullable(new), "identical": .bool(isSame), "oldInstrument": .string(oldInstrument),
      "newInstrument": .string(newInstrument), "oldNotes": .integer(oldCount), "newNotes": .integer(newCount),
      "causedBy": .array(causes.map { .string($0) }),
    ]
    object["groups"] = .array(
      groups.map {
        .object([
          "bars": numbers($0.bars), "notes": .integer($0.count), "semitones": .integer($0.semitones),
          "laterQuarters": .number($0.later.double, decimals: 6), "whole": .bool($0.isWhole),
        ])
      })
    object["notes"] = .array(
      notes.map { change in
        .object([
          "kinds": .array(change.kinds.map { .string($0.rawValue) }), "bar": .integer(change.bar),
          "old": change.old?.json ?? .null, "new": change.new?.json ?? .null,
        ])
      })
    return .object(object)
  }
}

extension NotePlace {
  fileprivate var json: JSONValue {
    .object([
      "bar": .integer(bar), "beat": .number(beat, decimals: 4), "quarter": .number(note.onset.double, decimals: 6),
      "length": .number(note.duration.double, decimals: 6), "key": .integer(note.key), "name": .string(name),
      "velocity": note.velocity.map { .integer($0) } ?? .null,
      "articulations": .array(note.marks.map { .string($0) }), "syllable": nullable(note.syllable),
    ])
  }
}
