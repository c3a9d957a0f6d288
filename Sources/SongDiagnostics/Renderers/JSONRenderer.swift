// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Renders diagnostics for programs: one JSON object a line, keys sorted.
///
/// Lines and columns count from 1, columns in Unicode scalars; `start` and `end` are byte offsets, half open.
package struct JSONRenderer: Sendable {
  private let sources: SourceMap

  package init(sources: SourceMap) { self.sources = sources }

  /// One line, with a line feed at its end.
  package func render(_ diagnostic: Diagnostic) -> String {
    var object: [String: JSONValue] = [
      "code": .string(diagnostic.code.rawValue),
      "severity": .string(diagnostic.severity.rawValue),
      "message": .string(diagnostic.message),
      "path": .string(diagnostic.path),
      "notes": .array(diagnostic.notes.map { .string($0) }),
      "help": .array(diagnostic.help.map { .string($0) }),
      "labels": .array(
        diagnostic.labels.map { .object(["text": .string($0.text), "span": place($0.span)]) }),
      "fixes": .array(diagnostic.fixIts.map(fix)),
    ]
    if let span = diagnostic.span { object["span"] = place(span) }
    if let place = diagnostic.place { object["firstPlayed"] = place.json }
    if !diagnostic.caption.isEmpty { object["caption"] = .string(diagnostic.caption) }
    return JSONValue.object(object).line + "\n"
  }

  private func fix(_ fixIt: Diagnostic.FixIt) -> JSONValue {
    .object([
      "title": .string(fixIt.title),
      "safe": .bool(fixIt.isSafe),
      "edits": .array(
        fixIt.edits.map { .object(["span": place($0.span), "replacement": .string($0.replacement)]) }),
    ])
  }

  private func place(_ span: Span) -> JSONValue {
    let file = sources[span.file]
    let start = file.position(of: Int(span.start))
    let end = file.position(of: Int(span.end))
    return .object([
      "file": .string(file.name),
      "start": .integer(Int(span.start)), "end": .integer(Int(span.end)),
      "line": .integer(start.line), "column": .integer(start.column),
      "endLine": .integer(end.line), "endColumn": .integer(end.column),
    ])
  }
}
