// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// Suggestions for a track, by way of its spec.
@Suite struct SuggestTests {
  private static let text = """
    song: 1
    seed: 7
    style: pop
    key: C major
    time: 4/4
    duration: free
    form: A B A
    sections: {A: {bars: 8}, B: {bars: 4, chords: "F | G | Am | C"}}
    parts: {lead: {role: melody}, keys: {role: chords}, bass: {role: bass}}

    """

  private struct Chords: Decodable {
    struct Item: Decodable {
      let rank: Int
      let chord: String
      let numeral: String?
      let probability: Double
      let now: Bool
    }

    let place: String
    let quarters: Double
    let before: String?
    let after: String?
    let chords: [Item]
  }

  private struct Melodies: Decodable {
    struct Item: Decodable {
      let probability: Double
      let now: Bool
      let keys: [Int]
      let rhythm: String?
      let degrees: String?
      let lily: String?
    }

    let part: String
    let `where`: String
    let drawn: Int
    let melodies: [Item]
  }

  private func asked(
    _ kind: SuggestionKind, at place: String, count: Int = 5, part: String? = nil, text: String = SuggestTests.text
  ) -> (report: SuggestionReport?, diagnostics: [Diagnostic]) {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let report = suggest(
      kind, "tune.song.yaml", at: place, count: count, part: part, seed: .number(0), variables: [], knowledge: knowledge,
      world: MemoryWorld(["tune.song.yaml": text]), sources: &sources, sink: &sink)
    return (report, sink.diagnostics)
  }

