// SPDX-License-Identifier: Apache-2.0
/// How finely chords are told apart.
package enum ChordVocabulary: String, Sendable, Hashable {
  /// All types.
  case types
  /// Major, minor, diminished, augmented, suspended and power chords.
  case triads
  /// Tonic, subdominant and dominant, and what is none of them, in major and minor.
  ///
  /// - Source: Riemann (1893), "Vereinfachte Harmonielehre".
  case functions

  /// The chord that stands for one: of a function its main triad, of what has none the diminished chord on the raised
  /// fourth.
  ///
  /// - Parameters:
  ///   - degree: semitones above the tonic.
  ///   - mode: 0 major, 1 minor.
  func reduced(degree: Int, _ type: ChordType, mode: Int) -> (degree: Int, type: ChordType) {
    switch self {
    case .types: (degree, type)
    case .triads: (degree, type.triad)
    case .functions: function(degree, type.triad, mode)
    }
  }

  private func function(_ degree: Int, _ triad: ChordType, _ mode: Int) -> (degree: Int, type: ChordType) {
    let tonic = (degree: 0, type: mode == 1 ? ChordType.minor : .major)
    let subdominant = (degree: 5, type: tonic.type)
    let dominant = (degree: 7, type: ChordType.major)
    switch (degree, triad) {
    case (0, _): return tonic
    case (7, _), (11, .diminished): return dominant
    case (5, _): return subdominant
    case (9, .minor), (4, .minor): return mode == 0 ? tonic : (6, .diminished)
    case (3, .major), (8, .major): return mode == 1 ? tonic : subdominant
    case (2, .minor), (2, .diminished): return subdominant
    case (10, .major): return mode == 1 ? dominant : subdominant
    default: return (6, .diminished)
    }
  }
}

extension ChordType {
  /// Without sevenths and sixths.
  fileprivate var triad: ChordType {
    switch self {
    case .major, .dominant7, .major7, .sixth: .major
    case .minor, .minor7, .minor6: .minor
    case .sus4, .sus2: .sus4
    case .diminished, .halfDiminished, .diminished7: .diminished
    case .augmented: .augmented
    case .power: .power
    }
  }
}
