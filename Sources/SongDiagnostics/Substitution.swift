// SPDX-License-Identifier: Apache-2.0
/// A place of the source that was read as another text: `${tempo}` as `96`.
package struct Substitution: Sendable, Hashable {
  package let span: Span
  /// As it is written: `${tempo}`.
  package let written: String
  package let value: String

  package init(span: Span, written: String, value: String) {
    self.span = span
    self.written = written
    self.value = value
  }
}

extension DiagnosticSink {
  /// Says of each diagnostic what was read in its place, and takes back repairs of text that doesn't stand there.
  package mutating func explain(_ substitutions: [Substitution]) {
    guard !substitutions.isEmpty else { return }
    revise { $0.explaining(substitutions) }
  }
}

extension Diagnostic {
  fileprivate func explaining(_ substitutions: [Substitution]) -> Diagnostic {
    var result = self
    for substitution in substitutions {
      if let span, span.overlaps(substitution.span) {
        let note = "\(quoted(substitution.written)) stands for \(quoted(substitution.value))"
        if !result.notes.contains(note) { result.notes.append(note) }
      }
      result.fixIts.removeAll { fix in
        fix.edits.contains { $0.span.overlaps(substitution.span) }
      }
    }
    return result
  }
}

extension Span {
  fileprivate func overlaps(_ other: Span) -> Bool {
    file == other.file && start < other.end && other.start < max(end, start + 1)
  }
}