  private func decoded<Value: Decodable>(_ type: Value.Type, _ report: SuggestionReport?) throws -> Value {
    try JSONDecoder().decode(type, from: Data(try #require(report).json.text.utf8))
  }

  @Test func givenAndComposedChordsAreRanked() throws {
    let given = try decoded(Chords.self, asked(.chords, at: "B bar 2").report)
    #expect(given.place == "bar 10" && given.quarters == 4 && given.before == "F" && given.after == "Am")
    #expect(given.chords.filter(\.now).map(\.chord) == ["G"] && given.chords.first { $0.now }?.numeral == "V")
    #expect(!given.chords.contains { $0.chord == "F" || $0.chord == "Am" })
    let piece = try #require(compiled(Self.text, name: "tune").compilation)
    for chord in piece.score.chords.prefix(6) {
      let bar = (chord.onset / 4).floor + 1
      let beat = chord.onset - Rational(4 * (bar - 1)) + 1
      let found = try decoded(Chords.self, asked(.chords, at: "bar \(bar) beat \(shortest(beat.double, 2))", count: 100).report)
      #expect(found.chords.filter(\.now).map(\.chord) == ["\(try #require(chord.chord))"], "bar \(bar) beat \(beat)")
      #expect(found.chords.map(\.rank) == Array(1...found.chords.count))
      #expect((0.95...1.0001).contains(found.chords.reduce(0) { $0 + $1.probability }))
    }
  }

  /// What is avoided isn't suggested, and what is suggested can be written.
  @Test func theWishesOfTheSpecCount() throws {
    let wish = Self.text + "harmony: {avoid: [V, iii]}\n"
    let found = try decoded(Chords.self, asked(.chords, at: "B bar 2", count: 20, text: wish).report)
    #expect(!found.chords.contains { !$0.now && ["G", "G7", "Gmaj7", "G6", "Em", "Em7"].contains($0.chord) }, "\(found.chords.map(\.chord))")
    for item in try decoded(Chords.self, asked(.chords, at: "B bar 2", count: 40).report).chords {
      let spec = Self.text.replacing("F | G | Am | C", with: "F | \(item.chord) | Am | C")
      let piece = compiled(spec)
      #expect(piece.compilation?.score.chords.contains { "\($0.chord.map { "\($0)" } ?? "")" == item.chord } == true, "\(item.chord): \(piece.diagnostics.map(\.message))")
    }
  }

  /// Pasted into the spec, each suggestion sounds as it was suggested.
  @Test(arguments: ["bar 2", "bar 5", "bar 6", "B bar 1", "B bars 3..4", "A-2 bar 3"]) func aSuggestedTuneCanBeGiven(place: String) throws {
    let outcome = asked(.melody, at: place, count: 4)
    let found = try decoded(Melodies.self, outcome.report)
    #expect(found.part == "lead" && !found.melodies.isEmpty && found.drawn >= found.melodies.filter { !$0.now }.count)
    let bar = try #require(Int(found.where.dropFirst(4)))
    let bars = place.contains("..") ? 2 : 1
    for item in found.melodies {
      var forms: [String] = []
      if let rhythm = item.rhythm, let degrees = item.degrees { forms.append("rhythm: \"\(rhythm)\", degrees: \"\(degrees)\"") }
      if let lily = item.lily { forms.append("lily: \"\(lily)\"") }
      #expect(!forms.isEmpty, "\(place)")
      for form in forms {
        #expect(outcome.report?.text.contains("{where: \(found.where), \(form)}") == true)
        let spec = Self.text.replacing("lead: {role: melody}", with: "lead: {role: melody, given: [{where: \(found.where), \(form)}]}")
        let (piece, diagnostics) = compiled(spec, name: "tune")
        #expect(diagnostics.isEmpty, "\(form): \(diagnostics.map(\.message))")
        let stretch = Rational(4 * (bar - 1))..<Rational(4 * (bar - 1 + bars))
        let notes = try #require(piece?.score.parts.first { $0.id == "lead" }).notes.filter { stretch.contains($0.onset) }
        let keys = notes.compactMap { note in if case .pitch(let pitch) = note.sound { pitch.key } else { nil } }
        #expect(keys == item.keys, "\(place) \(form)")
      }
    }
  }

  private static let band = """
    song: 1
    seed: 3
    style: rock
    key: A minor
    time: 4/4
    duration: free
    form: A solo A
    sections: {A: {bars: 8}, solo: {bars: 8, chords: "Am | D7 | Am | D7 | F | E7 | Am | E7", parts: {keys: solo, sax: solo}}}
    parts:
      lead: {role: melody, instrument: fiddle, enter: 0s}
      answer: {role: counter, instrument: cello, enter: 0s}
      sax: {role: solo, instrument: clarinet}
      keys: {role: chords, instrument: electric-piano}

    """

  /// Second tunes and solos have suggestions by their own rules, and these can be given too.
  @Test(arguments: [("answer", "A bar 2"), ("answer", "A-2 bar 2"), ("sax", "solo bar 2"), ("sax", "solo bar 4"), ("keys", "solo bar 6")])
  func otherLinesHaveTheirOwnRules(part: String, place: String) throws {
    let old = try #require(compiled(Self.band, name: "tune").compilation)
    let outcome = asked(.melody, at: place, count: 6, part: part, text: Self.band)
    let found = try decoded(Melodies.self, outcome.report)
    #expect(found.part == part && found.melodies.count > 1)
    let bar = try #require(Int(found.where.dropFirst(4)))
    let stretch = Rational(4 * (bar - 1))..<Rational(4 * bar)
    let settings = try #require(old.settings.parts.first { $0.id == part })
    let lead = try #require(old.score.parts.first { $0.id == "lead" }).notes
    for item in found.melodies where !item.now {
      if part == "answer" {
        #expect(item.keys.allSatisfy { settings.range.contains($0) })
        // Nothing crosses the tune or rubs against it where a note begins with one of it.
        let own = try #require(old.score.parts.first { $0.id == part }).notes.filter { stretch.contains($0.onset) }
        for (note, key) in zip(own, item.keys) {
          guard let above = lead.first(where: { $0.onset == note.onset }), case .pitch(let pitch) = above.sound else { continue }
          #expect(pitch.key - key > 2 && ![1, 11].contains((pitch.key - key) % 12), "\(place) \(item.keys)")
        }
      } else {
        #expect(item.keys.allSatisfy { settings.comfortable?.contains($0) == true }, "\(item.keys)")
      }
      guard part != "keys", let lily = item.lily else { continue }
      let spec = Self.band.replacing("\(part): {", with: "\(part): {given: [{where: \(found.where), lily: \"\(lily)\"}], ")
      let (piece, diagnostics) = compiled(spec, name: "tune")
      let notes = try #require(piece?.score.parts.first { $0.id == part }, "\(diagnostics.map(\.message))").notes
      let keys = notes.filter { stretch.contains($0.onset) }.compactMap { if case .pitch(let pitch) = $0.sound { pitch.key } else { nil } }
      #expect(keys == item.keys, "\(place) \(lily)")
    }
  }

  private static let seconds = """
    song: 1
    seed: 3
    style: pop
    key: C major
    time: 4/4
    duration: free
    form: A B
    sections: {A: {bars: 8}, B: {bars: 8, parts: {sax: full}}}
    parts:
      sax: {role: solo, instrument: clarinet}
      lead: {role: melody, instrument: trumpet, range: c5..c6, enter: 0s}
      second: {role: harmony, instrument: violin, enter: 0s}

    """

  /// Second voices, also of who else plays solos, have suggestions by the rule by which they are written.
  @Test(arguments: [("sax", "B bar 1"), ("sax", "B bar 5"), ("second", "A bar 2"), ("second", "B bar 3")])
  func secondVoicesGoUnderTheTune(part: String, place: String) throws {
    let old = try #require(compiled(Self.seconds, name: "tune").compilation)
    let outcome = asked(.melody, at: place, count: 20, part: part, text: Self.seconds)
    let found = try decoded(Melodies.self, outcome.report)
    #expect(found.part == part && found.melodies.count > 1)
    let bar = try #require(Int(found.where.dropFirst(4)))
    let stretch = Rational(4 * (bar - 1))..<Rational(4 * bar)
    func notes(_ part: String, _ piece: Compilation) -> [Score.Note] {
      (piece.score.parts.first { $0.id == part }?.notes ?? []).filter { stretch.contains($0.onset) }
    }
    func keys(_ notes: [Score.Note]) -> [Int] { notes.compactMap { if case .pitch(let pitch) = $0.sound { pitch.key } else { nil } } }
    // What was written is among what is drawn.
    #expect(found.melodies.contains { $0.now }, "\(place)")
    let lead = try #require(old.score.parts.first { $0.id == "lead" }).notes
    for item in found.melodies {
      for (note, key) in zip(notes(part, old), item.keys) {
        guard case .pitch(let above)? = lead.first(where: { $0.onset == note.onset })?.sound else { continue }
        #expect((3...12).contains(above.key - key), "\(place) \(item.keys)")
        let tones = old.score.chords.last { $0.onset <= note.onset }?.chord?.pitchClasses ?? []
        #expect(tones.contains(key % 12) || note.duration < 1 && [0, 2, 4, 5, 7, 9, 11].contains(key % 12), "\(place) \(item.keys)")
      }
      guard let lily = item.lily else { continue }
      let spec = Self.seconds.replacing("\(part): {role", with: "\(part): {given: [{where: \(found.where), lily: \"\(lily)\"}], role")
      let piece = try #require(compiled(spec, name: "tune").compilation)
      #expect(keys(notes(part, piece)) == item.keys, "\(place) \(lily)")
    }
  }

  /// A soloist that isn't improvising comes behind the tune.
  @Test func aSecondVoiceIsMeantLast() throws {
    #expect(try decoded(Melodies.self, asked(.melody, at: "B bar 2", text: Self.seconds).report).part == "lead")
  }

  /// Inside a section phrases end as composed ones do: half way on the second, fifth or seventh degree.
  @Test func phrasesEndAsTheirFormAsks() throws {
    let text = Self.text.replacing("A: {bars: 8}", with: "A: {bars: 8, phrases: period}")
    let piece = try #require(compiled(text, name: "tune").compilation)
    let last = piece.score.parts[0].notes.last { $0.onset < 16 }
    let found = try decoded(Melodies.self, asked(.melody, at: "bar 4", count: 40, text: text).report)
    #expect(last.map { $0.onset >= 12 } == true && found.melodies.count > 3)
    for item in found.melodies { #expect([2, 7, 11].contains((item.keys.last ?? 0) % 12), "\(item.keys)") }
  }

  /// Over D7 in A minor a solo has the chord's F sharp, where a tune has the scale's F.
  @Test func aSoloHasTheScaleOfItsChords() throws {
    let found = try decoded(Melodies.self, asked(.melody, at: "solo bar 4", count: 40, part: "sax", text: Self.band).report)
    let classes = Set(found.melodies.filter { !$0.now }.flatMap(\.keys).map { $0 % 12 })
    #expect(classes.contains(6) && !classes.contains(5), "\(classes.sorted())")
  }

  /// Where no part is named it is the one that has the line there.
  @Test func whoPlaysThereIsMeant() throws {
    #expect(try decoded(Melodies.self, asked(.melody, at: "A bar 2", text: Self.band).report).part == "lead")
    #expect(try ["keys", "sax"].contains(decoded(Melodies.self, asked(.melody, at: "solo bar 2", text: Self.band).report).part))
    #expect(asked(.melody, at: "A bar 2", part: "keys", text: Self.band).diagnostics.map(\.code) == [.unknownValue])
  }

  @Test func theTuneThatStandsThereIsKnown() throws {
    let found = try decoded(Melodies.self, asked(.melody, at: "bar 2", count: 100).report)
    #expect(found.melodies.count { $0.now } <= 1)
    let tune = Self.text.replacing("chords: \"F | G | Am | C\"", with: "chords: \"F | G | Am | C\", melody: {lily: \"f'4 a' c'' a' | g'2 b' | a'1 | c''1\"}")
    let given = try decoded(Melodies.self, asked(.melody, at: "B bar 1", count: 100, text: tune).report)
    #expect(given.melodies.allSatisfy { $0.keys.count == 4 && $0.rhythm == "4 4 4 4" })
  }

  @Test func whatCannotBeSuggestedIsSaid() {
    func codes(_ kind: SuggestionKind, _ place: String, part: String? = nil, text: String = SuggestTests.text) -> [DiagnosticCode] {
      asked(kind, at: place, part: part, text: text).diagnostics.map(\.code)
    }
    #expect(codes(.chords, "bar 21") == [.givenOutside])
    #expect(codes(.chords, "B bar 5") == [.givenOutside])
    #expect(codes(.chords, "bar 3 beat 5") == [.givenOutside])
    #expect(codes(.chords, "before A 1 bar") == [.givenOutside])
    #expect(codes(.chords, "before B 1 bar").isEmpty)
    #expect(codes(.chords, "C bar 1") == [.unknownSection])
    #expect(codes(.chords, "somewhere else") == [.badTime])
    #expect(codes(.melody, "bars 7..9") == [.givenOutside])
    #expect(codes(.melody, "bar 1", part: "bass") == [.unknownValue])
    #expect(codes(.melody, "bar 1", text: Self.text.replacing("lead: {role: melody}, ", with: "")) == [.unknownValue])
    #expect(!codes(.melody, "bar 1", text: "song: 1\nstyle: pup\n").isEmpty)
  }

  /// The models know major and minor alone.
  @Test func otherModesKeepTheirScale() throws {
    let text = Self.text.replacing("key: C major", with: "key: D dorian")
    let found = try decoded(Chords.self, asked(.chords, at: "bar 3", count: 40, text: text).report)
    #expect(found.chords.allSatisfy { $0.now || !$0.chord.contains("#") && !$0.chord.contains("b") || $0.chord == "Bm7b5" }, "\(found.chords.map(\.chord))")
  }

  @Test(arguments: ["chillout", "corporate", "rock", "ambient", "folk"]) func everyStyleHasSuggestions(style: String) throws {
    let text = "song: 1\nseed: 2\nstyle: \(style)\nduration: 40s\n"
    let chords = try decoded(Chords.self, asked(.chords, at: "bar 5", count: 3, text: text).report)
    #expect((1...4).contains(chords.chords.count) && chords.chords.allSatisfy { $0.now || (0.0001...1).contains($0.probability) })
  }
}
