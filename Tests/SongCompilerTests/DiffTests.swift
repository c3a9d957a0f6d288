// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongBinder
import SongCompiler
import SongDiagnostics
import SongDiff
import SongSyntax
import SongTestSupport
import Testing

/// `songc diff` over specs, builds and files: what differs, and what made it so.
@Suite struct DiffTests {
  private let song = """
    song: 1
    seed: 5
    style: pop
    tempo: 110
    form: A B A
    sections:
      A: {bars: 4, chords: "C | Am | F | G", intensity: 40%}
      B: {bars: 4, chords: "F | G | C | C", intensity: 60%}
    parts:
      lead: {role: melody, instrument: flute}
      bass: {role: bass, instrument: upright-bass}
      keys: {role: chords, instrument: piano}

    """

  /// Compares files of a world.
  private func compared(
    _ files: [String: String], _ old: String = "old.song.yaml", _ new: String = "new.song.yaml",
    _ change: (inout DiffRequest) -> Void = { _ in }
  ) throws -> DiffResult { try compared(MemoryWorld(files), old, new, change) }

  private func compared(
    _ world: MemoryWorld, _ old: String, _ new: String, _ change: (inout DiffRequest) -> Void = { _ in }
  ) throws -> DiffResult {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var request = DiffRequest()
    change(&request)
    let result = diff(old, new, request, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return try #require(result, "\(sink.diagnostics.map(\.message))")
  }

  private func edited(_ changes: [(String, String)]) -> [String: String] {
    ["old.song.yaml": song, "new.song.yaml": changes.reduce(song) { $0.replacing($1.0, with: $1.1) }]
  }

  /// The files of a build in memory.
  private func build(_ text: String, in world: MemoryWorld, to folder: String) {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = folder
    options.emit = [.midi, .musicxml]
    try? world.write(Array(text.utf8), to: "tune.song.yaml")
    _ = SongCompiler.build(
      "tune.song.yaml", options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    world.remove("tune.song.yaml")
  }

  @Test func layoutAndCommentsAreNoDifference() throws {
    let result = try compared(edited([("seed: 5", "seed:   5   # five"), ("form: A B A", "form: \"A  B A\"")]))
    #expect(result.isEmpty)
    #expect(result.text == "old.song.yaml -> new.song.yaml: identical\n")
  }

  @Test func eachChangeHasItsKey() throws {
    let result = try compared(edited([("intensity: 60%", "intensity: 95%"), ("instrument: piano", "instrument: harpsichord")]))
    let difference = try #require(result.differences.first)
    #expect(difference.keys?.map(\.text) == ["sections.B.intensity", "parts.keys.instrument"])
    #expect(difference.keys?.map { $0.new?.text } == ["95%", "harpsichord"])
    let keys = try #require(difference.score?.parts.first { $0.name == "keys" })
    #expect(keys.oldInstrument == "piano" && keys.newInstrument == "harpsichord")
    #expect(difference.causes["score.part.keys"]?.contains("parts.keys.instrument") == true)
    let bass = try #require(difference.causes["score.part.bass"])
    #expect(bass == ["sections.B.intensity"])
    #expect(result.text.contains("(caused by: sections.B.intensity)"))
    // What is louder in B changes nothing in A.
    let bars = difference.score!.parts.first { $0.name == "bass" }!.notes.map(\.bar)
    #expect(!bars.isEmpty && bars.allSatisfy { (5...8).contains($0) })
  }

  @Test func keysThatOnlyWorkTogetherAreNamedTogether() throws {
    let section = "  B: {bars: 4, chords: \"F | G | C | C\", intensity: 60%}\n"
    let result = try compared(
      edited([("form: A B A", "form: A C A"), (section, section.replacing("B:", with: "C:").replacing("C | C", with: "D | E"))]))
    let difference = result.differences[0]
    #expect(Set(difference.causes["score.chords"] ?? []) == ["form", "sections.B", "sections.C"], "\(result.text)")
  }

  @Test func aSectionMoreIsOneFact() throws {
    let result = try compared(edited([("form: A B A", "form: A B B A")]))
    let score = try #require(result.differences[0].score)
    #expect(score.bars.map(\.kind) == [.inserted] && score.bars[0].new!.count == 4)
    #expect(result.text.contains("form"))
  }

  @Test func levelsNarrowIt() throws {
    let files = edited([("seed: 5", "seed: 6")])
    let settings = try compared(files) { $0.levels = [.settings] }.differences[0]
    #expect(settings.score == nil && settings.playing == nil && settings.keys?.count == 1)
    let score = try compared(files) { $0.levels = [.score] }.differences[0]
    #expect(score.keys == nil && score.settings == nil && score.score?.isEmpty == false)
  }

  @Test func tempoAndMixHaveTheirRows() throws {
    let tempo = try compared(edited([("tempo: 110", "tempo: 121")])).differences[0]
    #expect(tempo.score?.tempos.map { ($0.new / $0.old * 10).rounded() } == [11])
    #expect(tempo.score?.parts.allSatisfy { $0.notes.isEmpty } == true)
    #expect(tempo.causes["score.tempo"] == ["tempo"])
    let level = try compared(edited([("instrument: piano}", "instrument: piano, level: -3 dB}")])).differences[0]
    #expect(level.score?.isEmpty == true && level.mix?.map(\.name) == ["keys"])
    #expect(level.causes["mix.keys"] == ["parts.keys.level"])
  }

  /// Points without a name are called alike.
  @Test func pointsOfOneNameAreToldApart() throws {
    func synced(_ places: [String]) -> String {
      song + "sync: [" + places.map { "{at: \($0)}" }.joined(separator: ", ") + "]\n"
    }
    func changes(_ old: [String], _ new: [String]) throws -> [(old: Double?, new: Double?)] {
      let files = ["old.song.yaml": synced(old), "new.song.yaml": synced(new)]
      let difference = try compared(files) { $0.levels = [.settings] }.differences[0]
      return difference.sync!.map { ($0.old?.asked.seconds, $0.new?.asked.seconds) }
    }
    let two = ["2s", "9s"]
    #expect(try changes(two, two).isEmpty)
    let more = try changes(two, ["2s", "6s", "9s"])
    #expect(more.contains { $0.old == nil && $0.new == 6 } && !more.contains { $0.new == 2 && $0.old != 2 }, "\(more)")
    let fewer = try changes(two, ["2s"])
    #expect(fewer.contains { $0.old == 9 && $0.new == nil }, "\(fewer)")
  }

  /// What a compilation knows beside the spec, here a cue list, is in no trial of a key.
  @Test func otherSpellingsBesideImportsAreNoDifference() throws {
    let world = MemoryWorld(["cues.csv": "Name,Start,Duration\nhit,0:02.000,0:00.000\n"])
    let text = song + "fps: 25\nsync: {import: cues.csv}\n"
    try world.write(Array(text.utf8), to: "old.song.yaml")
    try world.write(Array(text.replacing("form: A B A", with: "form: \"A  B A\"").utf8), to: "new.song.yaml")
    let result = try compared(world, "old.song.yaml", "new.song.yaml")
    #expect(result.isEmpty, "\(result.text)")
  }

  @Test func tracksThatComeOrGoAreOfTheMixWhereNoPartTellsIt() throws {
    let files = edited([("  keys: {role: chords, instrument: piano}\n", "")])
    let mix = try compared(files) { $0.levels = [.audio] }.differences[0].mix
    #expect(mix?.first { $0.name == "keys" }?.changes == ["removed"])
    let whole = try compared(files).differences[0]
    #expect(whole.score?.parts.contains { $0.old == "keys" && $0.new == nil } == true)
    #expect(whole.mix?.contains { $0.name == "keys" } == false)
  }

  /// What was left out by `--level` is no common ground, nor is sound of other names.
  @Test func nothingInCommonIsNotTheSame() throws {
    let world = MemoryWorld()
    build(song, in: world, to: "out")
    func code(_ old: String, _ new: String, _ levels: Set<DiffLevel>) -> [DiagnosticCode] {
      var sources = SourceMap()
      var sink = DiagnosticSink()
      var request = DiffRequest()
      request.levels = levels
      let result = diff(old, new, request, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
      #expect((result == nil) == sink.hasErrors)
      return sink.diagnostics.map(\.code)
    }
    #expect(code("out/tune.mid", "out/tune.mid", [.score]) == [.incomparable])
    #expect(code("out/tune.mid", "out/tune.mid", [.notes]).isEmpty)
    #expect(code("out", "out", [.audio]) == [.incomparable])
    #expect(code("out", "out/tune.musicxml", [.settings, .notes]) == [.incomparable])
  }

  /// Two tracks on one channel, as files with several ports have them, each with a program of its own.
  @Test func tracksOfOneChannelHaveTheirOwnPrograms() throws {
    func file(_ program: UInt8) -> [UInt8] {
      func track(_ name: String, _ program: UInt8) -> [UInt8] {
        let body = [0x00, 0xFF, 0x03, UInt8(name.utf8.count)] + Array(name.utf8)
          + [0x00, 0xC0, program, 0x00, 0x90, 60, 80, 0x60, 0x80, 60, 0, 0x00, 0xFF, 0x2F, 0x00]
        return Array("MTrk".utf8) + [0, 0, 0, UInt8(body.count)] + body
      }
      return Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 2, 0, 96] + track("one", 4) + track("two", program)
    }
    let world = MemoryWorld()
    try world.write(file(40), to: "old.mid")
    try world.write(file(41), to: "new.mid")
    let parts = try #require(try compared(world, "old.mid", "new.mid").differences[0].playing?.parts)
    #expect(parts.map(\.oldInstrument) == ["program 5", "program 41"])
    #expect(parts.map(\.newInstrument) == ["program 5", "program 42"])
  }

  @Test func aSpecIsItsOwnBuild() throws {
    let world = MemoryWorld(["old.song.yaml": song])
    build(song, in: world, to: "out")
    for file in ["out/tune.mid", "out/tune.musicxml"] {
      let result = try compared(world, "old.song.yaml", file)
      #expect(result.isEmpty, "\(result.text)")
    }
  }

  @Test func buildsAreComparedByWhatTheyLeft() throws {
    let world = MemoryWorld()
    build(song, in: world, to: "one")
    build(song.replacing("seed: 5", with: "seed: 6"), in: world, to: "two")
    let difference = try compared(world, "one", "two").differences[0]
    #expect(difference.keys == nil && difference.versions.isEmpty && difference.causes.isEmpty)
    #expect(difference.score?.isEmpty == false && difference.settings != nil)
    #expect(try compared(world, "one", "one").isEmpty)
    // A lock of another version says so.
    let lock = try #require(world.text("one/tune.song.lock"))
    try world.write(Array(lock.replacing("\nsongc: ", with: "\nsongc: 0.0.").utf8), to: "three/tune.song.lock")
    #expect(try compared(world, "one/tune.song.lock", "three/tune.song.lock").differences[0].versions.map(\.key) == ["songc"])
  }

  @Test func foldersArePairedByName() throws {
    let world = MemoryWorld([
      "a/x.song.yaml": song, "a/y.song.yaml": song, "b/y.song.yaml": song, "b/z.song.yaml": song, "b/notes.txt": "",
    ])
    let result = try compared(world, "a", "b")
    #expect(result.onlyOld == ["a/x.song.yaml"] && result.onlyNew == ["b/z.song.yaml"])
    #expect(result.differences.map(\.old) == ["a/y.song.yaml"] && !result.isEmpty)
  }

  @Test func theLockBesideASpecIsACause() throws {
    let world = MemoryWorld(["old.song.yaml": song, "new.song.yaml": song])
    let lock = "lock: 1\nchoices:\n  \"key\": {value: \"D major\"}\n"
    try world.write(Array(lock.utf8), to: "new.song.lock")
    let difference = try compared(world, "old.song.yaml", "new.song.yaml").differences[0]
    #expect(difference.files == ["new.song.lock"] && difference.keys?.isEmpty == true)
    #expect(difference.settings?.contains { $0.key == "key" && $0.new == "D major" } == true)
    #expect(Set(difference.causes.values.flatMap { $0 }) == ["new.song.lock"])
  }

  @Test func everyFactStandsInTheJSON() throws {
    let result = try compared(edited([("seed: 5", "seed: 6"), ("tempo: 110", "tempo: 121")]))
    let object = try #require(JSONSerialization.jsonObject(with: Data(result.json.text.utf8)) as? [String: Any])
    #expect(object["format"] as? Int == 1 && object["identical"] as? Bool == false)
    let difference = try #require((object["differences"] as? [[String: Any]])?.first)
    let score = try #require(difference["score"] as? [String: Any])
    let parts = try #require(score["parts"] as? [[String: Any]])
    let notes = parts.flatMap { $0["notes"] as? [[String: Any]] ?? [] }
    #expect(notes.count == result.differences[0].score!.parts.reduce(0) { $0 + $1.notes.count })
    #expect((score["tempo"] as? [[String: Any]])?.first?["causedBy"] as? [String] == ["tempo"])
    #expect(result.json == (try compared(edited([("seed: 5", "seed: 6"), ("tempo: 110", "tempo: 121")]))).json)
  }

  @Test func mutedOrBrokenFilesNeverTrap() throws {
    let world = MemoryWorld()
    build(song, in: world, to: "out")
    let bytes = try world.read("out/tune.mid")
    for offset in stride(from: 0, to: bytes.count, by: 37) {
      var other = bytes
      other[offset] = other[offset] &+ 91
      try world.write(other, to: "broken.mid")
      var sources = SourceMap()
      var sink = DiagnosticSink()
      let result = diff(
        "out/tune.mid", "broken.mid", DiffRequest(), knowledge: knowledge, world: world, sources: &sources, sink: &sink)
      #expect((result == nil) == sink.hasErrors, "byte \(offset)")
    }
  }
}

/// Key by key, what a spec says.
@Suite struct KeyChangeTests {
  private func value(_ text: String) -> SpecValue {
    var sink = DiagnosticSink()
    return SpecValue(parseSpec(SourceFile(id: FileID(0), name: "a.song.yaml", bytes: Array(text.utf8)), sink: &sink))
  }

  @Test(arguments: [
    ("a: 1", "a: 2", ["a"]), ("a: 1", "a: '1'  # one", []), ("a: {b: 1, c: 2}", "a: {c: 3, b: 1}", ["a.c"]),
    ("sync: [{name: x, at: 1s}, {name: y, at: 2s}]", "sync: [{name: y, at: 3s}, {name: x, at: 1s}]", ["sync[y].at"]),
    ("e: [{w: 1}, {f: 2}]", "e: [{w: 1}, {f: 3}]", ["e[1].f"]), ("e: [{w: 1}]", "e: [{w: 1}, {f: 3}]", ["e"]),
    ("mood: [dark, calm]", "mood: [calm, dark]", ["mood"]), ("a: 1", "b: 1", ["a", "b"]),
    ("parts: {x: {}, y: {}}", "parts: {y: {}, x: {}}", ["order of parts"]),
  ])
  func pathsAreNamed(_ old: String, _ new: String, _ paths: [String]) {
    let (left, right) = (value(old), value(new))
    let changes = keyChanges(left, right)
    #expect(changes.map(\.text) == paths)
    // All changes together make the new spec, whatever the order of its lists of names.
    let patched = changes.reduce(left) { $0.applying($1) }
    #expect(keyChanges(patched, right).isEmpty, "\(patched.text)")
  }
}
