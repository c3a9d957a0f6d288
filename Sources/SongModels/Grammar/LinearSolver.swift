// SPDX-License-Identifier: Apache-2.0
/// A square matrix of doubles, row by row.
struct SquareMatrix {
  let count: Int
  private var cells: [Double]

  /// The unit matrix.
  init(count: Int) {
    self.count = count
    cells = Array(repeating: 0, count: count * count)
    for index in 0..<count { self[index, index] = 1 }
  }

  subscript(row: Int, column: Int) -> Double {
    get { cells[row * count + column] }
    set { cells[row * count + column] = newValue }
  }

  /// Solves for several right-hand sides by elimination with pivots; only sums and products, so that the result has the
  /// same bits everywhere. Nil where the matrix is singular.
  ///
  /// - Parameter columns: each a right-hand side.
  /// - Complexity: O(n^3)
  func solving(_ columns: [[Double]]) -> [[Double]]? {
    var matrix = self
    var columns = columns
    for step in 0..<count {
      var pivot = step
      for row in step..<count where abs(matrix[row, step]) > abs(matrix[pivot, step]) { pivot = row }
      guard abs(matrix[pivot, step]) > 1e-300 else { return nil }
      if pivot != step {
        for column in 0..<count { matrix.cells.swapAt(pivot * count + column, step * count + column) }
        for side in columns.indices { columns[side].swapAt(pivot, step) }
      }
      for row in 0..<count where row != step && matrix[row, step] != 0 {
        let factor = matrix[row, step] / matrix[step, step]
        for column in step..<count where matrix[step, column] != 0 {
          matrix[row, column] -= factor * matrix[step, column]
        }
        for side in columns.indices where columns[side][step] != 0 {
          columns[side][row] -= factor * columns[side][step]
        }
      }
    }
    for side in columns.indices {
      for row in 0..<count { columns[side][row] /= matrix[row, row] }
    }
    return columns
  }

  /// The rows of the inverse; nil where there is none.
  var inverseRows: [[Double]]? {
    let units = (0..<count).map { index in (0..<count).map { $0 == index ? 1.0 : 0.0 } }
    guard let columns = solving(units) else { return nil }
    return (0..<count).map { row in columns.map { $0[row] } }
  }
}

/// A matrix of few numbers: for each row the columns that aren't zero.
struct SparseRows: Sendable {
  private let rows: [[(column: Int, value: Double)]]

  init(_ dense: [[Double]]) {
    rows = dense.map { row in row.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) } }
  }

  /// A row vector times the matrix.
  func timesLeft(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: vector.count)
    for (row, value) in vector.enumerated() where value != 0 {
      for entry in rows[row] { result[entry.column] += value * entry.value }
    }
    return result
  }

  /// The matrix times a column vector.
  func timesRight(_ vector: [Double]) -> [Double] {
    rows.map { row in
      var sum = 0.0
      for entry in row { sum += entry.value * vector[entry.column] }
      return sum
    }
  }
}
