// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Fits finished parts to those who play them: chords to hands and strings, strokes to hands and feet, lines to breath.
///
/// Notes are drawn without regard to the instrument; here they lose what nobody can play on it. What the spec gives stays
/// as it is; `reportUnplayable` says where it can't be played.
struct Players {
  let arrangement: Arrangement
  let library: Library

  func fit(_ part: inout Score.Part, _ number: Int) {
    guard let instrument = library.instrument(part.instrument), !part.notes.isEmpty else { return }
    let given = given(arrangement.settings.parts[number])
    func isGiven(_ note: Score.Note) -> Bool { given.contains { $0.contains(note.onset) } }
    part.notes.sort { ($0.onset, order($0.sound)) < ($1.onset, order($1.sound)) }
    if part.isPercussion {
      part.notes = DrumLimbs(kit: part.kit, players: instrument.technique.players).played(part.notes, isGiven: isGiven)
      return
    }
    Hands(instrument: instrument).fit(&part.notes, isGiven: isGiven)
    if let limit = instrument.technique.breath {
      Breath(limit: limit, arrangement: arrangement).fit(&part.notes, isGiven: isGiven)
    }
  }

  /// Where the spec gives a part its notes: lines, and patterns that it writes out.
  private func given(_ part: Settings.Part) -> [Range<ScoreTime>] {
    let lines = arrangement.given.filter { $0.part == part.id && !$0.notes.isEmpty }.map { line in
      let start = arrangement.measures[arrangement.sections[line.section].first].start
      return start + line.from..<start + max(line.from, line.to, line.notes.map(\.end).max() ?? line.to)
    }
    let patterns = arrangement.sections.filter { part.written(in: $0.name) != nil }.map { section in
      let last = arrangement.measures[section.first + section.count - 1]
      return arrangement.measures[section.first].start..<last.start + last.length
    }
    return lines + patterns
  }

  private func order(_ sound: Score.Sound) -> Int {
    switch sound {
    case .pitch(let pitch): pitch.key
    case .kit(let voice): voice
    }
  }
}
