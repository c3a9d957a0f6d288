// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// What stands in one voice of a measure as one symbol.
struct Piece {
  enum Content {
    case notes(NoteGroup)
    case rest
    /// A rest for the whole measure.
    case measureRest
    /// Time that nothing is printed for.
    case gap
  }

  /// From the start of the measure.
  let start: ScoreTime
  let length: ScoreTime
  let content: Content
  /// Whether the notes began before this piece.
  var isContinued = false
  /// Whether the notes go on after this piece.
  var continues = false
  var tuplet: Tuplet?
  var beams: [Beam] = []
  /// Whether each note prints its accidental.
  var accidentals: [Bool] = []
  /// Whether each small note before the notes does.
  var smallAccidentals: [Bool] = []

  var end: ScoreTime { start + length }

  /// The symbol; nil for whole measures and for what no symbol shows.
  var value: NoteValue? {
    if case .measureRest = content { return nil }
    return NoteValue(tuplet.map { length * Rational($0.actual, $0.normal) } ?? length)
  }

  var notes: [WrittenNote] {
    if case .notes(let group) = content { group.notes } else { [] }
  }

  /// The small notes before it, of the note among its notes that has some.
  var smallNotes: [Pitch] { isContinued ? [] : notes.lazy.map(\.smallNotes).first { !$0.isEmpty } ?? [] }
}

/// A voice of a measure: its pieces fill the measure.
struct VoiceLayout {
  /// 1 or 2.
  let staff: Int
  /// From 1, unique in the part.
  let voice: Int
  /// Whether it is the staff's first.
  let isFirst: Bool
  var pieces: [Piece]
}

/// A measure of a part.
struct MeasureLayout {
  let measure: Score.Measure
  let reading: Reading
  /// By staff, then voice; the first voice of each staff is always there.
  var voices: [VoiceLayout]
}

/// Lays out a part: every note in its measures as tied symbols, with rests, tuplets, beams and accidentals.
func layOut(_ part: Score.Part, of score: Score) -> [MeasureLayout] {
  let transposition = part.isPercussion ? .none : part.transposition
  let readings = score.measures.map { Reading($0.key, transposition) }
  let written = writtenNotes(of: part, in: score.measures, readings)
  let staves = part.clef == .grand ? 2 : 1
  let lines = (1...staves).map { staff in
    voiceLines(written.filter { min(max($0.note.staff, 1), staves) == staff })
  }
  // MuseScore and others number four voices a staff.
  let firstVoices = [1, max(4, lines[0].count) + 1]
  var measures = zip(score.measures, readings).map { MeasureLayout(measure: $0, reading: $1, voices: []) }
  for index in measures.indices {
    let grid = BeatGrid(measures[index].measure.meter, length: measures[index].measure.length)
    for staff in 0..<staves {
      for (line, groups) in (lines[staff].isEmpty ? [[]] : lines[staff]).enumerated() {
        let inside = groups.overlapping(measures[index].measure)
        guard line == 0 || !inside.isEmpty else { continue }
        let pieces = pieces(of: inside, in: measures[index].measure, grid, isFirst: line == 0)
        measures[index].voices.append(
          VoiceLayout(
            staff: staff + 1, voice: firstVoices[staff] + line, isFirst: line == 0, pieces: beamed(pieces, in: grid)))
      }
    }
    markAccidentals(in: &measures[index])
  }
  return measures
}

