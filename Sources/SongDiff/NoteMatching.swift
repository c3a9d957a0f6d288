// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The notes of one part against those of another: which is which.
///
/// Notes that stand are found first, then what many notes did alike, and last the cheapest pairs among what is left.
struct NoteMatching {
  /// An old note with its time in the new piece.
  struct Mapped {
    let index: Int
    let onset: ScoreTime
    let key: Int
  }

  /// Pairs of indices of notes.
  private(set) var pairs: [(old: Int, new: Int)] = []
  private(set) var removed: [Int] = []
  private(set) var added: [Int] = []
  private(set) var groups: [PartDifference.GroupChange] = []
  /// The move of each old note that went with others.
  private(set) var moveOf: [Int: Move] = [:]

  private let old: [Piece.Note]
  private let new: [Piece.Note]
  private let timeline: Timeline
  private let isPercussion: Bool

  init(_ old: Piece.Part, _ new: Piece.Part, _ timeline: Timeline) {
    self.old = old.notes
    self.new = new.notes
    self.timeline = timeline
    isPercussion = new.isPercussion
    var mine: [Mapped] = []
    for (index, note) in old.notes.enumerated() {
      guard let onset = timeline.time(note.onset) else { continue }
      mine.append(Mapped(index: index, onset: onset, key: note.key))
    }
    mine.sort { ($0.onset, $0.key, $0.index) < ($1.onset, $1.key, $1.index) }
    var theirs = new.notes.indices.filter { timeline.keeps(new.notes[$0].onset) }
    match(mine, theirs)
    let left = Set(removed)
    mine = mine.filter { left.contains($0.index) }
    theirs = added
    removed = []
    added = []
    assign(mine, theirs)
    pairs.sort { $0.new < $1.new }
    removed.sort()
    added.sort()
  }

  // MARK: What stands, and what many did alike

  private mutating func match(_ mine: [Mapped], _ theirs: [Int]) {
    let standing = exact(mine, theirs, .none)
    let isMuch = standing.count * 2 < max(mine.count, theirs.count)
    if isMuch, let move = common(mine, theirs, over: standing.count, of: min(mine.count, theirs.count)) {
      let moved = exact(mine, theirs, move)
      take(moved, move, isWhole: true)
      leave(mine, theirs, but: moved)
      return
    }
    var rest = standing
    var found: [(pairs: [(old: Int, new: Int)], move: Move)] = []
    var replaced: Set<Int> = []
    for region in regions(mine, theirs, standing) {
      let (from, to) = (timeline.new.bars[region.lowerBound].start, timeline.new.bars[region.upperBound].end)
      let own = Array(mine[mine.partition { $0.onset < from }..<mine.partition { $0.onset < to }])
      let others = Array(theirs[theirs.partition { new[$0].onset < from }..<theirs.partition { new[$0].onset < to }])
      let stay = exact(own, others, .none)
      guard let move = common(own, others, over: stay.count, of: max(own.count, others.count)) else { continue }
      let moved = exact(own, others, move)
      replaced.formUnion(own.map(\.index))
      found.append((moved, move))
    }
    rest.removeAll { replaced.contains($0.old) }
    pairs += rest
    for group in found { take(group.pairs, group.move, isWhole: false) }
    leave(mine, theirs, but: rest + found.flatMap(\.pairs))
  }

  private mutating func take(_ moved: [(old: Int, new: Int)], _ move: Move, isWhole: Bool) {
    pairs += moved
    for pair in moved { moveOf[pair.old] = move }
    let bars = moved.map { timeline.new.bar(at: new[$0.new].onset) + 1 }
    let range = bars.min()!...bars.max()!
    // Bars of the same move that follow each other are one.
    if let last = groups.last, last.semitones == move.semitones, last.later == move.later,
      !new.contains(where: {
        (last.bars.upperBound + 1..<range.lowerBound).contains(timeline.new.bar(at: $0.onset) + 1)
      })
    {
      groups[groups.count - 1].count += moved.count
      groups[groups.count - 1].bars = last.bars.lowerBound...range.upperBound
      return
    }
    groups.append(
      .init(
        semitones: move.semitones, later: move.later, count: moved.count, bars: range,
        isWhole: isWhole && moved.count == max(old.count, new.count)))
  }

  private mutating func leave(_ mine: [Mapped], _ theirs: [Int], but taken: [(old: Int, new: Int)]) {
    let old = Set(taken.map(\.old))
    let new = Set(taken.map(\.new))
    removed = mine.map(\.index).filter { !old.contains($0) }
    added = theirs.filter { !new.contains($0) }
  }

