// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

/// Where in the piece a diagnostic's place is first played.
@Suite struct MusicalPlaceTests {
  /// The path and the place of the first diagnostic with a code.
  private func place(_ code: DiagnosticCode, _ text: String) throws -> String {
    let found = try #require(checkedSpec(text).first { $0.code == code }, "\(code.rawValue) isn't reported")
    return found.path + (found.place.map { ", \($0.text)" } ?? "")
  }

  @Test func aPatternIsFirstPlayedInTheFirstBar() throws {
    let text = """
      song: 1
      style: pop
      time: 4/4
      tempo: 96
      form: A
      sections: {A: {bars: 4}}
      parts:
        drums: {role: drums, instrument: pop-kit, pattern: {kick: "x...x...x...x.."}}
      """
    #expect(try place(.badGrid, text) == "parts.drums.pattern.kick, bar 1 = 0:00.000")
  }

  @Test func aChordHasItsBeatInTheFirstPlayingOfItsSection() throws {
    let text = """
      song: 1
      time: 4/4
      tempo: 120
      form: A B A B
      sections:
        A: {bars: 4, chords: "C | G"}
        B: {bars: 4, chords: "C x2 | Am Xy"}
      """
    // Four bars of A, two of B, two beats: 6 * 2 s + 1 s.
    #expect(try place(.badChordSymbol, text) == "sections.B.chords, bar 7 beat 3 = 0:13.000")
  }

  @Test func whatIsOpenIsLeftAway() throws {
    func spec(_ tempo: String, _ bars: String) -> String {
      """
      song: 1
      time: 4/4
      tempo: \(tempo)
      form: A B
      sections:
        A: {bars: \(bars)}
        B: {bars: 4, chords: "C | Xy"}
      """
    }
    #expect(try place(.badChordSymbol, spec("90", "4")) == "sections.B.chords, bar 6 = 0:13.333")
    #expect(try place(.badChordSymbol, spec("100..120", "4")) == "sections.B.chords, bar 6")
    #expect(try place(.badChordSymbol, spec("quick", "4")) == "sections.B.chords, bar 6")
    #expect(try place(.badChordSymbol, spec("90", "2..4")) == "sections.B.chords")
    #expect(try place(.badChordSymbol, spec("90", "auto")) == "sections.B.chords")
    #expect(try place(.badChordSymbol, spec("90", "many")) == "sections.B.chords")
    #expect(try place(.badNumber, spec("90", "many")) == "sections.A.bars, bar 1 = 0:00.000")
  }

  @Test func barsThatMayGrowShorterHideWhatFollows() throws {
    let text = """
      song: 1
      time: 4/4 flexible
      tempo: 120
      form: A B
      sections:
        A: {bars: 4, chords: "Xy"}
        B: {bars: 4, chords: "C | Xy"}
      """
    let found = checkedSpec(text).filter { $0.code == .badChordSymbol }
    #expect(found.map { $0.place?.text } == ["bar 1 = 0:00.000", nil])
  }

  @Test func aSectionThatVariesAnotherPlaysItsChords() throws {
    func spec(_ own: String) -> String {
      """
      song: 1
      time: 3/4
      tempo: 60
      form: intro A' A
      sections:
        intro: {bars: 2}
        A: {bars: 4, chords: "C | Xy"}
        A': {intensity: 40%\(own)}
      """
    }
    #expect(try place(.badChordSymbol, spec("")) == "sections.A.chords, bar 4 = 0:09.000")
    #expect(try place(.badChordSymbol, spec(", chords: \"F\"")) == "sections.A.chords, bar 8 = 0:21.000")
  }

  @Test func whatIsNeverPlayedHasNoPlace() throws {
    let text = """
      song: 1
      time: 4/4
      tempo: 120
      form: A
      sections:
        A: {bars: 2, chords: "C | F | G | C"}
        B: {bars: 2, chords: "Xy"}
      """
    #expect(try place(.tooManyChordBars, text.replacing("Xy", with: "C")) == "sections.A.chords")
    #expect(try place(.badChordSymbol, text) == "sections.B.chords")
  }

