// SPDX-License-Identifier: Apache-2.0
/// Renders a run as a JUnit report: a case for each spec, which fails with its errors; warnings are its output.
/// - Source: Jenkins xUnit plugin, junit-10.xsd.
package struct JUnitRenderer: Sendable {
  /// What was found in one spec.
  package struct Case: Sendable {
    package let name: String
    package let diagnostics: [Diagnostic]
    /// Errors that aren't shown.
    package let hiddenErrors: Int

    package init(name: String, diagnostics: [Diagnostic], hiddenErrors: Int = 0) {
      self.name = name
      self.diagnostics = diagnostics
      self.hiddenErrors = hiddenErrors
    }

    fileprivate var isFailed: Bool { hiddenErrors > 0 || diagnostics.contains { $0.severity == .error } }
  }

  private let sources: SourceMap

  package init(sources: SourceMap) { self.sources = sources }

  /// The whole report, with a line feed at its end.
  package func render(_ cases: [Case]) -> String {
    let failures = cases.count { $0.isFailed }
    let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<testsuites name=\"songc\" \(counts)>\n  <testsuite name=\"songc\" \(counts)>\n"
    for item in cases { out += render(item) }
    return out + "  </testsuite>\n</testsuites>\n"
  }

  private func render(_ item: Case) -> String {
    let open = "    <testcase name=\"\(escaped(item.name))\" classname=\"songc\""
    guard !item.diagnostics.isEmpty || item.isFailed else { return open + "/>\n" }
    let short = ShortRenderer(sources: sources)
    var out = open + ">\n"
    for diagnostic in item.diagnostics where diagnostic.severity == .error {
      let head = "type=\"\(diagnostic.code.rawValue)\" message=\"\(escaped(diagnostic.message))\""
      let place = diagnostic.place == nil ? "" : "\nplace: \(diagnostic.placeText)"
      let rest = place + diagnostic.wholeText.dropFirst(diagnostic.message.count)
      out += "      <failure \(head)>\(escaped(short.render(diagnostic).dropLast() + rest, keepsLines: true))</failure>\n"
    }
    if item.hiddenErrors > 0 {
      out += "      <failure type=\"hidden\" message=\"\(item.hiddenErrors) more errors aren't shown\"/>\n"
    }
    let warnings = item.diagnostics.filter { $0.severity != .error }.map { short.render($0) }.joined()
    if !warnings.isEmpty { out += "      <system-out>\(escaped(warnings, keepsLines: true))</system-out>\n" }
    return out + "    </testcase>\n"
  }

  /// A text in XML, without the characters that XML 1.0 can't hold.
  func escaped(_ text: some StringProtocol, keepsLines: Bool = false) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n" where keepsLines: out += "\n"
      case "\t", "\n", "\r": out += "&#\(scalar.value);"
      case "\u{0}"..<"\u{20}", "\u{FFFE}"..."\u{FFFF}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
