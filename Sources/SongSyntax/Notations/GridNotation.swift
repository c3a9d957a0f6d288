// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Reads one line of a grid: `x...x...x...x.xX`, `D.du D.du`.
///
/// `x` hit, `X` accent, `o` open, `g` ghost, `f` flam, `d` and `u` strokes down and up, `D` and `U` accented, `.` or `-`
/// rest. Blanks are read over; between bar lines stand equal numbers of cells.
package func parseGrid(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<GridLine>? {
  guard var scanner = NotationScanner.begin(scalar, .badGrid, "a grid", example: "x...x...x...x...", sink: &sink) else {
    return nil
  }
  let whole = scanner.span(scanner.rest)
  var cells: [GridStroke?] = []
  var bars: [(count: Int, span: Span)] = []
  var start = (cell: 0, byte: scanner.position)
  var problems: [Diagnostic] = []
  func closeBar(at end: Int) {
    guard cells.count > start.cell else { return }
    bars.append((cells.count - start.cell, scanner.span(start.byte..<end)))
  }
  while let byte = scanner.peek(), problems.count < mostLineProblems, cells.count <= Limits.gridCells {
    let offset = scanner.position
    if byte == UInt8(ascii: "|") {
      closeBar(at: offset)
      scanner.position += 1
      scanner.skipBlanks()
      start = (cells.count, scanner.position)
    } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") {
      cells.append(nil)
      scanner.position += 1
    } else if scanner.skipBlanks() {
      continue
    } else if let stroke = byte < 0x80 ? GridStroke(rawValue: String(UnicodeScalar(byte))) : nil {
      cells.append(stroke)
      scanner.position += 1
    } else {
      scanner.position += 1
      while let next = scanner.peek(), next >= 0x80, next < 0xC0 { scanner.position += 1 }
      let range = offset..<scanner.position
      problems.append(.strokeUnknown(scanner.text(range), at: scanner.span(range)))
    }
  }
  closeBar(at: scanner.position)
  if problems.isEmpty {
    if cells.count > Limits.gridCells {
      problems.append(.gridTooLong(limit: Limits.gridCells, at: whole))
    } else if let first = bars.first {
      if let other = bars.first(where: { $0.count != first.count }) {
        problems.append(.gridBarsDiffer(other.count, first: first.count, at: other.span))
      }
    } else {
      problems.append(.missingNotation(.badGrid, "a grid", example: "x...x...x...x...", at: scalar.span))
    }
  }
  sink.report(problems)
  return problems.isEmpty ? Located(GridLine(cells: cells, bars: bars.count), at: whole) : nil
}
