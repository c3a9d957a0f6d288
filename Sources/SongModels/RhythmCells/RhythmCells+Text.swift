// SPDX-License-Identifier: Apache-2.0
package import SongBase

// The file of cells: a line of the word `cell`, its steps and how often it is a first and a second half of a bar; then lines of
// `first` or `second`, the number of a cell, and pairs of the number of a cell that is such a half behind it and how often.

extension RhythmCells {
  /// Reads a file of cells.
  package init(_ file: FileBytes) throws(ModelError) {
    var reader = LineReader(file)
    var cells: [Cell] = []
    var counts: [[Int]] = [[], []]
    var lines: [(half: Half, before: Int, followers: [Count])] = []
    while let word = try reader.next() {
      switch word {
      case "cell":
        guard let cell = Cell(steps: try reader.word()) else { throw reader.invalid }
        cells.append(cell)
        for half in Half.allCases { counts[half.rawValue].append(try reader.number()) }
      case "first": lines.append((.first, try reader.number(), try reader.followers()))
      case "second": lines.append((.second, try reader.number(), try reader.followers()))
      default: throw .notAModel
      }
      try reader.endLine()
    }
    var followers = Half.allCases.map { _ in Array(repeating: [Count](), count: cells.count) }
    for line in lines {
      guard cells.indices.contains(line.before), line.followers.allSatisfy({ cells.indices.contains($0.cell) }) else {
        throw .notAModel
      }
      followers[line.half.rawValue][line.before] = line.followers
    }
    // A bar can begin anywhere: with a cell that isn't tied over.
    guard Half.allCases.allSatisfy({ half in cells.indices.contains { !cells[$0].startsTied && counts[half.rawValue][$0] > 0 } })
    else { throw .notAModel }
    self.init(cells: cells, checksum: contentHash(of: file.buffer[...]), counts: counts, followers: followers)
  }
}

extension LineReader {
  fileprivate mutating func followers() throws(ModelError) -> [RhythmCells.Count] {
    var result: [RhythmCells.Count] = []
    while !isAtLineEnd { result.append(.init(cell: try number(), count: try number())) }
    return result
  }
}
