// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// A point of a curve of tempi.
package struct TempoStop: Sendable, Hashable {
  package let at: Located<TimeValue>
  /// Beats a minute.
  package let bpm: Located<Rational>
  /// How the curve arrives here.
  package let shape: CurveShape

  package init(at: Located<TimeValue>, bpm: Located<Rational>, shape: CurveShape) {
    self.at = at
    self.bpm = bpm
    self.shape = shape
  }
}

/// Reads stops `TIME BPM [SHAPE]` between commas: `0s 96, reveal 110 step, end 90`.
package func parseTempoCurve(_ scalar: Scalar, sink: inout DiagnosticSink) -> [TempoStop]? {
  guard let scanner = NotationScanner.begin(scalar, .badTempo, "a curve of tempi", example: "0s 96, end 108", sink: &sink)
  else { return nil }
  var stops: [TempoStop] = []
  var broken = 0
  var start = scanner.position
  while start <= scanner.end, broken < mostProblems, stops.count < mostStops {
    var from = scanner
    from.position = start
    let end = from.first(",") ?? scanner.end
    let stop = scanner.part(start..<end)
    if stop.isAtEnd {
      sink.report(.tempoStopUnreadable("", at: scanner.span(start..<min(end + 1, scanner.end))))
      broken += 1
    } else if let read = stop.tempoStop(sink: &sink) {
      stops.append(read)
    } else {
      broken += 1
    }
    start = end + 1
  }
  return broken == 0 ? stops : nil
}

/// Stops of one curve: far more than a form has sections that play.
private let mostStops = 2000
/// Wrong stops that are reported in one curve.
private let mostProblems = 20

extension NotationScanner {
  /// Reads all as one stop; words are taken from the end, as a time may have blanks.
  fileprivate func tempoStop(sink: inout DiagnosticSink) -> TempoStop? {
    var scanner = self
    var words: [Range<Int>] = []
    while !scanner.isAtEnd {
      words.append(scanner.word())
      scanner.skipBlanks()
    }
    var shape = CurveShape.line
    if let last = words.last, let known = CurveShape(rawValue: text(last)) {
      shape = known
      words.removeLast()
    }
    guard words.count >= 2, let number = words.popLast(), let last = words.last else {
      sink.report(.tempoStopUnreadable(text(rest), at: span(rest)))
      return nil
    }
    var inner = DiagnosticSink()
    guard let bpm = part(number).bpm(whole: scalar, sink: &inner) else {
      // A word behind a number is a shape that isn't one; else the number itself is wrong.
      if words.count >= 2, part(last).isDecimal {
        sink.report(.tempoStopUnreadable(text(rest), at: span(rest)))
      } else {
        sink.report(inner.diagnostics)
      }
      return nil
    }
    guard let time = part(position..<last.upperBound).time(sink: &sink) else { return nil }
    return TempoStop(at: time, bpm: Located(bpm, at: span(number)), shape: shape)
  }

  private var isDecimal: Bool {
    var scanner = self
    return scanner.decimal() != nil && scanner.isAtEnd
  }
}