  /// Notes that are the same after a move, the nearest lengths first where one place has several.
  private func exact(_ mine: [Mapped], _ theirs: [Int], _ move: Move) -> [(old: Int, new: Int)] {
    var result: [(old: Int, new: Int)] = []
    var (i, j) = (0, 0)
    while i < mine.count, j < theirs.count {
      let left = (mine[i].onset + move.later, mine[i].key + move.semitones)
      let right = (new[theirs[j]].onset, new[theirs[j]].key)
      if left == right {
        result.append((mine[i].index, theirs[j]))
        i += 1
        j += 1
      } else if left < right {
        i += 1
      } else {
        j += 1
      }
    }
    return result
  }

  /// The move that nearly all of some notes made, where far fewer of them stand.
  private func common(_ mine: [Mapped], _ theirs: [Int], over standing: Int, of count: Int) -> Move? {
    guard count >= fewestAlike else { return nil }
    let moved = mine.map { note in
      Piece.Note(onset: note.onset, duration: 1, key: note.key)
    }
    var best: (move: Move, count: Int)?
    for vote in phraseVotes(moved, theirs.map { new[$0] }).prefix(4) where vote.move != .none {
      if isPercussion, vote.move.semitones != 0 { continue }
      let alike = exact(mine, theirs, vote.move).count
      if alike * 10 >= count * 9, alike >= fewestAlike, standing * 3 < alike * 2, alike > best?.count ?? 0 {
        best = (vote.move, alike)
      }
    }
    return best?.move
  }

  /// Runs of bars in which the part differs: first single bars that went up or down as a whole, else all that follow each
  /// other, bars of rest between them too.
  private func regions(_ mine: [Mapped], _ theirs: [Int], _ standing: [(old: Int, new: Int)]) -> [ClosedRange<Int>] {
    let stay = (old: Set(standing.map(\.old)), new: Set(standing.map(\.new)))
    let bars = timeline.new.bars.count
    var differs = Array(repeating: false, count: bars)
    var plays = differs
    for note in mine {
      let bar = timeline.new.bar(at: note.onset)
      plays[bar] = true
      if !stay.old.contains(note.index) { differs[bar] = true }
    }
    for note in theirs {
      let bar = timeline.new.bar(at: new[note].onset)
      plays[bar] = true
      if !stay.new.contains(note) { differs[bar] = true }
    }
    var result: [ClosedRange<Int>] = []
    var start: Int?
    var last = 0
    for bar in 0..<bars where plays[bar] {
      if differs[bar] {
        start = start ?? bar
        last = bar
      } else if let first = start {
        result.append(first...last)
        start = nil
      }
    }
    if let start { result.append(start...last) }
    return result.flatMap { divided($0, mine, theirs) }
  }

  /// A run of bars at the places where the bars' transposition changes.
  private func divided(_ run: ClosedRange<Int>, _ mine: [Mapped], _ theirs: [Int]) -> [ClosedRange<Int>] {
    if isPercussion || run.count == 1 { return [run] }
    var result: [(bars: ClosedRange<Int>, up: Int?)] = []
    for bar in run {
      let up = transposition(in: bar, mine, theirs)
      if case .silent = up { continue }
      let value: Int? = if case .up(let semitones) = up { semitones } else { nil }
      if let previous = result.last, previous.up == value {
        result[result.count - 1].bars = previous.bars.lowerBound...bar
      } else {
        result.append((bar...bar, value))
      }
    }
    return result.map(\.bars)
  }

  private enum BarMove { case silent, up(Int), other }

  private func transposition(in bar: Int, _ mine: [Mapped], _ theirs: [Int]) -> BarMove {
    let from = timeline.new.bars[bar].start
    let to = timeline.new.bars[bar].end
    let low = mine.partition { $0.onset < from }
    let high = mine.partition { $0.onset < to }
    let first = theirs.partition { new[$0].onset < from }
    let last = theirs.partition { new[$0].onset < to }
    if low == high, first == last { return .silent }
    guard high - low == last - first, high > low else { return .other }
    let up = new[theirs[first]].key - mine[low].key
    for offset in 0..<high - low {
      let (left, right) = (mine[low + offset], new[theirs[first + offset]])
      if left.onset != right.onset || left.key + up != right.key { return .other }
    }
    return .up(up)
  }

  // MARK: What is left

  private mutating func assign(_ mine: [Mapped], _ theirs: [Int]) {
    for part in components(mine, theirs) {
      if part.old.count * part.new.count <= mostPairs {
        let costs = part.old.map { i in part.new.map { cost(mine[i], new[theirs[$0]]) } }
        let found = assignment(costs, columns: part.new.count, alone: alone)
        var taken: Set<Int> = []
        for (row, column) in found.enumerated() {
          if let column {
            pairs.append((mine[part.old[row]].index, theirs[part.new[column]]))
            taken.insert(column)
          } else {
            removed.append(mine[part.old[row]].index)
          }
        }
        added += part.new.indices.filter { !taken.contains($0) }.map { theirs[part.new[$0]] }
      } else {
        assignGreedily(part.old.map { mine[$0] }, part.new.map { theirs[$0] })
      }
    }
  }

