// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Reads the shape of a tune, move by move: `up down- hold`.
package func parseContour(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<[ContourMove]>? {
  guard var scanner = NotationScanner.begin(scalar, .badContour, "a contour", example: "up down- hold", sink: &sink)
  else { return nil }
  let whole = scanner.span(scanner.rest)
  var moves: [ContourMove] = []
  var problems: [Diagnostic] = []
  while !scanner.isAtEnd, problems.count < mostLineProblems, moves.count < Limits.lineNotes {
    let word = scanner.word()
    let text = scanner.text(word)
    if let move = contourMoves.first(where: { $0.text == text }) {
      moves.append(move)
    } else {
      problems.append(
        .contourUnknown(text, candidates: contourMoves.map(\.text), at: scanner.span(word)))
    }
    scanner.skipBlanks()
  }
  sink.report(problems)
  return problems.isEmpty ? Located(moves, at: whole) : nil
}

private let contourMoves: [ContourMove] = [
  .init(.up), .init(.up, .step), .init(.up, .leap), .init(.down), .init(.down, .step), .init(.down, .leap), .init(.hold),
]
