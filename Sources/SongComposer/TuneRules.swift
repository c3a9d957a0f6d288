// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongModels
internal import SongMusic

/// What the pitches of a tune keep, composed or suggested.
struct TuneRules {
  let range: KeyRange
  /// The keys that are drawn from: those of the range, and what stands beyond it.
  let alphabet: [Int]

  /// The keys that may stand at a place.
  struct Allowed {
    let keys: [Int]
    /// Pitch classes among them that are foreign to the chord where they are less welcome: on strong beats, and on any
    /// beat of a line of passing tones.
    let foreign: PitchClassSet
    /// Pitch classes among them that must be left by step: those, and of a passing note all that are foreign.
    let stepwise: PitchClassSet
  }

  /// Where a section's last note goes.
  enum Ending {
    /// To the tonic, as the piece's last note.
    case tonic
    /// To the tonic or the third.
    case home
    case chordTone
    /// Away from the tonic: to the second, fifth or seventh degree, else to another tone of the chord.
    case open
  }

  /// The keys that may stand over a chord.
  ///
  /// - Parameters:
  ///   - strength: of the place in its measure.
  ///   - isLong: two beats and more, which have tones of the chord alone.
  ///   - isPassing: foreign tones are left by step wherever they are.
  ///   - ending: nil for a note that ends neither a phrase nor the section.
  ///   - scale: that of an improvised line over the chord, and what of it must be left by step; nil is the key's.
  func allowed(
    over chord: Chord?, in key: Key, strength: Int, isLong: Bool, isPassing: Bool, ending: Ending?,
    scale: (classes: Set<Int>, restless: Set<Int>)? = nil
  ) -> Allowed {
    let degrees = key.scale
    let tones = PitchClassSet(chord?.pitchClasses ?? degrees)
    let mustFit = isLong || ending != nil
    var classes = mustFit ? tones : tones.union(PitchClassSet(scale.map { Array($0.classes) } ?? degrees))
    if !mustFit, scale == nil, let chord { classes.subtract(PitchClassSet(chord.clashes(in: key))) }
    let tonic = key.tonic.pitchClass
    let home = tones.intersection([tonic, degrees[2]])
    switch ending {
    case .tonic where tones.contains(tonic): classes = [tonic]
    case .tonic, .home: if !home.isEmpty { classes = home }
    case .open:
      let away = tones.subtracting([tonic])
      let open = away.intersection([degrees[1], degrees[4], degrees[6], (tonic + 11) % 12])
      classes = open.isEmpty ? (away.isEmpty ? classes : away) : open
    case .chordTone, nil: break
    }
    let own = alphabet.filter { range.contains($0) }
    let keys = own.filter { classes.contains($0 % 12) }
    if !keys.isEmpty {
      let foreign = classes.subtracting(tones)
      let restless = PitchClassSet(mustFit ? [] : scale?.restless ?? [])
      let stepwise = (strength >= 2 || isPassing ? foreign : []).union(restless)
      guard !keys.allSatisfy({ stepwise.contains($0 % 12) }) else { return Allowed(keys: keys, foreign: [], stepwise: []) }
      return Allowed(
        keys: keys, foreign: (strength >= (isPassing ? 1 : 2) ? foreign : []).union(restless), stepwise: stepwise)
    }
    // A range too narrow for the chord: its nearest of kin, then anything in the range.
    let wider = own.filter { tones.contains($0 % 12) || degrees.contains($0 % 12) }
    return Allowed(keys: wider.isEmpty ? own : wider, foreign: [], stepwise: [])
  }

  /// How welcome each key is where some are foreign to the chord.
  func weights(_ foreign: PitchClassSet) -> [Double] { alphabet.map { foreign.contains($0 % 12) ? appoggiatura : 1 } }

  /// What neighbours keep: no leap above an octave, repetition where it may be, steps from foreign tones. Where nothing
  /// that is drawn follows a foreign tone, there may be none; what is taken up from elsewhere stands.
  ///
  /// - Parameters:
  ///   - stepwise: for each position the pitch classes that must be left by step.
  ///   - before: those of the note before the first position.
  static func neighbours(
    _ stepwise: [PitchClassSet], after before: PitchClassSet = [], _ positions: inout [SamplingPosition]
  ) -> [Constraint] {
    var constraints: [Constraint] = [.maximumLeap(12), .noRepetition]
    if !before.isEmpty, positions.first?.freeFromRule == false {
      constraints.append(.neighbours(at: 0) { !before.contains($0 % 12) || (1...2).contains(abs($1 - $0)) })
    }
    for (index, classes) in stepwise.enumerated() where !classes.isEmpty {
      if index + 1 < positions.count, !positions[index + 1].freeFromRule {
        constraints.append(.neighbours(at: index + 1) { !classes.contains($0 % 12) || (1...2).contains(abs($1 - $0)) })
      } else if positions[index].allowed?.count != 1 {
        positions[index].allowed?.removeAll { classes.contains($0 % 12) }
      }
    }
    return constraints
  }
}

extension Chord {
  /// Tones of the scale that one of the chord contradicts: the natural seventh over a dominant of minor.
  func clashes(in key: Key) -> Set<Int> {
    let scale = key.scale
    let tones = pitchClasses
    return Set(tones.filter { !scale.contains($0) }.flatMap { [($0 + 11) % 12, ($0 + 1) % 12] }).subtracting(tones)
  }
}

/// How welcome tones foreign to the chord are on strong beats: of sung pop melodies a fifth of the tones there are foreign.
private let appoggiatura = 0.4
