// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics

/// A tempo or a range of tempos, in beats a minute, 5...999.
package struct TempoNotation: Sendable, Hashable {
  package let low: Rational
  package let high: Rational
  /// The note that is counted, in quarter notes; nil for the beat of the meter.
  package let beat: ScoreTime?

  package init(low: Rational, high: Rational, beat: ScoreTime?) {
    self.low = low
    self.high = high
    self.beat = beat
  }

  /// Whether it is one tempo.
  package var isExact: Bool { low == high }
}

/// Reads `96`, `108..126`, `1/4. = 60`.
package func parseTempo(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<TempoNotation>? {
  guard var scanner = NotationScanner.begin(scalar, .badTempo, "a tempo", example: "96", sink: &sink) else {
    return nil
  }
  let whole = scanner.span(scanner.rest)
  var beat: ScoreTime?
  if let equals = scanner.first("=") {
    var note = scanner.part(scanner.position..<equals)
    guard let value = note.noteValue(.badTempo, sink: &sink) else { return nil }
    guard note.isAtEnd else {
      sink.report(.noteValueUnreadable(note.text(note.rest), .badTempo, at: note.span(note.rest)))
      return nil
    }
    beat = value * 4
    scanner = scanner.part(equals + 1..<scanner.end)
  }
  guard let dots = scanner.first("..") else {
    guard let bpm = scanner.bpm(whole: scalar, sink: &sink) else { return nil }
    return Located(TempoNotation(low: bpm, high: bpm, beat: beat), at: whole)
  }
  let low = scanner.part(scanner.position..<dots).bpm(whole: scalar, sink: &sink)
  let high = scanner.part(dots + 2..<scanner.end).bpm(whole: scalar, sink: &sink)
  guard let low, let high else { return nil }
  guard low < high else {
    let range = "\(shortest(high.double))..\(shortest(low.double))"
    sink.report(.tempoRangeReversed(scanner.text(scanner.rest), replacement: range, at: scanner.span(scanner.rest)))
    return nil
  }
  return Located(TempoNotation(low: low, high: high, beat: beat), at: whole)
}

/// Reads beats a minute: `96`, `92.5`.
package func parseBPM(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<Rational>? {
  guard let scanner = NotationScanner.begin(scalar, .badTempo, "a tempo", example: "96", sink: &sink) else {
    return nil
  }
  return scanner.bpm(whole: scalar, sink: &sink).map { Located($0, at: scanner.span(scanner.rest)) }
}

/// Reads a note value: `1/4`, `1/4.`, `3/8`; in quarter notes.
package func parseNoteValue(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<ScoreTime>? {
  guard var scanner = NotationScanner.begin(scalar, .badTempo, "a note value", example: "1/4", sink: &sink) else {
    return nil
  }
  let range = scanner.rest
  guard let value = scanner.noteValue(.badTempo, sink: &sink) else { return nil }
  guard scanner.isAtEnd else {
    sink.report(.noteValueUnreadable(scanner.text(range), .badTempo, at: scanner.span(range)))
    return nil
  }
  return Located(value * 4, at: scanner.span(range))
}

extension NotationScanner {
  func bpm(whole: Scalar, sink: inout DiagnosticSink) -> Rational? {
    var scanner = self
    let range = rest
    let place = range.isEmpty ? whole.span : span(range)
    guard let number = scanner.decimal() else {
      let word = text(range)
      let usual = italianTempos.first { $0.name == word.lowercased() }?.range
      sink.report(.tempoUnreadable(word, usual: usual, at: place))
      return nil
    }
    scanner.skipBlanks()
    guard scanner.isAtEnd else {
      let isUnit = scanner.text(scanner.rest).lowercased() == "bpm"
      sink.report(
        .tempoTrailing(
          scanner.text(scanner.rest), isUnit: isUnit, at: span(isUnit ? number.range.upperBound..<end : scanner.rest)))
      return nil
    }
    guard let value = number.value, value >= 5, value <= 999, number.decimals <= 3 else {
      sink.report(.tempoOutOfRange(text(range), at: place))
      return nil
    }
    return value
  }
}

/// What the words of a metronome usually mean.
///
/// - Source: the scale printed on Wittner metronomes, rounded.
private let italianTempos: [(name: String, range: String)] = [
  ("largo", "40..60"), ("larghetto", "60..66"), ("adagio", "66..76"), ("andante", "76..108"),
  ("moderato", "108..120"), ("allegro", "120..168"), ("vivace", "156..176"), ("presto", "168..200"),
  ("prestissimo", "200..208"),
]
