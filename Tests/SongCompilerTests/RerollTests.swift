// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Testing

/// A part that is drawn anew changes; what doesn't depend on it stays note for note.
@Suite struct RerollTests {
  private static let text = "song: 1\nseed: 7\nstyle: pop\nduration: 60s\nform: intro verse chorus verse chorus\n"

  private func drawn(
    _ what: String, count: Int? = nil, text: String = RerollTests.text, world: MemoryWorld? = nil
  ) -> (result: RerollResult?, diagnostics: [Diagnostic], world: MemoryWorld) {
    let world = world ?? MemoryWorld(["tune.song.yaml": text])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = reroll(
      "tune.song.yaml", what, count: count, folder: count == nil ? nil : "takes", knowledge: knowledge, world: world,
      sources: &sources, sink: &sink)
    return (result, sink.diagnostics, world)
  }

  /// The piece by the lock beside the spec, or by that of a candidate.
  private func piece(_ world: MemoryWorld, lock: String = "tune.song.lock") throws -> Compilation {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let track = try readTrack("tune.song.yaml", world, &sources, &sink)
    var options = track.options
    options.lock = try readLock(lock, world, &sources, &sink)
    let piece = try? compile(track.source, name: "tune", knowledge: knowledge, options: options, sink: &sink)
    return try #require(piece, "\(sink.diagnostics.map(\.message))")
  }

  /// The notes of a part by section, from the section's start.
  ///
  /// - Parameter withoutPickups: without those of a section's last beat, which may lead into the next one.
  private func sections(_ piece: Compilation, _ part: String, withoutPickups: Bool = false) -> [[String]] {
    let notes = piece.score.parts.first { $0.id == part }?.notes ?? []
    let starts = piece.score.sections.map(\.start) + [piece.score.end]
    return zip(starts, starts.dropFirst()).map { start, end in
      let last = end - (withoutPickups ? 1 : 0)
      return notes.filter { $0.onset >= start && $0.onset < last }.map {
        "\($0.onset - start) \(withoutPickups ? min($0.duration, last - $0.onset) : $0.duration) \($0.sound)"
      }
    }
  }

  /// The second tune of pop goes against the lead, and follows where that is drawn anew.
  private func mayChange(_ other: String, with part: String) -> Bool { other == part || part == "lead" && other == "answer" }

  @Test(arguments: ["lead", "keys", "bass", "drums", "answer"]) func aPartIsDrawnAnewAndTheOthersStay(part: String) throws {
    let old = try #require(compiled(RerollTests.text, name: "tune").compilation)
    var last = sections(old, part)
    let world = MemoryWorld(["tune.song.yaml": RerollTests.text])
    for draw in 1...3 {
      let outcome = drawn(part, world: world)
      #expect(try #require(outcome.result).key == "reroll.\(part)")
      let new = try piece(world)
      #expect(sections(new, part) != last, "draw \(draw)")
      last = sections(new, part)
      for (before, after) in zip(old.score.parts, new.score.parts) where !mayChange(before.id, with: part) {
        #expect(before.notes.map { "\($0.onset) \($0.duration) \($0.sound)" } == after.notes.map { "\($0.onset) \($0.duration) \($0.sound)" }, "\(before.id)")
      }
      #expect(old.score.chords == new.score.chords && old.arrangement.measures == new.arrangement.measures)
    }
  }

