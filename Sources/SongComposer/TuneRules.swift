// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongModels
internal import SongMusic

/// What the pitches of a tune keep, composed or suggested.
struct TuneRules {
  let range: KeyRange
  /// The keys that are drawn from: those of the range, and what stands beyond it.
  let alphabet: [Int]

  /// Percent of the notes that may repeat the one before where the model likes it; a fifth does then, as in sung melodies.
  static let repeatedNotes = 70

  /// The keys that may stand at a place.
  struct Allowed {
    let keys: [Int]
    /// Pitch classes among them that are foreign to the chord on a strong beat, where they must be left by step.
    let foreign: Set<Int>
  }

  /// Where a section's last note goes.
  enum Ending {
    /// To the tonic, as the piece's last note.
    case tonic
    /// To the tonic or the third.
    case home
    case chordTone
  }

  /// The keys that may stand over a chord.
  ///
  /// - Parameters:
  ///   - strength: of the place in its measure.
  ///   - isLong: two beats and more, which have tones of the chord alone.
  ///   - ending: nil for a note that is not a section's last.
  ///   - scale: that of an improvised line over the chord, and what of it must be left by step; nil is the key's.
  func allowed(
    over chord: Chord?, in key: Key, strength: Int, isLong: Bool, ending: Ending?,
    scale: (classes: Set<Int>, restless: Set<Int>)? = nil
  ) -> Allowed {
    let tones = Set(chord?.pitchClasses ?? key.scale)
    let mustFit = isLong || ending != nil
    var classes = mustFit ? tones : tones.union(scale?.classes ?? Set(key.scale))
    if !mustFit, scale == nil, let chord { classes.subtract(clashes(with: chord, in: key)) }
    let tonic = key.tonic.pitchClass
    let home = tones.intersection([tonic, key.scale[2]])
    switch ending {
    case .tonic where tones.contains(tonic): classes = [tonic]
    case .tonic, .home: if !home.isEmpty { classes = home }
    case .chordTone, nil: break
    }
    let own = alphabet.filter { range.contains($0) }
    let keys = own.filter { classes.contains($0 % 12) }
    if !keys.isEmpty {
      let foreign = (strength >= 2 ? classes.subtracting(tones) : []).union(mustFit ? [] : scale?.restless ?? [])
      return Allowed(keys: keys, foreign: keys.allSatisfy { foreign.contains($0 % 12) } ? [] : foreign)
    }
    // A range too narrow for the chord: its nearest of kin, then anything in the range.
    let wider = own.filter { tones.contains($0 % 12) || key.scale.contains($0 % 12) }
    return Allowed(keys: wider.isEmpty ? own : wider, foreign: [])
  }

  /// Scale tones that a chord tone contradicts: the natural seventh over a dominant of minor.
  private func clashes(with chord: Chord, in key: Key) -> Set<Int> {
    Set(chord.pitchClasses.filter { !key.scale.contains($0) }.flatMap { [($0 + 11) % 12, ($0 + 1) % 12] })
      .subtracting(chord.pitchClasses)
  }

  /// How welcome each key is where some are foreign to the chord.
  func weights(_ foreign: Set<Int>) -> [Double] { alphabet.map { foreign.contains($0 % 12) ? appoggiatura : 1 } }

  /// What neighbours keep: no leap above an octave, repetition where it may be, steps from foreign tones. Where nothing
  /// that is drawn follows a foreign tone, there may be none.
  ///
  /// - Parameter foreign: for each position the foreign pitch classes.
  static func neighbours(_ foreign: [Set<Int>], _ positions: inout [SamplingPosition]) -> [Constraint] {
    var constraints: [Constraint] = [.maximumLeap(12), .noRepetition]
    for (index, classes) in foreign.enumerated() where !classes.isEmpty {
      if index + 1 < positions.count, !positions[index + 1].freeFromRule {
        constraints.append(.neighbours(at: index + 1) { !classes.contains($0 % 12) || (1...2).contains(abs($1 - $0)) })
      } else {
        positions[index].allowed?.removeAll { classes.contains($0 % 12) }
      }
    }
    return constraints
  }
}

/// How welcome tones foreign to the chord are on strong beats: of sung pop melodies a fifth of the tones there are foreign.
private let appoggiatura = 0.4
