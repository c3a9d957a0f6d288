// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Testing

/// Compiles a spec of a world with all that stands around it.
func compiledTrack(_ path: String, _ world: MemoryWorld) -> (piece: Compilation?, diagnostics: [Diagnostic]) {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  guard let track = try? readTrack(path, world, &sources, &sink) else { return (nil, sink.diagnostics) }
  let piece = try? compile(track.source, name: track.name, knowledge: knowledge, options: track.options, sink: &sink)
  return (piece, sink.diagnostics)
}

/// Notes as they are written, without velocities.
func notes(_ piece: Compilation, _ part: String) -> [String] {
  (piece.score.parts.first { $0.id == part }?.notes ?? []).map { "\($0.onset) \($0.duration) \($0.sound)" }
}

/// A track that is an edit of another.
@Suite struct EditTests {
  private static let base = """
    song: 1
    title: The First
    seed: 7
    style: pop
    mood: uplifting
    key: D major
    duration: 60s
    form: intro verse chorus verse chorus
    sections:
      chorus: {bars: 4, chords: "I | V | vi | IV"}

    """

  private func piece(_ text: String, base: String = EditTests.base) throws -> Compilation {
    let (piece, diagnostics) = compiledTrack("mix/new.song.yaml", MemoryWorld(["mix/base.song.yaml": base, "mix/new.song.yaml": text]))
    return try #require(piece, "\(diagnostics.map(\.message))")
  }

