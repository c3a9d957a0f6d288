// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMusic

/// Everything that is decided about a track before a note is written.
package struct Plan: Sendable {
  let arrangement: Arrangement
  let means: Means
  /// The files that a build would write, relative to the output folder.
  let outputs: [String]
  /// Against the lock beside the spec; nil where there is none.
  let changes: [LockChange]?
  /// Whether the user's own models write some of it.
  let hasOwnModels: Bool

  private var settings: Settings { arrangement.settings }

  // MARK: For people

  package var text: String {
    var out = heading
    let sync = SyncTable(arrangement: arrangement)
    if !arrangement.syncs.isEmpty { out += sync.text }
    out += sections
    out += means.text
    out += parts
    if hasOwnModels { out += table([["what", "written by the model"]] + models.map { [$0.what, $0.name] }) }
    for voice in arrangement.voices {
      let band = voice.leaveHz.map { ", without \(hertz($0))" } ?? ""
      out += " voice-over \(voice.from)..\(voice.to), the mix at \(shortest(voice.duckDB, 1)) dB\(band)\n"
    }
    out += " + \(outputs.count) files to write: \(outputs.joined(separator: " "))\n"
    let decided = settings.decisions.filter { $0.reason != .spec }
    out += " decided here: \(decided.count) choices (see --json)\n"
    for change in changes ?? [] { out += " ~ \(change.text)\n" }
    return out
  }

  /// `Kettle launch film, 30 s      D major  4/4  118.2 -> 116.7 -> 120.4 BPM  14 bars  30.000 s`
  private var heading: String {
    let tempos = stretches.map { fixed($0.bpm, 1) }
    var shown: [String] = []
    for tempo in tempos where shown.last != tempo { shown.append(tempo) }
    if shown.count > 6 { shown = [shown[0], "...", shown[shown.count - 1]] }
    let length = arrangement.tempo.microseconds(at: Ticks(arrangement.end))
    return [
      settings.title, settings.style, "\(settings.key)", "\(settings.meter)", shown.joined(separator: " -> ") + " BPM",
      "\(arrangement.measures.count) bars", "\(length)", "ends: \(settings.ending.text)",
    ].joined(separator: "  ") + "\n"
  }

  /// The tempo at the start of each measure in which it changes by more than the rounding of microseconds.
  private var stretches: [(bar: Int, seconds: Double, bpm: Double)] {
    var result: [(bar: Int, seconds: Double, bpm: Double)] = []
    let unit = settings.tempo.beatUnit.double
    var last = 0.0
    for event in arrangement.tempo.events {
      let bpm = 60_000_000 / (Double(event.microsecondsPerQuarter) * unit)
      guard (bpm - last).magnitude > last * 1e-4 else { continue }
      let bar = arrangement.measures.lastIndex { Ticks($0.start) <= event.at } ?? 0
      // The measure that rings has no tempo of its own to the ear.
      if arrangement.measures[bar].isRing, !result.isEmpty { continue }
      result.append((bar + 1, arrangement.tempo.microseconds(at: event.at).seconds, bpm))
      last = bpm
    }
    return result
  }

  private var sections: String {
    let hasPhrases = settings.form.contains { $0.phrases != nil }
    return table(
      [["section", "bars", "from", "intensity", "key", "segment"] + (hasPhrases ? ["phrases"] : [])]
        + zip(arrangement.sections, settings.form).map { section, entry in
          let levels = section.measures.map { arrangement.measures[$0].intensity }
          let low = shortest(Double(levels.first ?? 0) / 10, 0)
          let high = shortest(Double(levels.last ?? 0) / 10, 0)
          return [
            section.name, "\(section.first + 1)..\(section.first + section.count)", "\(section.time)",
            low == high ? "\(low) %" : "\(low) -> \(high) %", "\(section.key)", section.segment,
          ] + (hasPhrases ? [entry.phrases?.rawValue ?? "drawn"] : [])
        })
  }

  private var parts: String {
    table(
      [["part", "role", "instrument", "plays (. silent, - thin, # full, F fill)"]]
        + arrangement.parts.map { part in
          [
            part.settings.id, part.settings.roleWord, part.settings.instrument,
            String(
              part.activity.map { activity -> Character in
                switch activity {
                case .silent: "."
                case .thin: "-"
                case .full: "#"
                case .fill: "F"
                }
              }),
          ]
        })
  }

  /// What models write, each with the name of its own.
  private var models: [(what: String, name: String)] {
    [("chords", settings.harmony.model), ("melody", settings.melody.model), ("rhythm", settings.melody.rhythmModel)]
      + (settings.hasSecondTune ? [("counter", settings.melody.counterModel)] : [])
  }

  // MARK: For programs

  package var json: JSONValue {
    .object([
      "songc": .string(Version.songc), "title": .string(settings.title), "style": .string(settings.style),
      "moods": .array(settings.moods.map { .string($0) }), "key": .string("\(settings.key)"),
      "time": .string("\(settings.meter)"), "end": .string(settings.ending.text),
      "seconds": .number(arrangement.tempo.microseconds(at: Ticks(arrangement.end)).seconds, decimals: 6),
      "bars": .integer(arrangement.measures.count),
      "tempo": .array(
        stretches.map {
          .object([
            "bar": .integer($0.bar), "seconds": .number($0.seconds, decimals: 6), "bpm": .number($0.bpm, decimals: 4),
          ])
        }),
      "sync": SyncTable(arrangement: arrangement).json,
      "sections": .array(
        zip(arrangement.sections, settings.form).map { section, entry in
          let phrases: [String: JSONValue] = entry.phrases.map { ["phrases": .string($0.rawValue)] } ?? [:]
          return .object(phrases.merging([
            "name": .string(section.name), "segment": .string(section.segment), "function": .string(section.function),
            "bar": .integer(section.first + 1), "bars": .integer(section.count),
            "seconds": .number(section.time.seconds, decimals: 6), "key": .string("\(section.key)"),
          ]) { $1 })
        }),
      "parts": .array(
        arrangement.parts.map { part in
          .object([
            "id": .string(part.settings.id), "role": .string(part.settings.roleWord),
            "instrument": .string(part.settings.instrument),
            "activity": .array(part.activity.map { .string($0.rawValue) }),
          ])
        }),
      "intensity": .array(
        arrangement.measures.map {
          .object(["bar": .integer($0.number), "asked": .number(Double($0.intensity) / 1000, decimals: 3)])
        }),
      "filledBy": means.json,
      "models": .object(Dictionary(models.map { ($0.what, .string($0.name)) }) { first, _ in first }),
      "outputs": .array(outputs.map { .string($0) }),
      "decisions": .array(
        settings.decisions.map {
          .object(["key": .string($0.key), "value": .string($0.value), "reason": .string($0.reason.rawValue)])
        }),
      "lock": changes.map { list in
        .array(
          list.map {
            .object([
              "key": .string($0.key), "old": $0.old.map { .string($0) } ?? .null, "new": $0.new.map { .string($0) } ?? .null,
            ])
          })
      } ?? .null,
    ])
  }
}

