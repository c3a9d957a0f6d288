// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Testing

/// `songc test`, `pending`, `accept` and `reject`: verdicts, what is written and what isn't.
@Suite struct GoldenWorkflowTests {
  private static let song = """
    song: 1
    seed: 5
    style: pop
    tempo: 110
    form: A
    export: [{midi: {}}]
    sections:
      A: {bars: 4, chords: "C | Am | F | G", intensity: 60%}
    parts:
      lead: {role: melody, instrument: flute}
      bass: {role: bass, instrument: upright-bass}

    """
  private static let files = ["tune.mid", "tune.musicxml", "tune.score.txt", "tune.song.lock"]

  private struct Outcome {
    let tests: [GoldenTest]
    let obsolete: [String]
    let diagnostics: [Diagnostic]

    var verdicts: [GoldenVerdict] { tests.flatMap { $0.layers.map(\.verdict) } }
    var codes: [DiagnosticCode] { diagnostics.map(\.code) }
  }

  /// A whole run in a world.
  private func run(_ world: MemoryWorld, _ change: (inout GoldenRequest) -> Void = { _ in }) -> Outcome {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var request = GoldenRequest()
    request.folder = "p"
    change(&request)
    guard let run = try? GoldenRun(request, knowledge: knowledge, world: world, sink: &sink) else {
      return Outcome(tests: [], obsolete: [], diagnostics: sink.diagnostics)
    }
    var diagnostics = sink.diagnostics
    let tests = run.specs.map { spec in
      var own = DiagnosticSink()
      let test = run.test(spec, sources: &sources, sink: &own)
      diagnostics += own.diagnostics
      return test
    }
    return Outcome(tests: tests, obsolete: run.obsolete, diagnostics: diagnostics)
  }

  private func pending(_ world: MemoryWorld, _ change: (inout PendingRequest) -> Void = { _ in }) throws -> [PendingGolden] {
    var sink = DiagnosticSink()
    var request = PendingRequest()
    request.folder = "p"
    change(&request)
    return try pendingGoldens(request, world: world, sink: &sink)
  }

  private func accepted(_ world: MemoryWorld, _ change: (inout PendingRequest) -> Void = { _ in }) throws -> [PendingGolden] {
    var sink = DiagnosticSink()
    let goldens = accept(try pending(world, change), world: world, sink: &sink)
    #expect(sink.diagnostics.isEmpty)
    return goldens
  }

  /// A world whose spec has goldens that are met.
  private func settled(_ text: String = song) throws -> MemoryWorld {
    let world = MemoryWorld(["p/tune.song.yaml": text])
    _ = run(world)
    _ = try accepted(world)
    return world
  }

  @Test func whatIsNewWaitsUntilItIsAccepted() throws {
    let world = MemoryWorld(["p/tune.song.yaml": Self.song])
    let first = run(world)
    #expect(first.verdicts == [.missing, .missing, .missing] && first.codes == [.goldenMissing])
    #expect(first.diagnostics.allSatisfy { $0.code.exitCode == 3 })
    #expect(world.names == Self.files.map { "p/golden/tune/\($0).new" } + ["p/tune.song.yaml"])
    #expect(try pending(world).map(\.isNew) == [true, true, true, true])
    #expect(try accepted(world).count == 4)
    #expect(world.names == Self.files.map { "p/golden/tune/\($0)" } + ["p/tune.song.yaml"])
    let again = run(world)
    #expect(again.verdicts == [.identical, .identical, .identical] && again.diagnostics.isEmpty)
    #expect(again.tests[0].text == "p/tune.song.yaml  identical\n" && again.tests[0].isMet)
  }

  @Test func aChangeIsToldInMusicAndNeverOverwritesAGolden() throws {
    let world = try settled()
    let before = Self.files.map { world.text("p/golden/tune/\($0)") }
    try world.write(Array(Self.song.replacing("| F |", with: "| Dm |").utf8), to: "p/tune.song.yaml")
    let changed = run(world)
    #expect(changed.codes == [.goldenChanged] && changed.verdicts.contains(.changed) && !changed.tests[0].isMet)
    #expect(changed.tests[0].text.contains(" chords") && changed.tests[0].text.contains("bar 3"), "\(changed.tests[0].text)")
    #expect(Self.files.map { world.text("p/golden/tune/\($0)") } == before)
    // Undone, the goldens are met again and nothing waits any more.
    try world.write(Array(Self.song.utf8), to: "p/tune.song.yaml")
    #expect(!(try pending(world).isEmpty))
    #expect(run(world).tests[0].isMet)
    #expect(try pending(world).isEmpty)
  }

