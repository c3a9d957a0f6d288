// SPDX-License-Identifier: Apache-2.0
/// Renders diagnostics on one line each, as editors and `grep` read them: `a.yaml:2:1: error[S2001]: …`.
package struct ShortRenderer: Sendable {
  private let sources: SourceMap

  package init(sources: SourceMap) { self.sources = sources }

  /// One line, with a line feed at its end.
  package func render(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.span.map { span in
      let file = sources[span.file]
      let (line, column) = file.position(of: Int(span.start))
      return "\(visible(file.name)):\(line):\(column): "
    }
    let code = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]"
    return "\(place ?? "")\(code): \(visible(diagnostic.message).replacing("\t", with: " "))\n"
  }
}
