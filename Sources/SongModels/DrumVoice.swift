// SPDX-License-Identifier: Apache-2.0
/// The voices of a drum kit that are predicted one after the other, each knowing those before at the same moment.
package enum DrumVoice: Int, Sendable, Hashable, CaseIterable {
  case kick, snare, cymbal, tom

  /// The voice of a General MIDI drum key, or of a Roland TD-11's.
  package init?(key: Int) {
    switch key {
    case 35, 36: self = .kick
    case 37...40: self = .snare
    case 22, 26, 42, 44, 46, 49, 51, 52, 53, 55, 57, 59: self = .cymbal
    case 41, 43, 45, 47, 48, 50, 58: self = .tom
    default: return nil
    }
  }
}

/// What a voice of the kit does in a sixteenth; its symbol.
package enum DrumStroke {
  package static let silence = 0

  /// The symbol of a hit: a loudness of three for the kick and the drums, the kind of cymbal with two loudnesses.
  ///
  /// - Parameter velocity: 1...127.
  package static func symbol(key: Int, velocity: Int) -> Int {
    let loudness = velocity < 50 ? 1 : velocity < 96 ? 2 : 3
    let isLoud = velocity >= 70 ? 1 : 0
    switch key {
    case 37: return 4
    case 22, 42: return 1 + isLoud
    case 26, 46: return 3 + isLoud
    case 44: return 5
    case 51, 59: return 6 + isLoud
    case 53: return 8
    case 49, 52, 55, 57: return 9
    case 48, 50: return 1 + isLoud
    case 45, 47: return 3 + isLoud
    case 41, 43, 58: return 5 + isLoud
    default: return loudness
    }
  }
}