  @Test func onlyTheLayersThatChangedWait() throws {
    let world = try settled()
    // The players' deviations are no part of what is written.
    try world.write(Array((Self.song + "humanize: 0\n").utf8), to: "p/tune.song.yaml")
    let result = run(world)
    let verdicts = Dictionary(result.tests[0].layers.map { ($0.layer, $0.verdict) }) { first, _ in first }
    #expect(verdicts[.score] == .identical && verdicts[.notes] == .changed)
    let waiting = try pending(world).map(\.layer)
    #expect(waiting.contains(.notes) && !waiting.contains(.score))
    #expect(try accepted(world) { $0.layers = [.notes] }.map(\.path) == ["p/golden/tune/tune.mid"])
    #expect(try pending(world).allSatisfy { $0.layer == .lock })
  }

  @Test func withCIMissingGoldensFailAndNothingIsWritten() throws {
    let world = MemoryWorld(["p/tune.song.yaml": Self.song])
    let first = run(world) { $0.isCI = true }
    #expect(first.codes == [.goldenMissing] && world.names == ["p/tune.song.yaml"])
    let other = try settled()
    try other.write(Array(Self.song.replacing("seed: 5", with: "seed: 6").utf8), to: "p/tune.song.yaml")
    try other.write([1], to: "p/golden/tune/tune.mid.new")
    let names = other.names
    #expect(run(other) { $0.isCI = true }.codes == [.goldenChanged])
    #expect(other.names == names && other.text("p/golden/tune/tune.mid.new") == "\u{1}")
  }

  @Test func obsoleteGoldensAreNamedInAWholeRunOnly() throws {
    let world = try settled()
    try world.write(Array("song: 1\nform: A\nexport: [{midi: {}}]\nsections: {A: {bars: 1}}\n".utf8), to: "p/other.song.yaml")
    world.remove("p/tune.song.yaml")
    // Folders of others aren't ours.
    try world.write(Array("a picture".utf8), to: "p/golden/gate/gate.txt")
    let whole = run(world)
    #expect(whole.obsolete == ["p/golden/tune"] && whole.codes.contains(.goldenObsolete))
    let part = run(world) { $0.paths = ["p/other.song.yaml"] }
    #expect(part.obsolete.isEmpty && !part.codes.contains(.goldenObsolete))
    #expect(run(world) { $0.paths = ["p"] }.obsolete.isEmpty)
    #expect(world.text("p/golden/tune/tune.mid") != nil)
  }

  @Test(arguments: ["score: ignore", "score: ignore, lock: ignore"]) func goldensWithoutAScoreAreNamedToo(golden: String) throws {
    let world = try settled(Self.song + "golden: {\(golden)}\n")
    try world.write(Array("song: 1\nform: A\nexport: [{midi: {}}]\nsections: {A: {bars: 1}}\n".utf8), to: "p/other.song.yaml")
    try world.write(Array((world.text("p/golden/tune/tune.musicxml") ?? "").utf8), to: "p/golden/gate/gate.musicxml")
    try world.write(Array("a picture".utf8), to: "p/golden/gate/gate.svg")
    try world.write(Array("MThd".utf8), to: "p/golden/drum/drum.mid")
    world.remove("p/tune.song.yaml")
    #expect(run(world).obsolete == ["p/golden/tune"])
  }

