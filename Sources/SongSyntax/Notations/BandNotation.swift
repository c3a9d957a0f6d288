// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics

/// Reads a band of frequencies in Hz: `1kHz..4kHz`, `200 Hz..3.5 kHz`.
///
/// Its ends lie from 20 Hz to 20 kHz, the upper one at least a major third (5/4) above the lower one.
package func parseBand(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<ClosedRange<Rational>>? {
  guard let scanner = NotationScanner.begin(scalar, .badNumber, "a band", example: "1kHz..4kHz", sink: &sink) else {
    return nil
  }
  let whole = scanner.rest
  guard let dots = scanner.first("..") else {
    sink.report(.bandUnreadable(scanner.text(whole), at: scanner.span(whole)))
    return nil
  }
  let lower = scanner.part(whole.lowerBound..<dots)
  let upper = scanner.part(dots + 2..<whole.upperBound)
  guard !lower.isAtEnd, !upper.isAtEnd else {
    sink.report(.bandUnreadable(scanner.text(whole), at: scanner.span(whole)))
    return nil
  }
  let low = frequency(lower, sink: &sink)
  let high = frequency(upper, sink: &sink)
  guard let low, let high else { return nil }
  guard low <= high else {
    let swapped = "\(upper.text(upper.rest))..\(lower.text(lower.rest))"
    sink.report(.numberRangeReversed(scanner.text(whole), replacement: swapped, at: scanner.span(whole)))
    return nil
  }
  guard high >= low * Rational(5, 4) else {
    sink.report(.bandNarrow(scanner.text(whole), at: scanner.span(whole)))
    return nil
  }
  return Located(low...high, at: scanner.span(whole))
}

/// A number with `Hz` or `kHz`, in Hz.
private func frequency(_ part: NotationScanner, sink: inout DiagnosticSink) -> Rational? {
  var scanner = part
  let whole = scanner.rest
  guard let number = scanner.decimal() else {
    sink.report(.numberUnreadable(scanner.text(whole), example: "1kHz", at: scanner.span(whole)))
    return nil
  }
  scanner.skipBlanks()
  let unit = scanner.text(scanner.rest)
  guard !unit.isEmpty else {
    let written = scanner.text(number.range)
    // Below 20 only thousands can be meant.
    let replacement = written + (number.value.map { $0 < 20 } ?? false ? "kHz" : "Hz")
    sink.report(.numberWithoutUnit(written, unit: "Hz or kHz", replacement: replacement, at: scanner.span(whole)))
    return nil
  }
  guard let factor = ["Hz": Rational(1), "kHz": Rational(1000)][unit] else {
    let meant = ["Hz", "kHz"].first { $0.lowercased() == unit.lowercased() }
    sink.report(.numberUnitUnknown(unit, unit: "Hz or kHz", replacement: meant, at: scanner.span(scanner.rest)))
    return nil
  }
  guard let value = number.value.map({ $0 * factor }), value >= 20, value <= 20_000 else {
    sink.report(.numberOutOfRange(scanner.text(whole), low: "20Hz", high: "20kHz", at: scanner.span(whole)))
    return nil
  }
  return value
}
