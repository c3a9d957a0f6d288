// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongBinder
import SongDiagnostics
import SongIR
import SongSyntax
import SongTestSupport

/// What a spec with markers is bound to.
struct Bound {
  let marked: MarkedText
  let spec: Spec
  let diagnostics: [Diagnostic]

  init(_ text: String, isLenient: Bool = false) {
    marked = MarkedText(text)
    let file = SourceFile(id: FileID(0), name: "test.song.yaml", bytes: marked.bytes)
    var sink = DiagnosticSink()
    let tree = expand(parseYAML(file, sink: &sink), sink: &sink).tree
    spec = bind(tree, isLenient: isLenient, sink: &sink)
    diagnostics = sink.diagnostics
  }

  /// The span between two markers.
  func span(_ from: Int = 1, _ to: Int = 2) -> Span {
    Span(file: FileID(0), start: marked.range(from, to).lowerBound, end: marked.range(from, to).upperBound)
  }

  var codes: [DiagnosticCode] { diagnostics.map(\.code) }
}

/// The diagnostics of `check` with a small library.
func checked(_ text: String, isLenient: Bool = false) -> (spec: CheckedSpec?, diagnostics: [Diagnostic]) {
  let bound = Bound(text, isLenient: isLenient)
  var sink = DiagnosticSink()
  sink.report(bound.diagnostics)
  let vocabulary = Vocabulary(styles: ["folk", "pop"], moods: ["dark", "uplifting"], instruments: ["flute", "violin"])
  let spec = check(bound.spec, vocabulary: vocabulary, isLenient: isLenient, sink: &sink)
  return (spec, sink.diagnostics)
}
