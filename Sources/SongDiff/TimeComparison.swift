// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

// MARK: Bars

/// Bars that came, went or changed places, or the shift of everything.
func barChanges(_ time: Timeline, _ pairs: [PartPair]) -> [PieceDifference.BarChange] {
  guard let map = time.barMap else {
    guard let by = time.shift, by != .zero else { return [] }
    return [
      .init(kind: .shifted, old: 1...time.old.bars.count, new: 1...time.new.bars.count, by: by)
    ]
  }
  var isKept = Array(repeating: false, count: time.new.bars.count)
  for bar in map { if let bar { isKept[bar] = true } }
  let gone = runs(map.map { $0 == nil })
  var come = runs(isKept.map { !$0 })
  let up = pairs.map { _ in 0 }
  let left = barContents(of: time.old, parts: pairs.map(\.old), up: up)
  let right = barContents(of: time.new, parts: pairs.map(\.new), up: up)
  var result: [PieceDifference.BarChange] = []
  for run in gone {
    let content = left[run]
    if !content.allSatisfy(\.isEmpty), let other = come.firstIndex(where: { right[$0] == content }) {
      result.append(
        .init(kind: .moved, old: numbers(run), new: numbers(come[other]), sections: sections(of: time.old, in: run)))
      come.remove(at: other)
    } else {
      result.append(.init(kind: .removed, old: numbers(run), new: nil, sections: sections(of: time.old, in: run)))
    }
  }
  for run in come {
    var change = PieceDifference.BarChange(
      kind: .inserted, old: nil, new: numbers(run), sections: sections(of: time.new, in: run))
    let content = right[run]
    if !content.allSatisfy(\.isEmpty), time.new.bars.count > run.count {
      // The nearest bars that are the same, those before first.
      let starts = (0...time.new.bars.count - run.count).filter { start in
        (start + run.count <= run.lowerBound || start >= run.upperBound) && right[start..<start + run.count] == content
      }
      if let start = starts.min(by: { abs($0 - run.lowerBound) < abs($1 - run.lowerBound) }) {
        change.repeats = numbers(start..<start + run.count)
      }
    }
    result.append(change)
  }
  return result
}

private func numbers(_ run: Range<Int>) -> ClosedRange<Int> { run.lowerBound + 1...run.upperBound }

/// Runs of true.
func runs(_ flags: [Bool]) -> [Range<Int>] {
  var result: [Range<Int>] = []
  for (index, flag) in flags.enumerated() where flag {
    if let last = result.last, last.upperBound == index {
      result[result.count - 1] = last.lowerBound..<index + 1
    } else {
      result.append(index..<index + 1)
    }
  }
  return result
}

/// The sections that some bars are, as a whole; none where they cut one.
private func sections(of piece: Piece, in run: Range<Int>) -> [String] {
  let starts = piece.sections.map { piece.bar(at: $0.start) }
  guard starts.contains(run.lowerBound), starts.contains(run.upperBound) || run.upperBound == piece.bars.count else {
    return []
  }
  return zip(piece.sections, starts).filter { run.contains($0.1) }.map(\.0.name)
}

// MARK: What holds in bars

/// Where a value of bars changed, those that follow each other as one.
func changes(_ time: Timeline, _ old: [String], _ new: [String]) -> [PieceDifference.ValueChange] {
  var result: [PieceDifference.ValueChange] = []
  for (bar, before) in counterparts(time).enumerated() {
    guard let before, !utf8Equal(old[before], new[bar]) else { continue }
    if let last = result.last, last.bars.upperBound == bar, utf8Equal(last.old, old[before]),
      utf8Equal(last.new, new[bar])
    {
      result[result.count - 1].bars = last.bars.lowerBound...bar + 1
    } else {
      result.append(.init(old: old[before], new: new[bar], bars: bar + 1...bar + 1))
    }
  }
  return result
}