  private func first(_ base: String = EditTests.base) throws -> Compilation { try #require(compiled(base, name: "base").compilation) }

  @Test func anEditThatSaysNothingIsTheSamePiece() throws {
    let old = try first()
    for text in ["song: 1\nfrom: base.song.yaml\n", "song: 1\nfrom: ./base.song.yaml\nkeep: [chords, melody, sounds, style, key, tempo, form, parts]\n"] {
      let new = try piece(text)
      #expect(new.score == old.score)
      #expect(new.session == old.session)
    }
    #expect(try piece("song: 1\nfrom: base.song.yaml\nkeep: []\n").settings.title == "The First")
  }

  @Test func ownKeysWin() throws {
    let new = try piece("song: 1\nfrom: base.song.yaml\nkey: G major\ntitle: Second\nsections: {chorus: {bars: 6}}\n")
    #expect("\(new.settings.key)" == "G major" && new.settings.title == "Second")
    let chorus = try #require(new.settings.form.first { $0.name == "chorus" })
    #expect(chorus.bars == 6...6 && chorus.chords?.count == 4)
    #expect(new.settings.form.map(\.name) == ["intro", "verse", "chorus", "verse", "chorus"])
    #expect(new.settings.duration == Microseconds(60_000_000))
  }

  @Test func theBasesDecisionsStandLikeALock() throws {
    let base = "song: 1\nseed: 5\nduration: 40s\n"
    let old = try first(base)
    // Another seed would choose another style, key, band and tempo.
    let new = try piece("song: 1\nfrom: base.song.yaml\nseed: 99\n", base: base)
    #expect(new.settings.style == old.settings.style && new.settings.key == old.settings.key && new.settings.tempo == old.settings.tempo)
    #expect(new.settings.parts == old.settings.parts && new.settings.form == old.settings.form)
    #expect(new.score.chords != old.score.chords, "the seed of its own draws other notes")
  }

  @Test func whatIsKeptIsKeptAndTheRestDecidedAgain() throws {
    let base = "song: 1\nseed: 5\nstyle: pop\nduration: 40s\n"
    let old = try first(base)
    let lead = try #require(old.settings.parts.first { $0.role == .melody }).id
    let chords = try piece("song: 1\nfrom: base.song.yaml\nseed: 99\nkeep: [chords, form, key, tempo, style, parts, sounds]\n", base: base)
    #expect(chords.score.chords == old.score.chords && notes(chords, lead) != notes(old, lead))
    let both = try piece("song: 1\nfrom: base.song.yaml\nseed: 99\nkeep: [chords, melody, form, key, tempo, style, parts, sounds]\n", base: base)
    #expect(notes(both, lead) == notes(old, lead))
    let sounds = try piece("song: 1\nfrom: base.song.yaml\nseed: 98\nkeep: [sounds, parts, style]\n", base: base)
    #expect(sounds.settings.parts.map(\.instrument) == old.settings.parts.map(\.instrument))
    #expect(sounds.settings.tempo != old.settings.tempo || sounds.settings.key != old.settings.key)
  }

  @Test func theBasesLockCounts() throws {
    let world = MemoryWorld([
      "base.song.yaml": "song: 1\nstyle: pop\nduration: 20s\n",
      "base.song.lock": "lock: 1\nchoices:\n  \"key\": {value: x}\n  \"key.tonic\": {value: Eb}\n  \"key.mode\": {value: minor}\n  \"reroll.lead\": {value: 3}\n",
      "new.song.yaml": "song: 1\nfrom: base.song.yaml\n",
    ])
    let (base, new) = (compiledTrack("base.song.yaml", world).piece, compiledTrack("new.song.yaml", world).piece)
    #expect(new?.settings.key == base?.settings.key && new?.score.parts == base?.score.parts)
    #expect(new?.settings.decisions.contains { $0.key == "reroll.lead" && $0.value == "3" } == true)
  }

  @Test func editsOfEditsAreRead() throws {
    let world = MemoryWorld([
      "a/one.song.yaml": EditTests.base, "a/two.song.yaml": "song: 1\nfrom: one.song.yaml\nkey: E major\n",
      "b/three.song.yaml": "song: 1\nfrom: ../a/two.song.yaml\nduration: 50s\n",
    ])
    let three = try #require(compiledTrack("b/three.song.yaml", world).piece)
    #expect("\(three.settings.key)" == "E major" && three.settings.duration == Microseconds(50_000_000) && three.settings.style == "pop")
  }

  @Test func whatIsWrongHasItsPlace() throws {
    func diagnostics(_ files: [String: String]) -> [Diagnostic] { compiledTrack("new.song.yaml", MemoryWorld(files)).diagnostics }
    let missing = diagnostics(["new.song.yaml": "song: 1\nfrom: none.song.yaml\n"])
    #expect(missing.map(\.code) == [.fileUnreadable] && missing[0].span?.start == 14 && missing[0].code.exitCode == 5)
    #expect(diagnostics(["new.song.yaml": "song: 1\nfrom: new.song.yaml\n"]).map(\.code) == [.editCycle])
    let circle = diagnostics(["new.song.yaml": "song: 1\nfrom: b.song.yaml\n", "b.song.yaml": "song: 1\nfrom: new.song.yaml\n"])
    #expect(circle.map(\.code) == [.editCycle])
    let aspect = diagnostics(["new.song.yaml": "song: 1\nfrom: b.song.yaml\nkeep: [chord]\n", "b.song.yaml": "song: 1\n"])
    #expect(aspect.map(\.code) == [.unknownValue] && aspect[0].fixIts.first?.edits.first?.replacement == "chords")
    #expect(diagnostics(["new.song.yaml": "song: 1\nkeep: [chords]\n"]).map(\.code) == [.keyCombination])
    // What is wrong with the base is shown in its file.
    let broken = diagnostics(["new.song.yaml": "song: 1\nfrom: b.song.yaml\n", "b.song.yaml": "song: 1\nkey: H\n"])
    #expect(broken.map(\.code) == [.badKey] && broken[0].span?.file == FileID(1))
  }

  @Test(arguments: [("20s", 20), ("45s", 45), ("0:30.000", 30), ("90s", 90)]) func aTrackIsRetimed(duration: String, seconds: Int) throws {
    let world = MemoryWorld(["mix/base.song.yaml": EditTests.base])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = retime(
      "mix/base.song.yaml", to: duration, output: nil, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    let done = try #require(result, "\(sink.diagnostics.map(\.message))")
    #expect(done.path == "mix/base-\(duration.replacing(":", with: "-")).song.yaml")
    let text = try #require(world.text(done.path))
    #expect(text.hasPrefix("song: 1\nfrom: base.song.yaml\nkeep: [chords, melody, sounds, style, key, tempo, "))
    let new = try #require(compiledTrack(done.path, world).piece)
    let old = try first()
    #expect(new.performance.tempo.seconds(at: new.performance.length) == Rational(seconds))
    #expect(new.settings.key == old.settings.key && new.settings.parts == old.settings.parts)
    #expect(done.summary.bars == new.score.measures.count && done.bars == done.summary.bars)
    #expect(done.keptBars * 100 >= done.bars * 50, "\(new.settings.form.map(\.name)): \(done.keptBars) of \(done.bars)")
    // A second time it would replace the file.
    #expect(retime("mix/base.song.yaml", to: duration, output: nil, knowledge: knowledge, world: world, sources: &sources, sink: &sink) == nil)
    #expect(sink.diagnostics.last?.code == .fileUnwritable)
  }

  @Test func aRetimedSpecIsALeadSheetWhereItsNameSaysSo() throws {
    let world = MemoryWorld(["mix/base.song.yaml": EditTests.base])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = retime(
      "mix/base.song.yaml", to: "45s", output: "mix/short.song", knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    #expect(result != nil, "\(sink.diagnostics.map(\.message))")
    #expect(world.text("mix/short.song")?.hasPrefix("---\nsong: 1\nfrom: base.song.yaml\n") == true)
    #expect(try #require(compiledTrack("mix/short.song", world).piece).settings.duration.value == 45_000_000)
  }

  @Test func aRetimedSpecMayStandElsewhere() throws {
    let world = MemoryWorld(["mix/base.song.yaml": EditTests.base])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = retime("mix/base.song.yaml", to: "45s", output: "cuts/short.song.yaml", knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    #expect(result?.path == "cuts/short.song.yaml")
    #expect(world.text("cuts/short.song.yaml")?.contains("../mix/base.song.yaml") == true)
    #expect(retime("mix/base.song.yaml", to: "soon", output: nil, knowledge: knowledge, world: world, sources: &sources, sink: &sink) == nil)
  }
}
