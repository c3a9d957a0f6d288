// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Reads what happens at a sync point: `accent`, `section lift`, `entry strings`, `chord Am7`.
///
/// - Parameters:
///   - cueNames: whether `section`, `entry` and `exit` may stand alone: the name is then empty, and the cue's.
///   - isLenient: what isn't built yet is only warned of.
package func parseHit(
  _ scalar: Scalar, cueNames: Bool = false, isLenient: Bool = false, sink: inout DiagnosticSink
) -> Located<Hit>? {
  guard var scanner = NotationScanner.begin(scalar, .badHit, "a hit", example: "accent", sink: &sink) else { return nil }
  let whole = scanner.rest
  let word = scanner.word()
  scanner.skipBlanks()
  let rest = scanner.rest
  let object = scanner.text(rest)
  func plain(_ hit: Hit) -> Located<Hit>? {
    guard object.isEmpty else {
      sink.report(.hitTrailing(scanner.text(word), object, at: scanner.span(rest)))
      return nil
    }
    return Located(hit, at: scanner.span(whole))
  }
  func named(_ hit: (String) -> Hit) -> Located<Hit>? {
    if cueNames, object.isEmpty { return Located(hit(""), at: scanner.span(whole)) }
    guard let name = scanner.name(), scanner.isAtEnd else {
      sink.report(.hitWithoutName(scanner.text(word), at: scanner.span(whole)))
      return nil
    }
    return Located(hit(name.value), at: scanner.span(whole))
  }
  switch scanner.text(word) {
  case "downbeat": return plain(.downbeat)
  case "beat": return plain(.beat)
  case "accent": return plain(.accent)
  case "peak": return plain(.peak)
  case "stop": return plain(.stop)
  case "marker": return plain(.marker)
  case "section": return named { .section($0) }
  case "entry": return named { .entry($0) }
  case "exit": return named { .exit($0) }
  case "chord":
    guard !object.isEmpty else {
      sink.report(.hitWithoutName("chord", at: scanner.span(whole)))
      return nil
    }
    return scanner.part(rest).chordSymbol(sink: &sink)?.map { .chord($0) }
  case "stinger":
    sink.report(.notBuiltYet("the hit 'stinger'", at: scanner.span(whole), isWarning: isLenient))
    return nil
  case let other:
    sink.report(.hitUnknown(other, candidates: hitWords, at: scanner.span(word)))
    return nil
  }
}

/// The words of hits, in the order in which messages name them.
private let hitWords = [
  "section", "downbeat", "beat", "accent", "entry", "exit", "peak", "stop", "chord", "marker",
]