  @Test func foldersThatCannotBeReadAreTold() throws {
    let files = ["p/tune.song.yaml": Self.song, "p/sub/reel.song.yaml": Self.song, "p/golden/old/old.song.lock": "lock: 1\n"]
    for folder in ["p/sub", "p/golden", "p/golden/old", "p/golden/tune"] {
      let world = MemoryWorld(files.merging(["p/golden/tune/x": ""]) { $1 }, unreadable: folder)
      let told = run(world).diagnostics.filter { $0.code == .folderUnsearched }
      #expect(told.map(\.message) == ["can't look for specs and goldens in '\(folder)': Permission denied"], "\(folder)")
      #expect(told.allSatisfy { $0.severity == .warning })
    }
    let asked = run(MemoryWorld(files, unreadable: "p/sub")) { $0.paths = ["p/sub"] }
    #expect(asked.codes == [.fileUnreadable] && asked.diagnostics[0].message == "can't read 'p/sub': Permission denied")
    #expect(run(MemoryWorld(files)) { $0.paths = ["p/none"] }.diagnostics[0].message == "can't read 'p/none': No such file or directory")
  }

  @Test func aSpecSaysWhichOutputsAreKept() throws {
    let world = try settled()
    try world.write(Array((Self.song + "golden: {musicxml: ignore, midi: ignore}\n").utf8), to: "p/tune.song.yaml")
    try world.write([1], to: "p/golden/tune/tune.mid.new")
    let fewer = run(world)
    #expect(fewer.verdicts == [.identical, .identical] && fewer.tests[0].isMet)
    #expect(fewer.tests[0].obsolete == ["tune.musicxml", "tune.mid"].map { "p/golden/tune/\($0)" })
    #expect(fewer.codes == [.goldenObsolete, .goldenObsolete])
    // Nothing waits of what isn't kept.
    #expect(try pending(world).isEmpty)
    #expect(run(world) { $0.paths = ["p/tune.song.yaml"] }.codes.isEmpty)
  }

  @Test func anExactLockAllowsNoOtherReasons() throws {
    for (demand, verdict) in [("measured", GoldenVerdict.tolerated), ("exact", .changed)] {
      let world = try settled(Self.song + "golden: {lock: \(demand)}\n")
      let lock = try #require(world.text("p/golden/tune/tune.song.lock"))
      try world.write(Array(lock.replacing("\nsongc: ", with: "\nsongc: 0.0.").utf8), to: "p/golden/tune/tune.song.lock")
      #expect(run(world).verdicts == [verdict, .identical, .identical], "\(demand)")
    }
  }

  @Test func aDamagedGoldenIsNoChangeOfTheMusic() throws {
    for (file, bytes) in [
      ("tune.mid", "no MIDI"), ("tune.musicxml", "<score"), ("tune.score.txt", "bars"), ("tune.song.lock", "choices: [")
    ] {
      let world = try settled()
      try world.write(Array(bytes.utf8), to: "p/golden/tune/\(file)")
      let result = run(world)
      #expect(result.codes == [.goldenUnreadable] && result.verdicts.contains(.unreadable), "\(file): \(result.diagnostics)")
      #expect(result.diagnostics[0].code.exitCode == 5 && !result.tests[0].isMet)
      // What the spec gives repairs it.
      _ = try accepted(world)
      #expect(run(world).tests[0].isMet, "\(file)")
    }
  }

  @Test func aDamagedGoldenHidesNoOther() throws {
    let world = try settled()
    try world.write(Array("no MIDI".utf8), to: "p/golden/tune/tune.mid")
    let lock = try #require(world.text("p/golden/tune/tune.song.lock"))
    try world.write(Array(lock.replacing("\nsongc: ", with: "\nsongc: 0.0.").utf8), to: "p/golden/tune/tune.song.lock")
    let result = run(world)
    #expect(result.codes == [.goldenUnreadable] && result.verdicts == [.tolerated, .identical, .unreadable])
    #expect(try pending(world).map(\.layer) == [.notes])
    _ = try accepted(world)
    #expect(run(world).tests[0].isMet)
  }

  @Test func anotherFormatIsNoted() throws {
    let world = try settled()
    let text = try #require(world.text("p/golden/tune/tune.score.txt"))
    #expect(text.hasPrefix("# songc golden 1: score\n"))
    try world.write(Array(text.replacing("golden 1", with: "golden 2").utf8), to: "p/golden/tune/tune.score.txt")
    let result = run(world)
    #expect(result.codes == [.goldenVersion] && result.verdicts == [.identical, .unreadable, .identical])
  }

