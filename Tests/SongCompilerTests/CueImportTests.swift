// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Cue lists of editors as sync points, and the plan that shows where they land.
@Suite struct CueImportTests {
  private func edl(_ cues: [(timecode: String, colour: String, name: String)]) -> String {
    "TITLE: cut\nFCM: NON-DROP FRAME\n\n"
      + cues.enumerated().map { index, cue in
        "00\(index + 1)  001      V     C        \(cue.timecode) \(cue.timecode) \(cue.timecode) \(cue.timecode)\n |C:ResolveColor\(cue.colour) |M:\(cue.name) |D:1\n"
      }.joined(separator: "\n")
  }

  private var cut: String {
    edl([("01:00:08:03", "Red", "lift"), ("01:00:18:23", "Blue", "pour"), ("01:00:24:10", "Red", "logo"), ("01:00:27:00", "Green", "smile")])
  }

  private let spec = """
    song: 1
    style: pop
    duration: 30s
    fps: 25
    tempo: {range: 100..130, drift: 6%}
    form: intro lift logo
    sections:
      lift: {bars: 8}
    sync:
      import: cut.edl
      map: {RED: section, pour: accent}

    """

  @Test func cuesBecomePointsByNameAndColour() throws {
    let world = MemoryWorld(["film.song.yaml": spec, "cut.edl": cut])
    let (piece, diagnostics) = compiledTrack("film.song.yaml", world)
    #expect(diagnostics.isEmpty)
    let syncs = try #require(piece).arrangement.syncs
    #expect(syncs.map(\.name) == ["lift", "pour", "logo", "smile"])
    #expect(syncs.map(\.hit) == [.section("lift"), .accent, .section("logo"), .marker])
    // The list begins at 01:00:00:00, as editors do.
    #expect(syncs.map(\.asked.value) == [8_120_000, 18_920_000, 24_400_000, 27_000_000])
    #expect(syncs.allSatisfy { abs($0.error.value) <= 1000 })
  }

  @Test func offsetAndStartMoveTheList() throws {
    let moved = spec.replacing("import: cut.edl", with: "import: cut.edl\n  start: tc 01:00:00:05\n  offset: 0.2s")
    let (piece, diagnostics) = compiledTrack("film.song.yaml", MemoryWorld(["film.song.yaml": moved, "cut.edl": cut]))
    #expect(diagnostics.isEmpty && piece?.arrangement.syncs.first?.asked == Microseconds(8_120_000))
  }

  @Test func aNewCutSaysWhatMoved() throws {
    let world = MemoryWorld(["film.song.yaml": spec, "cut.edl": cut])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    #expect(writeLock("film.song.yaml", knowledge: knowledge, world: world, sources: &sources, sink: &sink) != nil)
    #expect(compiledTrack("film.song.yaml", world).diagnostics.isEmpty)
    let recut = edl([("01:00:08:03", "Red", "lift"), ("01:00:19:03", "Blue", "pour"), ("01:00:24:10", "Red", "logo"), ("01:00:26:00", "Green", "wink")])
    try world.write(Array(recut.utf8), to: "cut.edl")
    let (piece, diagnostics) = compiledTrack("film.song.yaml", world)
    #expect(piece != nil && diagnostics.map(\.code) == [.syncMoved])
    #expect(
      diagnostics.first?.notes == [
        "moved: 'pour' from 0:18.920 to 0:19.120 (+0.200 s)", "new: 'wink' at 0:26.000", "gone: 'smile'",
      ])
  }

  @Test func listsThatCantBeReadAreNamed() {
    func diagnostics(_ files: [String: String], _ spec: String) -> [Diagnostic] {
      compiledTrack("film.song.yaml", MemoryWorld(files.merging(["film.song.yaml": spec]) { $1 })).diagnostics
    }
    #expect(diagnostics([:], spec).map(\.code) == [.cueListUnreadable])
    #expect(diagnostics(["cut.edl": "nothing"], spec).map(\.code) == [.cueListUnreadable])
    let broken = diagnostics(["cut.edl": cut.replacing("01:00:18:23", with: "01:00:18:99")], spec)
    #expect(broken.map(\.code) == [.cueListUnreadable] && broken.first?.notes.first?.hasPrefix("line ") == true)
    let other = spec.replacing("RED: section", with: "RED: section, smile: section")
    let missing = diagnostics(["cut.edl": cut], other)
    #expect(missing.map(\.code) == [.unknownSection] && missing.first?.message.contains("smile") == true)
  }

  @Test func thePlanShowsWhatTheBuildDoes() throws {
    let world = MemoryWorld(["film.song.yaml": spec, "cut.edl": cut])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let plan = try #require(
      plan("film.song.yaml", outputFolder: nil, knowledge: knowledge, world: world, sources: &sources, sink: &sink))
    let text = plan.text
    for words in ["sync", "0:18.920", "section logo", "film.mid", "lift.8", "drums"] { #expect(text.contains(words), "\(text)") }
    #expect(plan.json.text.contains("\"errorMS\""))
    #expect(world.names == ["cut.edl", "film.song.yaml"])
    let path = write(plan, of: "film.song.yaml", asJSON: true, to: "out", world: world, sink: &sink)
    #expect(path == "out/film.plan.json" && world.text("out/film.plan.json") == plan.json.text && sink.diagnostics.isEmpty)
  }
}
