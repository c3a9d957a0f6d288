// SPDX-License-Identifier: Apache-2.0
import SongDiagnostics
import SongTestSupport
import Testing

/// The examples of `Documentation/notations.md` are what they are said to be.
@Suite struct NotationPageTests {
  private struct Example: Sendable {
    /// Nil is accepted.
    let code: String?
    let text: String
  }

  private static func examples() throws -> [Example] {
    let page = String(decoding: try contents(of: "Documentation/notations.md"), as: UTF8.self)
    return page.split(separator: "\n<!-- ").dropFirst().compactMap { part in
      guard let mark = part.firstRange(of: " -->\n```yaml\n"), let end = part.firstRange(of: "\n```\n") ?? part.firstRange(of: "\n```") else {
        return nil
      }
      let words = part[..<mark.lowerBound].split(separator: " ")
      return Example(
        code: words.first == "refused:" ? words.last.map { String($0) } : nil,
        text: String(part[mark.upperBound..<end.lowerBound]) + "\n")
    }
  }

  @Test func theExamplesAreTrue() throws {
    let examples = try NotationPageTests.examples()
    #expect(examples.count >= 20 && examples.contains { $0.code == nil })
    for example in examples {
      let (compilation, diagnostics) = compiled(example.text)
      let errors = diagnostics.filter { $0.severity == .error }
      if let code = example.code {
        #expect(errors.map(\.code.rawValue) == [code], "\(example.text)")
      } else {
        #expect(compilation != nil && errors.isEmpty, "\(example.text): \(errors.map(\.message))")
      }
    }
  }
}
