// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongCues
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Markers for editors: what is written is read back as what the piece has.
@Suite struct MarkerTests {
  private func spec(_ rate: String) -> String {
    """
    song: 1
    title: "Cut | one"
    style: pop
    duration: 30s
    fps: \(rate)
    tempo: {range: 100..130, drift: 6%}
    form: intro lift logo
    sections: {lift: {bars: 8}}
    sync:
      - {at: 8.12s, name: reveal, hit: section lift}
      - {at: 18.92s, name: "pour, \\"slow\\"", hit: accent}
      - {at: 21.3s, name: hush, hit: stop, length: 1.5s}
      - {at: 27.7s, name: note to self, hit: marker, want: note}

    """
  }

  private func built(_ text: String, emit: [OutputKind]? = nil) -> (world: MemoryWorld, outputs: [String], sink: DiagnosticSink) {
    let world = MemoryWorld(["film.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = "out"
    options.emit = emit
    let result = build("film.song.yaml", options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return (world, result.outputs, sink)
  }

  /// The names, hits and times of a piece, as its markers have them.
  private func expected(_ text: String) throws -> [(name: String, comment: String, time: Microseconds)] {
    let piece = try #require(compiled(text, name: "film").compilation).arrangement
    let points = piece.syncs.map { (name: $0.name, comment: $0.hit.word, time: $0.placed) }
    let sections = piece.sections.filter { section in !piece.syncs.contains { $0.placed == section.time } }
    return (points + sections.map { (name: $0.name, comment: "section", time: $0.time) }).sorted { $0.time < $1.time }
  }

  @Test(arguments: ["23.976", "25", "29.97df", "29.97", "50", "59.94df"]) func listsAreReadBackToTheFrame(rate: String) throws {
    let text = spec("{rate: \(rate), start: \"tc 10:00:00:00\"}")
      + "export:\n  - markers: {format: edl}\n  - markers: {format: csv, start: \"tc 01:00:00:00\"}\n  - markers: {format: srt}\n"
    let result = built(text)
    #expect(result.sink.diagnostics.isEmpty, "\(result.sink.diagnostics.map(\.message))")
    let wanted = try expected(text)
    #expect(wanted.map(\.name) == ["intro", "reveal", "pour, \"slow\"", "hush", "logo", "note to self"])
    let frames = try #require(FrameRate(name: rate))
    for (file, format, start) in [("film.edl", CueFormat.edl, 10), ("film.markers.csv", .markerTable, 1), ("film.srt", .srt, 10)] {
      let list = try readCues(result.world.read("out/\(file)"), format: format, frameRate: frames)
      let zero = frames.time(ofFrame: try frames.frame(of: Timecode(hours: start)))
      #expect(list.cues.map(\.name) == wanted.map(\.name), "\(file)")
      for (cue, marker) in zip(list.cues, wanted) {
        let exact = Rational(marker.time.value, 1_000_000)
        if format == .srt {
          #expect(cue.time - zero == Rational(((zero + exact) * 1000).rounded, 1000) - zero, "\(file) \(cue)")
        } else {
          #expect(frames.nearestFrame(to: cue.time - zero) == frames.nearestFrame(to: exact), "\(file) \(cue)")
          #expect(cue.comment == marker.comment, "\(file)")
        }
      }
    }
  }

  @Test func aMIDIFileHasTheMarkersAtTheirTicks() throws {
    let text = spec("25") + "export:\n  - markers: {format: midi}\n"
    let result = built(text)
    #expect(result.outputs.first == "out/film.markers.mid", "\(result.sink.diagnostics.map(\.message))")
    let cues = try readCues(result.world.read("out/film.markers.mid"), format: .midi).cues
    for marker in try expected(text) where marker.comment != "marker" {
      #expect(cues.contains { $0.name == marker.name && $0.time(since: .zero) == marker.time }, "\(marker)")
    }
  }

  @Test func aListComesBackAsSyncPoints() throws {
    let text = spec("{rate: 25, start: \"tc 10:00:00:00\"}")
    let result = built(text, emit: [.markers])
    #expect(result.outputs.first == "out/film.edl")
    let again = """
      song: 1
      style: pop
      duration: 30s
      fps: {rate: 25, start: "tc 10:00:00:00"}
      sync: {import: film.edl}

      """
    let edl = try #require(result.world.text("out/film.edl"))
    let (piece, diagnostics) = compiledTrack("again.song.yaml", MemoryWorld(["again.song.yaml": again, "film.edl": edl]))
    #expect(diagnostics.isEmpty)
    for marker in try expected(text) {
      let sync = try #require(piece?.settings.syncs.first { $0.name == marker.name })
      let frame = FrameRate.frames25.microseconds(ofFrame: FrameRate.frames25.nearestFrame(to: Rational(marker.time.value, 1_000_000)))
      #expect(sync.at == .clock(seconds: Rational(frame.value, 1_000_000)))
    }
  }

  @Test func withoutARateSubtitlesAreWritten() throws {
    let text = "song: 1\nstyle: pop\nduration: 4s\n"
    #expect(built(text, emit: [.markers]).outputs.first == "out/film.srt")
    #expect(built(text, emit: [.midi, .markers]).outputs.prefix(2) == ["out/film.mid", "out/film.srt"])
  }

  @Test func thePlanNamesTheFiles() throws {
    let text = spec("25")
      + "export:\n  - midi: {}\n  - markers: {format: edl}\n  - markers: {format: csv}\n  - markers: {path: a/b.srt}\n  - markers: {format: midi}\n"
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let plan = try #require(
      plan("film.song.yaml", outputFolder: "out", knowledge: knowledge, world: MemoryWorld(["film.song.yaml": text]), sources: &sources, sink: &sink))
    let names = ["film.mid", "film.edl", "film.markers.csv", "a/b.srt", "film.markers.mid", "film.report.json", "film.song.lock"]
    #expect(plan.text.contains(names.joined(separator: " ")), "\(plan.text)")
    #expect(built(text).outputs == names.map { "out/\($0)" })
  }

  @Test func twoListsOfOneNameAreRefused() {
    let text = spec("25") + "export:\n  - markers: {format: edl}\n  - markers: {format: edl}\n"
    #expect(built(text).sink.diagnostics.map(\.code) == [.outputCollision])
  }
}