  /// The cheapest pairs first, for crowds.
  private mutating func assignGreedily(_ mine: [Mapped], _ theirs: [Int]) {
    var candidates: [(cost: Int, old: Int, new: Int)] = []
    for (i, note) in mine.enumerated() {
      for (j, other) in theirs.enumerated() {
        if let cost = cost(note, new[other]) { candidates.append((cost, i, j)) }
      }
    }
    var (left, right) = (Array(repeating: true, count: mine.count), Array(repeating: true, count: theirs.count))
    for (_, i, j) in candidates.sorted(by: { $0 < $1 }) where left[i] && right[j] {
      (left[i], right[j]) = (false, false)
      pairs.append((mine[i].index, theirs[j]))
    }
    removed += mine.indices.filter { left[$0] }.map { mine[$0].index }
    added += theirs.indices.filter { right[$0] }.map { theirs[$0] }
  }

  /// What it costs to take one note for another; nil where nobody would.
  private func cost(_ mine: Mapped, _ theirs: Piece.Note) -> Int? {
    let apart = magnitude(theirs.onset - mine.onset)
    let length = old[mine.index].duration == theirs.duration ? 0 : 60
    if mine.key == theirs.key {
      let bar = timeline.new.bars[timeline.new.bar(at: theirs.onset)].length
      return apart < bar ? 600 + (apart / bar * 400).rounded + length : nil
    }
    let isTogether = apart == .zero || timeline.new.isPlayed && apart <= playedApart
    return isTogether ? 600 + 20 * min(24, abs(mine.key - theirs.key)) + length : nil
  }

  /// Notes that might be pairs, in groups that have nothing to do with each other. Crowds are cut at the bar lines.
  private func components(_ mine: [Mapped], _ theirs: [Int]) -> [(old: [Int], new: [Int])] {
    guard !mine.isEmpty, !theirs.isEmpty else {
      return [(Array(mine.indices), Array(theirs.indices))]
    }
    var result: [(old: [Int], new: [Int])] = []
    // Sorted by time, the notes fall apart where none of one side is within a bar of the other's.
    var times: [(at: ScoreTime, isOld: Bool, index: Int)] = mine.enumerated().map {
      ($0.element.onset, true, $0.offset)
    }
    times += theirs.enumerated().map { (new[$0.element].onset, false, $0.offset) }
    times.sort { ($0.at, $0.isOld ? 0 : 1, $0.index) < ($1.at, $1.isOld ? 0 : 1, $1.index) }
    var current: (old: [Int], new: [Int]) = ([], [])
    var last = times[0].at
    for time in times {
      let length = timeline.new.bars[timeline.new.bar(at: last)].length
      if time.at - last >= length {
        result.append(current)
        current = ([], [])
      }
      if time.isOld { current.old.append(time.index) } else { current.new.append(time.index) }
      last = time.at
    }
    result.append(current)
    return result.flatMap { part in part.old.count * part.new.count <= mostPairs ? [part] : byBars(part, mine, theirs) }
  }

  private func byBars(_ part: (old: [Int], new: [Int]), _ mine: [Mapped], _ theirs: [Int]) -> [(old: [Int], new: [Int])]
  {
    var bars: [Int] = []
    var slots: [Int: (old: [Int], new: [Int])] = [:]
    func add(_ bar: Int, _ change: (inout (old: [Int], new: [Int])) -> Void) {
      if slots[bar] == nil { bars.append(bar) }
      change(&slots[bar, default: ([], [])])
    }
    for index in part.old { add(timeline.new.bar(at: mine[index].onset)) { $0.old.append(index) } }
    for index in part.new { add(timeline.new.bar(at: new[theirs[index]].onset)) { $0.new.append(index) } }
    return bars.map { slots[$0]! }
  }
}

extension Array {
  /// The first index of which the condition doesn't hold, in an array where it holds for a beginning.
  fileprivate func partition(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Fewer notes don't make a figure that moved.
private let fewestAlike = 3
/// What a note costs that came or went; a pair may cost twice that.
private let alone = 1000
/// A table of pairs up to this size is solved exactly: 100 notes on each side.
private let mostPairs = 10_000
/// Quarter notes that two players may be apart on one beat.
private let playedApart = ScoreTime(1, 8)
