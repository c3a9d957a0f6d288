// SPDX-License-Identifier: Apache-2.0
internal import SongMusic

/// The scale over a chord, and which of its tones a line doesn't rest on.
///
/// A chord whose tones are all of the key has the key's scale. Others have that of their function: dominants that fall a
/// fifth mixolydian, with the lowered ninth and thirteenth into a minor chord, other dominants lydian with the minor
/// seventh; borrowed major chords lydian, minor ones dorian, half-diminished ones locrian; diminished ones the scale of
/// whole and half steps, augmented ones whole tones. Avoided are tones a half step above a tone of the chord.
/// - Source: Nettles & Graf (1997), "The Chord Scale Theory & Jazz Harmony", chapters 2 to 6.
struct ChordScale: Equatable {
  let classes: Set<Int>
  let avoided: Set<Int>

  /// - Parameter next: the chord that follows; it tells what a dominant leads to.
  init(_ chord: Chord, in key: Key, before next: Chord?) {
    let tones = Set(chord.pitchClasses)
    let root = chord.root.pitchClass
    if tones.isSubset(of: key.scale) {
      classes = Set(key.scale)
    } else {
      classes = Set(ChordScale.steps(over: chord.quality, root: root, key, next).map { (root + $0) % 12 }).union(tones)
    }
    avoided = classes.filter { tones.contains(($0 + 11) % 12) && !tones.contains($0) }
  }

  /// Semitones above the root.
  private static func steps(over quality: ChordQuality, root: Int, _ key: Key, _ next: Chord?) -> [Int] {
    let tones = Set(quality.pitchClasses)
    let isDominant = tones.isSuperset(of: [4, 10])
    let falls = next.map { (root + 5) % 12 == $0.root.pitchClass } ?? false
    // The raised seventh of a minor key leads home without a minor seventh too.
    let isFifth = (root + 5) % 12 == key.tonic.pitchClass
    if tones.contains(4), isDominant || isFifth || falls {
      if tones.contains(8) { return wholeTone }
      let isIntoMinor = falls ? next?.quality.isMinor ?? false : isFifth && key.mode.isMinor
      if isIntoMinor, !tones.contains(2), !tones.contains(9) { return phrygianDominant }
      return falls || isFifth ? mixolydian : lydianDominant
    }
    if tones.isSuperset(of: [3, 6]) { return tones.contains(10) ? locrian : wholeHalf }
    if tones.isSuperset(of: [4, 8]) { return wholeTone }
    if tones.contains(3) { return tones.contains(11) ? melodicMinor : dorian }
    if tones.contains(5) { return mixolydian }
    return lydian
  }
}

private let lydian = [0, 2, 4, 6, 7, 9, 11]
private let mixolydian = [0, 2, 4, 5, 7, 9, 10]
private let lydianDominant = [0, 2, 4, 6, 7, 9, 10]
private let phrygianDominant = [0, 1, 4, 5, 7, 8, 10]
private let dorian = [0, 2, 3, 5, 7, 9, 10]
private let melodicMinor = [0, 2, 3, 5, 7, 9, 11]
private let locrian = [0, 1, 3, 5, 6, 8, 10]
private let wholeHalf = [0, 2, 3, 5, 6, 8, 9, 11]
private let wholeTone = [0, 2, 4, 6, 8, 10]
