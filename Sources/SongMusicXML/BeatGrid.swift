// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// The beats of a measure, or the parts of a tuplet, and how strong each place among them is.
struct BeatGrid {
  struct Beat {
    let start: ScoreTime
    let length: ScoreTime
    /// What the beat first divides into.
    let unit: ScoreTime

    var end: ScoreTime { start + length }
  }

  /// Without gaps from 0.
  let beats: [Beat]
  let length: ScoreTime
  /// Whether all beats are of one length and divide in two.
  let isSimple: Bool
  /// Where the halves of a measure of four or more beats meet.
  let middle: ScoreTime?

  /// The grid of a measure. A measure of another length than its meter's takes beats as long as it lasts.
  init(_ meter: Meter, length: ScoreTime) {
    var groups = meter.groups
    if meter.denominator >= 8, groups.allSatisfy({ $0 == 1 }) {
      // Single eighths are no beats for the eye: 3/8 is one group, 4/8 two.
      groups = groups.count == 4 ? [2, 2] : groups.count < 4 ? [groups.count] : groups
    }
    var beats: [Beat] = []
    var start = ScoreTime.zero
    while start < length {
      let size = groups[beats.count % groups.count]
      let full = Rational(4 * size, meter.denominator)
      let unit = size.nonzeroBitCount == 1 ? full / 2 : full / Rational(size)
      beats.append(Beat(start: start, length: min(full, length - start), unit: unit))
      start += full
    }
    self.beats = beats
    self.length = length
    isSimple = groups.allSatisfy { $0 == groups[0] && $0.nonzeroBitCount == 1 }
    let halves = beats.count >= 4 && beats.count.isMultiple(of: 2) && groups.allSatisfy { $0 == groups[0] }
    middle = halves ? beats[beats.count / 2].start : nil
  }

  /// The grid of a tuplet that has so many units.
  init(units: Int, of unit: ScoreTime) {
    length = unit * Rational(units)
    beats = [Beat(start: .zero, length: length, unit: unit)]
    isSimple = false
    middle = nil
  }

  /// How strong a place is: 4 the ends, 3 the middle, 2 beats, 1 their units, 0 halves of units and so on down.
  func level(at place: ScoreTime) -> Int {
    if place <= .zero || place >= length { return 4 }
    if place == middle { return 3 }
    let beat = beat(at: place)
    if place == beat.start { return 2 }
    let offset = (place - beat.start) / beat.unit
    return offset.denominator.nonzeroBitCount == 1 ? 1 - offset.denominator.trailingZeroBitCount : weakest
  }

  /// The strongest places strictly between two others.
  struct Crossing {
    let level: Int
    let first: ScoreTime
    let last: ScoreTime
    let count: Int
  }

  func crossing(from start: ScoreTime, to end: ScoreTime) -> Crossing? {
    if let middle, start < middle, middle < end { return Crossing(level: 3, first: middle, last: middle, count: 1) }
    let starts = beats.map(\.start).filter { start < $0 && $0 < end }
    if let first = starts.first, let last = starts.last {
      return Crossing(level: 2, first: first, last: last, count: starts.count)
    }
    let beat = beat(at: start)
    var step = beat.unit
    for level in stride(from: 1, to: weakest, by: -1) {
      let first = ((start - beat.start) / step).floor + 1
      let last = ((end - beat.start) / step).ceiling - 1
      if first <= last {
        return Crossing(
          level: level, first: beat.start + step * Rational(first), last: beat.start + step * Rational(last),
          count: last - first + 1)
      }
      step = step / 2
    }
    return nil
  }

  func beat(at place: ScoreTime) -> Beat { beats.last { $0.start <= place } ?? beats[0] }
}

/// Below every level that a place on a dyadic grid has.
private let weakest = -12
