// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

/// The specs of `Tests/Suite/`: every notation that is accepted or refused, with what is said of it.
@Suite struct SuiteTests {
  @Test(arguments: SuiteCase.all) func theDiagnosticsAreTheExpectedOnes(_ spec: SuiteCase) {
    let (compilation, diagnostics) = compiled(spec.text)
    var rest = diagnostics
    for expected in spec.expectations {
      if let index = rest.firstIndex(where: { expected.fits($0, in: spec.source) }) {
        rest.remove(at: index)
      } else {
        Issue.record("\(spec): nothing is said like \(expected)")
      }
    }
    #expect(rest.isEmpty, "\(spec): \(rest.map { "\($0.severity) \($0.code.rawValue) \($0.message)" })")
    #expect((compilation == nil) == diagnostics.contains { $0.severity == .error }, "\(spec)")
  }

  /// `check` finds all that `build` finds; what isn't built yet is only a warning there.
  @Test(arguments: SuiteCase.all) func theCheckFindsTheSame(_ spec: SuiteCase) {
    let checked = checkedSpec(spec.text)
    for diagnostic in compiled(spec.text).diagnostics {
      let severity = diagnostic.code == .notBuiltYet ? .warning : diagnostic.severity
      #expect(
        checked.contains { $0.code == diagnostic.code && $0.span == diagnostic.span && $0.severity == severity },
        "\(spec): \(diagnostic.message)")
    }
  }

  /// A repair that may be made without a look leaves nothing of the problem.
  @Test(arguments: SuiteCase.all) func safeFixesRepair(_ spec: SuiteCase) {
    let before = checkedSpec(spec.text)
    for diagnostic in before {
      for fix in diagnostic.fixIts where fix.isSafe {
        let after = checkedSpec(spec.text.applying(fix))
        #expect(
          after.count { $0.code == diagnostic.code } < before.count { $0.code == diagnostic.code },
          "\(spec): \(fix.title)")
      }
    }
  }

  /// Broken specs are read without a trap, and two readings say the same.
  @Test(arguments: SuiteCase.files) func brokenSpecsAreReadToo(_ file: String) {
    for (number, spec) in SuiteCase.all.filter({ $0.file == file }).enumerated() {
      for (index, text) in mutations(of: spec.text).enumerated() {
        let diagnostics = checkedSpec(text)
        #expect(checkedSpec(text) == diagnostics, "\(spec) mutation \(index)")
        expectPlaces(diagnostics, in: text, "\(spec) mutation \(index)")
        // The music of every mutation would take too long.
        if (number + index).isMultiple(of: 4) { _ = compiled(text) }
      }
    }
  }

  private func expectPlaces(_ diagnostics: [Diagnostic], in text: String, _ name: String) {
    let count = text.utf8.count
    var sources = SourceMap()
    sources.add(name: "test.song.yaml", bytes: Array(text.utf8))
    let renderer = TerminalRenderer(sources: sources, colored: false)
    for diagnostic in diagnostics {
      #expect(renderer.render(diagnostic).contains(diagnostic.code.rawValue))
      var spans = diagnostic.labels.map(\.span) + diagnostic.fixIts.flatMap(\.edits).map(\.span)
      if let span = diagnostic.span { spans.append(span) }
      for span in spans {
        #expect(span.file == FileID(0) && span.start <= span.end && span.end <= count, "\(name): \(diagnostic.message)")
      }
    }
  }
}

/// What `songc check` says of a text.
func checkedSpec(_ text: String, ending: String = ".song.yaml") -> [Diagnostic] {
  checkedSpec(Array(text.utf8), ending: ending)
}

func checkedSpec(_ bytes: [UInt8], ending: String = ".song.yaml") -> [Diagnostic] {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  let source = sources.add(name: "test" + ending, bytes: bytes)
  checkSpec(source, name: "test", knowledge: knowledge, options: CompileOptions(), sink: &sink)
  return sink.diagnostics
}

/// A text with each of its lines left out, doubled, or swapped with the next.
private func mutations(of text: String) -> [String] {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  var result: [String] = []
  for index in lines.indices {
    var less = lines
    less.remove(at: index)
    var more = lines
    more.insert(lines[index], at: index)
    result += [less.joined(separator: "\n"), more.joined(separator: "\n")]
    if index + 1 < lines.count {
      var swapped = lines
      swapped.swapAt(index, index + 1)
      result.append(swapped.joined(separator: "\n"))
    }
  }
  return result
}

extension String {
  /// The text with a fix-it's edits made, the last first.
  func applying(_ fix: Diagnostic.FixIt) -> String {
    var bytes = Array(utf8)
    for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
      bytes.replaceSubrange(Int(edit.span.start)..<Int(edit.span.end), with: Array(edit.replacement.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A spec of `Tests/Suite/`, with the diagnostics that its comments expect.
///
/// A file holds cases that begin with a line `--- NAME`. A comment `# error: [S2001] WORDS` expects that code on its
/// line, with the words somewhere in message, notes, help and fixes; a line that is only such a comment expects a
/// diagnostic without a place, and `# error at 3: [S1001]` one on the case's third line.
struct SuiteCase: Sendable, CustomTestStringConvertible, CustomStringConvertible {
  struct Expectation: Sendable, CustomStringConvertible {
    let severity: Severity
    let code: String
    let line: Int?
    let words: String

    var description: String { "\(severity) [\(code)] on line \(line.map { "\($0)" } ?? "-") with '\(words)'" }

    func fits(_ diagnostic: Diagnostic, in source: SourceFile) -> Bool {
      guard diagnostic.severity == severity, diagnostic.code.rawValue == code,
        diagnostic.span.map({ source.position(of: Int($0.start)).line }) == line
      else { return false }
      let fixes = diagnostic.fixIts.flatMap { [$0.title] + $0.edits.map(\.replacement) }
      let text = ([diagnostic.message] + diagnostic.notes + diagnostic.help + fixes).joined(separator: "\n")
      return words.isEmpty || text.contains(words)
    }
  }

  let file: String
  let name: String
  let text: String
  let expectations: [Expectation]

  var description: String { "\(file): \(name)" }
  var testDescription: String { description }
  var source: SourceFile { SourceFile(id: FileID(0), name: name, bytes: Array(text.utf8)) }

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(checkout)/Tests/Suite")) ?? []
    return names.filter { $0.hasSuffix(".yaml.txt") }.sorted()
  }()

  static let all: [SuiteCase] = files.flatMap { file in
    let text = String(decoding: (try? contents(of: "Tests/Suite/\(file)")) ?? [], as: UTF8.self)
    precondition(text.hasPrefix("--- "), "\(file) begins with a case")
    return ("\n" + text).split(separator: "\n--- ").map { part in
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let text = lines.count > 1 ? String(lines[1]) : ""
      precondition(text.hasPrefix("# "), "\(file): \(lines[0]) begins with a sentence")
      return SuiteCase(file: file, name: String(lines[0]), text: text, expectations: expectations(of: text))
    }
  }

  private static func expectations(of text: String) -> [Expectation] {
    var result: [Expectation] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for comment in " \(line)".split(separator: " # ", omittingEmptySubsequences: false).dropFirst() {
        guard let found = comment.wholeMatch(of: #/(error|warning)(?: at (\d+))?: \[(S\d{4})\](.*)/#) else { continue }
        let place = found.2.flatMap { Int($0) } ?? (line.hasPrefix("#") ? nil : index + 1)
        result.append(
          Expectation(
            severity: Severity(rawValue: String(found.1))!, code: String(found.3), line: place,
            words: found.4.trimmingCharacters(in: .whitespaces)))
      }
    }
    return result
  }
}
