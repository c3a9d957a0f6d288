// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Where the times of one piece lie in another.
struct Timeline {
  private enum Way {
    /// For each old bar the new one.
    case bars([Int?])
    /// All is so much later.
    case shift(ScoreTime)
  }

  private let way: Way
  let old: Piece
  let new: Piece
  /// New bars that stand for an old one.
  private let isKept: [Bool]

  private init(_ way: Way, _ old: Piece, _ new: Piece) {
    self.way = way
    self.old = old
    self.new = new
    var isKept = Array(repeating: true, count: new.bars.count)
    if case .bars(let map) = way {
      isKept = Array(repeating: false, count: new.bars.count)
      for bar in map { if let bar { isKept[bar] = true } }
    }
    self.isKept = isKept
  }

  static func bars(_ map: [Int?], _ old: Piece, _ new: Piece) -> Timeline { Timeline(.bars(map), old, new) }
  static func shift(_ by: ScoreTime, _ old: Piece, _ new: Piece) -> Timeline { Timeline(.shift(by), old, new) }

  /// By how much everything is later; nil where bars were aligned.
  var shift: ScoreTime? { if case .shift(let by) = way { by } else { nil } }

  /// Which bar each old bar became; nil where there is one shift for all.
  var barMap: [Int?]? { if case .bars(let map) = way { map } else { nil } }

  /// The old time in the new piece; nil in bars that went.
  func time(_ time: ScoreTime) -> ScoreTime? {
    switch way {
    case .shift(let by): return time + by
    case .bars(let map):
      let bar = old.bar(at: time)
      return map[bar].map { new.bars[$0].start + time - old.bars[bar].start }
    }
  }

  /// Whether a new time lies in a bar that stands for an old one.
  func keeps(_ time: ScoreTime) -> Bool { isKept[new.bar(at: time)] }

  /// Stretches of time that are in both pieces, in new time, with what is added to come from there to the old time.
  var stretches: [(from: ScoreTime, to: ScoreTime, toOld: ScoreTime)] {
    switch way {
    case .shift(let by):
      let from = max(ScoreTime.zero, by)
      let to = min(new.end, old.end + by)
      return from < to ? [(from, to, -by)] : []
    case .bars(let map):
      var result: [(from: ScoreTime, to: ScoreTime, toOld: ScoreTime)] = []
      for (bar, other) in map.enumerated() {
        guard let other else { continue }
        let from = new.bars[other].start
        let to = from + min(new.bars[other].length, old.bars[bar].length)
        let toOld = old.bars[bar].start - from
        if let last = result.last, last.to == from, last.toOld == toOld {
          result[result.count - 1].to = to
        } else {
          result.append((from, to, toOld))
        }
      }
      return result
    }
  }
}

/// The notes of a part in its bars, on the grid on which bars are compared.
///
/// - Parameter isStrict: whether a note belongs to the bar that it sounds in; else who comes early to a bar means that bar.
func barContents(of piece: Piece, parts: [Int], up: [Int], isStrict: Bool = false) -> [BarContent] {
  var contents = Array(repeating: Array(repeating: [Int](), count: parts.count), count: piece.bars.count)
  for (slot, part) in parts.enumerated() {
    for note in piece.parts[part].notes {
      let bar = bar(of: note, in: piece, isStrict: isStrict)
      let place = ((note.onset - piece.bars[bar].start) * Rational(BarContent.gridPerQuarter)).rounded
      contents[bar][slot].append(max(0, place) << 7 | min(127, max(0, note.key + up[slot])))
    }
  }
  return zip(contents, piece.bars).map { parts, bar in BarContent(parts: parts.map { $0.sorted() }, length: bar.length)
  }
}

/// The bar that a note belongs to.
private func bar(of note: Piece.Note, in piece: Piece, isStrict: Bool) -> Int {
  if isStrict { return piece.bar(at: note.onset) }
  return piece.bar(at: Rational((note.onset * Rational(BarContent.gridPerQuarter)).rounded, BarContent.gridPerQuarter))
}

/// How one piece's time lies in another's: bars aligned by what they hold, or everything shifted by one time, whichever
/// leaves fewer notes over.
///
/// - Parameter up: semitones by which the old part of each pair is put up before it is compared.
func timeline(_ old: Piece, _ new: Piece, _ pairs: [PartPair], up: [Int]) -> Timeline {
  let (aligned, left0) = alignment(old, new, pairs, up: up)
  guard let map = aligned.barMap else { return aligned }
  let total = pairs.reduce(0) { $0 + old.parts[$1.old].notes.count + new.parts[$1.new].notes.count }
  // Where most notes stand, nothing was shifted.
  let hasOtherBars = map.enumerated().contains { index, bar in
    bar.map { old.bars[index].length != new.bars[$0].length } ?? false
  }
  guard hasOtherBars || left0 * 3 > total else { return aligned }
  var best = (timeline: aligned, left: left0)
  for shift in shifts(old, new, pairs, up) {
    let other = Timeline.shift(shift, old, new)
    let left = leftovers(other, pairs, up)
    if left * 2 < best.left || hasOtherBars && shift == .zero && left <= best.left { best = (other, left) }
  }
  return best.timeline
}