  @Test(arguments: ["lead", "keys", "bass", "drums"]) func aSectionAloneIsDrawnAnew(part: String) throws {
    let old = try #require(compiled(RerollTests.text, name: "tune").compilation)
    let world = MemoryWorld(["tune.song.yaml": RerollTests.text])
    let outcome = drawn("\(part)@chorus", world: world)
    #expect(try #require(outcome.result, "\(outcome.diagnostics)").key == "reroll.\(part)@chorus")
    let new = try piece(world)
    for (before, after) in zip(old.score.parts, new.score.parts) where !mayChange(before.id, with: part) {
      #expect(before.notes == after.notes, "\(before.id)")
    }
    // intro verse chorus verse chorus: both playings of the chorus change, with the pickups into them, and nothing else.
    let (before, after) = (sections(old, part), sections(new, part))
    let (early, late) = (sections(old, part, withoutPickups: true), sections(new, part, withoutPickups: true))
    for index in [0, 1, 3] { #expect(early[index] == late[index], "section \(index)") }
    for index in [2, 4] { #expect(before[index] != after[index], "section \(index)") }
  }

  @Test func theHarmonyOfASectionTakesWhatHangsOnIt() throws {
    let old = try #require(compiled(RerollTests.text, name: "tune").compilation)
    let world = MemoryWorld(["tune.song.yaml": RerollTests.text])
    #expect(drawn("chords@verse", world: world).result?.key == "reroll.chords@verse")
    let new = try piece(world)
    #expect(old.score.chords != new.score.chords)
    for part in ["lead", "keys"] {
      let (before, after) = (sections(old, part), sections(new, part))
      #expect(before[1] != after[1] && before[3] != after[3], "\(part)")
      for index in [0, 2, 4] { #expect(before[index] == after[index], "\(part) section \(index)") }
    }
    let drums = { (piece: Compilation) in piece.score.parts.first { $0.id == "drums" }?.notes }
    #expect(drums(old) == drums(new))
  }

  @Test func candidatesStandSideBySide() throws {
    let outcome = drawn("lead@verse", count: 5)
    let result = try #require(outcome.result)
    #expect(result.candidates.map(\.number) == [1, 2, 3, 4, 5])
    #expect(outcome.world.names == ["tune.song.yaml"] + (1...5).flatMap { ["takes/tune.\($0).mid", "takes/tune.\($0).song.lock"] }.sorted() ||
      outcome.world.names == ((1...5).flatMap { ["takes/tune.\($0).mid", "takes/tune.\($0).song.lock"] } + ["tune.song.yaml"]).sorted())
    let takes = try (1...5).map { sections(try piece(outcome.world, lock: "takes/tune.\($0).song.lock"), "lead") }
    #expect(Set(takes).count == 5)
    for take in takes { #expect(take[0] == takes[0][0] && take[2] == takes[0][2], "the other sections are the same") }
    for candidate in result.candidates { #expect(candidate.changedBars > 0 && candidate.changedBars < candidate.bars) }
  }

  @Test func patternsComeOnceEach() throws {
    // A drummer plays one pattern in many ways; a bass with the same pattern is the same take.
    let outcome = drawn("bass", count: 9)
    let result = try #require(outcome.result)
    let patterns = try result.candidates.indices.map { index in
      try piece(outcome.world, lock: "takes/tune.\(index + 1).song.lock").settings.decisions.first { $0.key == "parts.bass.pattern" }?.value
    }
    #expect(Set(patterns).count == patterns.count && patterns.count >= 2, "\(patterns)")
  }

  /// What follows a part changes with it and is named; the rest stays.
  @Test func whoFollowsIsNamed() throws {
    let text = """
      song: 1
      seed: 4
      style: pop
      form: A solo
      sections: {A: {bars: 8}, solo: {bars: 8, parts: {second: full}}}
      parts:
        lead: {role: melody}
        other: {role: melody}
        second: {role: harmony, follow: lead, enter: 0s}
        third: {role: harmony, follow: other, enter: 0s}
        drums: {role: drums, instrument: pop-kit}
        bass: {role: bass, follow: drums}

      """
    func followers(_ part: String) throws -> [String]? {
      let outcome = drawn(part, count: 1, text: text)
      return try #require(outcome.result, "\(outcome.diagnostics.map(\.message))").candidates.first?.followers
    }
    #expect(try followers("lead") == ["second"] && followers("other@A") == ["third"])
    #expect(try followers("lead@solo") == ["second"])
    #expect(try followers("drums") == ["bass"] && followers("chords") == [])
  }

  /// A part that improvises is drawn anew there, whatever its role.
  @Test func whoImprovisesIsDrawnAnew() throws {
    let text = """
      song: 1
      style: pop
      form: A B
      sections: {A: {bars: 8}, B: {bars: 8, parts: {second: solo}}}
      parts: {lead: {role: melody}, second: {role: harmony}, keys: {role: chords}}

      """
    #expect(drawn("second@B", text: text).result?.key == "reroll.second@B")
    #expect(drawn("second@A", text: text).diagnostics.map(\.code).contains(.nothingToReroll))
  }

  @Test func aVariationCanBeDrawnAlone() throws {
    let text = "song: 1\nseed: 2\nstyle: pop\nduration: 50s\nform: A B A'\n"
    let old = try #require(compiled(text, name: "tune").compilation)
    let outcome = drawn("lead@A'", text: text)
    #expect(outcome.result?.key == "reroll.lead@A'")
    let new = try piece(outcome.world)
    #expect(sections(old, "lead")[0] == sections(new, "lead")[0])
    #expect(sections(old, "lead")[2] != sections(new, "lead")[2])
  }

  @Test func zeroAndNothingAreTheSame() throws {
    let plain = try #require(compiled(RerollTests.text).compilation)
    let zero = try #require(compiled(RerollTests.text, lock: ["reroll.lead": "0", "reroll.chords@verse": "0"]).compilation)
    #expect(plain.score == zero.score)
    let (piece, diagnostics) = compiled(RerollTests.text, lock: ["reroll.lead": "many", "reroll.nobody": "3", "reroll.lead@bridge": "3"])
    #expect(diagnostics.map(\.code) == [.lockEntryIgnored] && piece?.score == plain.score)
  }

  @Test func aPartMayHaveTheHarmonysName() throws {
    let text = "song: 1\nstyle: pop\nduration: 30s\nparts: {lead: {role: melody}, chords: {role: chords}}\n"
    #expect(drawn("parts.chords", text: text).result?.key == "reroll.parts.chords")
    #expect(drawn("chords", text: text).result?.key == "reroll.chords")
  }

  @Test func whatCantBeDrawnIsSaid() {
    let given = "song: 1\nstyle: folk\nform: A A\nsections: {A: {bars: 4, chords: \"G | C | D | G\"}}\n"
    #expect(drawn("chords", text: given).diagnostics.map(\.code) == [.nothingToReroll])
    let second = "song: 1\nstyle: folk\nduration: 20s\nparts: {tune: {role: melody}, second: {role: harmony}}\n"
    #expect(drawn("second", text: second).diagnostics.map(\.code).contains(.nothingToReroll))
    let other = second.replacing("second: {role: harmony}", with: "other: {role: melody}, second: {role: harmony, follow: other}")
    let said = drawn("second", text: other).diagnostics.first { $0.code == .nothingToReroll }
    #expect(said?.message.contains("'other'") == true && said?.help.first?.hasSuffix("reroll SPEC other") == true)
    #expect(drawn("leed").diagnostics.map(\.code) == [.unknownValue])
    #expect(drawn("leed").diagnostics[0].help == ["did you mean 'lead'?"])
    #expect(drawn("lead@vers").diagnostics.map(\.code) == [.unknownValue])
    #expect(drawn("leed").world.names == ["tune.song.yaml"])
  }
}
