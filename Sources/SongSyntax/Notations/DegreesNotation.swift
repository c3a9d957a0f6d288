// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Pitches in order, without their rhythm: degrees of the key or tones of the chord.
package struct PitchesNotation: Sendable, Hashable {
  /// Nil is a hold: the note before goes on.
  package let pitches: [Located<LinePitch?>]
  /// The number of pitches, holds too, that stand before each bar line.
  package let barLines: [Int]
  package let span: Span

  package init(pitches: [Located<LinePitch?>], barLines: [Int], span: Span) {
    self.pitches = pitches
    self.barLines = barLines
    self.span = span
  }
}

/// Reads degrees of the key: `5 1' #4 7, _ |`.
package func parseDegrees(_ scalar: Scalar, sink: inout DiagnosticSink) -> PitchesNotation? {
  parsePitches(scalar, isChord: false, sink: &sink)
}

/// Reads tones of the chord that sounds: `1 5 3' _ 7`.
package func parseTones(_ scalar: Scalar, sink: inout DiagnosticSink) -> PitchesNotation? {
  parsePitches(scalar, isChord: true, sink: &sink)
}

private func parsePitches(_ scalar: Scalar, isChord: Bool, sink: inout DiagnosticSink) -> PitchesNotation? {
  let what = isChord ? "tones" : "degrees"
  guard var scanner = NotationScanner.begin(scalar, .badDegrees, what, example: "1 3 5 1'", sink: &sink) else {
    return nil
  }
  let whole = scanner.span(scanner.rest)
  var problems: [Diagnostic] = []
  var pitches: [Located<LinePitch?>] = []
  var barLines: [Int] = []
  while !scanner.isAtEnd, problems.count < mostLineProblems, pitches.count < Limits.lineNotes {
    let start = scanner.position
    if scanner.eat("|") {
      if !pitches.isEmpty { barLines.append(pitches.count) }
    } else if scanner.eat("_") {
      let place = scanner.span(start..<scanner.position)
      if pitches.isEmpty { problems.append(.holdWithoutNote(at: place)) }
      pitches.append(Located(nil, at: place))
    } else {
      let word = scanner.word(stops: Array("|".utf8))
      let place = scanner.span(word)
      if let pitch = LinePitch(scanner.text(word), isChord: isChord) {
        pitches.append(Located(pitch, at: place))
      } else {
        problems.append(.degreeUnreadable(scanner.text(word), isChord: isChord, at: place))
      }
    }
    scanner.skipBlanks()
  }
  if pitches.isEmpty, problems.isEmpty {
    problems.append(.missingNotation(.badDegrees, what, example: "1 3 5 1'", at: scalar.span))
  }
  sink.report(problems)
  return problems.isEmpty ? PitchesNotation(pitches: pitches, barLines: barLines, span: whole) : nil
}
