// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongMusic

/// Reads a rhythm: `8 8 4. r4 (3 8 8 8) ~ |`.
package func parseRhythm(_ scalar: Scalar, sink: inout DiagnosticSink) -> LineNotation? {
  guard let scanner = NotationScanner.begin(scalar, .badRhythm, "a rhythm", example: "4 8 8 2", sink: &sink) else {
    return nil
  }
  var reader = RhythmReader(scanner)
  reader.read()
  sink.report(reader.problems)
  return reader.problems.isEmpty ? reader.builder.finished(at: scanner.span(scanner.rest)) : nil
}

private struct RhythmReader {
  private var scanner: NotationScanner
  var builder = LineBuilder()
  private(set) var problems: [Diagnostic] = []
  /// The tuplet that is open: what its values are multiplied by, and where it begins.
  private var tuplet: (factor: Rational, start: Int)?

  init(_ scanner: NotationScanner) { self.scanner = scanner }

  mutating func read() {
    if scanner.eat("|") { scanner.skipBlanks() }
    while !scanner.isAtEnd, problems.count < mostLineProblems, builder.notes.count < Limits.lineNotes {
      readToken()
      scanner.skipBlanks()
    }
    if let tuplet, problems.isEmpty { fail(.tupletOpen(at: scanner.span(tuplet.start..<tuplet.start + 1))) }
    if builder.isTied { fail(.tieWithoutNote(.badRhythm, at: scanner.span(scanner.end - 1..<scanner.end))) }
    if builder.time == .zero, problems.isEmpty {
      fail(.missingNotation(.badRhythm, "a rhythm", example: "4 8 8 2", at: scanner.scalar.span))
    }
  }

  private mutating func fail(_ problem: Diagnostic) { problems.append(problem) }

  private mutating func readToken() {
    let start = scanner.position
    if scanner.eat("|") {
      if !builder.bar() { fail(.barOfLineEmpty(.badRhythm, at: scanner.span(start..<scanner.position))) }
    } else if scanner.eat("~") {
      if !builder.tie() { fail(.tieWithoutNote(.badRhythm, at: scanner.span(start..<scanner.position))) }
    } else if scanner.eat("(") {
      openTuplet(start)
    } else if scanner.eat(")") {
      if tuplet == nil { fail(.lineUnreadable(")", .badRhythm, rhythmTokens, at: scanner.span(start..<start + 1))) }
      tuplet = nil
    } else {
      readValue(start)
    }
  }

  private mutating func openTuplet(_ start: Int) {
    scanner.skipBlanks()
    let digits = scanner.digits()
    guard tuplet == nil, let count = Int(scanner.text(digits)), let time = tupletTime(count) else {
      _ = scanner.word()
      fail(.tupletUnknown(at: scanner.span(start..<scanner.position)))
      tuplet = tuplet ?? (1, start)
      return
    }
    tuplet = (Rational(time, count), start)
  }

  private mutating func readValue(_ start: Int) {
    let isRest = scanner.eat("r")
    var problem: Diagnostic?
    guard let value = scanner.noteValue(.badRhythm, problem: &problem) else {
      let stops = Array("|~()".utf8)
      if scanner.position == start, scanner.word(stops: stops).isEmpty { scanner.position += 1 }
      let range = start..<max(scanner.position, start + 1)
      fail(problem ?? .lineUnreadable(scanner.text(range), .badRhythm, rhythmTokens, at: scanner.span(range)))
      return
    }
    let place = scanner.span(start..<scanner.position)
    let next = scanner.peek().map { String(decoding: [$0], as: UTF8.self) } ?? " "
    guard " \t\n\r|~()".contains(next) else {
      _ = scanner.word(stops: Array("|~()".utf8))
      let range = start..<scanner.position
      fail(.lineUnreadable(scanner.text(range), .badRhythm, rhythmTokens, at: scanner.span(range)))
      return
    }
    let duration = value * (tuplet?.factor ?? 1)
    if isRest {
      if !builder.rest(duration, at: place) { fail(.tieWithoutNote(.badRhythm, at: place)) }
    } else {
      _ = builder.note(duration, [], at: place)
    }
  }
}

private let rhythmTokens = "note values such as '4', '8.', 'r4', ties '~', triplets '(3 8 8 8)' and bar lines '|'"
