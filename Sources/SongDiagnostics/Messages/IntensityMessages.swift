// SPDX-License-Identifier: Apache-2.0
// The messages of intensities (S1107), sorted by name.

extension Diagnostic {
  /// The name of a curve's shape that isn't one.
  package static func curveShapeUnknown(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badIntensity, "\(quoted(name)) isn't the shape of a curve", at: span,
        notes: ["a stop is reached by 'line', 'ease', 'step' or 'exp'"],
        help: meant(candidates, else: "write it as in 'pour 70% ease'")),
      candidates, span)
  }

  /// A level beyond 100 %.
  package static func intensityAbove(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "\(quoted(text)) is above 100%", at: span, notes: ["100% is all that the band can give"],
      help: ["write 0% to 100%"])
  }

  /// Nothing between two commas of a curve.
  package static func intensityStopEmpty(at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "a stop of the curve is empty", at: span, notes: ["commas stand between two stops"],
      help: ["remove the comma, or write a stop: 'end 20%'"])
  }

  /// A stop without its level.
  package static func intensityStopWithoutLevel(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "\(quoted(text)) has no level", at: span,
      notes: ["a stop is a time, a level and a shape if need be"],
      help: ["write it as in 'pour 70% ease'"])
  }

  /// A stop without its time.
  package static func intensityStopWithoutTime(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "the stop \(quoted(text)) has no time", at: span,
      notes: ["a stop is a time, a level and a shape if need be"], help: ["write it as in '0s \(word(text))'"])
  }

  /// A curve with too many stops.
  package static func intensityTooManyStops(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "the curve has more than \(limit) stops", at: span, notes: ["music doesn't change that often"],
      help: ["keep the stops where the curve bends"])
  }

  /// Text that is no level.
  package static func intensityUnreadable(_ text: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .badIntensity, text.isEmpty ? "a level is missing" : "\(quoted(text)) isn't an intensity", at: span,
        notes: ["a level is 0% to 100%, or 'low', 'medium', 'high' or 'max' (20, 50, 80, 100%)"],
        help: meant(candidates, else: "write it as in '40%' or '40% -> 70%'")),
      candidates, span)
  }

  /// A number where a percentage is due.
  package static func intensityWithoutPercent(_ text: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badIntensity, "\(quoted(text)) isn't an intensity: the sign '%' is missing", at: span,
      notes: ["levels are percentages, 0% to 100%"], help: ["write '\(replacement)'"]
    ).fix("add the sign", span, replacement, safe: false)
  }
}
