// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A stretch of a measure in which `actual` units stand in the time of `normal`.
struct Tuplet: Hashable {
  /// From the start of the measure.
  let start: ScoreTime
  let length: ScoreTime
  let actual: Int
  let normal: Int

  var end: ScoreTime { start + length }

  /// The written length of one unit.
  var unit: ScoreTime { length / Rational(normal) }

  var grid: BeatGrid { BeatGrid(units: actual, of: unit) }

  /// A place in the measure as the tuplet's notes count it.
  func written(_ place: ScoreTime) -> ScoreTime { (place - start) * Rational(actual, normal) }

  func sounding(_ place: ScoreTime) -> ScoreTime { start + place * Rational(normal, actual) }
}

/// The tuplets that the places of a measure need, where notes and rests begin and end; none where all divide in two.
///
/// A tuplet takes a beat; half a beat or less where its ends are places; two or four beats for quarter- and half-note
/// triplets that no beat interrupts.
func tuplets(for places: [ScoreTime], in grid: BeatGrid) -> [Tuplet] {
  guard places.contains(where: isOdd) else { return [] }
  var result: [Tuplet] = []
  var index = 0
  while index < grid.beats.count {
    if let (tuplet, beats) = wideTriplet(at: index, for: places, in: grid) {
      result.append(tuplet)
      index += beats
    } else {
      let beat = grid.beats[index]
      result += tuplets(from: beat.start, length: beat.length, for: places)
      index += 1
    }
  }
  return result
}

private func wideTriplet(at index: Int, for places: [ScoreTime], in grid: BeatGrid) -> (Tuplet, beats: Int)? {
  guard grid.isSimple else { return nil }
  for count in [4, 2] where index.isMultiple(of: count) && index + count <= grid.beats.count {
    guard grid.beats.count.isMultiple(of: count), count == 4 || grid.beats[index + 1].start != grid.middle else {
      continue
    }
    let start = grid.beats[index].start
    let length = grid.beats[index + count - 1].end - start
    let third = length / 3
    let inside = places.filter { start < $0 && $0 < start + length }
    if inside.elementsEqual([start + third, start + third * 2]) {
      return (Tuplet(start: start, length: length, actual: 3, normal: 2), count)
    }
  }
  return nil
}

private func tuplets(from start: ScoreTime, length: ScoreTime, for places: [ScoreTime]) -> [Tuplet] {
  let inside = places.filter { start < $0 && $0 < start + length }
  guard inside.contains(where: isOdd) else { return [] }
  let odd = oddPart(length.numerator)
  let parts = odd > 1 ? odd : 2
  let part = length / Rational(parts)
  let tuplet = tuplet(from: start, length: length, dividing: inside, odd: odd)
  func isEnd(_ place: ScoreTime) -> Bool { place == start || place == start + length || inside.contains(place) }
  let splits = (0..<parts).allSatisfy { index in
    let low = start + part * Rational(index)
    return !inside.contains { low < $0 && $0 < low + part && isOdd($0) } || isEnd(low) && isEnd(low + part)
  }
  let fits = inside.allSatisfy { !isOdd(tuplet.written($0)) }
  if fits, !splits || part < shortestTuplet { return [tuplet] }
  return (0..<parts).flatMap { tuplets(from: start + part * Rational($0), length: part, for: places) }
}

private func tuplet(from start: ScoreTime, length: ScoreTime, dividing places: [ScoreTime], odd: Int) -> Tuplet {
  var actual = places.reduce(1) { leastCommonMultiple($0, oddPart($1.denominator)) }
  while actual <= odd { actual *= 2 }
  var normal = odd
  while normal * 2 < actual { normal *= 2 }
  return Tuplet(start: start, length: length, actual: actual, normal: normal)
}

/// A sixteenth note, in quarters: tuplets of less are hard to read.
private let shortestTuplet = Rational(1, 4)

/// Whether halving alone never reaches the place.
private func isOdd(_ place: ScoreTime) -> Bool { place.denominator.nonzeroBitCount != 1 }

private func oddPart(_ number: Int) -> Int { number >> number.trailingZeroBitCount }
