// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongMusic

/// Reads notes as LilyPond writes them, octaves absolute: `d'8 f'8 a'4 | g'4. e'8 ~ e'4 r4`.
///
/// The subset: a letter with `is`, `es`, `#` or `b`, octave marks, a value that holds until the next one, dots, `r`,
/// `~` and `|`. No commands, no `\relative`, no chords, no slurs.
package func parseLily(_ scalar: Scalar, sink: inout DiagnosticSink) -> LineNotation? {
  guard let scanner = NotationScanner.begin(scalar, .badLily, "notes", example: "c'4 d'8 e'8", sink: &sink) else {
    return nil
  }
  var reader = LilyReader(scanner)
  reader.read()
  sink.report(reader.problems)
  return reader.problems.isEmpty ? reader.builder.finished(at: scanner.span(scanner.rest)) : nil
}

private struct LilyReader {
  private var scanner: NotationScanner
  var builder = LineBuilder()
  private(set) var problems: [Diagnostic] = []
  /// LilyPond's value where none is written before.
  private var value = ScoreTime(1)

  init(_ scanner: NotationScanner) { self.scanner = scanner }

  mutating func read() {
    if scanner.eat("|") { scanner.skipBlanks() }
    while !scanner.isAtEnd, problems.count < mostLineProblems, builder.notes.count < Limits.lineNotes {
      let start = scanner.position
      if scanner.eat("|") {
        if !builder.bar() { fail(.barOfLineEmpty(.badLily, at: scanner.span(start..<scanner.position))) }
      } else if scanner.eat("~") {
        if !builder.tie() { fail(.tieWithoutNote(.badLily, at: scanner.span(start..<scanner.position))) }
      } else {
        readNote(start)
      }
      scanner.skipBlanks()
    }
    if builder.isTied { fail(.tieWithoutNote(.badLily, at: scanner.span(scanner.end - 1..<scanner.end))) }
    if builder.time == .zero, problems.isEmpty {
      fail(.missingNotation(.badLily, "notes", example: "c'4 d'8 e'8", at: scanner.scalar.span))
    }
  }

  private mutating func fail(_ problem: Diagnostic) { problems.append(problem) }

  private mutating func readNote(_ start: Int) {
    let isRest = scanner.eat("r")
    let pitch = isRest ? nil : readPitch()
    guard isRest || pitch != nil else { return refuse(start) }
    var problem: Diagnostic?
    if let value = scanner.noteValue(.badLily, problem: &problem) {
      self.value = value
    } else if let problem {
      return fail(problem)
    }
    let next = scanner.peek().map { String(decoding: [$0], as: UTF8.self) } ?? " "
    guard " \t\n\r|~".contains(next) else { return refuse(start) }
    let place = scanner.span(start..<scanner.position)
    if let pitch {
      if !builder.note(value, [.pitch(pitch)], at: place) { fail(.tieChangesPitch(.badLily, at: place)) }
    } else if !builder.rest(value, at: place) {
      fail(.tieWithoutNote(.badLily, at: place))
    }
  }

  private mutating func readPitch() -> Pitch? {
    guard let byte = scanner.peek(), let step = Array("cdefgab".utf8).firstIndex(of: byte) else { return nil }
    scanner.position += 1
    var alter = 0
    // The longer names come first; `es` and `as` are the Dutch short forms.
    let flats = step == 2 || step == 5 ? ["eses", "ses", "es", "s", "bb", "b"] : ["eses", "es", "bb", "b"]
    if let name = scanner.eat(oneOf: ["isis", "is", "##", "#"]) {
      alter = name.count == 4 || name == "##" ? 2 : 1
    } else if let name = scanner.eat(oneOf: flats) {
      alter = ["eses", "ses", "bb"].contains(name) ? -2 : -1
    }
    var octave = 3
    while scanner.eat("'") { octave += 1 }
    while scanner.eat(",") { octave -= 1 }
    let pitch = Pitch(PitchName(step: step, alter: alter), octave: octave)
    return (0...127).contains(pitch.key) ? pitch : nil
  }

  private mutating func refuse(_ start: Int) {
    scanner.position = start
    if scanner.word(stops: Array("|~".utf8)).isEmpty { scanner.position += 1 }
    let range = start..<scanner.position
    fail(.lilyUnreadable(scanner.text(range), at: scanner.span(range)))
    // Behind a command, a chord or a slur nothing is left that could be read.
    if scanner.text(range).contains(where: { "\\<>{}()".contains($0) }) { scanner.position = scanner.end }
  }
}
