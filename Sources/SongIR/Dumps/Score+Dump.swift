// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension Score {
  /// One note a line: bar|beat, length in quarters, pitch, what is written on it, where it came from.
  package func dump() -> String {
    var out = DumpText()
    out.line(0, "score", quoted(title), "\(measures.count) bars")
    for mark in tempoMarks {
      out.line(1, "tempo", "at=\(mark.start)", "\(fixed(mark.beatsPerMinute, 3))", "beat=\(mark.beatUnit)", mark.isFermata ? "fermata" : "")
    }
    for mark in sections { out.line(1, "section", mark.name, "at=\(mark.start)") }
    for symbol in chords {
      out.line(1, "chord", place(symbol.onset), symbol.chord.map { "\($0)" } ?? "N.C.", "len=\(symbol.duration)")
    }
    for part in parts {
      out.line(0, "part", part.id, part.instrument, "\(part.notes.count) notes")
      for mark in part.dynamics { out.line(1, "dynamic", place(mark.onset), mark.mark.rawValue) }
      for note in part.notes {
        let sound: String = switch note.sound {
        case .pitch(let pitch): "\(pitch)"
        case .kit(let index): part.kit[index].name
        }
        let origin = origins.indices.contains(note.origin) ? "\(origins[note.origin].segment)" : ""
        out.line(
          1, place(note.onset), sound, "len=\(note.duration)", note.articulations.map(\.rawValue).joined(separator: ","),
          note.emphasis == 0 ? "" : "emph=\(note.emphasis)", note.ornament?.text ?? "",
          note.lyric.map { quoted($0.text + ($0.continues ? "-" : "")) } ?? "", origin.isEmpty ? "" : "<\(origin)>")
      }
    }
    return out.text
  }

  /// `bar|beat`, both from 1; the beat counts the meter's denominator.
  private func place(_ time: ScoreTime) -> String {
    var low = 0
    var high = measures.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if measures[middle].start <= time { low = middle } else { high = middle }
    }
    guard !measures.isEmpty else { return "?" }
    let beat = (time - measures[low].start) * Rational(measures[low].meter.denominator, 4) + 1
    return "\(measures[low].number)|\(beat)"
  }
}
