// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Testing

/// The limits that no case of the suite can reach, and files that lie outside the folder of their spec.
@Suite struct LimitTests {
  private func codes(_ text: String, cues: CueFile? = nil, given: [GivenFile] = []) -> [DiagnosticCode] {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let source = sources.add(name: "test.song.yaml", bytes: Array(text.utf8))
    var options = CompileOptions()
    options.cues = cues
    options.given = given
    checkSpec(source, name: "test", knowledge: knowledge, options: options, sink: &sink)
    return sink.diagnostics.filter { $0.severity == .error }.map(\.code)
  }

  @Test func listsHaveALimit() {
    func spec(_ key: String, _ item: String, _ count: Int) -> String {
      "song: 1\nstyle: pop\nduration: 60s\n\(key):\n" + (0..<count).map { "  - \(item.replacing("#", with: "\($0)"))\n" }.joined()
    }
    for (key, item, limit) in [
      ("sync", "{at: 1s, hit: marker}", Limits.syncPoints), ("export", "midi: {path: a#.mid}", Limits.exports),
      ("voice", "{from: 1s, to: 2s}", Limits.voiceWindows),
    ] {
      #expect(codes(spec(key, item, limit)).filter { $0 == .limitExceeded } == [], "\(key)")
      #expect(codes(spec(key, item, limit + 1)).contains(.limitExceeded), "\(key)")
    }
  }

  @Test func importedFilesHaveALimit() {
    let labels = "song: 1\nsync: {import: cues.txt}\n"
    let line = "1.0\t1.0\tx\n"
    let most = String(repeating: line, count: 1) + (1..<Limits.syncPoints).map { "\(Double($0) / 100)\t1.0\tx\($0)\n" }.joined()
    #expect(!codes(labels, cues: .loaded(Array(most.utf8))).contains(.cueListUnreadable))
    #expect(codes(labels, cues: .loaded(Array((most + "30.0\t30.0\tmore\n").utf8))).contains(.cueListUnreadable))
    let large = [UInt8](repeating: 0x0A, count: Limits.importBytes + 1)
    #expect(codes(labels, cues: .loaded(large)) == [.cueListUnreadable])
    let tune = "song: 1\nform: A\nsections: {A: {melody: {midi: tune}}}\n"
    #expect(codes(tune, given: [GivenFile(path: "tune", content: .loaded(large))]).first == .givenFileUnreadable)
    // A short file can hold many notes: each takes six bytes with running status.
    var track: [UInt8] = [0x00, 0x90, 60, 80]
    for _ in 0..<Limits.lineNotes { track += [0x60, 60, 0, 0x00, 60, 80] }
    track += [0x00, 0xFF, 0x2F, 0x00]
    let length = (0..<4).map { UInt8(track.count >> (24 - 8 * $0) & 0xFF) }
    let file = Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 0, 96] + Array("MTrk".utf8) + length + track
    #expect(codes(tune, given: [GivenFile(path: "tune", content: .loaded(file))]).first == .givenFileUnreadable)
  }

  /// Times in files that a score has no use for are refused, and nothing overflows on the way.
  @Test func hugeTimesInFilesAreNoTrap() {
    let tune = "song: 1\nform: A\nsections: {A: {melody: {midi: tune}}}\n"
    var track: [UInt8] = []
    for _ in 0..<2_000 { track += [0xFF, 0xFF, 0xFF, 0x7F, 0x90, 60, 80, 0xFF, 0xFF, 0xFF, 0x7F, 60, 0] }
    track += [0x00, 0xFF, 0x2F, 0x00]
    let length = (0..<4).map { UInt8(track.count >> (24 - 8 * $0) & 0xFF) }
    for division in [[0, 1], [0x7F, 0xFF]] as [[UInt8]] {
      let file = Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1] + division + Array("MTrk".utf8) + length + track
      #expect(!codes(tune, given: [GivenFile(path: "tune", content: .loaded(file))]).isEmpty)
    }
    let score = """
      <score-partwise><part id="P"><measure><attributes><divisions>1</divisions></attributes>\(
        String(repeating: "<forward><duration>10000000</duration></forward>", count: 400))
      <attributes><divisions>999983</divisions></attributes>
      <harmony><root><root-step>C</root-step></root><kind>major</kind><offset>1</offset></harmony>
      <note><pitch><step>C</step><octave>4</octave></pitch><duration>999983</duration></note></measure></part></score-partwise>
      """
    let named = tune.replacing("midi", with: "musicxml")
    #expect(codes(named, given: [GivenFile(path: "tune", content: .loaded(Array(score.utf8)))]) == [.givenFileUnreadable])
  }

  /// A lock is a file, so its values may be anything: what doesn't fit is left aside.
  @Test(arguments: ["kettle", "harbour"]) func aLockMayHoldAnything(_ name: String) throws {
    let text = String(decoding: try contents(of: "specs/\(name).song.yaml"), as: UTF8.self)
    let decisions = try #require(compiled(text).compilation).settings.decisions
    let odd = [
      "", "0", "-1", "1", "999999999", "9223372036854775807", "-9223372036854775808", "9223372036854775807/3",
      "1/9223372036854775807", "-9223372036854775808/9223372036854775807", "9223372036854775807us", "-1us", "0us", "1/3", "x", "A B",
      "7/8 (9223372036854775807+9223372036854775807)", "1/32", "32/1", "0..127", "-9223372036854775808..9223372036854775807", "127..127",
      "C major", "Cb lydian", "é",
    ]
    var options = CompileOptions()
    for decision in decisions {
      for value in odd {
        options.lock = [decision.key: value]
        var sources = SourceMap()
        var sink = DiagnosticSink()
        let source = sources.add(name: "\(name).song.yaml", bytes: Array(text.utf8))
        checkSpec(source, name: name, knowledge: knowledge, options: options, sink: &sink)
        #expect(sink.diagnostics.allSatisfy { !$0.message.isEmpty })
      }
    }
  }

  @Test func filesOutsideTheFolderAreNotRead() throws {
    func messages(_ spec: String, _ files: [String: String]) throws -> [String] {
      var all = files
      all["album/test.song.yaml"] = spec
      let world = MemoryWorld(all)
      var sources = SourceMap()
      var sink = DiagnosticSink()
      let track = try readTrack("album/test.song.yaml", world, &sources, &sink)
      checkSpec(track.source, name: "test", knowledge: knowledge, options: track.options, sink: &sink)
      return sink.diagnostics.filter { $0.severity == .error }.map(\.message)
    }
    let labels = "1.0\t1.0\tlogo\n"
    let spec = "song: 1\nstyle: pop\nduration: 30s\nsync: {import: cues.txt}\n"
    #expect(try messages(spec, ["album/cues.txt": labels]) == [])
    let above = spec.replacing("cues.txt", with: "../cues.txt")
    #expect(try messages(above, ["cues.txt": labels]) == ["the path '../cues.txt' leaves the spec's folder"])
    #expect(codes(spec, cues: .linkedOutside) == [.cueListUnreadable])
    let tune = "song: 1\nform: A\nsections: {A: {melody: {midi: tune}}}\n"
    #expect(codes(tune, given: [GivenFile(path: "tune", content: .linkedOutside)]).first == .givenFileUnreadable)
  }
}