/// Bars aligned by what they hold, and the notes that this leaves over.
private func alignment(_ old: Piece, _ new: Piece, _ pairs: [PartPair], up: [Int]) -> (Timeline, left: Int) {
  var best: (timeline: Timeline, left: Int)?
  // Of bars that players play, early notes may belong to either side of the line.
  for isStrict in old.isPlayed || new.isPlayed ? [false, true] : [true] {
    var classes = BarClasses()
    let left = barContents(of: old, parts: pairs.map(\.old), up: up, isStrict: isStrict).map { classes.number(of: $0) }
    let none = up.map { _ in 0 }
    let right = barContents(of: new, parts: pairs.map(\.new), up: none, isStrict: isStrict).map {
      classes.number(of: $0)
    }
    var map: [Int?] = Array(left.indices)
    if left != right {
      map = settled(
        alignBars(left, right, classes), Side(left, old, pairs.map(\.old), isStrict),
        Side(right, new, pairs.map(\.new), isStrict))
    }
    let aligned = Timeline.bars(map, old, new)
    let count = leftovers(aligned, pairs, up)
    if count < best?.left ?? .max { best = (aligned, count) }
    if count == 0 { break }
  }
  return (best!.timeline, best!.left)
}

/// Notes of paired parts that have no equal in the other piece, both pieces together; those of bars that came or went too.
private func leftovers(_ timeline: Timeline, _ pairs: [PartPair], _ up: [Int]) -> Int {
  pairs.enumerated().reduce(0) { sum, entry in
    let (index, pair) = entry
    let old = timeline.old.parts[pair.old].notes
    let all = timeline.new.parts[pair.new].notes
    let new = all.filter { timeline.keeps($0.onset) }
    let mapped = old.compactMap { note in timeline.time(note.onset).map { ($0, note.key + up[index]) } }.sorted {
      $0 < $1
    }
    var (i, j, same) = (0, 0, 0)
    while i < mapped.count, j < new.count {
      let theirs = (new[j].onset, new[j].key)
      if mapped[i] == theirs {
        same += 1
        i += 1
        j += 1
      } else if mapped[i] < theirs {
        i += 1
      } else {
        j += 1
      }
    }
    return sum + old.count + all.count - 2 * same
  }
}

/// Shifts of all parts that are worth a try: none, and what most of the phrases moved by.
private func shifts(_ old: Piece, _ new: Piece, _ pairs: [PartPair], _ up: [Int]) -> [ScoreTime] {
  var votes: [ScoreTime: Int] = [:]
  for (index, pair) in pairs.enumerated() {
    for vote in phraseVotes(old.parts[pair.old].notes, new.parts[pair.new].notes) where vote.move.semitones == up[index]
    {
      votes[vote.move.later, default: 0] += vote.count
    }
  }
  let others = votes.filter { $0.key != .zero }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
  return [.zero] + others.prefix(2).map(\.key)
}

/// What says where bars that came or went stand, where the bars around them hold the same notes.
private struct Side {
  /// The classes of the bars.
  let classes: [Int]
  /// What lengths and velocities the notes of each bar have.
  let details: [UInt64]
  /// The names of sections by the bars that they begin in.
  let marks: [Int: String]

  init(_ classes: [Int], _ piece: Piece, _ parts: [Int], _ isStrict: Bool) {
    self.classes = classes
    var texts = Array(repeating: "", count: piece.bars.count)
    for part in parts {
      for note in piece.parts[part].notes {
        let bar = bar(of: note, in: piece, isStrict: isStrict)
        texts[bar] += "\(note.key) \(note.onset - piece.bars[bar].start) \(note.duration) \(note.velocity ?? 0) "
      }
      for bar in texts.indices { texts[bar] += "|" }
    }
    details = texts.map { stableHash($0) }
    marks = Dictionary(piece.sections.map { (piece.bar(at: $0.start), $0.name) }) { first, _ in first }
  }
}

/// Runs of bars that came or went put where most of the bars that stand are the same in all details, then where most
/// sections keep their names, where the bars around them leave a choice; else as late as they can.
private func settled(_ map: [Int?], _ old: Side, _ new: Side) -> [Int?] {
  var map = map
  slide(&map, old, new)
  // The same from the other side.
  var inverse = [Int?](repeating: nil, count: new.classes.count)
  for (index, bar) in map.enumerated() { if let bar { inverse[bar] = index } }
  slide(&inverse, new, old)
  map = Array(repeating: nil, count: old.classes.count)
  for (index, bar) in inverse.enumerated() { if let bar { map[bar] = index } }
  return map
}

/// Slides each run of bars without a partner over equal bars.
private func slide(_ map: inout [Int?], _ own: Side, _ other: Side) {
  let classes = own.classes
  /// Whether a bar and its partner agree in all details, and in the section that begins there.
  func agreement(_ bar: Int, _ partner: Int) -> (details: Int, marks: Int) {
    let hasMark = own.marks[bar].flatMap { mark in other.marks[partner].map { utf8Equal(mark, $0) } } ?? false
    return (own.details[bar] == other.details[partner] ? 1 : 0, hasMark ? 1 : 0)
  }
  var end = map.count
  while end > 0 {
    guard map[end - 1] == nil else {
      end -= 1
      continue
    }
    var first = end - 1
    while first > 0, map[first - 1] == nil { first -= 1 }
    var last = end
    let start = first
    // As late as it goes, then back, and where the bars agree best there it stays.
    while last < map.count, let partner = map[last], classes[first] == classes[last] {
      map[first] = partner
      map[last] = nil
      (first, last) = (first + 1, last + 1)
    }
    var sum = (details: 0, marks: 0)
    var best = (sum: sum, first: first)
    while first > 0, let partner = map[first - 1], classes[first - 1] == classes[last - 1] {
      let (before, after) = (agreement(first - 1, partner), agreement(last - 1, partner))
      sum = (sum.details + after.details - before.details, sum.marks + after.marks - before.marks)
      map[last - 1] = partner
      map[first - 1] = nil
      (first, last) = (first - 1, last - 1)
      if sum > best.sum { best = (sum, first) }
    }
    while first < best.first, let partner = map[last] {
      map[first] = partner
      map[last] = nil
      (first, last) = (first + 1, last + 1)
    }
    end = min(start, best.first)
  }
}
