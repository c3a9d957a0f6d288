// SPDX-License-Identifier: Apache-2.0

/// How tunes of a collection take up their own measures: stretches of a song each, of each measure how many notes begin in it
/// and what it has of an earlier one. Knows no pitch and no rhythm.
package struct TunePlans: Sendable {
  /// What a measure has of an earlier one.
  package enum Relation: Sendable {
    case whole, firstHalf, secondHalf
    /// The rhythm, with other pitches.
    case rhythm
  }

  package struct Measure: Sendable, Hashable {
    /// Notes that begin in it.
    package let onsets: Int
    /// What it takes up, and how many measures before that stands; nil where it is new.
    package let relation: Relation?
    package let lag: Int

    /// The same, taking up nothing.
    package var asNew: Measure { Measure(onsets: onsets, relation: nil, lag: 0) }
  }

  package struct Plan: Sendable {
    package let measures: [Measure]
  }

  package let plans: [Plan]
  package let checksum: UInt64
}
