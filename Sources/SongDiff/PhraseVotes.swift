// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// How notes went together: later and higher by these.
struct Move: Hashable {
  let later: ScoreTime
  let semitones: Int

  static let none = Move(later: .zero, semitones: 0)
}

/// By what phrases of a few notes, known by their steps and not by their places, moved between two parts; the move that
/// most of them made first.
///
/// - Parameters: notes by onset, then key.
func phraseVotes(_ old: some Collection<Piece.Note>, _ new: some Collection<Piece.Note>) -> [(move: Move, count: Int)] {
  let old = Array(old.prefix(mostNotes))
  let new = Array(new.prefix(mostNotes))
  let length = min(4, min(old.count, new.count))
  guard length > 1 else { return [] }
  func phrase(_ notes: [Piece.Note], _ start: Int) -> [ScoreTime] {
    (start + 1..<start + length).flatMap { index in
      [notes[index].onset - notes[index - 1].onset, Rational(notes[index].key - notes[index - 1].key)]
    }
  }
  var places: [[ScoreTime]: [Int]] = [:]
  for start in 0...new.count - length { places[phrase(new, start), default: []].append(start) }
  var votes: [Move: Int] = [:]
  for start in 0...old.count - length {
    guard let found = places[phrase(old, start)] else { continue }
    // What comes again and again says little; the nearest places say most.
    for other in nearest(found, to: start) {
      let move = Move(later: new[other].onset - old[start].onset, semitones: new[other].key - old[start].key)
      votes[move, default: 0] += 1
    }
  }
  return votes.map { (move: $0.key, count: $0.value) }.sorted { first, second in
    if first.count != second.count { return first.count > second.count }
    let (one, other) = (first.move, second.move)
    if magnitude(one.later) != magnitude(other.later) { return magnitude(one.later) < magnitude(other.later) }
    if abs(one.semitones) != abs(other.semitones) { return abs(one.semitones) < abs(other.semitones) }
    return (one.later, one.semitones) < (other.later, other.semitones)
  }
}

/// The `mostPlaces` places that lie nearest to one.
///
/// - Parameter places: sorted, at least one.
/// - Complexity: logarithmic.
private func nearest(_ places: [Int], to start: Int) -> [Int] {
  var low = places.last(notAfter: start) { $0 }
  var high = low + 1
  var result: [Int] = []
  while result.count < mostPlaces, low >= 0 || high < places.count {
    if high == places.count || low >= 0 && start - places[low] <= places[high] - start {
      result.append(places[low])
      low -= 1
    } else {
      result.append(places[high])
      high += 1
    }
  }
  return result
}

func magnitude(_ time: ScoreTime) -> ScoreTime { time < .zero ? -time : time }

/// Notes of a part that vote, and places of a phrase that are looked at.
private let mostNotes = 20_000
private let mostPlaces = 6
