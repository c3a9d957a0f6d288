// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// A stroke in a cell of a grid.
package enum GridStroke: String, Sendable, Hashable, Codable, CaseIterable {
  case hit = "x"
  case accent = "X"
  case open = "o"
  case ghost = "g"
  case flam = "f"
  case down = "d"
  case up = "u"
  case accentedDown = "D"
  case accentedUp = "U"
}

/// One line of a grid: cells of equal length, as many in each bar.
package struct GridLine: Sendable, Hashable, Codable {
  /// Nil is a rest.
  package let cells: [GridStroke?]
  package let bars: Int

  /// - Precondition: the bars share the cells equally.
  package init(cells: [GridStroke?], bars: Int) {
    precondition(bars > 0 && !cells.isEmpty && cells.count % bars == 0, "bars of a grid have equal numbers of cells")
    self.cells = cells
    self.bars = bars
  }

  package var cellsPerBar: Int { cells.count / bars }

  /// The length of a cell in a bar of that length; nil where no note value is so long: thirty-seconds and their triplets
  /// are the shortest.
  package func cell(in length: ScoreTime) -> ScoreTime? {
    let cell = length / Rational(cellsPerBar)
    return (cell * 24).isInteger ? cell : nil
  }

  /// As it is written, without bar lines.
  package var text: String { cells.map { $0?.rawValue ?? "." }.joined() }
}
