// SPDX-License-Identifier: Apache-2.0

/// Progressions of two measures that several songs share, and how songs of different manners make their phrases of them.
///
/// A manner is a kind of song: slow loops of three chords are one, two chords to a measure and hardly a phrase that comes
/// again another. Chords are numbers of `chords`, one for each half of a measure. Roots are counted from C, where the key is
/// C major or A minor. Knows nothing of how long measures are, of what a section asks for, nor how a spec colours chords.
package struct Progressions: Sendable {
  package struct Chord: Sendable, Hashable {
    /// The pitch class.
    package let root: Int
    package let type: ChordType

    package init(root: Int, type: ChordType) {
      self.root = root
      self.type = type
    }
  }

  /// How a phrase of four measures takes up an earlier one.
  package enum Relation: Int, Sendable, CaseIterable {
    case whole, firstHalf, secondHalf, none
  }

  /// How often the songs of a manner colour a chord, and how.
  package struct Colour: Sendable {
    /// Percent of what the manner's chords have on the average.
    package let share: Int
    package let types: [(type: ChordType, weight: Int)]
  }

  package struct Manner: Sendable {
    package let isMinor: Bool
    /// How many songs have it.
    package let songs: Int
    /// Chord changes in a hundred measures.
    package let changes: Int
    /// Percent of the phrases whose second half is the first again, and of those that begin with the end of the one before.
    package let repeats: (inside: Int, across: Int)
    /// Percent of the phrases by what they take up, in the order of `Relation`.
    package let relations: [Int]
    /// Percent of the halves of phrases that aren't among `units`: they are made of single measures.
    package let loose: Int
    /// Percent of the time for which chords are coloured in its songs: eleven levels, from the plainest song to the richest.
    package let levels: [Int]
    /// Weights of `units` and of `bars`.
    package internal(set) var unitWeights: [Int] = []
    package internal(set) var barWeights: [Int] = []
    /// By chord; nil where it is never coloured.
    package internal(set) var colours: [Colour?]
  }

  package let chords: [Chord]
  /// Two measures each.
  package let units: [[Int]]
  /// Single measures of what the units don't have.
  package let bars: [[Int]]
  package let manners: [Manner]
  /// Hundredths of how often one chord follows another across the bar lines between units, against chance.
  let links: [Int]
  /// For each unit those that follow it in several songs, with the number of songs.
  package let followers: [[(unit: Int, songs: Int)]]
  package let checksum: UInt64

  /// How welcome a chord is at the beginning of a measure behind another, against chance.
  package func link(_ first: Int, _ second: Int) -> Double { Double(links[first * chords.count + second]) / 100 }
}
