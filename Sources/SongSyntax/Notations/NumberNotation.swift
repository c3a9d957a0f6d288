// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics

/// Reads a percentage as a fraction: `4%` is 1/25.
///
/// - Parameter range: percent, both ends included.
package func parsePercent(
  _ scalar: Scalar, in range: ClosedRange<Int> = 0...100, sink: inout DiagnosticSink
) -> Located<Rational>? {
  number(scalar, unit: Unit(name: "%", isClose: true), in: range, sink: &sink)?.map { $0 / 100 }
}

/// Reads a level: `-4 dB`.
///
/// - Parameter range: decibels, both ends included.
package func parseDecibels(
  _ scalar: Scalar, in range: ClosedRange<Int> = -120...60, sink: inout DiagnosticSink
) -> Located<Rational>? {
  number(scalar, unit: Unit(name: "dB", isClose: false), in: range, sink: &sink)
}

/// Reads a place between left and right as -1 ... 1: `L30`, `C`, `R30`, or as a percentage with a sign: `-30%`.
package func parsePan(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<Rational>? {
  guard var scanner = NotationScanner.begin(scalar, .badNumber, "a place", example: "L30", sink: &sink) else { return nil }
  let whole = scanner.rest
  let place = scanner.span(whole)
  if scanner.text(whole) == "C" { return Located(.zero, at: place) }
  guard let side = scanner.eat(oneOf: ["L", "R"]) else {
    return number(scalar, unit: Unit(name: "%", isClose: true), in: -100...100, sink: &sink)?.map { $0 / 100 }
  }
  guard let number = scanner.decimal(), scanner.isAtEnd else {
    sink.report(.numberUnreadable(scanner.text(whole), example: "L30", at: place))
    return nil
  }
  guard let value = number.value, value <= 100 else {
    sink.report(.numberOutOfRange(scanner.text(whole), low: "L100", high: "R100", at: place))
    return nil
  }
  return Located(side == "L" ? -value / 100 : value / 100, at: place)
}

/// Reads a number without a unit, with or without a sign: the value of a plugin's control.
package func parseSignedNumber(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<Rational>? {
  guard var scanner = NotationScanner.begin(scalar, .badNumber, "a number", example: "0.5", sink: &sink) else { return nil }
  let whole = scanner.rest
  guard let number = scanner.signedDecimal(), scanner.isAtEnd else {
    sink.report(.numberUnreadable(scanner.text(whole), example: "0.5", at: scanner.span(whole)))
    return nil
  }
  guard let value = number.value else {
    sink.report(.numberOutOfRange(scanner.text(whole), low: "-999999999", high: "999999999", at: scanner.span(whole)))
    return nil
  }
  return Located(value, at: scanner.span(whole))
}

/// Reads an integrated loudness: `-16 LUFS`.
///
/// - Parameter range: LUFS, both ends included.
package func parseLoudness(
  _ scalar: Scalar, in range: ClosedRange<Int> = -70...0, sink: inout DiagnosticSink
) -> Located<Rational>? {
  number(scalar, unit: Unit(name: "LUFS", isClose: false), in: range, sink: &sink)
}

/// Reads a true peak: `-1 dBTP`.
///
/// - Parameter range: dBTP, both ends included.
package func parseTruePeak(
  _ scalar: Scalar, in range: ClosedRange<Int> = -20...0, sink: inout DiagnosticSink
) -> Located<Rational>? {
  number(scalar, unit: Unit(name: "dBTP", isClose: false), in: range, sink: &sink)
}

/// Reads a weight from 0 to 1, also as a percentage: `0.3`, `30%`.
package func parseWeight(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<Rational>? {
  guard var scanner = NotationScanner.begin(scalar, .badNumber, "a weight", example: "0.3", sink: &sink) else { return nil }
  let whole = scanner.rest
  if scanner.text(whole).hasSuffix("%") { return parsePercent(scalar, sink: &sink) }
  guard let number = scanner.decimal(), scanner.isAtEnd else {
    sink.report(.numberUnreadable(scanner.text(whole), example: "0.3", at: scanner.span(whole)))
    return nil
  }
  guard let value = number.value, value <= 1 else {
    sink.report(.numberOutOfRange(scanner.text(whole), low: "0", high: "1", at: scanner.span(whole)))
    return nil
  }
  return Located(value, at: scanner.span(whole))
}

/// Reads a whole number.
package func parseInteger(
  _ scalar: Scalar, in range: ClosedRange<Int>, sink: inout DiagnosticSink
) -> Located<Int>? {
  guard let scanner = NotationScanner.begin(scalar, .badNumber, "a number", example: "\(range.lowerBound)", sink: &sink)
  else { return nil }
  return scanner.wholeNumber(in: range, sink: &sink).map { Located($0, at: scanner.span(scanner.rest)) }
}

/// Reads a whole number or a range of them: `8`, `8..12`.
package func parseIntegerRange(
  _ scalar: Scalar, in range: ClosedRange<Int>, sink: inout DiagnosticSink
) -> Located<ClosedRange<Int>>? {
  guard let scanner = NotationScanner.begin(scalar, .badNumber, "a number", example: "\(range.lowerBound)", sink: &sink)
  else { return nil }
  let whole = scanner.span(scanner.rest)
  guard let dots = scanner.first("..") else {
    return scanner.wholeNumber(in: range, sink: &sink).map { Located($0...$0, at: whole) }
  }
  let low = scanner.part(scanner.position..<dots).wholeNumber(in: range, sink: &sink)
  let high = scanner.part(dots + 2..<scanner.end).wholeNumber(in: range, sink: &sink)
  guard let low, let high else { return nil }
  guard low <= high else {
    sink.report(.numberRangeReversed(scanner.text(scanner.rest), replacement: "\(high)..\(low)", at: whole))
    return nil
  }
  return Located(low...high, at: whole)
}

private struct Unit {
  let name: String
  /// Whether it is written without a blank before it.
  let isClose: Bool

  func written(_ number: String) -> String { isClose ? number + name : "\(number) \(name)" }
}

private func number(
  _ scalar: Scalar, unit: Unit, in range: ClosedRange<Int>, sink: inout DiagnosticSink
) -> Located<Rational>? {
  let example = unit.written("\(range.lowerBound)")
  guard var scanner = NotationScanner.begin(scalar, .badNumber, "a number", example: example, sink: &sink) else {
    return nil
  }
  let whole = scanner.rest
  let place = scanner.span(whole)
  guard let number = scanner.signedDecimal() else {
    sink.report(.numberUnreadable(scanner.text(whole), example: example, at: place))
    return nil
  }
  let written = scanner.text(number.range)
  scanner.skipBlanks()
  let tail = scanner.text(scanner.rest)
  guard tail == unit.name else {
    sink.report(
      tail.isEmpty
        ? .numberWithoutUnit(written, unit: unit.name, replacement: unit.written(written), at: place)
        : .numberUnitUnknown(
          tail, unit: unit.name, replacement: tail.lowercased() == unit.name.lowercased() ? unit.name : nil,
          at: scanner.span(scanner.rest)))
    return nil
  }
  guard let value = number.value, value >= Rational(range.lowerBound), value <= Rational(range.upperBound) else {
    sink.report(
      .numberOutOfRange(
        scanner.text(whole), low: unit.written("\(range.lowerBound)"), high: unit.written("\(range.upperBound)"),
        at: place))
    return nil
  }
  return Located(value, at: place)
}

extension NotationScanner {
  /// Takes a decimal with a sign; a typographic minus counts.
  fileprivate mutating func signedDecimal() -> Decimal? {
    let start = position
    let sign = eat(oneOf: ["-", "−", "+"])
    guard let number = decimal() else { return nil }
    let isNegative = sign != nil && sign != "+"
    return Decimal(
      value: number.value.map { isNegative ? -$0 : $0 }, decimals: number.decimals, range: start..<position)
  }

  /// Reads all as a whole number.
  fileprivate func wholeNumber(in range: ClosedRange<Int>, sink: inout DiagnosticSink) -> Int? {
    var scanner = self
    let whole = rest
    let place = whole.isEmpty ? scalar.span : span(whole)
    let isNegative = scanner.eat(oneOf: ["-", "−"]) != nil
    let digits = scanner.digits()
    guard !digits.isEmpty, scanner.isAtEnd else {
      sink.report(.numberUnreadable(text(whole), example: "\(range.lowerBound)", at: place))
      return nil
    }
    guard let value = Int((isNegative ? "-" : "") + text(digits)), range.contains(value) else {
      sink.report(.numberOutOfRange(text(whole), low: "\(range.lowerBound)", high: "\(range.upperBound)", at: place))
      return nil
    }
    return value
  }
}
