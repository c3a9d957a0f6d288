// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import SongIR
import Testing

/// Variables from the command line to the piece.
@Suite struct VariableTests {
  private static let spec = """
    song: 1
    vars: {length: 20s, base: none, tune: none}
    from: ${base}.song.yaml
    keep: [key]
    duration: ${length}
    style: pop
    form: A
    sections: {A: {melody: {midi: "${tune}.mid"}}}
    """

  private func compiled(_ settings: [String]) -> (piece: Compilation?, diagnostics: [Diagnostic]) {
    let world = MemoryWorld([
      "new.song.yaml": VariableTests.spec,
      "old.song.yaml": "song: 1\nkey: ${tonic} dorian\nvars: {tonic: E, length: 3s}\n",
    ])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let variables = settings.compactMap { Spec.VariableValue(text: $0) }
    guard let track = try? readTrack("new.song.yaml", variables: variables, world, &sources, &sink) else { return (nil, sink.diagnostics) }
    let piece = try? compile(track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
    return (piece, sink.diagnostics)
  }

  @Test func theyNameFilesTooAndTheBaseHasItsOwn() {
    // What the base doesn't use is a warning of its own.
    let diagnostics = compiled(["base=old"]).diagnostics.filter { $0.code != .unusedVariable }
    // The tune isn't there; the base is, with its own variables.
    #expect(diagnostics.map(\.code) == [.givenFileUnreadable])
    #expect(diagnostics.first?.message.contains("none.mid") == true)
    #expect(diagnostics.first?.notes.contains("'${tune}' stands for 'none'") == true)
  }

  @Test func anUnknownOneEndsTheBuild() {
    let (piece, diagnostics) = compiled(["base=old", "lenght=30s"])
    #expect(piece == nil && diagnostics.contains { $0.code == .unknownValue && $0.help == ["did you mean 'length'?"] })
  }

  @Test func aSettingChangesThePiece() throws {
    let text = "song: 1\nvars: {length: 20s, bpm: 96}\nduration: ${length}\ntempo: ${bpm}\nstyle: folk\n"
    let world = MemoryWorld(["a.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    func seconds(_ settings: [String]) -> String? {
      plan(
        "a.song.yaml", variables: settings.compactMap { Spec.VariableValue(text: $0) }, outputFolder: nil,
        knowledge: knowledge, world: world, sources: &sources, sink: &sink
      )?.text
    }
    #expect(seconds([])?.contains("96.0 BPM") == true && seconds([])?.contains("0:20.000") == true)
    #expect(seconds(["length=0:31", "bpm=110"])?.contains("110.0 BPM") == true)
    #expect(seconds(["length=0:31"])?.contains("0:31.000") == true)
    #expect(seconds(["length=31"]) == nil && sink.diagnostics.map(\.code) == [.timeWithoutUnit])
  }
}
