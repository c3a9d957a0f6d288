// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongSyntax
import SongTestSupport
import Testing

/// Parses a text; the only caller of `parseYAML` in these tests.
func parsed(_ bytes: [UInt8]) -> (tree: SyntaxTree, diagnostics: [Diagnostic], file: SourceFile) {
  let file = SourceFile(id: FileID(0), name: "test.song.yaml", bytes: bytes)
  var sink = DiagnosticSink()
  let tree = parseYAML(file, sink: &sink)
  return (tree, sink.diagnostics, file)
}

func parsed(_ text: String) -> (tree: SyntaxTree, diagnostics: [Diagnostic], file: SourceFile) {
  parsed(Array(text.utf8))
}

/// A scalar that stands alone in a file, verbatim.
func scalar(_ text: String) -> Scalar {
  Scalar(text: text, span: Span(file: FileID(0), start: 0, end: text.utf8.count), style: .plain)
}

typealias Notation<Value> = (Scalar, inout DiagnosticSink) -> Value?

/// Expects that a text is read as a value, without any diagnostic.
func accept<Value: Equatable>(
  _ text: String, as value: Value, _ parse: Notation<Value>, sourceLocation: SourceLocation = #_sourceLocation
) {
  var sink = DiagnosticSink()
  let found = parse(scalar(text), &sink)
  #expect(found == value, "\(text)", sourceLocation: sourceLocation)
  #expect(sink.diagnostics.map(\.message) == [], "\(text)", sourceLocation: sourceLocation)
}

/// Expects that a text is refused by one diagnostic, at the marked place if there is one, whose fix-its all repair it.
@discardableResult
func refuse<Value>(
  _ source: String, _ code: DiagnosticCode, _ parse: Notation<Value>, sourceLocation: SourceLocation = #_sourceLocation
) -> Diagnostic? {
  let marked = MarkedText(source)
  var sink = DiagnosticSink()
  let found = parse(scalar(marked.text), &sink)
  #expect(found == nil, "\(source)", sourceLocation: sourceLocation)
  #expect(sink.diagnostics.map(\.code) == [code], "\(source)", sourceLocation: sourceLocation)
  guard let diagnostic = sink.diagnostics.first else { return nil }
  checkStyle(diagnostic, sourceLocation: sourceLocation)
  if marked.has(1), let span = diagnostic.span {
    #expect(
      Int(span.start)..<Int(span.end) == marked.range(), "\(source): \(diagnostic.message)",
      sourceLocation: sourceLocation)
  }
  for fix in diagnostic.fixIts {
    var after = DiagnosticSink()
    let repaired = applying(fix, to: marked.text)
    let value = parse(scalar(repaired), &after)
    #expect(value != nil && after.diagnostics.isEmpty, "\(source) -> \(repaired)", sourceLocation: sourceLocation)
  }
  return diagnostic
}

/// Expects the house style: lower case, no full stop, a cause and a remedy.
func checkStyle(_ diagnostic: Diagnostic, sourceLocation: SourceLocation = #_sourceLocation) {
  let message = diagnostic.message
  #expect(message.first.map { !$0.isUppercase } ?? false, "\(message)", sourceLocation: sourceLocation)
  #expect(!message.hasSuffix("."), "\(message)", sourceLocation: sourceLocation)
  #expect(!message.contains("\n"), "\(message)", sourceLocation: sourceLocation)
  let hasRemedy = !diagnostic.help.isEmpty || !diagnostic.fixIts.isEmpty
  #expect(hasRemedy, "no remedy: \(message)", sourceLocation: sourceLocation)
  #expect(
    !diagnostic.notes.isEmpty, "no cause: \(message)", sourceLocation: sourceLocation)
}

/// Applies a fix-it of a diagnostic whose spans count from the start of a text.
func applying(_ fix: Diagnostic.FixIt, to text: String) -> String {
  var bytes = Array(text.utf8)
  for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
    bytes.replaceSubrange(Int(edit.span.start)..<Int(edit.span.end), with: Array(edit.replacement.utf8))
  }
  return String(decoding: bytes, as: UTF8.self)
}
