// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A scalar whose text may be laid out anew, as blanks mean nothing in it.
package struct ScalarAlignment: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Bars of chords over several lines.
    case chords
    /// A line of a grid.
    case grid
  }

  package let kind: Kind
  /// A byte of the source that belongs to the scalar.
  package let place: UInt32

  package init(_ kind: Kind, at place: UInt32) {
    self.kind = kind
    self.place = place
  }
}

/// Lines of chords with the bars of each under those of the line above.
func alignedChords(_ lines: [String]) -> [String] {
  let rows = lines.map { BarRow($0) }
  var widths: [Int] = []
  for row in rows {
    for (column, bar) in row.bars.enumerated() {
      if column == widths.count { widths.append(0) }
      // A last bar without a line behind it pushes nothing.
      if column < row.bars.count - 1 || row.isClosed { widths[column] = max(widths[column], bar.width) }
    }
  }
  return rows.map { row in
    guard !row.bars.isEmpty else { return row.isOpened ? "|" : "" }
    let bars = row.bars.enumerated().map { column, bar in
      column < row.bars.count - 1 || row.isClosed ? padded(bar, to: widths[column]) : bar
    }
    return (row.isOpened ? "| " : "") + bars.joined(separator: " | ") + (row.isClosed ? " |" : "")
  }
}

/// Rows of grids with one blank around bar lines, which stand under each other where rows have as many bars.
func alignedGrids(_ rows: [String]) -> [String] {
  let bars = rows.map { BarRow($0, keepsBlanks: true).bars.filter { !$0.isEmpty } }
  return bars.map { row in
    row.enumerated().map { column, bar in
      guard column < row.count - 1 else { return bar }
      return padded(bar, to: bars.filter { $0.count == row.count }.map { $0[column].width }.max() ?? 0)
    }.joined(separator: " | ")
  }
}

/// A line of text between bar lines.
private struct BarRow {
  /// Whether a bar line stands before the first bar, and behind the last.
  var isOpened = false
  var isClosed = false
  var bars: [String]

  init(_ line: String, keepsBlanks: Bool = false) {
    bars = line.split(separator: "|", omittingEmptySubsequences: false).map {
      keepsBlanks ? $0.trimmed : $0.withSingleBlanks
    }
    if bars.count > 1, bars.first == "" {
      isOpened = true
      bars.removeFirst()
    }
    if bars.count > 1, bars.last == "" {
      isClosed = true
      bars.removeLast()
    }
    if bars == [""] { bars = [] }
  }
}
