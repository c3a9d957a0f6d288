// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// A time signature as the spec gives it.
package struct MeterNotation: Sendable, Hashable {
  package let meter: Meter
  /// Whether a shorter bar may be put in to reach a sync point.
  package let isFlexible: Bool

  package init(meter: Meter, isFlexible: Bool) {
    self.meter = meter
    self.isFlexible = isFlexible
  }
}

/// Reads `4/4`, `7/8 (2+2+3)`, `4/4 flexible`.
package func parseMeter(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<MeterNotation>? {
  guard var scanner = NotationScanner.begin(scalar, .badMeter, "a time signature", example: "4/4", sink: &sink) else {
    return nil
  }
  let whole = scanner.rest
  guard let (numerator, denominator) = scanner.fraction(sink: &sink) else { return nil }
  scanner.skipBlanks()
  var groups: [Int]?
  if scanner.isAt("(") {
    guard let read = scanner.groups(of: numerator, sink: &sink) else { return nil }
    groups = read
    scanner.skipBlanks()
  }
  let tail = scanner.rest
  let word = scanner.text(tail)
  guard word.isEmpty || word == "flexible" else {
    sink.report(.meterTrailing(word, at: scanner.span(tail), candidates: nearest(to: word, among: ["flexible"])))
    return nil
  }
  let meter = groups.map { Meter(groups: $0, denominator: denominator) } ?? Meter(numerator, denominator)
  return Located(MeterNotation(meter: meter, isFlexible: !word.isEmpty), at: scanner.span(whole))
}

extension NotationScanner {
  fileprivate mutating func fraction(sink: inout DiagnosticSink) -> (numerator: Int, denominator: Int)? {
    let whole = rest
    let numeratorStart = position
    let numerator = integer()
    let numeratorRange = numeratorStart..<position
    skipBlanks()
    guard !numeratorRange.isEmpty, eat("/") else {
      sink.report(.meterUnreadable(text(whole), at: span(whole)))
      return nil
    }
    skipBlanks()
    let denominatorStart = position
    let denominator = integer()
    let denominatorRange = denominatorStart..<position
    guard !denominatorRange.isEmpty else {
      sink.report(.meterUnreadable(text(whole), at: span(whole)))
      return nil
    }
    guard let numerator, (1...32).contains(numerator) else {
      sink.report(.meterNumerator(text(numeratorRange), at: span(numeratorRange)))
      return nil
    }
    guard let denominator, [1, 2, 4, 8, 16, 32].contains(denominator) else {
      sink.report(.meterDenominator(text(denominatorRange), at: span(denominatorRange)))
      return nil
    }
    return (numerator, denominator)
  }

  /// Takes `(2+2+3)`.
  fileprivate mutating func groups(of numerator: Int, sink: inout DiagnosticSink) -> [Int]? {
    let start = position
    _ = eat("(")
    var groups: [Int] = []
    repeat {
      skipBlanks()
      guard let group = integer(), (1...32).contains(group) else { break }
      groups.append(group)
      skipBlanks()
    } while eat("+") && groups.count <= 32
    let isClosed = eat(")")
    let range = start..<(isClosed ? position : end)
    guard isClosed, groups.reduce(0, +) == numerator else {
      sink.report(
        .meterGroups(text(range), sum: isClosed ? groups.reduce(0, +) : nil, numerator: numerator, at: span(range)))
      return nil
    }
    return groups
  }
}
