// SPDX-License-Identifier: Apache-2.0
/// Reports of tests, where each case is a layer of a piece and not the diagnostics of a spec.
extension JUnitRenderer {
  package struct Failure: Sendable, Hashable {
    package let type: String
    package let message: String
    /// All there is to say, of any number of lines.
    package let text: String

    package init(type: String, message: String, text: String) {
      self.type = type
      self.message = message
      self.text = text
    }
  }

  package struct TestCase: Sendable, Hashable {
    package let name: String
    package let failures: [Failure]
    /// What a case that passes has to say; empty where that is nothing.
    package let output: String
    /// Why nothing was tested; nil where something was.
    package let skipped: String?

    package init(name: String, failures: [Failure] = [], output: String = "", skipped: String? = nil) {
      self.name = name
      self.failures = failures
      self.output = output
      self.skipped = skipped
    }
  }

  package struct Suite: Sendable, Hashable {
    package let name: String
    package let cases: [TestCase]

    package init(name: String, cases: [TestCase]) {
      self.name = name
      self.cases = cases
    }
  }

  /// The whole report, with a line feed at its end.
  package func render(suites: [Suite]) -> String {
    let cases = suites.flatMap(\.cases)
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"songc\" \(counts(cases))>\n"
    for suite in suites {
      // Only a suite has a count of those.
      let skipped = suite.cases.count { $0.skipped != nil }
      out += "  <testsuite name=\"\(escaped(suite.name))\" \(counts(suite.cases))\(skipped > 0 ? " skipped=\"\(skipped)\"" : "")>\n"
      for item in suite.cases { out += render(item, of: suite) }
      out += "  </testsuite>\n"
    }
    return out + "</testsuites>\n"
  }

  private func counts(_ cases: [TestCase]) -> String {
    "tests=\"\(cases.count)\" failures=\"\(cases.count { !$0.failures.isEmpty })\" errors=\"0\""
  }

  private func render(_ item: TestCase, of suite: Suite) -> String {
    let open = "    <testcase name=\"\(escaped(item.name))\" classname=\"\(escaped(suite.name))\""
    if item.failures.isEmpty, item.output.isEmpty, item.skipped == nil { return open + "/>\n" }
    var out = open + ">\n"
    if let reason = item.skipped { out += "      <skipped message=\"\(escaped(reason))\"/>\n" }
    for failure in item.failures {
      let head = "type=\"\(escaped(failure.type))\" message=\"\(escaped(failure.message))\""
      out += "      <failure \(head)>\(escaped(failure.text, keepsLines: true))</failure>\n"
    }
    if !item.output.isEmpty { out += "      <system-out>\(escaped(item.output, keepsLines: true))</system-out>\n" }
    return out + "    </testcase>\n"
  }
}
