// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusic
import Testing

/// The plan says by which means a duration is filled.
@Suite struct MeansTests {
  private func planned(_ text: String) throws -> Plan {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let plan = plan(
      "test.song.yaml", outputFolder: nil, knowledge: knowledge, world: MemoryWorld(["test.song.yaml": text]),
      sources: &sources, sink: &sink)
    return try #require(plan, "\(text): \(sink.diagnostics.map { "\($0.message) \($0.help)" })")
  }

  /// The lines under 'filled  by'.
  private func lines(_ text: String) throws -> [String] {
    let all = try planned(text).text.split(separator: "\n").map { $0.trimmingPrefix(" ").split(separator: "  ").map { String($0).trimmingPrefix(" ") }.joined(separator: ": ") }
    guard let start = all.firstIndex(where: { $0.hasPrefix("filled: by") }), let end = all.firstIndex(where: { $0.hasPrefix("part: role") })
    else { return [] }
    return Array(all[(start + 1)..<end])
  }

  private let exact = "song: 1\nstyle: pop\ntime: 4/4\ntempo: 120\n"

  @Test func whatFitsNeedsNothing() throws {
    #expect(try lines(exact + "form: A B\nsections: {A: {bars: 8}, B: {bars: 8}}\n") == [])
    #expect(try lines(exact + "duration: 32s\nform: A B\nsections: {A: {bars: 8}, B: {bars: 8}}\n") == [])
  }

  @Test func sectionsSayWhichBarsComeAgainOrNot() throws {
    #expect(try lines(exact + "duration: 40s\nend: cut\nform: verse\n") == ["verse: 20 bars for 8: written in that length"])
    #expect(try lines(exact + "duration: 24s\nend: cut\nform: verse\n") == ["verse: 12 bars for 8: bars 1..2, 7..8 come again"])
    #expect(try lines(exact + "duration: 10s\nend: cut\nform: verse\n") == ["verse: 5 bars for 8: bars 4..6 left out"])
    #expect(
      try lines(exact + "duration: 24s\nend: cut\nform: verse\nsections: {verse: {chords: \"C | F | G | C\"}}\n")
        == ["verse: 12 bars for 8: its chords go round"])
    let json = try planned(exact + "duration: 24s\nend: cut\nform: verse\n").json.text
    for word in ["\"filledBy\"", "\"longerSection\"", "\"usualBars\": 8", "\"repeatedBars\""] { #expect(json.contains(word), "\(json)") }
  }

  @Test func longSectionsGoRound() throws {
    let text = exact + "duration: 10min\nend: cut\nform: verse\n"
    #expect(try lines(text) == ["verse: 300 bars for 8: 64 are written and go round"])
    let chords = try #require(compiled(text).compilation).score.chords
    func at(_ bar: Int) -> String? { chords.last { $0.onset <= Rational(4 * bar) }?.chord.map { "\($0)" } }
    for bar in 0..<230 { #expect(at(bar) == at(bar + 64), "\(bar)") }
  }

  /// What the plan says of a section's bars is what is played.
  @Test func theBarsThatComeAgainAreTheSame() throws {
    let piece = try #require(compiled(exact + "duration: 24s\nend: cut\nintensity: 60%\nform: verse\nparts: {lead: {role: melody, instrument: flute}}\n").compilation)
    let notes = piece.score.parts[0].notes
    func bar(_ number: Int) -> [String] {
      notes.filter { ($0.onset / 4).floor == number }.map { "\($0.onset - Rational(4 * number)) \($0.sound)" }
    }
    #expect((0..<2).allSatisfy { bar($0) == bar($0 + 8) } && piece.arrangement.playing(of: 0).measures == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 6, 7])
  }

  @Test func theFormSaysItsCycle() throws {
    let found = try lines("song: 1\nstyle: pop\nduration: 10min\n")
    #expect(found.first?.hasPrefix("form: 'verse chorus' ") == true && found.first?.hasSuffix(" more before 'outro'") == true, "\(found)")
    let json = try planned("song: 1\nstyle: pop\nduration: 10min\n").json.text
    #expect(json.contains("\"cycle\"") && json.contains("\"times\""))
  }

  @Test func theLastBarAndTheTempoAreSaid() throws {
    let ring = try lines(exact + "duration: 33.5s\nform: A B\nsections: {A: {bars: 8}, B: {bars: 8}}\n")
    #expect(ring == ["last bar: lengthened by 1.500 s, its chord rings"])
    let bent = try lines("song: 1\nstyle: pop\ntime: 4/4\nend: cut\ntempo: {range: 100..130, prefer: 120}\nduration: 30s\nform: A\nsections: {A: {bars: 16}}\n")
    #expect(bent == ["tempo: 6.7 % faster than preferred"], "\(bent)")
    let short = try lines("song: 1\nstyle: pop\ntime: 4/4 flexible\nend: ring\ntempo: 120\nduration: 31s\nform: A B\nsync:\n  - {at: 15s, name: x, hit: section B}\n")
    #expect(short.contains { $0.contains("a bar of 2/4 put in") }, "\(short)")
  }

  /// From a second to three hours, with a form and without, the piece is planned, written and exactly as long.
  @Test(arguments: ["1s", "10min", "3h"], ["", "form: A B A'\n"]) func everyLengthIsBuilt(duration: String, form: String) throws {
    // Three sections have three bars at least.
    let own = duration == "1s" && !form.isEmpty ? "form: A\n" : form
    let text = "song: 1\nstyle: pop\nseed: 3\nduration: \(duration)\n\(own)"
    #expect(try !planned(text).text.isEmpty)
    let piece = try #require(compiled(text).compilation)
    #expect(piece.performance.tempo.microseconds(at: piece.performance.length) == piece.settings.duration)
    #expect(piece.score.parts.contains { !$0.notes.isEmpty })
  }
}
