// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiff
internal import SongIR

/// A score as goldens hold it: one event a line, in the order of time, each with its bar and beat and its part.
///
/// Notes have their pitch, length (quarter notes), velocity as it is written, time and marks; a change of one is a change of
/// one line.
func goldenScoreText(_ score: Score) -> String {
  let piece = Piece(score)
  var lines: [(at: ScoreTime, text: String)] = []
  func add(_ at: ScoreTime, _ words: [String]) {
    lines.append((at, (["\(piece.place(of: at))"] + words).joined(separator: "  ")))
  }
  var last: Piece.Bar?
  for bar in piece.bars {
    if last?.meter != bar.meter { add(bar.start, ["time", "\(bar.meter)"]) }
    if let key = bar.key, last?.key != key { add(bar.start, ["key", "\(key)"]) }
    last = bar
  }
  for section in piece.sections { add(section.start, ["section", section.name]) }
  // Microseconds are dealt out so that stretches end exactly: what is the same but for that is one tempo.
  var shown = ""
  for tempo in piece.tempos {
    let text = fixed(60_000_000 / Double(tempo.microsecondsPerQuarter), 3)
    if text != shown { add(tempo.at, ["tempo", text]) }
    shown = text
  }
  for change in piece.chords { add(change.at, ["chord", change.chord.map { "\($0)" } ?? "none"]) }
  for part in piece.parts {
    for note in part.notes {
      let pitch =
        part.isPercussion ? part.drums[note.key] ?? "key \(note.key)" : note.pitch.map { "\($0)" } ?? "key \(note.key)"
      let time = score.tempo.microseconds(at: Ticks(note.onset))
      var words = [part.name, pitch, "\(note.duration)", note.velocity.map { "\($0)" } ?? "-", "\(time)"] + note.marks
      if let syllable = note.syllable { words.append(JSONValue.string(syllable).line) }
      add(note.onset, words)
    }
  }
  let sorted = lines.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
  var out = GoldenFormat.header("score")
  for part in piece.parts { out += "# \(part.name): \(part.instrument), \(part.notes.count) notes\n" }
  out += "# bar|beat  part  pitch  length  velocity  time\n"
  for line in sorted { out += line.element.text + "\n" }
  return out
}
