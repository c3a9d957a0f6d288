// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A part under a tune: a second voice, or a bass.
///
/// Where notes overlap, the highest of a second voice and the lowest of a bass counts.
func partPiece(_ song: CorpusSong, folder: String, _ notes: [[Int]]?, isBass: Bool) -> TrainingPiece? {
  guard let notes, let last = notes.last else { return nil }
  let grid = BarGrid(song, end: last[0] + last[1])
  let keys = keys(of: song)
  guard !grid.bars.isEmpty, !keys.isEmpty else { return nil }
  let chords = chordSpans(song)
  let tune = song.melody ?? []
  let drums = DrumHits(song)
  var chordIndex = 0
  var tuneIndex = 0
  var events: [Event] = []
  for note in notes where note[1] > 0 {
    let onset = ticks(note[0], song.q)
    let duration = max(1, ticks(note[0] + note[1], song.q) - onset)
    if let last = events.last, onset < last.onset + 2 {
      let wins = isBass ? note[2] < last.pitch : note[2] > last.pitch
      if wins { events[events.count - 1].pitch = note[2] }
      continue
    }
    var event = placedEvent(onset: onset, grid)
    event.duration = duration
    event.pitch = note[2]
    event.setKey(keys)
    event.setChord(chords, &chordIndex)
    event.setTune(tune, at: note[0], &tuneIndex)
    event.given = drums.bits(at: onset)
    events.append(event)
  }
  guard events.count > 8 else { return nil }
  markPhrases(&events, grid)
  return TrainingPiece(id: "\(folder)/\(song.id)", sequences: [events])
}

/// The rhythm of a bass, sixteenth by sixteenth: 0 rest, 1 held, 2 begins.
///
/// `given` has a bit for a chord that begins, then one for the kick and one for the snare.
func bassRhythmPiece(_ song: CorpusSong, folder: String) -> TrainingPiece? {
  guard let notes = song.bassPart, notes.count > 8, let last = notes.last else { return nil }
  let grid = BarGrid(song, end: last[0] + last[1])
  guard !grid.bars.isEmpty else { return nil }
  let chordStarts = Set(chordSpans(song).map { sixteenths($0.start) })
  let drums = DrumHits(song)
  let end = notes.map { sixteenths(ticks($0[0] + $0[1], song.q)) }.max() ?? 0
  var steps = [UInt8](repeating: 0, count: max(0, end) + 1)
  for note in notes where note[1] > 0 {
    let start = max(0, sixteenths(ticks(note[0], song.q)))
    let stop = max(start + 1, sixteenths(ticks(note[0] + note[1], song.q)))
    for step in start..<min(stop, steps.count) where steps[step] < 2 { steps[step] = step == start ? 2 : 1 }
  }
  var events: [Event] = []
  var chordIndex = 0
  let chords = chordSpans(song)
  for step in steps.indices.dropLast() {
    var event = placedEvent(onset: step * sixteenth, grid)
    guard event.position % sixteenth == 0 else { continue }
    event.duration = sixteenth
    event.slot = min(slotCount - 1, event.position / sixteenth)
    event.setChord(chords, &chordIndex)
    event.given = (chordStarts.contains(step) ? 1 : 0) | drums.bits(at: event.onset) << 1
    event.symbol = Int(steps[step])
    events.append(event)
  }
  guard events.count > 64 else { return nil }
  return TrainingPiece(id: "\(folder)/\(song.id)", sequences: [events])
}

/// The voicings of what accompanies: moments with three tones or more over a known chord.
func voicingPiece(_ song: CorpusSong, folder: String) -> TrainingPiece? {
  guard let piano = song.piano, let last = piano.last else { return nil }
  let grid = BarGrid(song, end: last[0] + last[1])
  let keys = keys(of: song)
  guard !grid.bars.isEmpty, !keys.isEmpty else { return nil }
  let chords = chordSpans(song)
  let tune = song.melody ?? []
  var chordIndex = 0
  var tuneIndex = 0
  var events: [Event] = []
  var index = 0
  while index < piano.count {
    let onset = piano[index][0]
    var struck: [Int] = []
    var duration = 1
    while index < piano.count, piano[index][0] - onset <= 2 * song.q / 24 {
      if piano[index][2] >= compingLow { struck.append(piano[index][2]) }
      duration = max(duration, ticks(piano[index][1], song.q))
      index += 1
    }
    var event = placedEvent(onset: ticks(onset, song.q), grid)
    event.duration = duration
    event.setKey(keys)
    event.setChord(chords, &chordIndex)
    guard struck.count >= 3, event.chordRoot >= 0, let voicing = Voicing(keys: struck, root: event.chordRoot) else { continue }
    event.setTune(tune, at: onset, &tuneIndex)
    event.symbol = voicing.code
    events.append(event)
  }
  guard events.count > 8 else { return nil }
  markPhrases(&events, grid)
  return TrainingPiece(id: "\(folder)/\(song.id)", sequences: [events])
}

extension Event {
  /// The tune's key that sounds at a time of the song's own.
  ///
  /// - Parameter index: where the last event found its note.
  fileprivate mutating func setTune(_ tune: [[Int]], at time: Int, _ index: inout Int) {
    while index < tune.count, tune[index][0] + tune[index][1] <= time { index += 1 }
    if index < tune.count, tune[index][0] <= time { upper = tune[index][2] }
  }
}

/// The nearest sixteenth of a time in ticks.
private func sixteenths(_ ticks: Int) -> Int { (ticks + sixteenth / 2) / sixteenth }

/// Where kick and snare strike in a song that has drums.
private struct DrumHits {
  private var steps: [Int: Int] = [:]

  init(_ song: CorpusSong) {
    for hit in song.hits ?? [] {
      guard let voice = DrumVoice(key: hit[1]) else { continue }
      let bit = voice == .kick ? 1 : voice == .snare ? 2 : 0
      steps[sixteenths(ticks(hit[0], song.q)), default: 0] |= bit
    }
  }

  /// The kick's bit and the snare's.
  func bits(at onset: Int) -> Int { steps[sixteenths(onset)] ?? 0 }
}
