// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// A style of a blend.
package struct StyleShare: Sendable, Hashable {
  package let name: Located<String>
  /// 1...99; nil where the other's share says it.
  package let percent: Int?
}

/// Reads a style of a blend: `folk`, `folk 70%`.
package func parseStyleShare(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<StyleShare>? {
  var scanner = NotationScanner(scalar)
  scanner.skipBlanks()
  let word = scanner.word()
  scanner.skipBlanks()
  let name = Located(scanner.text(word), at: scanner.span(word))
  guard !word.isEmpty else {
    sink.report(.styleShareUnreadable(scalar.text, at: scalar.span))
    return nil
  }
  guard !scanner.isAtEnd else { return Located(StyleShare(name: name, percent: nil), at: scalar.span) }
  let text = scanner.text(scanner.rest).trimmed
  guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (1...99).contains(percent) else {
    sink.report(.styleShareUnreadable(scalar.text, at: scanner.span(scanner.rest)))
    return nil
  }
  return Located(StyleShare(name: name, percent: percent), at: scalar.span)
}
