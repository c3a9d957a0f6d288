// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A piece as sequences of events; nothing is learned across the gaps between them.
struct TrainingPiece {
  /// Folder and id.
  let id: String
  /// Pieces of one group are trained on or tested together; nil = a group of its own.
  var group: String?
  var sequences: [[Event]]
}

/// The melody of a piece: `melody` or `voice`, with the key and, where there are any, the chords that sound.
func melodyPiece(_ song: CorpusSong, folder: String) -> TrainingPiece? {
  guard let notes = song.melody ?? song.voice, notes.count > 8 else { return nil }
  let grid = BarGrid(song, end: notes.map { $0[0] + $0[1] }.max() ?? 0)
  let keys = keys(of: song)
  guard !grid.bars.isEmpty, !keys.isEmpty else { return nil }
  let chords = chordSpans(song)
  var chordIndex = 0
  var events: [Event] = []
  for note in notes where note.count > 2 && note[1] > 0 {
    var event = placedEvent(onset: ticks(note[0], song.q), grid)
    event.duration = max(1, ticks(note[0] + note[1], song.q) - event.onset)
    event.pitch = note[2]
    event.setKey(keys)
    event.setChord(chords, &chordIndex)
    events.append(event)
  }
  markPhrases(&events, grid)
  return TrainingPiece(id: "\(folder)/\(song.id)", sequences: [events])
}

extension Event {
  /// The key in force.
  mutating func setKey(_ keys: [KeyEntry]) {
    let key = keys.last { $0.onset <= onset } ?? keys[0]
    tonic = key.tonic
    mode = key.mode
  }

  /// The chord that sounds, and the next one.
  ///
  /// - Parameter index: where the last event found its chord.
  mutating func setChord(_ chords: [ChordSpan], _ index: inout Int) {
    while index < chords.count, chords[index].end <= onset { index += 1 }
    guard index < chords.count, chords[index].start <= onset else { return }
    chordRoot = chords[index].root
    chordType = chords[index].type.rawValue
    untilNext = chords[index].end - onset
    let next = index + 1
    if next < chords.count, chords[next].start == chords[index].end { nextRoot = chords[next].root }
  }
}

/// The chords of a piece; equal neighbours are one, what has no name is left out.
func chordPiece(_ song: CorpusSong, folder: String, _ vocabulary: ChordVocabulary) -> TrainingPiece? {
  let keys = keys(of: song)
  guard !keys.isEmpty else { return nil }
  let spans = chordSpans(song).map { span in
    let key = keys.last { $0.onset <= span.start } ?? keys[0]
    let (degree, type) = vocabulary.reduced(degree: pitchClass(span.root - key.tonic), span.type, mode: key.mode)
    return ChordSpan(start: span.start, end: span.end, root: pitchClass(key.tonic + degree), type: type)
  }
  let grid = BarGrid(song, end: spans.last.map { $0.end * song.q / 24 } ?? 0)
  guard spans.count > 8, !grid.bars.isEmpty else { return nil }
  return chordPiece(id: "\(folder)/\(song.id)", spans, keys: keys, grid)
}

/// A chord that sounds from one tick to another.
struct ChordSpan {
  var start: Int
  var end: Int
  let root: Int
  let type: ChordType
}

/// As above, from chords that were found elsewhere.
func chordPiece(id: String, _ spans: [ChordSpan], keys: [KeyEntry], _ grid: BarGrid) -> TrainingPiece {
  var events: [Event] = []
  for span in spans {
    var event = placedEvent(onset: span.start, grid)
    event.setKey(keys)
    event.chordRoot = span.root
    event.chordType = span.type.rawValue
    event.duration = span.end - span.start
    if let last = events.last, last.chordRoot == event.chordRoot, last.chordType == event.chordType,
      last.onset + last.duration == event.onset
    {
      events[events.count - 1].duration += event.duration
    } else {
      events.append(event)
    }
  }
  markPhrases(&events, grid)
  return TrainingPiece(id: id, sequences: [events])
}

/// The chords of a piece that have a name, in ticks of 1/24 quarter.
func chordSpans(_ song: CorpusSong) -> [ChordSpan] {
  (song.chords ?? []).compactMap { chord in
    guard let (root, type) = readChordSymbol(chord.text) else { return nil }
    return ChordSpan(
      start: ticks(chord.onset, song.q), end: ticks(chord.onset + chord.duration, song.q), root: root, type: type)
  }
}

/// The keys of a piece; empty where it names none.
func keys(of song: CorpusSong) -> [KeyEntry] {
  if let fifths = song.keyFifths { return keysOfSignatures(song, fifths) }
  let names: [(onset: Int, name: String)] = song.tonic?.entries ?? song.key?.map { ($0.onset, $0.text) } ?? []
  return names.compactMap { entry in
    guard let (tonic, rest) = readNoteName(entry.name[...]) else { return nil }
    let mode: Int
    if rest.hasPrefix(":") {
      mode = utf8Equal(String(rest), ":min") ? 1 : 0
    } else if let word = song.mode {
      mode = utf8Equal(word, "min") ? 1 : 0
    } else {
      mode = modeByTonicChords(song.chords ?? [], tonic: tonic)
    }
    return KeyEntry(onset: ticks(entry.onset, song.q), tonic: tonic, mode: mode)
  }
}

private func keysOfSignatures(_ song: CorpusSong, _ fifths: [[Int]]) -> [KeyEntry] {
  let notes = (song.voice ?? []) + (song.pianoUpper ?? []) + (song.pianoLower ?? [])
  return fifths.enumerated().compactMap { index, entry in
    guard entry.count == 2 else { return nil }
    let end = index + 1 < fifths.count ? fifths[index + 1][0] : Int.max
    let key = keyOfSignature(fifths: entry[1], notes: notes.filter { $0[0] >= entry[0] && $0[0] < end })
    return KeyEntry(onset: ticks(entry[0], song.q), tonic: key.tonic, mode: key.mode)
  }
}

/// An event with the fields of its place.
func placedEvent(onset: Int, _ grid: BarGrid) -> Event {
  let bar = grid.bars[grid.index(at: onset)]
  return Event(
    onset: onset, barLength: bar.length, position: max(0, onset - bar.start + bar.missing), beatLength: bar.beatLength,
    phraseBar: bar.phraseBar, barsLeft: bar.barsLeft)
}

/// Marks the first and the last event of each section.
func markPhrases(_ events: inout [Event], _ grid: BarGrid) {
  for index in events.indices {
    let section = grid.bars[grid.index(at: events[index].onset)].section
    if index == 0 || section != grid.bars[grid.index(at: events[index - 1].onset)].section {
      events[index].phrase = 1
      if index > 0, events[index - 1].phrase == 0 { events[index - 1].phrase = -1 }
    }
  }
  if let last = events.indices.last, events[last].phrase == 0 { events[last].phrase = -1 }
}
