// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongImport
internal import SongIR

/// What each part of a given score does, by its program, name, register and texture.
///
/// The tune is the part that is named or sung as one, else the one that is high and plays single notes. A bass is named
/// so, has a bass's program, or is a low line. Chords that are held are pads; a quick line in leaps is an arpeggio.
func givenRoles(of parts: [PlayedScore.Part]) -> [Role] {
  let textures = parts.map { Texture($0) }
  let pitched = parts.indices.filter { !parts[$0].isPercussion }
  let basses = pitched.count > 1 ? pitched.filter { textures[$0].isBass } : []
  let tunes = pitched.filter { !basses.contains($0) }
  let lead = (tunes.isEmpty ? pitched : tunes).reduce(nil as Int?) { best, next in
    best.map { textures[next].rank > textures[$0].rank ? next : $0 } ?? next
  }
  return parts.indices.map { index in
    if parts[index].isPercussion { return .drums }
    if index == lead { return .melody }
    if basses.contains(index) { return .bass }
    let texture = textures[index]
    if texture.isLine { return texture.isBroken ? .arpeggio : .counter }
    return texture.isHeld ? .pad : .chords
  }
}

/// How a part is made.
private struct Texture {
  let part: PlayedScore.Part
  private let meanKey: Int
  /// Whether few of its notes sound together; a player's legato overlaps a little.
  let isLine: Bool
  /// Notes a quarter while it plays, and semitones from one to the next, in tenths.
  private let density: Int
  private let meanLeap: Int
  private let meanDuration: Rational

  init(_ part: PlayedScore.Part) {
    self.part = part
    let notes = part.notes
    let count = max(1, notes.count)
    meanKey = notes.reduce(0) { $0 + $1.key } / count
    var crowded = 0
    var end = ScoreTime.zero
    var leaps = 0
    for (index, note) in notes.enumerated() {
      if index > 0, note.onset + note.duration / 2 < end { crowded += 1 }
      if index > 0 { leaps += abs(note.key - notes[index - 1].key) }
      end = max(end, note.end)
    }
    isLine = crowded * 5 <= notes.count
    meanLeap = 10 * leaps / count
    // In 960ths, since sums of exact fractions of what was played grow beyond all bounds.
    let sounding = notes.reduce(0) { $0 + Ticks($1.duration).value }
    meanDuration = Rational(sounding / count, Ticks.perQuarter)
    density = sounding == 0 ? 0 : 10 * notes.count * Ticks.perQuarter / sounding
  }

  var isBass: Bool {
    if part.program / 8 == bassFamily { return true }
    let name = part.name.lowercased()
    return name.contains("bass") && !name.contains("bassoon") || meanKey < lowMeanKey && isLine
  }

  /// Whether it goes up and down chords in quick notes.
  var isBroken: Bool { density >= 15 && meanLeap >= 30 }

  /// Whether its chords are held.
  var isHeld: Bool { meanDuration >= Rational(3, 2) || heldFamilies.contains(part.program / 8) }

  /// How much it is like a tune.
  var rank: Int {
    let name = part.name.lowercased()
    return meanKey + (isLine ? 40 : 0) + (part.notes.contains { $0.syllable != nil } ? 200 : 0)
      + (tuneWords.contains { name.contains($0) } ? 100 : 0) + (part.notes.count < 8 ? -100 : 0)
  }
}

private let tuneWords = ["melod", "lead", "vocal", "voice", "tune", "theme", "solo", "sing", "soprano"]
/// General MIDI programs in eights: basses; ensembles and pads.
private let bassFamily = 4
private let heldFamilies = [6, 11]
/// MIDI key below which the mean of a line is a bass's.
private let lowMeanKey = 50
