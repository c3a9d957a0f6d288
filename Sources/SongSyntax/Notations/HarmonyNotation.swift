// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Reads how long a chord lasts: `1 bar`, `1/2 bar`, `about 2 bars`.
package func parseHarmonicRate(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<HarmonyWish.Rate>? {
  word(scalar, "a harmonic rhythm", example: "1 bar", sink: &sink, { HarmonyWish.Rate(text: $0) }) {
    .harmonicRateUnreadable($0, at: $1)
  }
}

/// Reads how much stands above the triads: `plain`, `sevenths`, `rich`, `30%`.
package func parseHarmonyColour(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<HarmonyWish.Colour>? {
  word(scalar, "a colour", example: "sevenths", sink: &sink, { HarmonyWish.Colour(text: $0) }) {
    .harmonyColourUnreadable($0, at: $1)
  }
}

private func word<Value>(
  _ scalar: Scalar, _ what: String, example: String, sink: inout DiagnosticSink, _ value: (String) -> Value?,
  otherwise problem: (String, Span) -> Diagnostic
) -> Located<Value>? {
  guard let scanner = NotationScanner.begin(scalar, .badHarmony, what, example: example, sink: &sink) else { return nil }
  let text = scanner.text(scanner.rest)
  let place = scanner.span(scanner.rest)
  guard let value = value(text) else {
    sink.report(problem(text, place))
    return nil
  }
  return Located(value, at: place)
}
