// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Testing

/// What `fmt` writes is the same piece.
@Suite struct FormatMeaningTests {
  @Test(arguments: SuiteCase.all) func suiteCasesStayTheSamePiece(_ spec: SuiteCase) throws {
    try expectSamePiece(spec.text, "\(spec)")
  }

  @Test(arguments: ["harbour", "kettle", "meadow", "minimal", "neon", "sailor"])
  func specsStayTheSamePiece(_ name: String) throws {
    try expectSamePiece(String(decoding: try contents(of: "specs/\(name).song.yaml"), as: UTF8.self), name)
  }

  private func expectSamePiece(_ text: String, _ name: String) throws {
    let before = compiled(text)
    guard let piece = before.compilation else { return }
    let world = MemoryWorld(["test.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = try #require(
      format("test.song.yaml", writes: true, world: world, sources: &sources, sink: &sink), "\(name)")
    #expect(world.text("test.song.yaml") == result.text && result.isChanged == (result.text != text), "\(name)")
    let after = compiled(result.text)
    let other = try #require(after.compilation, "\(name): \(after.diagnostics.map(\.message))")
    #expect(other.settings.decisions == piece.settings.decisions, "\(name)")
    #expect(other.score.dump() == piece.score.dump(), "\(name)")
    #expect(other.performance.dump() == piece.performance.dump(), "\(name)")
  }

  @Test func whatIsNoYAMLIsLeftAsItIs() {
    let text = "song:   1\nform: [A\n"
    let world = MemoryWorld(["test.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    #expect(format("test.song.yaml", writes: true, world: world, sources: &sources, sink: &sink) == nil)
    #expect(sink.diagnostics.map(\.code) == [.yamlSyntax])
    #expect(world.text("test.song.yaml") == text && world.names == ["test.song.yaml"])
  }
}
