// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import Testing

@Suite struct KnowledgeTests {
  @Test func aLibraryWithoutItsLimiterIsRefused() {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let world = MemoryWorld(absent: "limiter.yaml")
    #expect(throws: ErrorsEmitted.self) { try Knowledge(world: world, folder: nil, sources: &sources, sink: &sink) }
    #expect(sink.diagnostics.map(\.code) == [.libraryInvalid])
    #expect(sink.diagnostics.first?.message.contains("'limiter'") == true)
  }
}
