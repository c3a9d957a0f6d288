// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
package import SongIR
internal import SongMusic

/// Plays the score: exact times become ticks with the player's deviations, dynamics become velocities.
///
/// The rules of the style's palette shape each part; what they lean off the grid adds up to nothing in each measure.
/// No note begins before 0 or ends after the piece; notes of one key never overlap. With every amount of `humanize` at 0
/// onsets and lengths are those of the score.
package func perform(_ score: Score, settings: Settings, in context: inout Context) -> Performance {
  let seed = context.seed.child("perform")
  let shape = MeasureShape.all(of: score)
  var playings = score.parts.map { part in
    PartPlaying(part, score, settings, seed: seed, shape: shape, notes: played(part, score))
  }
  for index in playings.indices {
    for rule in PerformanceRule.shaping { rule.apply(&playings[index]) }
  }
  centreLeaning(&playings)
  let parts = playings.map { playing in
    var playing = playing
    for rule in PerformanceRule.playing { rule.apply(&playing) }
    return performedPart(playing)
  }
  var performance = Performance(
    title: score.title, length: Ticks(score.end), tempo: score.tempo, meters: meters(score), keys: keys(score),
    markers: markers(score), parts: parts,
    powers: score.measures.map { .init(at: Ticks($0.start), power: $0.power) })
  performance.sections = score.sections.map { Ticks($0.start) }
  performance.silences = score.syncs.filter { $0.hit == .stop }.map { .init(from: Ticks($0.start), to: Ticks($0.end)) }
  performance.voices = score.voices
  performance.credits = score.credits
  return performance
}

/// Takes from the notes of each measure what all of them lean by on average, so that the band keeps to the grid.
///
/// No note leans by more than `farthestMS` before that.
private func centreLeaning(_ playings: inout [PartPlaying]) {
  var sums: [(milliseconds: Double, notes: Int)] = Array(repeating: (0, 0), count: playings.first?.score.measures.count ?? 0)
  for part in playings.indices {
    for index in playings[part].notes.indices {
      let lean = min(max(playings[part].notes[index].leanMS, -farthestMS), farthestMS)
      playings[part].notes[index].leanMS = lean
      sums[playings[part].notes[index].index].milliseconds += lean
      sums[playings[part].notes[index].index].notes += 1
    }
  }
  for part in playings.indices {
    for index in playings[part].notes.indices {
      let sum = sums[playings[part].notes[index].index]
      playings[part].notes[index].leanMS -= sum.milliseconds / Double(sum.notes)
    }
  }
}

/// Displacements of 15 to 25 ms in a simple beat are rated worse than none.
/// - Source: Frühauf, Kopiez & Platz (2013), "Music on the timing grid", Musicae Scientiae 17(2).
private let farthestMS = 25.0

/// A marker for each section and each sync point; a point that is called as the section that begins there stands once.
private func markers(_ score: Score) -> [Performance.Marker] {
  let sections = score.sections.map { (at: Ticks($0.start), text: $0.name, rank: 0) }
  let syncs = score.syncs.map { (at: Ticks($0.start), text: $0.name, rank: 1) }
  var result: [Performance.Marker] = []
  for mark in (sections + syncs).enumerated().sorted(by: {
    ($0.element.at, $0.element.rank, $0.offset) < ($1.element.at, $1.element.rank, $1.offset)
  }).map(\.element) {
    if result.contains(where: { $0.at == mark.at && $0.text == mark.text }) { continue }
    result.append(.init(at: mark.at, text: mark.text))
  }
  return result
}

/// The notes with their measures and written velocities.
private func played(_ part: Score.Part, _ score: Score) -> [PlayedNote] {
  var measure = 0
  return part.notes.map { note in
    while measure + 1 < score.measures.count, score.measures[measure + 1].start <= note.onset { measure += 1 }
    let level = part.levels.isEmpty ? 80 : part.levels[measure]
    return PlayedNote(note: note, measure: score.measures[measure], index: measure, velocity: Double(level + note.emphasis))
  }
}

