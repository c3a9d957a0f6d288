// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What differs between two pieces: bars are aligned first, by what they hold, then the notes in them.
///
/// - Complexity: bars times bars for the alignment, within a band where both pieces are long; notes by what differs.
package func compare(_ old: Piece, _ new: Piece) -> PieceDifference {
  let pairs = pairs(of: old, new)
  let up = pairs.map { transposition(old.parts[$0.old], new.parts[$0.new]) }
  let time = timeline(old, new, pairs, up: up)
  var result = PieceDifference()
  result.oldBars = old.bars.count
  result.newBars = new.bars.count
  result.oldSeconds = old.seconds(at: old.end)
  result.newSeconds = new.seconds(at: new.end)
  result.bars = barChanges(time, pairs)
  result.meters = changes(time, old.bars.map { "\($0.meter)" }, new.bars.map { "\($0.meter)" })
  if old.bars.contains(where: { $0.key != nil }), new.bars.contains(where: { $0.key != nil }) {
    let name = { (bar: Piece.Bar) in bar.key.map { "\($0)" } ?? "no key" }
    result.keys = changes(time, old.bars.map(name), new.bars.map(name))
  }
  result.signs = changes(time, old.bars.map(\.signs), new.bars.map(\.signs))
  result.sections = sectionChanges(time)
  result.tempos = tempoChanges(time)
  (result.chords, result.chordsUp) = chordChanges(time)
  for (index, part) in new.parts.enumerated() {
    let pair = pairs.first(where: { $0.new == index })
    var change = pair.map { difference(old.parts[$0.old], part, time) } ?? alone(part, isNew: true)
    change.oldIndex = pair?.old
    change.newIndex = index
    result.parts.append(change)
  }
  for (index, part) in old.parts.enumerated() where !pairs.contains(where: { $0.old == index }) {
    var change = alone(part, isNew: false)
    change.oldIndex = index
    result.parts.append(change)
  }
  return result
}

/// By how many semitones a part as a whole went up; 0 where it didn't.
private func transposition(_ old: Piece.Part, _ new: Piece.Part) -> Int {
  guard !old.isPercussion, old.notes != new.notes, let vote = phraseVotes(old.notes, new.notes).first else { return 0 }
  return vote.count * 2 > min(old.notes.count, new.notes.count) ? vote.move.semitones : 0
}

private func alone(_ part: Piece.Part, isNew: Bool) -> PartDifference {
  PartDifference(
    old: isNew ? nil : part.name, new: isNew ? part.name : nil, oldInstrument: part.instrument,
    newInstrument: part.instrument, oldCount: isNew ? 0 : part.notes.count, newCount: isNew ? part.notes.count : 0)
}

private func difference(_ old: Piece.Part, _ new: Piece.Part, _ time: Timeline) -> PartDifference {
  var result = PartDifference(
    old: old.name, new: new.name, oldInstrument: old.instrument, newInstrument: new.instrument,
    oldCount: old.notes.count,
    newCount: new.notes.count)
  let matching = NoteMatching(old, new, time)
  result.groups = matching.groups
  func place(_ note: Piece.Note, _ part: Piece.Part, _ piece: Piece) -> NotePlace {
    piece.notePlace(note, in: part)
  }
  for (i, j) in matching.pairs {
    let (mine, theirs) = (old.notes[i], new.notes[j])
    let move = matching.moveOf[i] ?? Move.none
    let kinds = kinds(mine, theirs, time, move)
    if kinds.isEmpty, move == .none { continue }
    let there = place(theirs, new, time.new)
    let here = place(mine, old, time.old)
    if kinds.isEmpty {
      let alike: [NoteChange.Kind] = (move.later == .zero ? [] : [.moved]) + (move.semitones == 0 ? [] : [.repitched])
      result.grouped.append(NoteChange(kinds: alike, old: here, new: there, bar: there.bar))
    } else {
      result.notes.append(NoteChange(kinds: kinds, old: here, new: there, bar: there.bar))
    }
  }
  for i in matching.removed {
    let note = old.notes[i]
    let bar = time.new.bar(at: time.time(note.onset) ?? .zero) + 1
    result.notes.append(NoteChange(kinds: [.removed], old: place(note, old, time.old), new: nil, bar: bar))
  }
  for j in matching.added {
    let there = place(new.notes[j], new, time.new)
    result.notes.append(NoteChange(kinds: [.added], old: nil, new: there, bar: there.bar))
  }
  func onset(_ change: NoteChange) -> ScoreTime {
    change.new?.note.onset ?? change.old.flatMap { time.time($0.note.onset) } ?? .zero
  }
  result.notes = result.notes.map { (onset($0), $0) }.sorted { first, second in
    if first.0 != second.0 { return first.0 < second.0 }
    return (first.1.new ?? first.1.old)!.note.key < (second.1.new ?? second.1.old)!.note.key
  }.map(\.1)
  return result
}

/// What became of a note that stands, beside the move that it made with others.
private func kinds(_ old: Piece.Note, _ new: Piece.Note, _ time: Timeline, _ move: Move) -> [NoteChange.Kind] {
  var kinds: [NoteChange.Kind] = []
  let later = new.onset - (time.time(old.onset) ?? new.onset) - move.later
  if later != .zero {
    let isHuman = time.new.isPlayed && time.old.isPlayed && magnitude(later) <= ScoreTime(1, 8)
    kinds.append(isHuman ? .timed : .moved)
  }
  let isTransposed = move.semitones != 0
  if new.key != old.key + move.semitones { kinds.append(.repitched) }
  if new.duration != old.duration { kinds.append(new.duration > old.duration ? .lengthened : .shortened) }
  if let before = old.velocity, let after = new.velocity, before != after {
    kinds.append(after > before ? .louder : .softer)
  }
  if !isTransposed, new.key == old.key, let before = old.pitch, let after = new.pitch, before != after {
    kinds.append(.respelled)
  }
  if old.marks != new.marks { kinds.append(.marked) }
  if old.syllable != new.syllable { kinds.append(.sung) }
  return kinds
}

/// `G4`, `snare`, `key 38`.
func name(of note: Piece.Note, in part: Piece.Part) -> String {
  if part.isPercussion { return part.drums[note.key] ?? "key \(note.key)" }
  if let pitch = note.pitch { return "\(pitch)" }
  let names = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
  return names[note.key % 12] + "\(note.key / 12 - 1)"
}
