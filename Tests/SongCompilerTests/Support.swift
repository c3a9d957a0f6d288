// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Testing

/// The standard library of the checkout, read once.
let knowledge: Knowledge = {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  do {
    return try Knowledge(world: MemoryWorld(), folder: nil, sources: &sources, sink: &sink)
  } catch {
    fatalError("the standard library can't be read: \(sink.diagnostics)")
  }
}()

/// Compiles a spec's text; the diagnostics stand in the second value.
func compiled(
  _ text: String, name: String = "test", ending: String = ".song.yaml", seed: Int? = nil, lock: [String: String] = [:],
  knowledge: Knowledge = SongCompilerTests.knowledge
) -> (compilation: Compilation?, diagnostics: [Diagnostic]) {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  let source = sources.add(name: name + ending, bytes: Array(text.utf8))
  var options = CompileOptions()
  options.seed = seed.map { .number($0) }
  options.lock = lock
  let compilation = try? compile(source, name: name, knowledge: knowledge, options: options, sink: &sink)
  return (compilation, sink.diagnostics)
}

/// The library with some of its files changed: by path below `stdlib/` what becomes of the text.
func knowledgeWith(_ changes: [String: (String) -> String]) throws -> Knowledge {
  var files: [String: String] = [:]
  for (path, change) in changes {
    files["\(checkout)/stdlib/\(path)"] = change(String(decoding: try contents(of: "stdlib/\(path)"), as: UTF8.self))
  }
  var sources = SourceMap()
  var sink = DiagnosticSink()
  return try Knowledge(world: MemoryWorld(files), folder: nil, sources: &sources, sink: &sink)
}
