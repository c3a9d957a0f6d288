// SPDX-License-Identifier: Apache-2.0
internal import SongBase

extension BeatGrid {
  /// Splits a length into parts that one symbol each shows and that let the eye find the beats.
  ///
  /// A symbol doesn't hide a place that is stronger than both its ends, but for the plain syncopation of eighth,
  /// quarter, eighth. Only a symbol that begins the measure hides its middle. Rests hide nothing as strong as an end of
  /// theirs.
  /// What no sum of symbols shows (finer than 1024th notes) stays as it is.
  /// - Source: Gould (2011), "Behind Bars", chapters "Grouping" and "Ties".
  func split(from start: ScoreTime, to end: ScoreTime, isRest: Bool) -> [(start: ScoreTime, end: ScoreTime)] {
    guard let crossing = crossing(from: start, to: end) else { return [(start, end)] }
    if let value = NoteValue(end - start), stands(value, from: start, to: end, over: crossing, isRest: isRest) {
      return [(start, end)]
    }
    let place = level(at: start) >= level(at: end) ? crossing.last : crossing.first
    return split(from: start, to: place, isRest: isRest) + split(from: place, to: end, isRest: isRest)
  }

  private func stands(
    _ value: NoteValue, from start: ScoreTime, to end: ScoreTime, over crossing: Crossing, isRest: Bool
  ) -> Bool {
    let first = level(at: start)
    let last = level(at: end)
    if isRest {
      if crossing.level < min(first, last) { return true }
      // A quarter rest on a compound beat, or two units of a tuplet.
      return !isSimple && first >= 2 && value.dots == 0 && crossing.level == 1 && crossing.count == 1
    }
    let isSyncopation = value.dots == 0 && crossing.count == 1 && first == crossing.level - 1 && last == first
    switch crossing.level {
    case 3: return first == 4
    case 2: return isSimple ? max(first, last) >= 2 || isSyncopation : min(first, last) >= 2
    default: return max(first, last) >= crossing.level || isSyncopation
    }
  }
}
