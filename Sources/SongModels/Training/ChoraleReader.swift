// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The chords of a four-part chorale, equal neighbours one.
func choralePiece(_ song: CorpusSong, folder: String) -> TrainingPiece? {
  guard let chorale = Chorale(song) else { return nil }
  let spans = chorale.chords
  guard spans.count > 8 else { return nil }
  var piece = chordPiece(id: "\(folder)/\(song.id)", spans, keys: chorale.keys, chorale.grid)
  piece.group = chorale.group
  chorale.markFermatas(&piece.sequences[0])
  return piece
}

/// One voice of a chorale beat by beat, under what is known before it: the soprano and the chords, then the bass, then
/// the alto, then the tenor.
func voicePiece(_ song: CorpusSong, folder: String, _ voice: ChoraleVoice) -> TrainingPiece? {
  guard let beats = choraleBeats(song) else { return nil }
  let events = beats.events.indices.map { index in
    var event = beats.events[index]
    voice.place(&event, under: beats.chords[index])
    event.pitch = beats.chords[index][voice.index]
    return event
  }
  return TrainingPiece(id: "\(folder)/\(song.id)", group: beats.group, sequences: [events])
}

/// The beats of a chorale on which all four voices sound: the soprano with key and chord, and the keys of all voices.
func choraleBeats(_ song: CorpusSong) -> (events: [Event], chords: [[Int]], group: String?)? {
  guard let chorale = Chorale(song) else { return nil }
  let spans = chorale.chords
  var events: [Event] = []
  var chords: [[Int]] = []
  var index = 0
  for beat in stride(from: 0, to: chorale.end, by: song.q) {
    let keys = chorale.voices.compactMap { voice in voice.last { $0[0] <= beat && beat < $0[0] + $0[1] }?[2] }
    guard keys.count == 4 else { continue }
    var event = placedEvent(onset: ticks(beat, song.q), chorale.grid)
    event.duration = Event.ticksPerQuarter
    event.setKey(chorale.keys)
    event.setChord(spans, &index)
    event.pitch = keys[0]
    events.append(event)
    chords.append(keys)
  }
  guard events.count > 8 else { return nil }
  chorale.markFermatas(&events)
  return (events, chords, chorale.group)
}

/// The voices that are written under a soprano, in this order.
package enum ChoraleVoice: Sendable, Hashable, CaseIterable {
  case bass, alto, tenor
}

/// Which tones of the event's chord the keys have: the bit of each, and the fifth bit for what isn't in the chord.
package func members(of event: Event, _ keys: [Int]) -> Int {
  guard event.chordRoot >= 0, let type = ChordType(rawValue: event.chordType) else { return 0 }
  return keys.reduce(0) { $0 | 1 << (type.pitchClasses.firstIndex(of: pitchClass($1 - event.chordRoot)) ?? 4) }
}

/// A four-part chorale.
private struct Chorale {
  let song: CorpusSong
  /// Soprano, alto, tenor, bass.
  let voices: [[[Int]]]
  let end: Int
  let keys: [KeyEntry]
  let grid: BarGrid

  init?(_ song: CorpusSong) {
    guard let mode = song.mode, utf8Equal(mode, "maj") || utf8Equal(mode, "min") else { return nil }
    voices = [song.soprano, song.alto, song.tenor, song.bass].compactMap { $0 }
    guard voices.count == 4, let end = song.end else { return nil }
    self.song = song
    self.end = end
    keys = SongModels.keys(of: song)
    grid = BarGrid(song, end: end)
    guard !keys.isEmpty, !grid.bars.isEmpty else { return nil }
  }

  /// Settings of one tune are tested together.
  var group: String? { song.tune.map { "tune \($0)" } }

  /// One a beat, read from the sounding notes by templates.
  ///
  /// A beat's notes weigh by how long they sound in it, those on the beat double; the chord whose tones cover most and
  /// miss least wins, and a beat that fits nothing well keeps the chord before.
  var chords: [ChordSpan] {
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
    return spans
  }

  /// What sounds under a fermata ends a phrase, what follows begins one; the bars up to it are counted.
  func markFermatas(_ events: inout [Event]) {
    let ends = (song.fermatas ?? []).map { ticks($0, song.q) }
    var isNew = true
    for index in events.indices {
      let event = events[index]
      let isEnd = ends.contains { event.onset <= $0 && $0 < event.onset + event.duration }
      events[index].phrase = isEnd ? -1 : isNew ? 1 : 0
      let next = ends.first { $0 >= event.onset } ?? event.onset
      events[index].barsLeft = (next - event.onset) / max(1, event.barLength)
      isNew = isEnd
    }
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