  @Test func otherVersionsThatChooseTheSameAreWithinTolerance() throws {
    let world = try settled()
    let lock = try #require(world.text("p/golden/tune/tune.song.lock"))
    try world.write(Array(lock.replacing("\nsongc: ", with: "\nsongc: 0.0.").utf8), to: "p/golden/tune/tune.song.lock")
    let result = run(world)
    #expect(result.verdicts == [.tolerated, .identical, .identical] && result.diagnostics.isEmpty)
    #expect(result.tests[0].text.contains("songc 0.0."))
    #expect(try pending(world).isEmpty)
    #expect(run(world) { $0.isExact = true }.verdicts == [.changed, .identical, .identical])
    #expect(try pending(world).map(\.layer) == [.lock])
  }

  @Test func aFailedAcceptLosesNothing() throws {
    let world = MemoryWorld(["p/tune.song.yaml": Self.song])
    _ = run(world)
    // A folder stands where a golden belongs.
    try world.write([1], to: "p/golden/tune/tune.musicxml/x")
    var sink = DiagnosticSink()
    let names = world.names
    #expect(accept(try pending(world), world: world, sink: &sink).isEmpty)
    #expect(sink.diagnostics.map(\.code) == [.fileUnwritable] && world.names == names)
  }

  @Test func onlyTakesNames() throws {
    let world = MemoryWorld(["p/tune.song.yaml": Self.song, "p/sub/reel.song.yaml": Self.song])
    #expect(run(world).tests.map(\.spec) == ["p/sub/reel.song.yaml", "p/tune.song.yaml"])
    #expect(try accepted(world) { $0.only = ["reel"] }.allSatisfy { $0.place.name == "reel" })
    #expect(try pending(world).map(\.place.name) == ["tune", "tune", "tune", "tune"])
    var sink = DiagnosticSink()
    var request = PendingRequest()
    request.paths = ["p"]
    request.only = ["real"]
    #expect(throws: ErrorsEmitted.self) { try pendingGoldens(request, world: world, sink: &sink) }
    #expect(sink.diagnostics[0].help == ["did you mean 'reel'?"], "\(sink.diagnostics)")
    reject(try pending(world), world: world)
    #expect(try pending(world).isEmpty)
    #expect(world.text("p/sub/golden/reel/reel.mid") != nil)
  }

  @Test func aSpecThatIsWrongIsNotBuilt() throws {
    let world = MemoryWorld(["p/tune.song.yaml": "song: 1\nstyel: pop\n"])
    let result = run(world)
    #expect(result.tests[0].summary == "not built" && result.codes == [.unknownKey] && world.names == ["p/tune.song.yaml"])
    #expect(result.tests[0].suite.cases.map(\.name) == ["build"] && !result.tests[0].suite.cases[0].failures.isEmpty)
  }

  @Test func theReportHasACaseForEachSpecAndLayer() throws {
    let world = try settled()
    try world.write(Array((Self.song + "humanize: 0\n").utf8), to: "p/tune.song.yaml")
    let suite = run(world).tests[0].suite
    #expect(suite.name == "p/tune.song.yaml" && suite.cases.map(\.name) == ["lock", "score", "notes"])
    #expect(suite.cases.map { $0.failures.first?.type } == ["S8041", nil, "S8041"])
    let text = JUnitRenderer(sources: SourceMap()).render(suites: [suite])
    #expect(text.contains("<testcase name=\"score\" classname=\"p/tune.song.yaml\"/>"), "\(text)")
    #expect(text.contains("<testsuites name=\"songc\" tests=\"3\" failures=\"2\" errors=\"0\">"))
  }

  @Test func theScoreTextHasALineForEachEvent() throws {
    let world = try settled()
    let text = try #require(world.text("p/golden/tune/tune.score.txt"))
    let piece = try #require(compiled(Self.song, name: "tune").compilation)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    let notes = piece.score.parts.reduce(0) { $0 + $1.notes.count }
    #expect(lines.count { $0.contains("  lead  ") || $0.contains("  bass  ") } == notes)
    #expect(lines.contains("1|1  chord  C") && lines.contains("1|1  time  4/4") && lines.contains("1|1  section  A"))
    // One velocity changes one line.
    #expect(Set(lines).count == lines.count)
  }
}
