// SPDX-License-Identifier: Apache-2.0
/// A dynamic mark of the score.
package enum Dynamic: String, Sendable, Hashable, Codable, CaseIterable {
  case ppp, pp, p, mp, mf, f, ff, fff

  /// The MIDI velocity of the mark: steps of 16 from ppp = 16.
  ///
  /// - Source: the MIDI association's usual table, as in MuseScore and Dorico: p 49, mf 80, f 96.
  package var velocity: Int { 16 + 16 * Dynamic.allCases.firstIndex(of: self)! - (self == .fff ? 1 : 0) }

  /// The mark nearest to a velocity.
  package init(velocity: Int) {
    self = Dynamic.allCases.min { abs($0.velocity - velocity) < abs($1.velocity - velocity) }!
  }
}

/// A clef of a staff.
package enum Clef: String, Sendable, Hashable, Codable {
  case treble, bass, alto, tenor, percussion
  /// Treble sounding an octave lower (guitar) or bass sounding an octave lower.
  case treble8vb = "treble-8vb", bass8vb = "bass-8vb"
  /// Two staves, treble and bass.
  case grand
}
