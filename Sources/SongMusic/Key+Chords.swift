// SPDX-License-Identifier: Apache-2.0
// How chords belong to keys.

extension Key {
  /// Whether one of the usual ways explains a chord in this key: it is diatonic, borrowed, applied or chromatic by custom.
  ///
  /// - Diatonic: of the mode's scale; in minor keys of the harmonic and the melodic scale too.
  /// - Borrowed: of another mode on the same tonic (mixture, with the Neapolitan from phrygian); locrian lends nothing.
  /// - Applied: a dominant seventh leads a fifth down, or a semitone in the place of the tritone's other dominant, so that
  ///   each leads to some degree; a major triad leads a fifth down to a degree with a major or minor triad; a diminished
  ///   triad or half-diminished chord a semitone up to a degree.
  /// - Related second: a minor or half-diminished seventh before the dominant a fourth above it.
  /// - Diminished sevenths and augmented triads divide the octave evenly and lead anywhere.
  ///
  /// What stands below the chord (`C/F#`) doesn't count.
  /// - Parameter next: the chord behind it; nil where there is none.
  /// - Source: Kostka, Payne, Almén, "Tonal Harmony" (7th ed., 2013), chapters 16 and 17 (secondary functions), 21 (mode
  ///   mixture, Neapolitan) and 22 (augmented sixths); Levine, "The Jazz Theory Book" (1995), "Reharmonization" (tritone
  ///   substitution).
  package func explains(_ chord: Chord, before next: Chord? = nil) -> Bool {
    let above = Set(chord.quality.pitchClasses)
    let root = chord.root.pitchClass
    if isOf([Key.evenSeventh, Key.augmented], above) || isDominantSeventh(above) { return true }
    let tones = chord.pitchClasses
    let isBorrowed = lending.contains { scale in tones.allSatisfy { scale.contains(($0 - tonic.pitchClass + 12) % 12) } }
    if isBorrowed { return true }
    func isDegree(_ pitchClass: Int) -> Bool { scale.contains(pitchClass % 12) }
    if above.isSuperset(of: [0, 3, 6]), !above.contains(7) {
      return isDegree(root + 1) || leadsOn(root, to: next)
    }
    if above.isSuperset(of: [0, 4, 7]), above.isDisjoint(with: [10, 11]) {
      return isDegree(root + 5) && hasTriad((root + 5) % 12)
    }
    return above.isSuperset(of: [0, 3, 10]) && leadsOn(root, to: next)
  }

  /// Whether the next chord is the dominant a fourth above a root.
  private func leadsOn(_ root: Int, to next: Chord?) -> Bool {
    guard let next else { return false }
    return next.root.pitchClass == (root + 5) % 12 && isDominantSeventh(Set(next.quality.pitchClasses))
  }

  /// With or without a suspended third.
  private func isDominantSeventh(_ above: Set<Int>) -> Bool {
    above.contains(10) && (above.contains(4) || above.contains(5) && !above.contains(3))
  }

  /// Whether the triad of the scale on one of its notes is major or minor.
  private func hasTriad(_ pitchClass: Int) -> Bool { scale.contains((pitchClass + 7) % 12) }

  /// Scales above the tonic that chords are borrowed from.
  private var lending: [Set<Int>] {
    let modes = Mode.allCases.filter { $0 != .locrian || mode == .locrian }.map { Set($0.semitones) }
    return modes + [[0, 2, 3, 5, 7, 8, 11], [0, 2, 3, 5, 7, 9, 11]]
  }

  private static let evenSeventh: Set = [0, 3, 6, 9]
  private static let augmented: Set = [0, 4, 8]

  private func isOf(_ sets: [Set<Int>], _ above: Set<Int>) -> Bool { sets.contains { $0.isSubset(of: above) } }
}