/// Rounds once to ticks and keeps the notes of one key apart.
private func performedPart(_ playing: PartPlaying) -> Performance.Part {
  let part = playing.part
  let end = Ticks(playing.score.end)
  var notes: [Performance.Note] = []
  var moved: [MovedTone] = []
  var swelled: [(written: Ticks, tone: SwelledTone)] = []
  for played in playing.notes {
    let key: Int
    switch played.note.sound {
    case .pitch(let pitch): key = pitch.key
    case .kit(let index): key = part.kit[index].key
    }
    guard (0...127).contains(key) else { continue }
    let tempo = playing.score.tempo.microsecondsPerQuarter(at: Ticks(played.note.onset))
    let onset = playing.onset(of: played)
    let duration = Ticks(min(max(1, playing.sounding(played, from: onset)), end.value - onset.value))
    let velocity = min(max(1, Int(played.velocity.rounded())), 127)
    var note = Performance.Note(
      onset: onset, duration: duration, key: key, velocity: velocity, origin: played.note.origin)
    note.lyric = played.note.lyric
    if !played.pitch.isLevel {
      moved.append(.init(onset: onset, end: note.end, motion: played.pitch, microsecondsPerQuarter: tempo))
    }
    if let swell = played.swell { add(swell, of: note, tempo, to: &swelled, written: Ticks(played.note.onset)) }
    func ticks(_ microseconds: Int) -> Int { Rational(microseconds * Ticks.perQuarter, tempo).rounded }
    switch (played.note.ornament, played.note.sound) {
    case (let ornament?, .pitch(let pitch)):
      add(figure(of: ornament, on: pitch, length: duration.value, ticks: ticks), of: note, to: &notes)
    case (let ornament?, .kit):
      notes += smallStrokes(of: ornament, before: note, last: notes.last { $0.key == key }?.onset, ticks: ticks) + [note]
    case (nil, _): notes.append(note)
    }
  }
  notes.sort { ($0.onset, $0.key) < ($1.onset, $1.key) }
  var result = Performance.Part(
    id: part.id, name: part.name, instrument: part.instrument, program: part.program, isPercussion: part.isPercussion,
    notes: separated(notes), controls: [])
  result.bends = bends(of: moved, among: result.notes, until: end)
  result.controls = swells(of: swelled.map(\.tone), among: result.notes, until: end)
  return result
}

extension PartPlaying {
  /// Where a note begins, in the piece.
  fileprivate func onset(of played: PlayedNote) -> Ticks {
    let grid = Ticks(played.note.onset)
    let shift = Rational(played.shift * Ticks.perQuarter, score.tempo.microsecondsPerQuarter(at: grid)).rounded
    return Ticks(min(max(0, grid.value + shift), Ticks(score.end).value - 1))
  }

  /// Ticks that a note sounds: its share of what is written, or until the note that it is slurred into has begun.
  fileprivate func sounding(_ played: PlayedNote, from onset: Ticks) -> Int {
    if let slur = played.slur {
      let tempo = score.tempo.microsecondsPerQuarter(at: Ticks(played.note.onset))
      return self.onset(of: notes[slur.next]).value + ticks(of: slur.overlap, at: tempo) - onset.value
    }
    let written = Ticks(played.note.end).value - Ticks(played.note.onset).value
    return played.length == 1 ? written : Int((Double(written) * played.length).rounded())
  }
}

/// Adds a swell; the notes of a chord have one together, from the first to begin to the last to end.
private func add(
  _ swell: Swell, of note: Performance.Note, _ tempo: Int, to tones: inout [(written: Ticks, tone: SwelledTone)], written: Ticks
) {
  if let last = tones.indices.last, tones[last].written == written {
    tones[last].tone.onset = min(tones[last].tone.onset, note.onset)
    tones[last].tone.end = max(tones[last].tone.end, note.end)
  } else {
    tones.append((written, .init(onset: note.onset, end: note.end, swell: swell, microsecondsPerQuarter: tempo)))
  }
}

/// Adds the tones that a note is played as; what sounds when small notes begin before it, ends there.
private func add(_ tones: [FigureTone], of note: Performance.Note, to notes: inout [Performance.Note]) {
  let first = max(0, note.onset.value + (tones.first?.onset ?? 0))
  for index in notes.indices where notes[index].onset.value < first && notes[index].end.value > first {
    notes[index].duration = Ticks(first - notes[index].onset.value)
  }
  var lyric = note.lyric
  for tone in tones where note.onset.value + tone.onset >= 0 && (0...127).contains(tone.pitch.key) {
    let velocity = tone.isLight ? max(1, note.velocity - lightness) : note.velocity
    var played = Performance.Note(
      onset: Ticks(note.onset.value + tone.onset), duration: Ticks(tone.duration), key: tone.pitch.key, velocity: velocity,
      origin: note.origin)
    if tone.onset >= 0 {
      played.lyric = lyric
      lyric = nil
    }
    notes.append(played)
  }
}

/// Velocity steps by which quick small notes are lighter: half of a dynamic mark.
private let lightness = 8

/// Shortens a note that would still sound when its key is struck again; of two at one tick the stronger stays.
private func separated(_ notes: [Performance.Note]) -> [Performance.Note] {
  var result: [Performance.Note] = []
  var last = [Int](repeating: -1, count: 128)
  for note in notes {
    let before = last[note.key]
    if before >= 0, result[before].end > note.onset {
      if result[before].onset == note.onset {
        result[before].velocity = max(result[before].velocity, note.velocity)
        result[before].duration = max(result[before].duration, note.duration)
        continue
      }
      result[before].duration = note.onset - result[before].onset
    }
    last[note.key] = result.count
    result.append(note)
  }
  return result
}

private func meters(_ score: Score) -> [Performance.MeterChange] {
  var changes: [Performance.MeterChange] = []
  for measure in score.measures where changes.last?.meter != measure.meter {
    changes.append(.init(at: Ticks(measure.start), meter: measure.meter))
  }
  return changes
}

private func keys(_ score: Score) -> [Performance.KeyChange] {
  var changes: [Performance.KeyChange] = []
  for measure in score.measures where changes.last?.key != measure.key {
    changes.append(.init(at: Ticks(measure.start), key: measure.key))
  }
  return changes
}
