// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// A point of an intensity curve.
package struct IntensityStop: Sendable, Hashable {
  package let at: Located<TimeValue>
  /// 0...1
  package let level: Rational
  /// How the curve arrives here.
  package let shape: CurveShape
  package let span: Span

  package init(at: Located<TimeValue>, level: Rational, shape: CurveShape, span: Span) {
    self.at = at
    self.level = level
    self.shape = shape
    self.span = span
  }
}

/// An intensity as the whole piece may have it.
package enum IntensityNotation: Sendable, Hashable {
  case level(Located<IntensityLevel>)
  case curve([IntensityStop])
}

/// Reads a level or a curve: one stop without a comma and without a time is a level.
package func parseIntensity(_ scalar: Scalar, sink: inout DiagnosticSink) -> IntensityNotation? {
  let scanner = NotationScanner(scalar)
  if scanner.first(",") == nil {
    var ahead = scanner
    let isBare = ahead.decimal() != nil && ahead.isAtEnd
    let head = scanner.text(scanner.rest).split(whereSeparator: { $0 == " " || $0 == "\t" })
    let isLevel =
      scanner.looksLikeIntensity && (head.count == 1 || scanner.first("->") != nil || scanner.first("→") != nil)
    let isSplitPercent = head.count == 2 && head[1] == "%"
    if isBare || isLevel || isSplitPercent || head.count <= 1 {
      return parseIntensityLevel(scalar, sink: &sink).map { .level($0) }
    }
  }
  return parseIntensityCurve(scalar, sink: &sink).map { .curve($0) }
}

/// Reads stops `TIME LEVEL [SHAPE]` between commas: `0s 15%, reveal 45% step, logo - 1 bar 85%`.
package func parseIntensityCurve(_ scalar: Scalar, sink: inout DiagnosticSink) -> [IntensityStop]? {
  guard
    let scanner = NotationScanner.begin(
      scalar, .badIntensity, "an intensity curve", example: "0s 20%, end 80%", sink: &sink)
  else { return nil }
  var stops: [IntensityStop] = []
  var broken = 0
  var start = scanner.position
  while start <= scanner.end, broken < mostProblems {
    var from = scanner
    from.position = start
    let end = from.first(",") ?? scanner.end
    if let stop = scanner.part(start..<end).stop(sink: &sink, comma: start..<min(end + 1, scanner.end)) {
      stops.append(stop)
    } else {
      broken += 1
    }
    start = end + 1
  }
  guard stops.count <= Limits.intensityStops else {
    sink.report(.intensityTooManyStops(limit: Limits.intensityStops, at: scanner.span(scanner.rest)))
    return nil
  }
  return broken == 0 ? stops : nil
}

/// Wrong stops that are reported in one curve.
private let mostProblems = 20

extension NotationScanner {
  /// Reads all as one stop; words are taken from the end, as a time may have blanks.
  fileprivate func stop(sink: inout DiagnosticSink, comma: Range<Int>) -> IntensityStop? {
    guard !isAtEnd else {
      sink.report(.intensityStopEmpty(at: span(comma)))
      return nil
    }
    var words = self.words
    var shape = CurveShape.line
    if let last = words.last, words.count > 1, !part(last).looksLikeIntensity {
      let name = text(last)
      let names = CurveShape.allCases.map(\.rawValue)
      if let known = CurveShape(rawValue: name) {
        shape = known
        words.removeLast()
      } else if part(words[words.count - 2]).looksLikeIntensity {
        sink.report(.curveShapeUnknown(name, at: span(last), candidates: nearest(to: name, among: names)))
        return nil
      }
    }
    guard var level = words.popLast() else { return nil }
    // `15 %` is one level in two words.
    if text(level) == "%", let number = words.popLast() { level = number.lowerBound..<level.upperBound }
    guard part(level).looksLikeIntensity else {
      sink.report(stopProblem(level, hasTime: !words.isEmpty))
      return nil
    }
    guard let last = words.last else {
      sink.report(.intensityStopWithoutTime(text(level), at: span(level)))
      return nil
    }
    let time = part(position..<last.upperBound).time(sink: &sink)
    guard let value = part(level).intensity(sink: &sink), let time else { return nil }
    return IntensityStop(at: time, level: value, shape: shape, span: span(rest))
  }

  /// A stop whose last word isn't a level: a number without its sign, or no level at all.
  private func stopProblem(_ word: Range<Int>, hasTime: Bool) -> Diagnostic {
    var number = part(word)
    if hasTime, let decimal = number.decimal(), number.isAtEnd, let value = decimal.value {
      let percent = value <= 1 && decimal.decimals > 0 ? value * 100 : value
      return .intensityWithoutPercent(text(word), replacement: "\(shortest(percent.double))%", at: span(word))
    }
    return .intensityStopWithoutLevel(text(rest), at: span(rest))
  }

  private var words: [Range<Int>] {
    var scanner = self
    var words: [Range<Int>] = []
    while !scanner.isAtEnd {
      words.append(scanner.word())
      scanner.skipBlanks()
    }
    return words
  }
}