  @Test func aTuneHasThePlaceOfItsToken() throws {
    func spec(_ melody: String) -> String {
      """
      song: 1
      style: folk
      time: 4/4
      tempo: 120
      form: A B
      sections:
        A: {bars: 2}
        B: {bars: 4, melody: {\(melody)}}
      parts: {tune: {role: melody, instrument: flute}}
      """
    }
    #expect(try place(.badRhythm, spec("rhythm: '4 4 2 | 4 (3 8 8 8) 8 9 4'")) == "sections.B.melody.rhythm, bar 4 beat 3.5 = 0:07.250")
    #expect(try place(.badLily, spec("lily: \"c'4 d' e'2 | g'4 h4 c'2\"")) == "sections.B.melody.lily, bar 4 beat 2 = 0:06.500")
    #expect(try place(.badABC, spec("abc: \"L:1/4\\nC D E2 | G2 ? E\"")) == "sections.B.melody.abc, bar 4 beat 3 = 0:07.000")
    #expect(try place(.badDegrees, spec("rhythm: '4 4 2 | 2 2', degrees: '1 2 3 | 4 9'")) == "sections.B.melody.degrees, bar 4 beat 3 = 0:07.000")
    #expect(try place(.barLength, spec("rhythm: '4 4 2 | 2 4 | 1'")) == "sections.B.melody.rhythm, bar 4 = 0:06.000")
  }

  @Test func lyricsHaveThePlaceOfTheirNote() throws {
    let text = """
      song: 1
      style: folk
      time: 4/4
      tempo: 120
      form: A
      sections:
        A: {bars: 2, melody: {rhythm: "4 4 2 | 2 2", degrees: "1 2 3 | 4 5"}, lyrics: "one two three | four five six"}
      parts: {tune: {role: melody, instrument: flute}}
      """
    #expect(try place(.lineMismatch, text) == "sections.A.lyrics, bar 2 = 0:02.000")
  }

  @Test func givenNotesBeginWhereTheySay() throws {
    func spec(_ place: String) -> String {
      """
      song: 1
      time: 4/4
      tempo: 120
      form: A B
      sections: {A: {bars: 2}, B: {bars: 4}}
      parts:
        tune:
          role: melody
          given: [{where: \(place), rhythm: "4 9"}]
      """
    }
    #expect(try place(.badRhythm, spec("B bar 2")) == "parts.tune.given[0].rhythm, bar 4 beat 2 = 0:06.500")
    #expect(try place(.badRhythm, spec("B bar 2 beat 3")) == "parts.tune.given[0].rhythm, bar 4 beat 4 = 0:07.500")
    #expect(try place(.badRhythm, spec("bar 5")) == "parts.tune.given[0].rhythm, bar 5 beat 2 = 0:08.500")
    #expect(try place(.badRhythm, spec("before B 1 bar")) == "parts.tune.given[0].rhythm")
  }

  /// What is only known when the piece is laid out is named by what comes later.
  @Test func laterStagesKnowMore() throws {
    let text = """
      song: 1
      style: folk
      time: 4/4
      tempo: 100..120
      duration: 30s
      form: A B
      sections:
        B: {melody: {lily: "c'1 | c,,1"}}
      parts: {tune: {role: melody, instrument: flute}}
      """
    let found = try #require(checkedSpec(text).first { $0.code == .notesOutOfReach })
    #expect(found.path == "sections.B.melody.lily")
    let place = try #require(found.place)
    #expect(place.bar > 3 && place.beat == 1 && place.time != nil)
  }

  /// The path comes from the tree, also where no stage named it.
  @Test func everyValueHasItsPath() throws {
    for text in ["song: 1\nparts: {a: {role: melody, given: [{rhythm: '4'}]}}\n", "song: 1\nsync: [{at: tc 01:00:00:00}]\n"] {
      for diagnostic in checkedSpec(text) { #expect(!diagnostic.path.isEmpty, "\(diagnostic.message)") }
    }
  }
}
