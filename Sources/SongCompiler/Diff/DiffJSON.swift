// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
package import SongBase
internal import SongBinder
internal import SongDiff

extension DiffResult {
  /// For programs: all that differs; the table of its keys is in `Documentation/diff.md`.
  package var json: JSONValue {
    .object([
      "format": .integer(1), "identical": .bool(isEmpty), "onlyOld": .array(onlyOld.map { .string($0) }),
      "onlyNew": .array(onlyNew.map { .string($0) }), "differences": .array(differences.map(\.json)),
    ])
  }
}

extension Difference {
  fileprivate var json: JSONValue {
    var object: [String: JSONValue] = [
      "old": .string(old), "new": .string(new), "identical": .bool(isEmpty), "files": .array(files.map { .string($0) }),
      "versions": .array(versions.map { $0.json(nil) }),
    ]
    object["keys"] =
      keys.map { keys in
        .array(
          keys.map {
            .object([
              "path": .string($0.text), "old": $0.old?.json ?? .null, "new": $0.new?.json ?? .null,
              "order": .bool($0.isOrder),
            ])
          })
      } ?? .null
    object["settings"] = settings.map { .array($0.map { $0.json(because("settings.\($0.key)")) }) } ?? .null
    object["score"] = score.map { $0.json { causes["score.\($0)"] ?? [] } } ?? .null
    object["notes"] = playing.map { $0.json { causes["notes.\($0)"] ?? [] } } ?? .null
    object["sync"] =
      sync.map { syncs in
        .array(
          syncs.map {
            .object([
              "name": .string($0.name), "old": $0.old?.json ?? .null, "new": $0.new?.json ?? .null,
              "causedBy": because("sync.\($0.name)"),
            ])
          })
      } ?? .null
    object["mix"] =
      mix.map { mixes in
        .array(
          mixes.map {
            .object([
              "name": .string($0.name), "changes": .array($0.changes.map { .string($0) }),
              "causedBy": because("mix.\($0.name)"),
            ])
          })
      } ?? .null
    for (key, names) in [
      ("audioOnlyOld", audioOnlyOld), ("audioOnlyNew", audioOnlyNew), ("audioSkipped", audioSkipped),
    ] {
      object[key] = .array(names.map { .string($0) })
    }
    object["audio"] = .array(audio.map { .object(["name": .string($0.name)].merging($0.difference.json) { $1 }) })
    return .object(object)
  }

  private func because(_ layer: String) -> JSONValue { .array((causes[layer] ?? []).map { .string($0) }) }
}

extension Difference.Setting {
  fileprivate func json(_ causes: JSONValue?) -> JSONValue {
    var object: [String: JSONValue] = [
      "key": .string(key), "old": old.map { .string($0) } ?? .null, "new": new.map { .string($0) } ?? .null,
    ]
    if let causes {
      object["oldReason"] = .string(oldReason)
      object["newReason"] = .string(newReason)
      object["causedBy"] = causes
    }
    return .object(object)
  }
}

extension SyncPlace {
  fileprivate var json: JSONValue {
    .object([
      "asked": .number(asked.seconds, decimals: 6), "placed": .number(placed.seconds, decimals: 6),
      "errorMS": .number(Double(placed.value - asked.value) / 1000, decimals: 3), "how": .string(how),
    ])
  }
}

extension AudioDifference {
  fileprivate var json: [String: JSONValue] {
    func stretch(_ range: ClosedRange<Double>) -> JSONValue {
      .array([.number(range.lowerBound, decimals: 1), .number(range.upperBound, decimals: 1)])
    }
    return [
      "identical": .bool(isIdentical), "old": old.json, "new": new.json, "differs": differs.map(stretch) ?? .null,
      "louder": .array(louder.map(stretch)), "softer": .array(softer.map(stretch)),
      "residualDB": residualDB.map { .number($0, decimals: 2) } ?? .null,
    ]
  }
}

extension AudioFigures {
  fileprivate var json: JSONValue {
    .object([
      "sampleRate": .integer(sampleRate), "frames": .integer(Int(frames)), "seconds": .number(seconds, decimals: 6),
      "loudness": .number(loudness, decimals: 3), "loudnessRange": .number(loudnessRange, decimals: 2),
      "truePeak": .number(truePeak, decimals: 3), "tiltDB": .number(tiltDB, decimals: 3),
      "correlation": .number(correlation, decimals: 4), "octavesDB": .array(octavesDB.map { .number($0, decimals: 2) }),
    ])
  }
}
