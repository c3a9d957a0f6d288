// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// How a piece ends, as the spec gives it.
package enum EndingNotation: Sendable, Hashable {
  case ring, button, cut, loop
  case fade(Located<TimeValue>)
}

/// Reads `ring`, `button`, `cut`, `fade 2s`, `loop`.
package func parseEnding(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<EndingNotation>? {
  guard var scanner = NotationScanner.begin(scalar, .badEnding, "an ending", example: "ring", sink: &sink) else { return nil }
  let whole = scanner.rest
  let word = scanner.word()
  scanner.skipBlanks()
  let rest = scanner.rest
  let plain: [String: EndingNotation] = ["ring": .ring, "button": .button, "cut": .cut, "loop": .loop]
  let text = scanner.text(word)
  if text == "fade" {
    guard !rest.isEmpty else {
      sink.report(.fadeWithoutLength(at: scanner.span(whole)))
      return nil
    }
    return scanner.part(rest).time(sink: &sink).map { Located(.fade($0), at: scanner.span(whole)) }
  }
  guard let ending = plain[text], rest.isEmpty else {
    let known = ["ring", "button", "cut", "fade", "loop"]
    sink.report(.endingUnknown(scanner.text(whole), candidates: plain[text] != nil ? [text] : known, at: scanner.span(whole)))
    return nil
  }
  return Located(ending, at: scanner.span(whole))
}
