// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusicXML
import Testing

/// A file for each playing of a section.
@Suite struct ExcerptTests {
  private static let text = """
    song: 1
    title: A piece
    style: pop
    time: 4/4
    duration: 48s
    tempo: {range: 90..130}
    form: A B A
    sections: {A: {bars: 4..8}, B: {bars: 4..8}}
    export:
      - midi: {path: "parts/{section}.mid"}
      - musicxml: {path: "{section}.musicxml"}
      - abc: {path: "{name}-{section}.abc"}
      - midi: {path: whole.mid}

    """

  private static let built: (world: MemoryWorld, outputs: [String], diagnostics: [Diagnostic]) = {
    let world = MemoryWorld(["film.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = "out"
    let result = build("film.song.yaml", options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return (world, result.outputs, sink.diagnostics)
  }()

  private let names = ["A", "B", "A-2"]

  @Test func eachPlayingHasItsFile() {
    #expect(!ExcerptTests.built.diagnostics.contains { $0.severity == .error }, "\(ExcerptTests.built.diagnostics)")
    for name in names {
      for file in ["parts/\(name).mid", "\(name).musicxml", "film-\(name).abc"] {
        #expect(ExcerptTests.built.outputs.contains("out/\(file)"), "\(file) of \(ExcerptTests.built.outputs)")
      }
    }
  }

  @Test func thePlanNamesTheFiles() throws {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let plan = try #require(
      plan("film.song.yaml", outputFolder: "out", knowledge: knowledge, world: ExcerptTests.built.world, sources: &sources, sink: &sink))
    #expect(plan.text.contains("parts/A-2.mid") && plan.text.contains("film-B.abc"))
  }

  /// One after the other they are the piece: as long, and with all its notes.
  @Test func theFilesAreThePiece() throws {
    let world = ExcerptTests.built.world
    let whole = try readSMF(world.read("out/whole.mid"))
    var ticks = 0
    var notes = 0
    for name in names {
      let file = try readSMF(world.read("out/parts/\(name).mid"))
      ticks += file.tracks.compactMap { $0.last?.tick }.max() ?? 0
      for track in file.tracks.indices { notes += file.notes(inTrack: track).count }
    }
    #expect(ticks == whole.tracks.compactMap { $0.last?.tick }.max())
    #expect(notes == whole.tracks.indices.reduce(0) { $0 + whole.notes(inTrack: $1).count })
  }

  @Test func everyScoreBeginsAtItsFirstBar() throws {
    let piece = try #require(compiled(ExcerptTests.text, name: "film").compilation)
    for section in piece.arrangement.sections {
      let score = piece.score.excerpt(section.measures)
      #expect(score.measures.count == section.count && score.measures[0].start == .zero && score.measures[0].number == 1)
      #expect(score.tempoMarks.first?.start == .zero && score.chords.first?.onset == .zero)
      for part in score.parts {
        #expect(part.notes.allSatisfy { $0.onset >= .zero && $0.end <= score.end && $0.duration > .zero }, "\(part.id)")
        #expect(part.levels.isEmpty || part.levels.count == section.count)
      }
      for index in score.parts.indices where !score.parts[index].isPercussion && !score.parts[index].notes.isEmpty {
        var alone = score
        alone.parts = [score.parts[index]]
        #expect(throws: Never.self) { try readMusicXML(Array(writeMusicXML(alone).utf8)) }
      }
    }
  }
}
