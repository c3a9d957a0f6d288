// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The bars of a piece's melody as patterns; nil for a bar off the sixteenth grid or of a meter without patterns.
struct PieceRhythm {
  let id: String
  let bars: [(pattern: BarPattern?, event: Event)]
}

/// Reads the rhythm of a melody from its first bar with a note to its last.
func pieceRhythm(_ song: CorpusSong, folder: String, meters: [String]) -> PieceRhythm? {
  guard let piece = melodyPiece(song, folder: folder), let notes = piece.sequences.first else { return nil }
  return pieceRhythm(song, id: piece.id, notes.map { ($0.onset, $0.duration) }, meters: meters) { _, _ in 0 }
}

/// Reads the rhythm of what accompanies, in the range of chords: each moment in which something is struck.
///
/// A bar's `given` counts its chords in two bits, then how busy the tune is in two more.
func compingRhythm(_ song: CorpusSong, folder: String) -> PieceRhythm? {
  guard let piano = song.piano else { return nil }
  var strikes: [(onset: Int, duration: Int)] = []
  for note in piano where note[2] >= compingLow {
    let onset = ticks(note[0], song.q)
    let duration = max(1, ticks(note[0] + note[1], song.q) - onset)
    // A chord's tones begin within a tick or two of one another.
    if let last = strikes.last, onset - last.onset <= 2 {
      strikes[strikes.count - 1].duration = max(last.duration, duration)
    } else {
      strikes.append((onset, duration))
    }
  }
  // A strike ends what sounded before.
  for index in strikes.indices.dropLast() {
    strikes[index].duration = min(strikes[index].duration, strikes[index + 1].onset - strikes[index].onset)
  }
  let chords = chordSpans(song)
  let tune = (song.melody ?? []).map { ticks($0[0], song.q) }
  return pieceRhythm(song, id: "\(folder)/\(song.id)", strikes, meters: ["4/4", "3/4", "6/8", "2/4"]) { start, end in
    let changes = chords.count { $0.start >= start && $0.start < end }
    let notes = tune.count { $0 >= start && $0 < end }
    return min(3, changes) | (notes == 0 ? 0 : notes <= 3 ? 1 : notes <= 7 ? 2 : 3) << 2
  }
}

/// The lowest MIDI key of comping; below is the bass.
let compingLow = 50

private func pieceRhythm(
  _ song: CorpusSong, id: String, _ notes: [(onset: Int, duration: Int)], meters: [String],
  given: (_ start: Int, _ end: Int) -> Int
) -> PieceRhythm? {
  guard notes.count > 8 else { return nil }
  let end = notes.map { $0.onset + $0.duration }.max() ?? 0
  let grid = BarGrid(song, end: end * song.q / 24 + 1)
  guard !grid.bars.isEmpty else { return nil }
  var result: [(pattern: BarPattern?, event: Event)] = []
  let first = grid.index(at: notes[0].onset)
  let last = grid.index(at: notes[notes.count - 1].onset)
  var next = 0
  for index in first...last {
    let bar = grid.bars[index]
    let begins = index == first || grid.bars[index - 1].section != bar.section
    let ends = index == last || grid.bars[index + 1].section != bar.section
    let event = Event(
      onset: bar.start, duration: bar.length, barLength: bar.length, beatLength: bar.beatLength,
      phraseBar: bar.phraseBar, phrase: begins ? 1 : ends ? -1 : 0, barsLeft: bar.barsLeft,
      given: given(bar.start, bar.start + bar.length))
    while next < notes.count, notes[next].onset + notes[next].duration <= bar.start { next += 1 }
    let isUsed = meters.contains { utf8Equal($0, bar.meter) } && bar.missing == 0
    result.append((isUsed ? barPattern(bar, notes[next...]) : nil, event))
  }
  return PieceRhythm(id: id, bars: result)
}

/// The patterns that three pieces at least have, sorted, and the pieces in terms of them.
func rhythmPieces(_ rhythms: [PieceRhythm], minimumPieces: Int) -> (pieces: [TrainingPiece], patterns: [BarPattern]) {
  var owners: [BarPattern: (piece: Int, count: Int)] = [:]
  for (piece, rhythm) in rhythms.enumerated() {
    for case (let pattern?, _) in rhythm.bars where owners[pattern]?.piece != piece {
      owners[pattern] = (piece, (owners[pattern]?.count ?? 0) + 1)
    }
  }
  let patterns = owners.filter { $0.value.count >= minimumPieces }.map(\.key).sorted { left, right in
    utf8Equal(left.meter, right.meter)
      ? utf8Precedes(left.steps, right.steps) : utf8Precedes(left.meter, right.meter)
  }
  var numbers: [BarPattern: Int] = [:]
  for (number, pattern) in patterns.enumerated() { numbers[pattern] = number }
  let pieces = rhythms.map { rhythm in
    var sequences: [[Event]] = [[]]
    for (pattern, event) in rhythm.bars {
      if let number = pattern.flatMap({ numbers[$0] }) {
        var event = event
        event.symbol = number
        sequences[sequences.count - 1].append(event)
      } else if !sequences[sequences.count - 1].isEmpty {
        sequences.append([])
      }
    }
    return TrainingPiece(id: rhythm.id, sequences: sequences.filter { !$0.isEmpty })
  }
  return (pieces.filter { !$0.sequences.isEmpty }, patterns)
}

/// The pattern of a bar; nil where an onset is more than one tick (1/24 quarter) off the sixteenths or two share one.
private func barPattern(_ bar: BarGrid.Bar, _ notes: ArraySlice<(onset: Int, duration: Int)>) -> BarPattern? {
  guard let sixteenths = BarPattern.sixteenths(inBarOf: bar.meter) else { return nil }
  var steps = [UInt8](repeating: UInt8(ascii: "."), count: sixteenths)
  for note in notes {
    let onset = note.onset - bar.start
    guard onset < bar.length else { break }
    let start = (onset + 3) / 6
    let end = max(start + 1, (onset + note.duration + 3) / 6)
    let begins = onset >= -1
    if begins {
      guard abs(onset - start * 6) <= 1 else { return nil }
      guard start < sixteenths else { continue }
      guard steps[start] != UInt8(ascii: "x") else { return nil }
      steps[start] = UInt8(ascii: "x")
    }
    let held = begins ? start + 1 : 0
    for step in held..<max(held, min(end, sixteenths)) { steps[step] = UInt8(ascii: "-") }
  }
  return BarPattern(meter: bar.meter, steps: String(decoding: steps, as: UTF8.self))
}
