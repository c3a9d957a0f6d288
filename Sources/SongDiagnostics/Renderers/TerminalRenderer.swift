// SPDX-License-Identifier: Apache-2.0
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
    out += paint(": \(visible(diagnostic.message))", "1") + "\n"
    var gutter = "   "
    if let span = diagnostic.span {
      let file = sources[span.file]
      let (line, column) = file.position(of: Int(span.start))
      gutter = String(repeating: " ", count: String(line).count + 1)
      let place = diagnostic.placeText
      let path = place.isEmpty ? "" : "   (\(visible(place)))"
      out += "\(gutter.dropLast())--> \(visible(file.name)):\(line):\(column)\(path)\n"
      out += excerpt(of: file, span, gutter: gutter, caption: diagnostic.caption, color: color)
    }
    for label in diagnostic.labels {
      let file = sources[label.span.file]
      let (line, column) = file.position(of: Int(label.span.start))
      let shown = Window(file.line(line), around: column - 1..<column)
      out += "\(gutter)= \(label.text): line \(line): \(shown.text.trimmed)\n"
    }
    for note in diagnostic.notes { out += "\(gutter)= note: \(visible(note))\n" }
    for help in diagnostic.help { out += "\(gutter)= help: \(visible(help))\n" }
    for fix in diagnostic.fixIts { out += "\(gutter)= help: \(visible(fix.title + replacement(fix)))\n" }
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
    let end = endLine == line ? endColumn : text.unicodeScalars.count + 1
    let shown = Window(text, around: column - 1..<max(column, end - 1))
    let length = shown.place.count
    let underline = length > 1 ? String(repeating: "~", count: length - 1) + "^" : "^"
    let indent = String(
      shown.text.unicodeScalars.prefix(shown.place.lowerBound).map { $0 == "\t" ? Character("\t") : Character(" ") })
    let tail = caption.isEmpty ? "" : " \(caption)"
    return "\(gutter)|\n\(line) | \(shown.text)\n\(gutter)| \(indent)\(paint(underline + tail, color))\n"
  }

  private func replacement(_ fix: Diagnostic.FixIt) -> String {
    guard let edit = fix.edits.first, fix.edits.count == 1, !edit.replacement.contains("\n"), !edit.replacement.isEmpty
    else { return "" }
    return ": \(shortened(edit.replacement))"
  }

  private func paint(_ text: String, _ code: String) -> String { colored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}

/// The part of a line that is shown: all of a short one, else what stands around a place.
private struct Window {
  /// Characters that a terminal would obey are replaced one by one, so that columns stay.
  let text: String
  /// The place in it, in Unicode scalars; cut off where the window ends.
  let place: Range<Int>

  init(_ line: String, around place: Range<Int>) {
    let scalars = Array(line.unicodeScalars)
    guard scalars.count > Window.width else {
      text = visible(line)
      self.place = place
      return
    }
    // A third of the window stands before the place.
    let first = min(max(0, place.lowerBound - Window.width / 3), scalars.count - Window.width)
    let last = first + Window.width
    var shown = ""
    shown.unicodeScalars.append(contentsOf: scalars[first..<last])
    let front = first > 0 ? "…" : ""
    text = front + visible(shown) + (last < scalars.count ? "…" : "")
    let low = place.lowerBound - first + front.count
    self.place = low..<max(low + 1, min(place.upperBound, last) - first + front.count)
  }

  private static let width = 100
}

/// The text with a sign for every character that a terminal would obey instead of showing it: control characters but
/// tabs, and those that turn the direction of writing.
func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isObeyed) else { return text }
  var result = ""
  result.unicodeScalars.append(contentsOf: text.unicodeScalars.map { isObeyed($0) ? "\u{FFFD}" : $0 })
  return result
}

private func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09: false
  case 0...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
  default: false
  }
}
