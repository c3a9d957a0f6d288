// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Who improvises where, and ornaments of given tunes, from the spec on.
@Suite struct SoloTests {
  private func piece(_ text: String) throws -> Compilation {
    let result = compiled(text)
    return try #require(result.compilation, "\(result.diagnostics.map(\.message))")
  }

  /// The numbers of notes of a part in each section.
  private func counts(_ part: String, _ piece: Compilation) -> [Int] {
    let starts = piece.score.sections.map(\.start) + [piece.score.end]
    let notes = piece.score.parts.first { $0.id == part }?.notes ?? []
    return zip(starts, starts.dropFirst()).map { from, to in notes.count { $0.onset >= from && $0.onset < to } }
  }

  private let band = """
    parts:
      lead: {role: melody, instrument: trumpet}
      second: {role: harmony, instrument: clarinet}
      sax: {role: solo, instrument: flute}
      keys: {role: chords, instrument: electric-piano}
      bass: {role: bass, instrument: upright-bass}

    """

  @Test func aSoloistPlaysSolosAndNothingElse() throws {
    let text = "song: 1\nstyle: pop\ntime: 4/4\nform: verse chorus solo chorus\nsections: {verse: {bars: 8}, solo: {bars: 8}}\n" + band
    let piece = try piece(text)
    #expect(piece.settings.form.map(\.treatment.soloists) == [[], [], ["sax"], []])
    let sax = counts("sax", piece)
    #expect(sax[0] == 0 && sax[1] == 0 && sax[2] > 30 && sax[3] == 0, "\(sax)")
    // A pickup into the chorus is the tune's own.
    #expect(counts("lead", piece)[2] <= 2 && counts("lead", piece)[1] > 0 && counts("second", piece)[2] == 0)
    #expect(counts("keys", piece)[2] > 0)
    #expect(piece.settings.decisions.contains { $0.key == "parts.sax.role" && $0.value == "solo" && $0.reason == .spec })
  }