/// For each new bar the old one; nil where it came.
private func counterparts(_ time: Timeline) -> [Int?] {
  var result = [Int?](repeating: nil, count: time.new.bars.count)
  if let map = time.barMap {
    for (bar, other) in map.enumerated() { if let other { result[other] = bar } }
    return result
  }
  let by = time.shift ?? .zero
  for (bar, measure) in time.new.bars.enumerated() {
    let start = measure.start - by
    if start >= .zero, start < time.old.end { result[bar] = time.old.bar(at: start) }
  }
  return result
}

// MARK: Sections

func sectionChanges(_ time: Timeline) -> [PieceDifference.SectionChange] {
  var result: [PieceDifference.SectionChange] = []
  var old = time.old.sections.map { (section: $0, at: time.time($0.start)) }
  for section in time.new.sections {
    let bar = time.new.bar(at: section.start) + 1
    if let same = old.firstIndex(where: { $0.at == section.start && utf8Equal($0.section.name, section.name) }) {
      old.remove(at: same)
    } else if let other = old.firstIndex(where: { $0.at == section.start }) {
      let before = old.remove(at: other).section
      result.append(
        .init(
          kind: .renamed, old: before.name, new: section.name, oldBar: time.old.bar(at: before.start) + 1, newBar: bar))
    } else {
      result.append(.init(kind: .added, old: nil, new: section.name, oldBar: nil, newBar: bar))
    }
  }
  for (section, _) in old {
    let bar = time.old.bar(at: section.start) + 1
    if let other = result.firstIndex(where: { $0.kind == .added && utf8Equal($0.new!, section.name) }) {
      let new = result[other]
      result[other] = .init(kind: .moved, old: section.name, new: section.name, oldBar: bar, newBar: new.newBar)
    } else {
      result.append(.init(kind: .removed, old: section.name, new: nil, oldBar: bar, newBar: nil))
    }
  }
  return result
}

// MARK: Tempo

/// Where the tempo differs by more than a ten-thousandth; what changes alike in one stretch is one change.
///
/// Rounding to microseconds in MIDI files and to two decimals in scores leaves less.
func tempoChanges(_ time: Timeline) -> [PieceDifference.TempoChange] {
  var result: [PieceDifference.TempoChange] = []
  for (from, to, toOld) in time.stretches {
    var cuts = time.new.tempos.map(\.at) + time.old.tempos.map { $0.at - toOld }
    cuts = [from] + cuts.filter { $0 > from && $0 < to }.sorted() + [to]
    for (start, end) in zip(cuts, cuts.dropFirst()) where start < end {
      let new = microseconds(time.new.tempos, start)
      let old = microseconds(time.old.tempos, start + toOld)
      guard abs(new - old) * 10_000 > old else { continue }
      let change = PieceDifference.TempoChange(
        old: 60_000_000 / Double(old), new: 60_000_000 / Double(new), start: start, end: end,
        bars: bars(start, end, time.new))
      if let last = result.last, last.end == start, isNear(last.old, change.old), isNear(last.new, change.new) {
        result[result.count - 1].end = end
        result[result.count - 1].bars = bars(last.start, end, time.new)
      } else {
        result.append(change)
      }
    }
  }
  return result
}

private func isNear(_ first: Double, _ second: Double) -> Bool { (first - second).magnitude * 10_000 <= first }

private func microseconds(_ tempos: [Piece.Tempo], _ time: ScoreTime) -> Int {
  tempos[tempos.last(notAfter: time, by: \.at)].microsecondsPerQuarter
}

private func bars(_ from: ScoreTime, _ to: ScoreTime, _ piece: Piece) -> ClosedRange<Int> {
  let first = piece.bar(at: from)
  let last = piece.bar(at: to)
  return first + 1...max(first + 1, piece.bars[last].start == to ? last : last + 1)
}

// MARK: Chords