/// Decides everything about a track and writes nothing.
///
/// - Returns: nil where something is wrong, which is reported.
package func plan(
  _ path: String, seed: Spec.SeedValue? = nil, variables: [Spec.VariableValue] = [], outputFolder: String?,
  knowledge: Knowledge, world: any World, sources: inout SourceMap, sink: inout DiagnosticSink
) -> Plan? {
  guard let track = try? readTrack(path, variables: variables, world, &sources, &sink) else { return nil }
  var options = track.options
  options.seed = seed
  guard
    let piece = try? layOut(
      track.source, name: track.name, knowledge: knowledge, options: options, isLenient: false, sink: &sink)
  else { return nil }
  let settings = piece.arrangement.settings
  let own = piece.front.models?.checksums(in: settings) ?? []
  let fields = ["title": settings.title, "name": track.name]
  var outputs = settings.exports.flatMap { export in
    guard export.isBySection else { return [export.path(fields)] }
    return piece.arrangement.playingNames.map { name in export.path(fields.merging(["section": name]) { $1 }) }
  }
  outputs.append("\(track.name).report.json")
  if let folder = outputFolder, !isSameFolder(folder, track.folder, world) { outputs.append("\(track.name).song.lock") }
  return Plan(
    arrangement: piece.arrangement, means: Means(arrangement: piece.arrangement, library: knowledge.library), outputs: outputs,
    changes: changes(of: track, to: settings, own), hasOwnModels: !own.isEmpty)
}

/// Writes a plan as `NAME.plan.txt` or `NAME.plan.json`.
///
/// - Returns: the path, nil where it couldn't be written.
package func write(
  _ plan: Plan, of spec: String, asJSON: Bool, to folder: String, world: any World, sink: inout DiagnosticSink
) -> String? {
  let path = join(folder, "\(outputName(of: spec)).plan.\(asJSON ? "json" : "txt")")
  let text = asJSON ? plan.json.text : plan.text
  return replace([(path, Array(text.utf8))], world, &sink) ? path : nil
}