  /// The plan calls a soloist by the role that the spec says.
  @Test func thePlanKnowsSoloists() throws {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let world = MemoryWorld(["test.song.yaml": "song: 1\nstyle: pop\nform: verse solo\n" + band])
    let plan = plan(
      "test.song.yaml", outputFolder: nil, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    let line = plan?.text.split(separator: "\n").first { $0.hasPrefix(" sax") }
    #expect(line?.split(separator: " ").prefix(3) == ["sax", "solo", "flute"], "\(line ?? "")")
  }

  @Test func theSectionSaysWhoImprovises() throws {
    let text = """
      song: 1
      style: pop
      time: 4/4
      form: verse solo verse'
      sections:
        verse: {bars: 8}
        solo: {bars: 8, parts: {sax: rest, keys: solo, second: full}}
        verse': {parts: {lead: solo}}

      """ + band
    let piece = try piece(text)
    #expect(piece.settings.form.map(\.treatment.soloists) == [[], ["keys"], ["lead"]])
    #expect(counts("sax", piece) == [0, 0, 0] && counts("second", piece)[1] > 0)
    let keys = piece.score.parts.first { $0.id == "keys" }!.notes.filter { $0.onset >= 32 && $0.onset < 64 }
    #expect(keys.count > 30 && Set(keys.map(\.onset)).count == keys.count, "one line")
  }

  @Test func aSoloGoesOverTheChordsOfAGivenTuneAndNotOverTheTune() throws {
    let text = """
      song: 1
      style: folk
      time: 4/4
      key: D minor
      form: verse solo
      sections:
        verse: {bars: 4, chords: "Dm | C | Dm | A7", melody: {lily: "d'4 f' a' f' | e' g' c'' g' | f' a' d'' a' | e'1"}}
        solo: {vary: {of: verse}, bars: 4}
      parts: {tune: {role: melody, instrument: violin}, guitar: {role: chords, instrument: steel-guitar}}

      """
    let piece = try piece(text)
    let notes = piece.score.parts[0].notes
    #expect(notes.filter { $0.onset < 16 }.count == 13)
    #expect(piece.settings.form[1].treatment.soloists == ["tune"] && notes.filter { $0.onset >= 16 && $0.onset < 29 }.map(\.onset) != (16..<29).map { Rational($0) })
    let chords = piece.score.chords.map { "\($0.chord.map { "\($0)" } ?? "")" }
    #expect(chords.contains("C") && chords.filter { $0 == "A7" }.count == 2, "\(chords)")
    // A tune that the section gives itself is played.
    let own = text.replacing("{vary: {of: verse}, bars: 4}", with: "{bars: 4, melody: {lily: \"a'1 | g'1 | a'1 | d'1\"}}")
    let given = try self.piece(own)
    #expect(given.settings.form[1].treatment.soloists.isEmpty)
    #expect(given.score.parts[0].notes.filter { $0.onset >= 16 }.count == 4)
  }

  /// What the spec gives one of several soloists sounds in anybody's turn, and who has the turn leaves it.
  @Test(arguments: [
    "lily: \"c''4 d'' e'' g'' | a''2 g''\"", "rhythm: \"4 4 4 4 | 2 2\"", "degrees: \"1 2 3 5 6 5\"",
    "contour: \"up up up up down\"",
  ])
  func whatIsGivenSoundsInAnothersTurn(given: String) throws {
    let text = """
      song: 1
      style: pop
      time: 4/4
      key: C major
      form: verse solo verse
      sections: {verse: {bars: 8}, solo: {bars: 16, chords: "C | F | G | C", parts: {keys: solo, sax: solo}}}
      parts:
        lead: {role: melody, instrument: trumpet}
        keys: {role: chords, instrument: electric-piano}
        sax: {role: solo, instrument: flute}

      """
    let plain = try piece(text)
    #expect(plain.settings.form[1].treatment.soloists == ["keys", "sax"])
    let piece = try piece(text.replacing("instrument: flute}", with: "instrument: flute, given: [{where: solo bar 2, \(given)}]}"))
    func notes(_ part: String, _ piece: Compilation, _ bars: ClosedRange<Int>) -> [Score.Note] {
      let stretch = Rational(28 + 4 * bars.lowerBound)..<Rational(32 + 4 * bars.upperBound)
      return piece.score.parts.first { $0.id == part }!.notes.filter { stretch.contains($0.onset) }
    }
    func keys(_ notes: [Score.Note]) -> [Int] { notes.compactMap { if case .pitch(let pitch) = $0.sound { pitch.key } else { nil } } }
    #expect(notes("sax", plain, 1...4).isEmpty && notes("sax", piece, 1...1).isEmpty && !notes("sax", piece, 5...8).isEmpty)
    let sounding = Array(notes("sax", piece, 2...5).prefix(6))
    if given.contains("lily") || given.contains("rhythm") {
      #expect(sounding.map(\.onset) == [36, 37, 38, 39, 40, 42])
      #expect(notes("sax", piece, 4...4).isEmpty && !notes("keys", piece, 4...4).isEmpty)
    }
    if given.contains("lily") { #expect(keys(sounding) == [72, 74, 76, 79, 81, 79]) }
    if given.contains("degrees") { #expect(keys(sounding).map { $0 % 12 } == [0, 2, 4, 7, 9, 7]) }
    if given.contains("contour") {
      #expect(zip(keys(sounding), keys(sounding).dropFirst()).map { ($1 - $0).signum() } == [1, 1, 1, 1, -1])
    }
    // The piano plays chords there, and its own turns as before.
    let chords = notes("keys", piece, 2...3)
    #expect(Set(chords.map(\.onset)).count < chords.count)
    #expect(keys(notes("keys", piece, 9...12)) == keys(notes("keys", plain, 9...12)))
  }

  @Test func aGivenTuneIsOrnamentedWhereItComesAgain() throws {
    let text = """
      song: 1
      style: folk
      time: 2/4
      key: D dorian
      tempo: 100
      form: A A'
      sections:
        A: {bars: 4, chords: "Dm | C | Dm | C", melody: {lily: "a'4 a'8 a' | g'4 g'8 g' | a' b' c'' b' | a'2"}}
        A': {vary: {ornament: 40%}}
      parts: {tune: {role: melody, instrument: fiddle, ornament: irish}, guitar: {role: chords, instrument: steel-guitar}}

      """
    let piece = try piece(text)
    let notes = piece.score.parts[0].notes
    let (first, again) = (notes.filter { $0.onset < 8 }, notes.filter { $0.onset >= 8 })
    #expect(first.map(\.sound) == again.map(\.sound) && first.map(\.onset) == again.map { $0.onset - 8 })
    #expect(first.allSatisfy { $0.ornament == nil } && (3...5).contains(again.count { $0.ornament != nil }))
    // Played, it has more notes than are written.
    #expect(piece.performance.parts[0].notes.count >= notes.count + 3)
  }

  @Test func theStylesKindIsDecidedAndCantBePinned() throws {
    let text = "song: 1\nstyle: rock\ntime: 4/4\nform: A A'\nsections: {A: {bars: 8}, A': {vary: {ornament: 30%}}}\nparts: {lead: {role: melody}}\n"
    let decision = try #require(try piece(text).settings.decisions.first { $0.key == "parts.lead.ornament" })
    #expect(decision.value == "blues" && decision.reason == .style)
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let world = MemoryWorld(["test.song.yaml": text])
    let result = pin(
      "test.song.yaml", keys: ["parts.lead.ornament"], target: .spec, knowledge: knowledge, world: world, sources: &sources,
      sink: &sink)
    #expect(result == nil && sink.diagnostics.map(\.code) == [.choiceUnsayable])
    // A lock keeps the kind.
    let kept = compiled(text, lock: ["parts.lead.ornament": "folk"]).compilation
    #expect(kept?.settings.parts[0].ornament?.kind == .folk)
  }
}
