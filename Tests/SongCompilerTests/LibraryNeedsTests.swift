// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import Testing

/// A build reads of the library what its spec needs, and makes what it makes with the whole of it.
@Suite struct LibraryNeedsTests {
  @Test(arguments: [
    "style: ambient", "style: chillout\nmood: dark", "style: cinematic\ntime: 6/8", "style: corporate\ntime: 2/4",
    "style: drum_and_bass\ntime: 3/4", "style: folk\nmood: [sparse, melancholic]", "style: piano\nkey: D minor",
    "style: pop\nend: loop", "style: rock\nmood: action", "style: synth_pop", "style: [folk 60%, pop 40%]",
    // What needs more: no style, a band, what is said of it, what nobody knows.
    "mood: tropical", "style: pop\nparts: {lead: {role: melody}, drums: {role: drums}}", "style: ambient\nmood: aggressive",
    "style: pop\ntime: 7/8", "style: pop\nmood: [uplifting, dark]", "style: pop\ntempo: 60", "style: poop",
  ]) func aPartOfTheLibraryMakesTheSamePiece(_ keys: String) {
    let text = "song: 1\nseed: 9\nduration: 30s\n\(keys)\n"
    let part = built(text, isWhole: false)
    let whole = built(text, isWhole: true)
    #expect(part.names == whole.names && part.names.isEmpty == keys.contains("poop"), "\(keys)")
    for name in part.names { #expect(part.world.text(name) == whole.world.text(name), "\(keys) \(name)") }
    #expect(part.said == whole.said, "\(keys)")
  }

  private func built(_ text: String, isWhole: Bool) -> (world: MemoryWorld, names: [String], said: [String]) {
    let world = MemoryWorld(["x.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = "out"
    options.emit = [.midi, .musicxml, .settings, .score, .performance, .session]
    let knowledge = isWhole
      ? try? Knowledge(world: world, folder: nil, sources: &sources, sink: &sink)
      : try? Knowledge(for: ["x.song.yaml"], variables: [], world: world, folder: nil, sources: &sources, sink: &sink)
    guard let knowledge else { return (world, [], sink.diagnostics.map(\.message)) }
    let result = build("x.song.yaml", options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return (world, result.outputs, sink.diagnostics.map { "\($0.code.rawValue) \($0.message) \($0.help)" })
  }
}
