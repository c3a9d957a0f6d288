// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic
internal import SongSyntax

/// An imported song as a spec; what was lost stands in comments at its head.
///
/// - Parameter source: the file and its format, for the first line.
package func specText(_ song: ImportedSong, source: String) -> String {
  var lines = ["# \(comment("Imported from \(source)."))"]
  for (kind, title) in [(ImportRemark.Kind.lost, "Not in this spec:"), (.decided, "Decided on import:")] {
    let remarks = song.log.remarks.filter { $0.kind == kind }
    guard !remarks.isEmpty else { continue }
    lines.append("# \(title)")
    lines += remarks.map { "# - \(comment($0.text))" }
  }
  lines.append("song: 1")
  if let title = song.title, !title.isEmpty { lines.append("title: \(yamlScalar(title))") }
  if !song.credits.isEmpty {
    lines.append("credits: {\(song.credits.map { "\(yamlScalar($0.role)): \(yamlScalar($0.name))" }.joined(separator: ", "))}")
  }
  if let style = song.style { lines.append("style: \(style)") }
  if let key = song.key { lines.append("key: \(key)") }
  if let meter = song.meter { lines.append("time: \(meter)") }
  if let tempo = song.tempo, let meter = song.meter { lines.append("tempo: \(text(tempo, meter))") }
  if let ending = song.ending { lines.append("end: \(ending)") }
  lines.append("form: \(formText(song.form))")
  lines.append("sections:")
  for section in song.sections { lines += sectionLines(section, song) }
  if !song.parts.isEmpty {
    lines.append("parts:")
    for part in song.parts { lines += partLines(part, song) }
  }
  return lines.map { $0 + "\n" }.joined()
}

/// Text that stays on its line.
private func comment(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars.prefix(200) {
    out.unicodeScalars.append(isPrintable(scalar) ? scalar : " ")
  }
  return out
}

private func text(_ tempo: ImportedTempo, _ meter: Meter) -> String {
  let bpm = shortest(tempo.bpm.double, 3)
  guard let beat = tempo.beat, beat != meter.beatUnit else { return bpm }
  let share = beat / 4
  if share.numerator == 3, share.denominator % 2 == 0 { return "1/\(share.denominator / 2). = \(bpm)" }
  if share.numerator == 1 { return "1/\(share.denominator) = \(bpm)" }
  let own = tempo.bpm * beat / meter.beatUnit
  return shortest(own.double, 3)
}

/// `A x2 B`.
private func formText(_ names: [String]) -> String {
  var words: [String] = []
  var index = 0
  while index < names.count {
    var end = index
    while end < names.count, names[end] == names[index] { end += 1 }
    words.append(names[index] + (end - index > 1 ? " x\(end - index)" : ""))
    index = end
  }
  return words.joined(separator: " ")
}

private func sectionLines(_ section: ImportedSong.Section, _ song: ImportedSong) -> [String] {
  let key = section.key ?? song.key ?? Key(tonic: PitchName(fifths: 0), mode: .major)
  var lines = ["  \(section.name):"]
  lines += section.comments.map { "    # \(comment($0))" }
  lines.append("    bars: \(section.bars)")
  if section.meter != song.meter { lines.append("    time: \(section.meter)") }
  if let own = section.key, own != song.key { lines.append("    key: \(own)") }
  if let tempo = section.tempo, tempo != song.tempo || section.meter != song.meter && tempo.beat == nil {
    lines.append("    tempo: \(text(tempo, section.meter))")
  }
  if !section.chords.isEmpty { lines += block("chords", rows(of: section.chords), quoted: true) }
  if let melody = section.melody {
    lines.append("    melody:")
    lines += melodyLines(melody.notes, section, key, isABC: song.isABC, indent: "      ")
    if let words = lyricsText(melody.notes, bars: section.bars, meter: section.meter) { lines += block("lyrics", words) }
  }
  if !section.grids.isEmpty {
    lines.append("    parts:")
    lines += section.resting.map { "      \($0): rest" }
    for (part, rows) in section.grids {
      lines += ["      \(part):", "        pattern:"] + rows.map { "          \($0.voice): \"\($0.grid)\"" }
    }
  } else if !section.resting.isEmpty {
    lines.append("    parts: {\(section.resting.map { "\($0): rest" }.joined(separator: ", "))}")
  }
  return lines
}

/// Bars of chords, four to a line.
private func rows(of bars: [String]) -> [String] {
  stride(from: 0, to: bars.count, by: 4).map { start in
    let isLast = start + 4 >= bars.count
    return bars[start..<min(start + 4, bars.count)].joined(separator: " | ") + (isLast ? "" : " |")
  }
}

/// A key with text: on its line where that is short, else in a block.
private func block(_ key: String, _ rows: [String], quoted: Bool = false, indent: String = "    ") -> [String] {
  if rows.count == 1, rows[0].unicodeScalars.count < 80 {
    return ["\(indent)\(key): \(quoted && rows[0].contains("|") ? "\"\(rows[0])\"" : yamlScalar(rows[0]))"]
  }
  return ["\(indent)\(key): |"] + rows.map { "\(indent)  \($0)" }
}

private func melodyLines(
  _ notes: [NoteLine.Note], _ section: ImportedSong.Section, _ key: Key, isABC: Bool, indent: String
) -> [String] {
  if !isABC, let lily = lilyText(notes, bars: section.bars, meter: section.meter, key: key) {
    return block("lily", lily, indent: indent)
  }
  // Lengths that neither notation has were rounded before.
  let rows = abcText(notes, bars: section.bars, meter: section.meter, key: key)
    ?? abcText(notes.map { $0.rounded }, bars: section.bars, meter: section.meter, key: key) ?? []
  return ["\(indent)abc: |"] + rows.map { "\(indent)  \($0)" }
}

extension NoteLine.Note {
  /// On the grid that every notation of full notes can write.
  fileprivate var rounded: NoteLine.Note {
    var note = self
    note.onset = Rational((onset * 48).rounded, 48)
    note.duration = max(Rational(1, 48), Rational((end * 48).rounded, 48) - note.onset)
    return note
  }
}

private func partLines(_ part: ImportedSong.Part, _ song: ImportedSong) -> [String] {
  var lines = ["  \(part.name):", "    role: \(part.role)", "    instrument: \(part.instrument)"]
  if !part.pattern.isEmpty {
    lines.append("    pattern:")
    for row in part.pattern { lines.append("      \(row.voice): \"\(row.grid)\"") }
  }
  if !part.lines.isEmpty {
    lines.append("    given:")
    for (name, line) in part.lines {
      guard let section = song.sections.first(where: { $0.name == name }) else { continue }
      let key = section.key ?? song.key ?? Key(tonic: PitchName(fifths: 0), mode: .major)
      lines.append("      - where: \(name)")
      lines += melodyLines(line.notes, section, key, isABC: song.isABC, indent: "        ")
    }
  }
  return lines
}
