// SPDX-License-Identifier: Apache-2.0

/// What the octaves of a mix are like in real ones: nine, whose middles lie from 31.25 Hz to 8 kHz.
package struct OctaveBalance: Sendable, Hashable, Codable {
  /// How many octaves there are.
  package static let count = 9

  /// The middle of an octave, Hz.
  package static func middleHz(_ octave: Int) -> Double { 31.25 * Double(1 << octave) }

  /// Power of each octave against all of the mix, dB.
  package let levelsDB: [ClosedRange<Double>]
  /// Power of each octave's side against its mid, dB.
  package let sidesDB: [ClosedRange<Double>]

  package init(levelsDB: [ClosedRange<Double>], sidesDB: [ClosedRange<Double>]) {
    precondition(levelsDB.count == Self.count && sidesDB.count == Self.count, "a balance has all of its octaves")
    self.levelsDB = levelsDB
    self.sidesDB = sidesDB
  }

  /// With so much more treble: all of it from 4 kHz on, half of it at 2 kHz.
  package func brightened(by decibels: Double) -> OctaveBalance {
    let levels = levelsDB.enumerated().map { octave, level in
      let change = octave >= 7 ? decibels : octave == 6 ? decibels / 2 : 0
      return level.lowerBound + change...level.upperBound + change
    }
    return OctaveBalance(levelsDB: levels, sidesDB: sidesDB)
  }
}
