// SPDX-License-Identifier: Apache-2.0
/// Pairs of rows and columns of least cost in all, where a row or column may also stay alone.
///
/// - Parameters:
///   - costs: of each pair; nil where the two can't be a pair.
///   - alone: what a row or a column without a partner costs.
/// - Returns: for each row its column; nil where it stays alone.
/// - Complexity: cubic in rows and columns together.
/// - Source: Kuhn (1955) with the potentials of Jonker & Volgenant (1987), Computing 38.
package func assignment(_ costs: [[Int?]], columns: Int, alone: Int) -> [Int?] {
  let rows = costs.count
  let size = rows + columns
  guard rows > 0, columns > 0 else { return Array(repeating: nil, count: rows) }
  // Each row and each column may also be paired with a place of its own that stands for nobody.
  func cost(_ row: Int, _ column: Int) -> Int {
    if row < rows, column < columns { return costs[row][column] ?? 2 * alone + 1 }
    if row < rows { return column - columns == row ? alone : forbidden }
    if column < columns { return row - rows == column ? alone : forbidden }
    return 0
  }
  var rowPotential = [Int](repeating: 0, count: size + 1)
  var columnPotential = [Int](repeating: 0, count: size + 1)
  var rowOf = [Int](repeating: 0, count: size + 1)
  var previous = [Int](repeating: 0, count: size + 1)
  for row in 1...size {
    rowOf[0] = row
    var column = 0
    var least = [Int](repeating: Int.max / 2, count: size + 1)
    var isUsed = [Bool](repeating: false, count: size + 1)
    repeat {
      isUsed[column] = true
      let current = rowOf[column]
      var step = Int.max / 2
      var next = 0
      for other in 1...size where !isUsed[other] {
        let reduced = cost(current - 1, other - 1) - rowPotential[current] - columnPotential[other]
        if reduced < least[other] {
          least[other] = reduced
          previous[other] = column
        }
        if least[other] < step {
          step = least[other]
          next = other
        }
      }
      for other in 0...size {
        if isUsed[other] {
          rowPotential[rowOf[other]] += step
          columnPotential[other] -= step
        } else {
          least[other] -= step
        }
      }
      column = next
    } while rowOf[column] != 0
    repeat {
      let before = previous[column]
      rowOf[column] = rowOf[before]
      column = before
    } while column != 0
  }
  var result = [Int?](repeating: nil, count: rows)
  for column in 1...columns {
    let row = rowOf[column] - 1
    if row >= 0, row < rows, costs[row][column - 1] != nil { result[row] = column - 1 }
  }
  return result
}

/// More than any pairing costs.
private let forbidden = 1 << 40
