// SPDX-License-Identifier: Apache-2.0
/// Rules of four-part writing that a pair of chords keeps or breaks.
///
/// Voices stand in the order soprano, alto, tenor, bass; keys are MIDI's.
/// - Source: Aldwell, Schachter & Cadwallader (2010), "Harmony and Voice Leading", chapters 5 and 6.
package enum VoiceLeadingRule: String, Sendable, Hashable, CaseIterable {
  /// Two voices move in the same direction from one perfect fifth, octave or unison to another.
  case parallels
  /// A voice is above its upper neighbour.
  case crossing
  /// More than an octave between soprano and alto or alto and tenor.
  case spacing
  /// A voice leaves its range.
  case range
  /// A voice leaps more than an octave.
  case leap
  /// Two voices have the leading note of a dominant.
  case doubledLeadingTone = "doubled leading tone"

  /// How often a chord breaks the rule, also against the chord before.
  package func violations(_ chord: [Int], after previous: [Int]?, on event: Event) -> Int {
    switch self {
    case .parallels:
      guard let previous else { return 0 }
      return pairs.count { arePerfect(previous[$0], previous[$1], chord[$0], chord[$1]) }
    case .crossing: return (0..<3).count { chord[$0] < chord[$0 + 1] }
    case .spacing: return (0..<2).count { chord[$0] - chord[$0 + 1] > 12 }
    case .range: return ChoraleVoice.allCases.count { !$0.range.contains(chord[$0.index]) }
    case .leap:
      guard let previous else { return 0 }
      return (1..<4).count { abs(chord[$0] - previous[$0]) > 12 }
    case .doubledLeadingTone:
      return max(0, chord.count { isLeadingTone($0, event) } - 1)
    }
  }
}

extension ChoraleVoice {
  /// Among soprano, alto, tenor, bass.
  package var index: Int {
    switch self {
    case .alto: 1
    case .tenor: 2
    case .bass: 3
    }
  }

  /// What the voice sings.
  package var range: ClosedRange<Int> {
    switch self {
    case .alto: 53...74
    case .tenor: 47...69
    case .bass: 36...64
    }
  }
}

private let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]

/// Whether two voices go in the same direction from a perfect fifth, octave or unison to another of the same kind.
func arePerfect(_ upper: Int, _ lower: Int, _ nextUpper: Int, _ nextLower: Int) -> Bool {
  let interval = pitchClass(upper - lower)
  guard interval == 0 || interval == 7, pitchClass(nextUpper - nextLower) == interval else { return false }
  return (nextUpper - upper).signum() == (nextLower - lower).signum() && nextUpper != upper
}

/// Whether a key is the third of a dominant, a semitone below the tonic.
func isLeadingTone(_ key: Int, _ event: Event) -> Bool {
  guard event.chordRoot >= 0, pitchClass(event.chordRoot - event.tonic) == 7,
    event.chordType == ChordType.major.rawValue || event.chordType == ChordType.dominant7.rawValue
  else { return false }
  return pitchClass(key - event.tonic) == 11
}
