// SPDX-License-Identifier: Apache-2.0
internal import SongBase

extension Performance {
  /// One note a line: tick, length in ticks, key, velocity.
  package func dump() -> String {
    var out = DumpText()
    out.line(0, "performance", quoted(title), "length=\(length.value)", "\(tempo.microseconds(at: length))")
    for event in tempo.events { out.line(1, "tempo", "\(event.at.value)", "\(event.microsecondsPerQuarter)us") }
    for change in meters { out.line(1, "time", "\(change.at.value)", "\(change.meter)") }
    for change in keys { out.line(1, "key", "\(change.at.value)", "\(change.key)") }
    for marker in markers { out.line(1, "marker", "\(marker.at.value)", quoted(marker.text)) }
    for part in parts {
      out.line(0, "part", part.id, part.instrument, part.isPercussion ? "percussion" : "program=\(part.program)", "\(part.notes.count) notes")
      for control in part.controls { out.line(1, "control", "\(control.at.value)", "\(control.controller)", "\(control.value)") }
      for bend in part.bends { out.line(1, "bend", "\(bend.at.value)", "\(bend.value)") }
      for note in part.notes {
        out.line(1, "\(note.onset.value)", "len=\(note.duration.value)", "key=\(note.key)", "vel=\(note.velocity)")
      }
    }
    return out.text
  }
}
