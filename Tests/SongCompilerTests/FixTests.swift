// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

/// `songc check --fix`.
@Suite struct FixTests {
  private func fixed(_ text: String) throws -> (result: FixResult, written: String, left: [Diagnostic]) {
    let world = MemoryWorld(["test.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = try #require(
      fix("test.song.yaml", knowledge: knowledge, world: world, sources: &sources, sink: &sink))
    #expect(world.names == ["test.song.yaml"])
    return (result, try #require(world.text("test.song.yaml")), sink.diagnostics)
  }

  private func safeFixes(_ diagnostics: [Diagnostic]) -> [Diagnostic.FixIt] {
    diagnostics.map { $0.fixIts.filter(\.isSafe) }.filter { $0.count == 1 }.flatMap { $0 }
  }

  /// The suite's cases with safe repairs: afterwards none is left, and what the repairs didn't say stands as it stood.
  @Test(arguments: SuiteCase.all) func suiteCasesAreRepaired(_ spec: SuiteCase) throws {
    let before = checkedSpec(spec.text)
    let (result, written, left) = try fixed(spec.text)
    #expect(written == result.text)
    #expect(safeFixes(left).isEmpty, "\(spec): \(left.map(\.message))")
    // A check of a text alone reads no models, so it gives another reason.
    func words(_ diagnostic: Diagnostic) -> String { diagnostic.code == .modelsUnusable ? "models" : diagnostic.message }
    #expect(left.map(words) == checkedSpec(written).map(words), "\(spec)")
    guard !safeFixes(before).isEmpty else {
      #expect(written == spec.text && result.applied.isEmpty, "\(spec)")
      return
    }
    #expect(!result.applied.isEmpty, "\(spec)")
    // Lines without a repair are as they were.
    let repaired = Set(result.applied.map(\.line))
    let old = spec.text.split(separator: "\n", omittingEmptySubsequences: false)
    let new = written.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(old.count == new.count, "\(spec)")
    for index in old.indices where !repaired.contains(index + 1) { #expect(old[index] == new[index], "\(spec)") }
    for code in Set(result.applied.map(\.code)) {
      #expect(
        left.count { $0.code == code } < before.count { $0.code == code } || !before.contains { $0.code == code }, "\(spec)")
    }
  }

  /// That there are cases with repairs at all.
  @Test func theSuiteHasRepairs() {
    #expect(SuiteCase.all.count { !safeFixes(checkedSpec($0.text)).isEmpty } >= 10)
  }

  @Test func repairsAreMadeAndTheRestIsReported() throws {
    let (result, written, left) = try fixed(
      "song: 1  # one\nmood: sci-fi\ntempo: 120..100\nmaster: {loudness: -14}\nduration: 12.5\n")
    #expect(written == "song: 1  # one\nmood: sci_fi\ntempo: 100..120\nmaster: {loudness: -14 LUFS}\nduration: 12.5\n")
    #expect(result.applied.map { "\($0.line) \($0.code.rawValue) \($0.replacement)" } == ["2 S2011 sci_fi", "3 S1110 100..120", "4 S1112 -14 LUFS"])
    #expect(left.contains { $0.code == .timeWithoutUnit } && !left.contains { $0.code == .hyphenatedName })
  }

  @Test func aFileThatChangedMeanwhileIsLeft() throws {
    // The world forgets what was written when another program writes the file: here it can't be written at all.
    let text = "song: 1\nmood: sci-fi\n"
    let world = MemoryWorld(["test.song.yaml": text], full: "test.song.yaml")
    var sources = SourceMap()
    var sink = DiagnosticSink()
    #expect(fix("test.song.yaml", knowledge: knowledge, world: world, sources: &sources, sink: &sink) == nil)
    #expect(sink.diagnostics.map(\.code) == [.fileUnwritable])
    #expect(world.text("test.song.yaml") == text)
  }
}