/// Bars whose chords differ, as `C | G` a bar, and by how many semitones all of them went up, if they did alike.
///
/// Chords count only where both pieces have them.
func chordChanges(_ time: Timeline) -> (changes: [PieceDifference.ValueChange], up: Int?) {
  let (old, new) = (time.old, time.new)
  guard !old.chords.isEmpty, !new.chords.isEmpty else { return ([], nil) }
  let left = chordBars(old)
  let right = chordBars(new)
  var result: [PieceDifference.ValueChange] = []
  var ups: [Int?] = []
  for (bar, before) in counterparts(time).enumerated() {
    guard let before else { continue }
    // With bars of another length, what lies at a time counts, and not what lies in a bar.
    guard left[before] != right[bar], time.barMap != nil || !isSame(old, new, bar, time) else { continue }
    ups.append(semitones(left[before], right[bar]))
    let (mine, theirs) = (text(left[before], old.bars[before].start), text(right[bar], new.bars[bar].start))
    result.append(.init(old: mine, new: theirs, bars: bar + 1...bar + 1))
  }
  if let first = ups.first, let up = first, up != 0, ups.count > 1, ups.allSatisfy({ $0 == up }) { return (result, up) }
  return (result, nil)
}

/// The chords that sound in each bar, by their place in it; the one that is held from before first.
private func chordBars(_ piece: Piece) -> [[Piece.ChordChange]] {
  var result: [[Piece.ChordChange]] = []
  var next = 0
  var held: Chord??
  for bar in piece.bars {
    var chords: [Piece.ChordChange] = []
    if let held { chords.append(.init(at: .zero, chord: held)) }
    while next < piece.chords.count, piece.chords[next].at < bar.end {
      let at = max(.zero, piece.chords[next].at - bar.start)
      if chords.last?.at == at { chords.removeLast() }
      if chords.isEmpty || chords.last!.chord != piece.chords[next].chord {
        chords.append(.init(at: at, chord: piece.chords[next].chord))
      }
      held = .some(piece.chords[next].chord)
      next += 1
    }
    result.append(chords)
  }
  return result
}

/// Whether the chords that sound in a new bar are those of the same time in the old piece.
private func isSame(_ old: Piece, _ new: Piece, _ bar: Int, _ time: Timeline) -> Bool {
  let by = time.shift ?? .zero
  let (from, to) = (new.bars[bar].start, new.bars[bar].end)
  func sounding(_ piece: Piece, _ by: ScoreTime) -> [Piece.ChordChange] {
    let moved = piece.chords.map { Piece.ChordChange(at: $0.at + by, chord: $0.chord) }
    let held = moved.last { $0.at <= from }.map { [Piece.ChordChange(at: from, chord: $0.chord)] } ?? []
    return held + moved.filter { $0.at > from && $0.at < to }
  }
  return sounding(old, by) == sounding(new, .zero)
}

private func semitones(_ old: [Piece.ChordChange], _ new: [Piece.ChordChange]) -> Int? {
  guard old.count == new.count, !old.isEmpty else { return nil }
  var up: Int?
  for (mine, theirs) in zip(old, new) {
    guard mine.at == theirs.at, (mine.chord == nil) == (theirs.chord == nil) else { return nil }
    guard let first = mine.chord, let second = theirs.chord else { continue }
    var own = (second.root.pitchClass - first.root.pitchClass + 12) % 12
    if own > 6 { own -= 12 }
    let bass = second.lowest.pitchClass - first.lowest.pitchClass - own
    guard first.quality == second.quality, bass % 12 == 0, up == nil || up == own else { return nil }
    up = own
  }
  return up
}

/// `C | G/B`, with the beat in front where it isn't plain: places in quarter notes from the bar line, from 1.
private func text(_ chords: [Piece.ChordChange], _ start: ScoreTime) -> String {
  if chords.isEmpty { return "none" }
  return chords.map { change in
    let name = change.chord.map { "\($0)" } ?? "N.C."
    return change.at == .zero ? name : "\(name)@\(shortest(change.at.double + 1, 3))"
  }.joined(separator: " ")
}
