// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The chords of a four-part chorale, one a beat, read from the sounding notes by templates.
///
/// A beat's notes weigh by how long they sound in it, those on the beat double; the chord whose tones cover most and
/// miss least wins, and a beat that fits nothing well keeps the chord before.
func choralePiece(_ song: CorpusSong, folder: String) -> TrainingPiece? {
  guard let mode = song.mode, utf8Equal(mode, "maj") || utf8Equal(mode, "min") else { return nil }
  let voices = [song.soprano, song.alto, song.tenor, song.bass].compactMap { $0 }
  guard voices.count == 4, let end = song.end else { return nil }
  let keys = keys(of: song)
  let grid = BarGrid(song, end: end)
  guard !keys.isEmpty, !grid.bars.isEmpty else { return nil }
  var spans: [ChordSpan] = []
  var places = [Int](repeating: 0, count: 4)
  for beat in stride(from: 0, to: end, by: song.q) {
    var weights = [Int](repeating: 0, count: 12)
    var bass = -1
    for (voice, notes) in voices.enumerated() {
      while places[voice] < notes.count, notes[places[voice]][0] + notes[places[voice]][1] <= beat {
        places[voice] += 1
      }
      for note in notes[places[voice]...] {
        guard note[0] < beat + song.q else { break }
        let length = min(note[0] + note[1], beat + song.q) - max(note[0], beat)
        weights[pitchClass(note[2])] += 24 * length / song.q * (note[0] <= beat ? 2 : 1)
        if voice == 3, note[0] <= beat { bass = pitchClass(note[2]) }
      }
    }
    let start = ticks(beat, song.q)
    let stop = ticks(beat + song.q, song.q)
    if let (root, type) = bestChord(weights, bass: bass) {
      spans.append(ChordSpan(start: start, end: stop, root: root, type: type))
    } else if let last = spans.last, last.end == start {
      spans[spans.count - 1].end = stop
    }
  }
  guard spans.count > 8 else { return nil }
  var piece = chordPiece(id: "\(folder)/\(song.id)", spans, keys: keys, grid)
  markFermatas(&piece, song)
  return piece
}

/// Chords under a fermata end a phrase, the next ones begin one.
private func markFermatas(_ piece: inout TrainingPiece, _ song: CorpusSong) {
  let ends = (song.fermatas ?? []).map { ticks($0, song.q) }
  var isNew = true
  for index in piece.sequences[0].indices {
    let event = piece.sequences[0][index]
    let isEnd = ends.contains { event.onset <= $0 && $0 < event.onset + event.duration }
    piece.sequences[0][index].phrase = isEnd ? -1 : isNew ? 1 : 0
    isNew = isEnd
  }
}

private let templates: [ChordType] = [
  .major, .minor, .dominant7, .minor7, .major7, .diminished, .halfDiminished, .diminished7, .sus4, .augmented,
]

/// The chord that fits the weights of the pitch classes best; nil where even that fits badly.
private func bestChord(_ weights: [Int], bass: Int) -> (root: Int, type: ChordType)? {
  let total = weights.reduce(0, +)
  guard total > 0 else { return nil }
  var best: (score: Int, root: Int, type: ChordType)?
  for type in templates {
    for root in 0..<12 {
      var inside = 0
      var missing = 0
      for (place, step) in type.pitchClasses.enumerated() {
        let weight = weights[(root + step) % 12]
        inside += weight
        if weight == 0 { missing += place == 2 ? 1 : 3 }
      }
      // In hundredths of the whole: notes outside count double, a missing root or third 24, a seventh or a rare type a
      // little.
      let size = type.pitchClasses.count
      var score = 100 * (inside - 2 * (total - inside)) / total - 8 * missing - (size > 3 ? 6 : 0)
      if type == .sus4 || type == .augmented || type == .diminished7 { score -= 6 }
      if bass == root { score += 10 }
      if best.map({ score > $0.score }) ?? true { best = (score, root, type) }
    }
  }
  guard let best, best.score >= 20 else { return nil }
  return (best.root, best.type)
}
