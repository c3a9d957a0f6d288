// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Moves played notes onto a grid that can be written: in each quarter note sixteenths or triplets of eighths, whichever is
/// nearer; finer where two onsets would fall together.
struct Quantiser {
  private(set) var moved = 0
  private(set) var count = 0
  private(set) var largest = Rational(0)
  /// In 960ths of a quarter note.
  private var sum = 0
  private(set) var changedLengths = 0

  var mean: Rational { moved == 0 ? 0 : Rational(sum, 960 * moved) }

  /// Notes in order of their onsets, each with its place on the grid.
  mutating func placed(_ notes: [(onset: ScoreTime, end: ScoreTime)]) -> [(onset: ScoreTime, end: ScoreTime)] {
    let isExact = notes.allSatisfy { isWritten($0.onset) }
    var cells: [Int: Int] = [:]
    if !isExact {
      var beats: [Int: [ScoreTime]] = [:]
      for note in notes { beats[note.onset.floor, default: []].append(note.onset - Rational(note.onset.floor)) }
      for beat in Set(beats.keys).sorted() { cells[beat] = division(beats[beat] ?? []) }
    }
    /// Places of the onsets, to know what a note leads to.
    let onsets = notes.map { note in isExact ? note.onset : nearest(note.onset, Rational(1, cells[note.onset.floor] ?? 4)) }
    let sorted = Set(onsets).sorted()
    return notes.map { note in
      count += 1
      var onset = note.onset
      let cell = cells[note.onset.floor] ?? finest(note.onset)
      if !isExact {
        onset = nearest(note.onset, Rational(1, cell))
        record(onset - note.onset)
      }
      guard isExact, isEnd(note.end) else {
        let unit = Rational(1, isExact ? max(4, cell) : cell)
        var end = max(nearest(note.end, unit), onset + unit)
        if let next = sorted.firstAfter(onset), isHeld(note.end, from: onset, to: next) { end = next }
        if end - onset != note.end - note.onset { changedLengths += 1 }
        return (onset, end)
      }
      return (onset, note.end)
    }
  }

  /// Whether a player who lets go at a place means to hold until the next onset: a little gap or overlap is touch.
  private func isHeld(_ end: ScoreTime, from onset: ScoreTime, to next: ScoreTime) -> Bool {
    let gap = next - end
    return gap <= Rational(1, 2) && gap * 5 <= (next - onset) * 2 && gap >= Rational(-1, 8)
  }

  private mutating func record(_ distance: Rational) {
    let size = distance < .zero ? -distance : distance
    guard size > .zero else { return }
    moved += 1
    largest = max(largest, size)
    sum += (size * 960).rounded
  }

  /// Whether a place is one of sixty-fourths or their triplets.
  private func isWritten(_ time: ScoreTime) -> Bool { (time * 48).isInteger }

  /// Whether a note may end at a place as it is written; others are touch.
  private func isEnd(_ time: ScoreTime) -> Bool { (time * 8).isInteger || (time * 6).isInteger }

  /// The coarsest division on which an exact place lies.
  private func finest(_ time: ScoreTime) -> Int { [4, 3, 6, 8, 12, 16, 24].first { (time * Rational($0)).isInteger } ?? 48 }

  private func nearest(_ time: ScoreTime, _ cell: Rational) -> ScoreTime { cell * Rational((time / cell).rounded) }

  /// Cells of a quarter note for the onsets in it.
  private func division(_ onsets: [ScoreTime]) -> Int {
    func error(_ cells: Int) -> Double {
      onsets.reduce(0) { sum, onset in
        let share = (onset * Rational(cells)).double
        return sum + abs(share - share.rounded()) / Double(cells)
      }
    }
    // A triplet has to be clearly nearer.
    var best = error(3) < error(4) * 0.6 ? 3 : 4
    let places = Set(onsets.map { ($0 * Rational(best)).rounded })
    // Onsets of a chord that are played a little apart are one; others are not to fall together.
    let distinct = onsets.sorted().reduce(into: [ScoreTime]()) { result, onset in
      if result.last.map({ onset - $0 > Rational(1, 10) }) ?? true { result.append(onset) }
    }
    if distinct.count > places.count { best *= 2 }
    return best
  }
}

extension [ScoreTime] {
  /// The first element behind a value, in a sorted array.
  fileprivate func firstAfter(_ value: ScoreTime) -> ScoreTime? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low < count ? self[low] : nil
  }
}
