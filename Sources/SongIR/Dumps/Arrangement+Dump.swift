// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension Arrangement {
  /// Sections, tempo, and for each measure its intensity and what each part does: `.` silent, `-` thin, `#` full, `F` fill.
  package func dump() -> String {
    var out = DumpText()
    out.line(0, "arrangement", "\(measures.count) bars", "\(settings.duration)")
    for event in tempo.events { out.line(1, "tempo", "\(event.at.value)", "\(event.microsecondsPerQuarter)us") }
    for section in sections {
      out.line(
        1, "section", section.name, "bars=\(section.first + 1)..\(section.first + section.count)", "at=\(section.time)",
        "segment=\(section.segment)", section.function, section.cadence.rawValue, quoted("\(section.key)"))
    }
    for sync in syncs {
      out.line(
        1, "sync", quoted(sync.name), quoted(sync.hit.word), "asked=\(sync.asked)", "placed=\(sync.placed)", "at=\(sync.at)",
        quoted(sync.means), sync.isMet ? "" : "missed")
    }
    for voice in voices {
      out.line(
        1, "voice", "\(voice.from)..\(voice.to)", "\(fixed(voice.duckDB, 1))dB",
        voice.leaveHz.map { "leave=\(hertz($0))" } ?? "")
    }
    for measure in measures {
      out.line(
        1, "bar", "\(measure.number)", "at=\(measure.start)", "\(measure.meter)", sections[measure.section].name,
        percent(measure.intensity), split(measure), measure.isRing ? "ring" : "")
    }
    for given in given {
      out.line(
        1, "given", given.part, sections[given.section].name, "at=\(given.from)..\(given.to)", "notes=\(given.notes.count)",
        given.pitches.isEmpty ? "" : "pitches=\(given.pitches.count)",
        given.contour.isEmpty ? "" : "contour=\(quoted(given.contour.map(\.text).joined(separator: " ")))")
    }
    let width = parts.map(\.settings.id.count).max() ?? 0
    for part in parts {
      out.line(
        1, part.settings.id.leftAligned(width), String(part.activity.map(sign)),
        (part.presence ?? []).map { "\($0.from)..\($0.to)" }.joined(separator: " "))
    }
    return out.text
  }

  /// The three levels where they aren't the intensity.
  private func split(_ measure: Measure) -> String {
    let levels = [("momentum", measure.momentum), ("depth", measure.depth), ("power", measure.power)]
    return levels.filter { $0.1 != measure.intensity }.map { "\($0.0)=\(percent($0.1))" }.joined(separator: " ")
  }

  private func sign(_ activity: Activity) -> Character {
    switch activity {
    case .silent: "."
    case .thin: "-"
    case .full: "#"
    case .fill: "F"
    }
  }
}
