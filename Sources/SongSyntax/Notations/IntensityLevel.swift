// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics

/// The intensity of a section.
package enum IntensityLevel: Sendable, Hashable {
  /// 0...1
  case level(Rational)
  /// From its start to its end.
  case ramp(from: Rational, to: Rational)
}

/// Reads `40%`, `40% -> 70%`, `low`, `medium`, `high`, `max`.
package func parseIntensityLevel(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<IntensityLevel>? {
  guard let scanner = NotationScanner.begin(scalar, .badIntensity, "an intensity", example: "40%", sink: &sink) else {
    return nil
  }
  let whole = scanner.span(scanner.rest)
  for arrow in ["->", "→"] {
    guard let place = scanner.first(arrow) else { continue }
    let from = scanner.part(scanner.position..<place).intensity(sink: &sink)
    let to = scanner.part(place + arrow.utf8.count..<scanner.end).intensity(sink: &sink)
    guard let from, let to else { return nil }
    return Located(.ramp(from: from, to: to), at: whole)
  }
  return scanner.intensity(sink: &sink).map { Located(.level($0), at: whole) }
}

extension NotationScanner {
  /// Reads all as one level.
  func intensity(sink: inout DiagnosticSink) -> Rational? {
    var scanner = self
    let word = text(rest)
    if let percent = levelWords.first(where: { $0.name == word })?.percent { return Rational(percent, 100) }
    guard let number = scanner.decimal() else {
      let names = levelWords.map(\.name)
      sink.report(.intensityUnreadable(word, at: span(rest), candidates: nearest(to: word, among: names)))
      return nil
    }
    scanner.skipBlanks()
    if scanner.isAtEnd, let value = number.value {
      // 0.4 and 1 may be parts of one, 40 is a percentage.
      let percent = value <= 1 && number.decimals > 0 ? value * 100 : value
      sink.report(
        .intensityWithoutPercent(word, replacement: "\(shortest(percent.double))%", at: span(rest)))
      return nil
    }
    guard scanner.eat("%"), scanner.isAtEnd else {
      sink.report(.intensityUnreadable(word, at: span(rest), candidates: []))
      return nil
    }
    guard let value = number.value, value <= 100 else {
      sink.report(.intensityAbove(word, at: span(rest)))
      return nil
    }
    return value / 100
  }

  /// Whether all that is left is a level or nearly one: a word for it or a number.
  var looksLikeIntensity: Bool {
    let word = text(rest)
    return levelWords.contains { $0.name == word } || word.hasSuffix("%") || word.contains("->") || word.contains("→")
  }
}

/// - Source: LANGUAGE, section 9.
private let levelWords: [(name: String, percent: Int)] = [("low", 20), ("medium", 50), ("high", 80), ("max", 100)]
