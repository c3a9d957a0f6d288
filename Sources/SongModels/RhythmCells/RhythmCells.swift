// SPDX-License-Identifier: Apache-2.0

/// Rhythms of half a bar of 4/4 that songs of a collection share, and how often each stands behind which.
package struct RhythmCells: Sendable {
  /// A half of a bar.
  package enum Half: Int, CaseIterable, Sendable {
    case first, second
  }

  package struct Cell: Sendable, Hashable {
    /// One character for each of eight sixteenths, as in `BarPattern`.
    package let steps: String
    package let onsetCount: Int
    /// Whether it begins inside a note of the cell before.
    package let startsTied: Bool
    /// Whether a note sounds at its end.
    package let endsHeld: Bool

    /// Nil where a note is held behind a rest, or the steps aren't eight.
    init?(steps: String) {
      guard let pattern = BarPattern(meter: "2/4", steps: steps) else { return nil }
      self.steps = steps
      onsetCount = pattern.onsetCount
      startsTied = pattern.startsTied
      endsHeld = pattern.endsHeld
    }
  }

  /// How often a cell stands at a place.
  struct Count: Sendable, Hashable {
    let cell: Int
    let count: Int
  }

  package let cells: [Cell]
  package let checksum: UInt64
  /// By half and cell: how often the cell is that half of a bar.
  let counts: [[Int]]
  /// By half and cell: what is that half behind the cell.
  let followers: [[[Count]]]

  /// How likely each cell is as a half of a bar: as often as behind the cell before, and a little as it is anywhere. A cell that
  /// begins tied needs one that is held.
  ///
  /// - Parameter before: the cell before; nil where a note can't be held from there.
  package func probabilities(of half: Half, after before: Int?) -> [Double] {
    let counts = self.counts[half.rawValue]
    let all = Double(counts.reduce(0, +))
    guard let before else { return cells.indices.map { cells[$0].startsTied ? 0 : Double(counts[$0]) / all } }
    let followers = self.followers[half.rawValue][before]
    let known = Double(followers.reduce(0) { $0 + $1.count })
    var result = counts.map { anywhere * Double($0) / all / (known + anywhere) }
    for follower in followers { result[follower.cell] += Double(follower.count) / (known + anywhere) }
    if !cells[before].endsHeld {
      for cell in cells.indices where cells[cell].startsTied { result[cell] = 0 }
    }
    return result
  }
}

/// How many times what a cell is anywhere counts, beside what stands behind the one before.
private let anywhere = 5.0
