// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// The major or minor key that given chords fit best.
///
/// Each chord counts by its length: one point a tone inside the scale, a chord on the tonic that agrees with the mode
/// two more; the first and the last chord count double. Ties go to the earlier on the line of fifths from C, major first.
/// - Returns: nil where there are no letter chords.
func inferKey(from bars: [Settings.ChordBar]) -> Key? {
  let entries = bars.flatMap(\.chords).filter { $0.chord != nil }
  guard let first = entries.first, let last = entries.last else { return nil }
  let weighted = entries.map { ($0.chord!, $0.length.double) } + [first, last].map { ($0.chord!, $0.length.double) }
  var best: (key: Key, score: Double)?
  for mode in [Mode.major, .minor] {
    for fifths in [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6] {
      let key = Key(tonic: PitchName(fifths: fifths - mode.fifths), mode: mode)
      let scale = Set(key.scale)
      var score = 0.0
      for (chord, weight) in weighted {
        let tones = chord.pitchClasses
        score += weight * Double(tones.count { scale.contains($0) }) / Double(tones.count)
        if chord.root.pitchClass == key.tonic.pitchClass, chord.quality.isMinor == mode.isMinor { score += 2 * weight / Double(weighted.count) }
      }
      if chordIsHome(last.chord!, key) { score += last.length.double }
      if best == nil || score > best!.score + 1e-9 { best = (key, score) }
    }
  }
  return best?.key
}

private func chordIsHome(_ chord: Chord, _ key: Key) -> Bool {
  chord.root.pitchClass == key.tonic.pitchClass && chord.quality.isMinor == key.mode.isMinor
}
