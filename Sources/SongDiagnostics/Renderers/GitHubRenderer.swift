// SPDX-License-Identifier: Apache-2.0
/// Renders diagnostics as workflow commands, which GitHub shows beside the lines of a change.
/// - Source: GitHub Docs, "Workflow commands for GitHub Actions"; actions/toolkit, command.ts (escapes).
package struct GitHubRenderer: Sendable {
  private let sources: SourceMap

  package init(sources: SourceMap) { self.sources = sources }

  /// One line, with a line feed at its end.
  package func render(_ diagnostic: Diagnostic) -> String {
    var properties: [String] = []
    if let span = diagnostic.span {
      let file = sources[span.file]
      let start = file.position(of: Int(span.start))
      let end = file.position(of: Int(span.end))
      properties = ["file=\(escapedProperty(file.name))", "line=\(start.line)", "endLine=\(end.line)"]
      // Columns are refused where a place goes over several lines.
      if start.line == end.line { properties += ["col=\(start.column)", "endColumn=\(end.column)"] }
    }
    properties.append("title=\(escapedProperty("songc \(diagnostic.code.rawValue)"))")
    let level = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
    return "::\(level) \(properties.joined(separator: ","))::\(escaped(diagnostic.wholeText))\n"
  }

  private func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": out += "%25"
      case "\r": out += "%0D"
      case "\n": out += "%0A"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private func escapedProperty(_ text: String) -> String {
    escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

extension Diagnostic {
  /// Message, notes, help and the titles of fixes, a line each.
  var wholeText: String {
    let fixes = fixIts.map { fix in
      let text = fix.edits.count == 1 ? fix.edits[0].replacement : ""
      return text.isEmpty || text.contains("\n") ? fix.title : "\(fix.title): \(text)"
    }
    return ([message] + notes.map { "note: \($0)" } + (help + fixes).map { "help: \($0)" }).joined(separator: "\n")
  }
}
