// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// A chord symbol for each half bar or bar, found by the notes that sound in it: the template that they fill best.
///
/// Meters with an even number of beats are looked at by halves; a chord that goes on is one symbol.
func chords(of notes: [NoteLine.Note], bars: [ImportedScore.Bar]) -> [ImportedScore.Symbol] {
  var result: [ImportedScore.Symbol] = []
  let sorted = notes.sorted { $0.onset < $1.onset }
  let longest = notes.map(\.duration).max() ?? .zero
  var first = 0
  for bar in bars {
    while first < sorted.count, sorted[first].onset + longest <= bar.start { first += 1 }
    var near: [NoteLine.Note] = []
    for note in sorted[first...] {
      if note.onset >= bar.start + bar.length { break }
      if note.end > bar.start { near.append(note) }
    }
    let beats = bar.meter.groups.count
    let halves = beats % 2 == 0 && beats > 1 && bar.length == bar.meter.length ? 2 : 1
    for half in 0..<halves {
      let from = bar.start + bar.length * Rational(half, halves)
      guard let chord = chord(of: near, from: from, to: from + bar.length / Rational(halves), key: bar.key) else { continue }
      if result.last?.chord != chord { result.append(.init(onset: from, chord: chord)) }
    }
  }
  return result
}

private func chord(of notes: [NoteLine.Note], from: ScoreTime, to: ScoreTime, key: Key) -> Chord? {
  var weights = Array(repeating: 0, count: 12)
  var bass: (key: Int, onset: ScoreTime)?
  for note in notes where note.onset < to && note.end > from {
    // In units of a 24th of a quarter, what begins here counts more than what is left over.
    let length = ((min(note.end, to) - max(note.onset, from)) * 24).rounded
    for pitch in note.pitches {
      weights[pitch.sounding % 12] += length + (note.onset >= from ? 6 : 0)
      if bass == nil || pitch.sounding < bass!.key { bass = (pitch.sounding, note.onset) }
    }
  }
  let total = weights.reduce(0, +)
  guard total > 0, let bass else { return nil }
  var best: (root: Int, suffix: String, score: Int)?
  for (suffix, tones, cost) in templates {
    for root in 0..<12 {
      let inside = tones.reduce(0) { $0 + weights[($1 + root) % 12] }
      let missing = tones.count { weights[($0 + root) % 12] == 0 }
      // Notes of the chord count for it, all others against it; the bass is the root more often than not.
      let score = 100 * (2 * inside - total) / total - 25 * missing - cost + (bass.key % 12 == root ? 12 : 0)
        + (key.scale.contains(root) ? 4 : 0)
      if best == nil || score > best!.score { best = (root, suffix, score) }
    }
  }
  guard let best, best.score > -20, let quality = ChordQuality.named(best.suffix) else { return nil }
  return Chord(root: key.spelling(of: best.root), quality: quality)
}

/// Suffix, semitones above the root, and how much rarer it is than a triad.
private let templates: [(suffix: String, tones: [Int], cost: Int)] = [
  ("", [0, 4, 7], 0), ("m", [0, 3, 7], 0), ("7", [0, 4, 7, 10], 6), ("m7", [0, 3, 7, 10], 6), ("maj7", [0, 4, 7, 11], 8),
  ("dim", [0, 3, 6], 10), ("sus4", [0, 5, 7], 12), ("sus2", [0, 2, 7], 14), ("m7b5", [0, 3, 6, 10], 12),
  ("dim7", [0, 3, 6, 9], 14), ("aug", [0, 4, 8], 16),
]
