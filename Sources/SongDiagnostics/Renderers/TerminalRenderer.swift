internal import SongBase

/// Renders diagnostics for people: the line of the spec, the place underlined, cause and remedy below.
package struct TerminalRenderer: Sendable {
  private let sources: SourceMap
  private let colored: Bool

  package init(sources: SourceMap, colored: Bool) {
    self.sources = sources
    self.colored = colored
  }

  /// The text of one diagnostic, with a line feed at its end.
  package func render(_ diagnostic: Diagnostic) -> String {
    let color = diagnostic.severity == .error ? "31" : diagnostic.severity == .warning ? "33" : "36"
    var out = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]", "1;" + color)
    out += paint(": \(diagnostic.message)", "1") + "\n"
    var gutter = "   "
    if let span = diagnostic.span {
      let file = sources[span.file]
      let (line, column) = file.position(of: Int(span.start))
      gutter = String(repeating: " ", count: String(line).count + 1)
      let path = diagnostic.path.isEmpty ? "" : "   (\(diagnostic.path))"
      out += "\(gutter.dropLast())--> \(file.name):\(line):\(column)\(path)\n"
      out += excerpt(of: file, span, gutter: gutter, caption: diagnostic.caption, color: color)
    }
    for label in diagnostic.labels {
      let file = sources[label.span.file]
      let (line, _) = file.position(of: Int(label.span.start))
      out += "\(gutter)= \(label.text): line \(line): \(file.line(line).trimmed)\n"
    }
    for note in diagnostic.notes { out += "\(gutter)= note: \(note)\n" }
    for help in diagnostic.help { out += "\(gutter)= help: \(help)\n" }
    for fix in diagnostic.fixIts { out += "\(gutter)= help: \(fix.title)\(replacement(fix))\n" }
    out += "\(gutter)= explain: songc explain \(diagnostic.code.rawValue)\n"
    return out
  }

  /// `2 errors, 1 warning`; empty where there is nothing.
  package static func summary(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count { $0.severity == .warning }
    var parts: [String] = []
    if errors > 0 { parts.append(errors == 1 ? "1 error" : "\(errors) errors") }
    if warnings > 0 { parts.append(warnings == 1 ? "1 warning" : "\(warnings) warnings") }
    return parts.joined(separator: ", ")
  }

  private func excerpt(of file: SourceFile, _ span: Span, gutter: String, caption: String, color: String) -> String {
    let (line, column) = file.position(of: Int(span.start))
    let (endLine, endColumn) = file.position(of: Int(span.end))
    let text = file.line(line)
    let width = text.unicodeScalars.count
    let end = endLine == line ? endColumn : width + 1
    let underline = end - column > 1 ? String(repeating: "~", count: end - column - 1) + "^" : "^"
    let indent = String(text.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? Character("\t") : Character(" ") })
    let tail = caption.isEmpty ? "" : " \(caption)"
    return "\(gutter)|\n\(line) | \(text)\n\(gutter)| \(indent)\(paint(underline + tail, color))\n"
  }

  private func replacement(_ fix: Diagnostic.FixIt) -> String {
    guard let edit = fix.edits.first, fix.edits.count == 1, !edit.replacement.contains("\n"), !edit.replacement.isEmpty
    else { return "" }
    return ": \(edit.replacement)"
  }

  private func paint(_ text: String, _ code: String) -> String { colored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
