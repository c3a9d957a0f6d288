// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// The key that notes or chords fit best.
///
/// - Parameters:
///   - weights: how much each pitch class counts, 0 = C.
///   - last: the pitch class that the piece ends on.
func keyOf(weights: [Int], last: Int?) -> Key {
  var best: (key: Key, score: Int)?
  let total = weights.reduce(0, +)
  for mode in [Mode.major, .minor] {
    for fifths in [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6] {
      let key = Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode)
      var score = 8 * key.scale.reduce(0) { $0 + weights[$1] }
      score += 4 * weights[key.tonic.pitchClass] + 2 * weights[key.scale[4]] + weights[key.scale[2]]
      // The leading note of minor keys.
      if mode == .minor { score += 6 * weights[(key.tonic.pitchClass + 11) % 12] }
      if last == key.tonic.pitchClass { score += total }
      if best == nil || score > best!.score { best = (key, score) }
    }
  }
  return best?.key ?? Key(tonic: PitchName(fifths: 0), mode: .major)
}

func keyOfChords(_ chords: [Chord]) -> Key {
  var weights = Array(repeating: 0, count: 12)
  for chord in chords {
    for pitchClass in chord.pitchClasses { weights[pitchClass] += 2 }
    weights[chord.root.pitchClass] += 1
  }
  if let first = chords.first { weights[first.root.pitchClass] += 1 }
  let key = keyOf(weights: weights, last: chords.last?.root.pitchClass)
  // The piece ends on its tonic chord, whose third says the mode.
  return key
}

func keyOfNotes(_ notes: [NoteLine.Note]) -> Key {
  var weights = Array(repeating: 0, count: 12)
  for note in notes {
    for pitch in note.pitches { weights[pitch.sounding % 12] += max(1, (note.duration * 4).rounded) }
  }
  let end = notes.map(\.end).max()
  let last = notes.filter { $0.end == end }.flatMap(\.pitches).map(\.sounding).min()
  return keyOf(weights: weights, last: last.map { $0 % 12 })
}
