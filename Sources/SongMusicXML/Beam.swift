// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What one beam of a note does; the names are MusicXML's.
enum Beam: String {
  case begin, `continue`, end
  case forwardHook = "forward hook"
  case backwardHook = "backward hook"
}

/// The pieces of a voice with their beams: notes with flags that follow one another within a beat.
func beamed(_ pieces: [Piece], in grid: BeatGrid) -> [Piece] {
  var result = pieces
  for span in beamSpans(of: pieces, in: grid) {
    var run: [Int] = []
    for index in pieces.indices where span.start <= pieces[index].start && pieces[index].start < span.end {
      let flags = pieces[index].notes.isEmpty ? 0 : pieces[index].value?.flags ?? 0
      if flags == 0 || run.last.map({ pieces[$0].tuplet != pieces[index].tuplet }) ?? false {
        beam(run, of: &result)
        run = []
      }
      if flags > 0 { run.append(index) }
    }
    beam(run, of: &result)
  }
  return result
}

/// The stretches that beams don't leave: beats, pairs of beats in one half that hold plain eighths alone, and in beats
/// of more than a quarter that hold shorter notes than eighths their halves.
private func beamSpans(of pieces: [Piece], in grid: BeatGrid) -> [(start: ScoreTime, end: ScoreTime)] {
  func inside(_ start: ScoreTime, _ end: ScoreTime) -> [Piece] { pieces.filter { start <= $0.start && $0.start < end } }
  var spans: [(start: ScoreTime, end: ScoreTime)] = []
  var index = 0
  while index < grid.beats.count {
    let beat = grid.beats[index]
    if grid.isSimple, grid.beats.count.isMultiple(of: 2), index.isMultiple(of: 2), beat.length == 1,
      index + 1 < grid.beats.count, grid.beats[index + 1].start != grid.middle,
      inside(beat.start, grid.beats[index + 1].end).allSatisfy(\.isPlainEighth)
    {
      spans.append((beat.start, grid.beats[index + 1].end))
      index += 2
      continue
    }
    if grid.isSimple, beat.length > 1, inside(beat.start, beat.end).contains(where: { $0.value?.flags ?? 0 > 1 }) {
      spans += [(beat.start, beat.start + beat.unit), (beat.start + beat.unit, beat.end)]
    } else {
      spans.append((beat.start, beat.end))
    }
    index += 1
  }
  return spans
}

extension Piece {
  fileprivate var isPlainEighth: Bool { !notes.isEmpty && tuplet == nil && length == Rational(1, 2) }
}

private func beam(_ run: [Int], of pieces: inout [Piece]) {
  guard run.count > 1 else { return }
  let flags = run.map { pieces[$0].value?.flags ?? 0 }
  for place in run.indices {
    pieces[run[place]].beams = (1...flags[place]).map { level in
      let before = place > 0 && flags[place - 1] >= level
      let after = place + 1 < run.count && flags[place + 1] >= level
      switch (before, after) {
      case (true, true): return .continue
      case (true, false): return .end
      case (false, true): return .begin
      case (false, false):
        // The hook points to the dotted note that it completes, or else into the group.
        let followsDot = place > 0 && pieces[run[place - 1]].value?.dots == 1
        return place + 1 == run.count || followsDot ? .backwardHook : .forwardHook
      }
    }
  }
}