private func writtenNotes(
  of part: Score.Part, in measures: [Score.Measure], _ readings: [Reading]
) -> [WrittenNote] {
  var index = 0
  return part.notes.sorted { $0.onset < $1.onset }.map { note in
    while index + 1 < measures.count, measures[index + 1].start <= note.onset { index += 1 }
    if case .kit(let voice) = note.sound {
      var stroke = WrittenNote(note: note, pitch: nil)
      stroke.smallNotes = Array(repeating: part.kit[voice].display, count: note.ornament?.smallStrokes ?? 0)
      return stroke
    }
    guard case .pitch(let pitch) = note.sound, !readings.isEmpty else { return WrittenNote(note: note, pitch: nil) }
    let reading = readings[index]
    var written = WrittenNote(note: note, pitch: reading.written(pitch))
    guard let ornament = note.ornament else { return written }
    written.smallNotes = ornament.smallNotes.map(reading.written)
    if written.smallNotes.isEmpty {
      written.altered = ornament.pitches.compactMap { neighbour in
        let name = reading.written(neighbour.name)
        guard name.alter != reading.alter(ofStep: name.step) else { return nil }
        return SignAccidental(alter: name.alter, isAbove: neighbour.staffPosition > pitch.staffPosition)
      }
    }
    return written
  }
}

extension [NoteGroup] {
  /// The groups that sound in a measure; the receiver is in order and without overlap.
  fileprivate func overlapping(_ measure: Score.Measure) -> ArraySlice<NoteGroup> {
    let end = measure.start + measure.length
    let first = partitioned { $0.end > measure.start }
    let last = partitioned { $0.onset >= end }
    return self[first..<Swift.max(first, last)]
  }

  /// The index of the first group that the predicate holds for, where it holds for all after it.
  private func partitioned(_ predicate: (NoteGroup) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The pieces of a voice in a measure. The first voice rests where it is silent; the others leave gaps before their
/// first note and after their last.
private func pieces(
  of groups: ArraySlice<NoteGroup>, in measure: Score.Measure, _ grid: BeatGrid, isFirst: Bool
) -> [Piece] {
  guard let first = groups.first, let last = groups.last else {
    return [Piece(start: .zero, length: measure.length, content: .measureRest)]
  }
  var events: [(start: ScoreTime, end: ScoreTime, group: NoteGroup?)] = []
  var reached = ScoreTime.zero
  for group in groups {
    let start = max(group.onset - measure.start, .zero)
    if start > reached { events.append((reached, start, nil)) }
    reached = min(group.end - measure.start, measure.length)
    events.append((start, reached, group))
  }
  if reached < measure.length { events.append((reached, measure.length, nil)) }
  let tuplets = tuplets(for: events.dropFirst().map(\.start), in: grid)
  return events.flatMap { event in
    let isInside = event.start >= first.onset - measure.start && event.end <= last.end - measure.start
    return symbols(from: event.start, to: event.end, isRest: event.group == nil, grid, tuplets).map { symbol in
      let silence = isFirst || isInside || symbol.tuplet != nil ? Piece.Content.rest : .gap
      var piece = Piece(
        start: symbol.start, length: symbol.end - symbol.start, content: event.group.map { .notes($0) } ?? silence)
      piece.tuplet = symbol.tuplet
      if let group = event.group {
        piece.isContinued = measure.start + symbol.start > group.onset
        piece.continues = measure.start + symbol.end < group.end
      }
      return piece
    }
  }
}

/// Cuts a length at the ends of tuplets and splits each part by the beats there.
private func symbols(
  from start: ScoreTime, to end: ScoreTime, isRest: Bool, _ grid: BeatGrid, _ tuplets: [Tuplet]
) -> [(start: ScoreTime, end: ScoreTime, tuplet: Tuplet?)] {
  var result: [(start: ScoreTime, end: ScoreTime, tuplet: Tuplet?)] = []
  var reached = start
  func addPlain(to place: ScoreTime) {
    guard reached < place else { return }
    result += grid.split(from: reached, to: place, isRest: isRest).map { ($0.start, $0.end, nil) }
    reached = place
  }
  for tuplet in tuplets where tuplet.start < end && start < tuplet.end {
    addPlain(to: tuplet.start)
    let last = min(end, tuplet.end)
    result += tuplet.grid.split(from: tuplet.written(reached), to: tuplet.written(last), isRest: isRest).map {
      (tuplet.sounding($0.start), tuplet.sounding($0.end), tuplet)
    }
    reached = last
  }
  addPlain(to: end)
  return result
}
