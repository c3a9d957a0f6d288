// SPDX-License-Identifier: Apache-2.0
/// A set of pitch classes, 0...11.
package struct PitchClassSet: SetAlgebra, Sendable, Hashable {
  /// A bit for each pitch class, C the lowest.
  private var bits: UInt16

  package init() { bits = 0 }

  private init(bits: UInt16) { self.bits = bits }

  /// The pitch classes of a list.
  package init(_ classes: some Sequence<Int>) {
    bits = 0
    for pitchClass in classes { bits |= 1 << UInt16(pitchClass) }
  }

  package var isEmpty: Bool { bits == 0 }

  package func contains(_ pitchClass: Int) -> Bool { bits >> UInt16(pitchClass) & 1 == 1 }

  package func union(_ other: PitchClassSet) -> PitchClassSet { PitchClassSet(bits: bits | other.bits) }

  package func intersection(_ other: PitchClassSet) -> PitchClassSet { PitchClassSet(bits: bits & other.bits) }

  package func subtracting(_ other: PitchClassSet) -> PitchClassSet { PitchClassSet(bits: bits & ~other.bits) }

  package func symmetricDifference(_ other: PitchClassSet) -> PitchClassSet { PitchClassSet(bits: bits ^ other.bits) }

  package mutating func formUnion(_ other: PitchClassSet) { bits |= other.bits }

  package mutating func formIntersection(_ other: PitchClassSet) { bits &= other.bits }

  package mutating func subtract(_ other: PitchClassSet) { bits &= ~other.bits }

  package mutating func formSymmetricDifference(_ other: PitchClassSet) { bits ^= other.bits }

  package mutating func insert(_ pitchClass: Int) -> (inserted: Bool, memberAfterInsert: Int) {
    let isNew = !contains(pitchClass)
    bits |= 1 << UInt16(pitchClass)
    return (isNew, pitchClass)
  }

  package mutating func remove(_ pitchClass: Int) -> Int? {
    guard contains(pitchClass) else { return nil }
    bits &= ~(1 << UInt16(pitchClass))
    return pitchClass
  }

  package mutating func update(with pitchClass: Int) -> Int? {
    insert(pitchClass).inserted ? nil : pitchClass
  }
}
