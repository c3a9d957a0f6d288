// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// What a build did, for programs: no time, date or path in it.
struct Report {
  let compilation: Compilation
  let master: MasterReport?
  /// The run's diagnostics; what is read and not obeyed is listed.
  let ignored: [Diagnostic]
  let library: Library

  var json: JSONValue {
    let settings = compilation.settings
    var object: [String: JSONValue] = [
      "songc": .string(Version.songc),
      "title": .string(settings.title),
      "style": .string(settings.style),
      "moods": .array(settings.moods.map { .string($0) }),
      "key": .string("\(settings.key)"),
      "time": .string("\(settings.meter)"),
      "duration": .object([
        "asked": settings.isDurationFree ? .null : .number(settings.duration.seconds, decimals: 6),
        "seconds": .number(compilation.performance.tempo.microseconds(at: compilation.performance.length).seconds, decimals: 6),
        "frames": .integer(Int(compilation.session.length.value)),
        "ticks": .integer(compilation.performance.length.value),
      ]),
      "tempo": .array(
        compilation.score.tempoMarks.map {
          .object([
            "at": .string("\($0.start)"), "bpm": .number($0.beatsPerMinute, decimals: 4), "fermata": .bool($0.isFermata),
          ])
        }),
      "sections": .array(compilation.arrangement.sections.map(section)),
      "parts": .array(zip(compilation.score.parts, settings.parts).map(part)),
      "ignored": .array(
        ignored.filter { $0.code == .notObeyedYet }.map {
          .object(["path": .string($0.path), "message": .string($0.message)])
        }),
    ]
    if let production = compilation.production {
      object["produced"] = .object([
        "from": .string(production.format), "performed": .bool(production.isPerformed),
        "notPlayed": .array(production.losses.map { .string($0) }),
      ])
    } else {
      object["intensity"] = .array(intensity)
      object["sync"] = SyncTable(arrangement: compilation.arrangement).json
    }
    if !settings.credits.all.isEmpty {
      object["credits"] = .array(
        settings.credits.all.map { .object(["role": .string($0.role), "name": .string($0.name)]) })
    }
    if !settings.credits.license.isEmpty { object["license"] = .string(settings.credits.license) }
    if let master { object["audio"] = compilation.session.isDraft ? draft(master) : audio(master) }
    return .object(object)
  }

  /// Asked against measured, measure by measure; loudness is that of the measure in the master, ungated.
  private var intensity: [JSONValue] {
    let measured = MeasuredIntensity.measures(of: compilation.arrangement, compilation.performance)
    return zip(compilation.arrangement.measures, measured).enumerated().map { index, entry in
      let (measure, figures) = entry
      func share(_ level: Int) -> JSONValue { .number(Double(level) / 1000, decimals: 3) }
      var object: [String: JSONValue] = [
        "bar": .integer(measure.number), "seconds": .number(figures.start, decimals: 3), "asked": share(measure.intensity),
        "parts": .integer(figures.parts), "onsets": .number(figures.onsets, decimals: 3),
      ]
      let split = [("momentum", measure.momentum), ("depth", measure.depth), ("power", measure.power)]
      for (name, level) in split where level != measure.intensity { object[name] = share(level) }
      if let master, master.rideLoudness.indices.contains(index) {
        object["loudness"] = .number(master.rideLoudness[index], decimals: 2)
        object["rideDB"] = .number(master.rideDB[index], decimals: 2)
      }
      return .object(object)
    }
  }

  private func section(_ section: Arrangement.Section) -> JSONValue {
    .object([
      "name": .string(section.name), "segment": .string(section.segment), "bar": .integer(section.first + 1),
      "bars": .integer(section.count), "seconds": .number(section.time.seconds, decimals: 6),
      "key": .string("\(section.key)"),
    ])
  }

  private func part(_ part: Score.Part, _ chosen: Settings.Part) -> JSONValue {
    let own = chosen.channel.sound
    let sound = own == nil ? library.instrument(chosen.instrument)?.sounds.first { $0.key == chosen.sound } : nil
    let font = compilation.session.tracks.first { $0.id == part.id }?.sound.fontPreset?.soundFont
    return .object([
      "muted": .bool(chosen.channel.isMuted),
      "id": .string(part.id), "role": .string(chosen.roleWord), "instrument": .string(part.instrument),
      "notes": .integer(part.notes.count), "sound": .string(chosen.sound),
      "soundfont": font.map { .string($0) } ?? .null,
      "licence": sound.map { .string($0.licence) } ?? .null,
    ])
  }

  /// What is known of a quick render: nobody should take it for a master.
  private func draft(_ master: MasterReport) -> JSONValue {
    .object([
      "draft": .bool(true), "loudness": .number(master.integratedLoudness, decimals: 3),
      "sampleRate": .integer(compilation.session.sampleRate),
    ])
  }

  private func audio(_ master: MasterReport) -> JSONValue {
    let session = compilation.session
    var plugins: [String] = []
    for effect in session.plugins where !plugins.contains(effect.uri) { plugins.append(effect.uri) }
    var object: [String: JSONValue] = [
      "loudness": .number(master.integratedLoudness, decimals: 3),
      "truePeak": .number(master.truePeak, decimals: 3),
      "loudnessRange": .number(master.loudnessRange, decimals: 2),
      "gainDB": .number(master.gainDB, decimals: 3),
      "limiterPasses": .integer(master.limiterPasses),
      "softClipped": .bool(master.softClipped),
      "sampleRate": .integer(session.sampleRate),
      "plugins": .array(plugins.sorted(by: utf8Precedes).map { .string($0) }),
      "channels": .array(
        (master.tracks + master.returns).map {
          .object([
            "id": .string($0.id), "peak": .number($0.peak, decimals: 2), "loudness": .number($0.loudness, decimals: 2),
          ])
        }),
    ]
    if !master.lossyFiles.isEmpty {
      object["lossyFiles"] = .array(
        master.lossyFiles.map {
          .object([
            "kind": .string($0.encoding), "gainDB": .number($0.gainDB, decimals: 3),
            "loudness": .number($0.loudness, decimals: 3), "truePeak": .number($0.truePeak, decimals: 3),
          ])
        })
    }
    return .object(object)
  }
}
