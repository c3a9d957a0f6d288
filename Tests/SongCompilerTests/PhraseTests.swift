// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// What the forms of phrases promise of tune and chords, on several seeds in major and minor.
@Suite struct PhraseTests {
  struct Draw: Sendable, CustomTestStringConvertible {
    let key: String
    let seed: Int

    var testDescription: String { "\(key) \(seed)" }
  }

  static let pieces = ["C major", "A minor"].flatMap { key in (1...8).map { Draw(key: key, seed: $0) } }

  /// A section with a phrase form that stops with its last bar, so that nothing rings in it.
  private func piece(_ form: String, bars: Int, _ piece: Draw, style: String = "pop") throws -> Piece {
    let text = """
      song: 1
      style: \(style)
      seed: \(piece.seed)
      key: \(piece.key)
      time: 4/4
      tempo: 100
      end: cut
      form: A
      sections:
        A: {bars: \(bars), phrases: \(form), intensity: 70%}
      parts:
        lead: {role: melody, instrument: piano, enter: 0s}
        comp: {role: chords, instrument: piano}
      """
    let (compilation, diagnostics) = compiled(text)
    #expect(!diagnostics.contains { $0.severity != .note }, "\(form) \(piece.testDescription) \(diagnostics.map(\.message))")
    return Piece(score: try #require(compilation).score, key: try #require(Key(text: piece.key)))
  }

  @Test(arguments: pieces) func aPeriodsHalvesBeginAlike(_ seed: Draw) throws {
    let piece = try piece("period", bars: 8, seed)
    #expect(piece.rhythms(0..<2) == piece.rhythms(4..<6), "\(seed.testDescription)")
    #expect(piece.chords(0..<2) == piece.chords(4..<6), "\(seed.testDescription)")
    #expect(piece.rhythm(2) == piece.rhythm(6), "\(seed.testDescription)")
    piece.expectOpen(3, "\(seed.testDescription)")
    piece.expectClosed(7, "\(seed.testDescription)")
    #expect(piece.tune(7..<8).last?.degree == 0, "\(seed.testDescription)")
  }

  /// Phrases come again note for note, but where the guard against copies of known tunes forbids it.
  @Test func phrasesComeAgain() throws {
    let repeats: [(form: String, pairs: [(first: Range<Int>, second: Range<Int>)])] = [
      ("period", [(0..<2, 4..<6)]), ("AABA", [(0..<1, 2..<3), (2..<4, 6..<8)]), ("AABB", [(0..<1, 2..<3), (4..<5, 6..<7)]),
      ("ABAB", [(0..<2, 4..<6), (2..<4, 6..<8)]), ("call-and-answer", [(0..<2, 4..<6)]),
    ]
    for (form, pairs) in repeats {
      var same = 0
      for seed in PhraseTests.pieces {
        let piece = try piece(form, bars: 8, seed)
        same += pairs.count { piece.tune($0.first) == piece.tune($0.second) }
      }
      #expect(same * 10 >= pairs.count * PhraseTests.pieces.count * 9, "\(form) \(same)")
    }
  }

  @Test(arguments: pieces) func aSentenceRepeatsItsIdeaElsewhere(_ seed: Draw) throws {
    let piece = try piece("sentence", bars: 8, seed)
    for bar in 0..<2 { #expect(piece.rhythm(bar) == piece.rhythm(bar + 2), "\(seed.testDescription) \(bar)") }
    #expect(piece.rhythm(4) == piece.rhythm(0) && piece.rhythm(5) == piece.rhythm(4), "\(seed.testDescription)")
    #expect(piece.chords(0..<1).first?.root != piece.chords(2..<3).first?.root, "\(seed.testDescription)")
    piece.expectClosed(7, "\(seed.testDescription)")
  }

  /// The idea is moved along the scale, so that it keeps its shape wherever the chords allow it.
  @Test func mostIdeasKeepTheirShape() throws {
    var kept = 0
    for seed in PhraseTests.pieces {
      let piece = try piece("sentence", bars: 8, seed)
      if piece.shape(0) == piece.shape(2) { kept += 1 }
    }
    #expect(kept * 2 > PhraseTests.pieces.count, "\(kept)")
  }

  @Test(arguments: [8, 16, 32], pieces) func theThirdPhraseOfAABAIsAnother(_ bars: Int, _ seed: Draw) throws {
    let piece = try piece("AABA", bars: bars, seed)
    let length = bars / 4
    #expect(piece.rhythms(0..<length - 1) == piece.rhythms(length..<2 * length - 1), "\(seed.testDescription)")
    #expect(piece.rhythms(length..<2 * length) == piece.rhythms(3 * length..<4 * length), "\(seed.testDescription)")
    #expect(piece.chords(0..<length - 1) == piece.chords(length..<2 * length - 1), "\(seed.testDescription)")
    for bar in 0..<length {
      for other in 2 * length..<3 * length - 1 { #expect(piece.rhythm(bar) != piece.rhythm(other), "\(seed.testDescription) \(bar) \(other)") }
    }
    #expect(piece.chords(0..<1).first?.root != piece.chords(2 * length..<2 * length + 1).first?.root, "\(seed.testDescription)")
    piece.expectOpen(length - 1, "\(seed.testDescription)")
    piece.expectClosed(2 * length - 1, "\(seed.testDescription)")
    piece.expectOpen(3 * length - 1, "\(seed.testDescription)")
    piece.expectClosed(4 * length - 1, "\(seed.testDescription)")
  }

  @Test(arguments: pieces) func aabbPlaysEachPhraseTwice(_ seed: Draw) throws {
    let piece = try piece("AABB", bars: 16, seed)
    #expect(piece.rhythms(0..<3) == piece.rhythms(4..<7) && piece.rhythms(8..<11) == piece.rhythms(12..<15), "\(seed.testDescription)")
    #expect(piece.chords(0..<3).map(\.root) != piece.chords(8..<11).map(\.root), "\(seed.testDescription)")
    piece.expectOpen(3, "\(seed.testDescription)")
    piece.expectClosed(7, "\(seed.testDescription)")
    piece.expectOpen(11, "\(seed.testDescription)")
    piece.expectClosed(15, "\(seed.testDescription)")
  }

  @Test(arguments: pieces) func ababPlaysBothPhrasesAgain(_ seed: Draw) throws {
    let piece = try piece("ABAB", bars: 16, seed)
    #expect(piece.rhythms(0..<4) == piece.rhythms(8..<12) && piece.rhythms(4..<7) == piece.rhythms(12..<15), "\(seed.testDescription)")
    #expect(piece.chords(0..<4) == piece.chords(8..<12), "\(seed.testDescription)")
    piece.expectOpen(3, "\(seed.testDescription)")
    piece.expectClosed(7, "\(seed.testDescription)")
    piece.expectClosed(15, "\(seed.testDescription)")
  }

  @Test(arguments: pieces) func callsBreakOffAndAnswersClose(_ seed: Draw) throws {
    let piece = try piece("call-and-answer", bars: 8, seed)
    #expect(piece.rhythms(0..<2) == piece.rhythms(4..<6), "\(seed.testDescription)")
    for bar in [1, 5] {
      let notes = piece.tune(bar..<bar + 1)
      #expect(notes.last.map { $0.onset < 2 && $0.degree != 0 } ?? false, "\(seed.testDescription) \(bar)")
      #expect(notes.allSatisfy { $0.onset + $0.duration <= 2 }, "\(seed.testDescription) \(bar)")
    }
    piece.expectClosed(3, "\(seed.testDescription)")
    piece.expectClosed(7, "\(seed.testDescription)")
    #expect(piece.rhythm(2) == piece.rhythm(6), "\(seed.testDescription)")
  }

  @Test func aSecondTuneAnswers() throws {
    let text = """
      song: 1
      style: folk
      seed: 3
      key: D major
      time: 4/4
      form: A B
      sections:
        A: {bars: 8, phrases: call-and-answer, parts: {one: full, two: full}}
        B: {bars: 4}
      parts:
        one: {role: melody, instrument: fiddle, enter: 0s}
        two: {role: melody, instrument: flute, enter: 0s}
        comp: {role: chords, instrument: steel-guitar}
      """
    let score = try #require(compiled(text).compilation).score
    func bars(_ part: Int) -> Set<Int> { Set(score.parts[part].notes.map { ($0.onset / 4).floor }.filter { $0 < 8 }) }
    #expect(bars(0).isSubset(of: [0, 1, 4, 5]) && bars(1).isSubset(of: [2, 3, 6, 7]))
    #expect(bars(0).count >= 3 && bars(1).count >= 3)
    // A second voice goes with whom it names, in what that one sings; one that names nobody with both.
    let voices = text.replacing(
      "  comp:",
      with: """
          under: {role: harmony, instrument: cello, follow: two, range: c3..c5, enter: 0s}
          both: {role: harmony, instrument: clarinet, enter: 0s}
          comp:
        """)
    let more = try #require(compiled(voices).compilation).score
    for part in 0...1 { #expect(more.parts[part].notes.map(\.onset) == score.parts[part].notes.map(\.onset)) }
    func onsets(_ part: Int) -> Set<ScoreTime> { Set(more.parts[part].notes.map(\.onset).filter { $0 < 32 }) }
    #expect(!onsets(2).isEmpty && onsets(2).isSubset(of: onsets(1)))
    #expect(onsets(3).isSubset(of: onsets(0).union(onsets(1))) && !onsets(3).isSubset(of: onsets(0)))
  }

  /// Nothing else than the section with the key is another piece, and a piece without the key has no phrases.
  @Test func whatIsGivenStays() throws {
    let text = """
      song: 1
      style: pop
      seed: 4
      key: C major
      time: 4/4
      form: A
      sections:
        A:
          bars: 8
          phrases: period
          chords: C | Am | F | G | C | Em | F | C
      parts:
        lead:
          role: melody
          instrument: piano
          enter: 0s
          given:
            - {where: bar 1, degrees: "1 2 3 5", rhythm: "4 4 4 4"}
      """
    let (compilation, diagnostics) = compiled(text)
    let score = try #require(compilation, "\(diagnostics.map(\.message))").score
    #expect(score.chords.map { $0.chord.map { "\($0)" } ?? "" } == ["C", "Am", "F", "G", "C", "Em", "F", "C"])
    #expect(Piece(score: score, key: try #require(Key(text: "C major"))).tune(0..<1).map(\.degree) == [0, 2, 4, 7])
  }

  @Test func thePlanShowsThePhrases() {
    let text = "song: 1\nstyle: pop\nform: A B\nsections:\n  A: {bars: 8, phrases: period}\n  B: {bars: 8}\n"
    let compilation = compiled(text).compilation
    #expect(compilation?.settings.form.map(\.phrases) == [.period, nil])
    #expect(compilation?.settings.dump().contains("phrases=period") == true)
    #expect(compilation?.spec.dump().contains("phrases period") == true)
  }

  @Test(arguments: PhraseForm.allCases) func theNearestNumberOfBarsSuits(_ form: PhraseForm) {
    for bars in 1...40 {
      let nearest = form.nearestBars(to: bars)
      #expect(form.suits(nearest))
      #expect(form.suits(bars) ? nearest == bars : !(1...40).contains { form.suits($0) && abs($0 - bars) < abs(nearest - bars) })
    }
  }

  /// Styles of all chord models keep what a period promises.
  @Test(arguments: ["ambient", "chillout", "cinematic", "corporate", "drum_and_bass", "folk", "piano", "rock", "synth_pop"])
  func everyStyleBuildsPeriods(_ style: String) throws {
    for seed in PhraseTests.pieces where seed.seed <= 3 {
      let piece = try piece("period", bars: 8, seed, style: style)
      #expect(piece.chords(0..<2) == piece.chords(4..<6), "\(style) \(seed.testDescription)")
      #expect((0..<3).allSatisfy { piece.rhythm($0) == piece.rhythm($0 + 4) }, "\(style) \(seed.testDescription)")
      piece.expectOpen(3, "\(style) \(seed.testDescription)")
      piece.expectClosed(7, "\(style) \(seed.testDescription)")
    }
  }
}

/// The tune and the chords of a piece in 4/4, bar by bar.
private struct Piece {
  struct Tone: Equatable {
    /// From the bar line.
    let onset: ScoreTime
    let duration: ScoreTime
    let key: Int
    /// Semitones above the tonic.
    let degree: Int
  }

  struct Change: Equatable {
    /// From the bar line.
    let onset: ScoreTime
    /// Semitones above the tonic.
    let root: Int
    let name: String
  }

  let score: Score
  let key: Key

  func tune(_ bars: Range<Int>) -> [Tone] {
    score.parts[0].notes.filter { bars.contains(($0.onset / 4).floor) }.compactMap {
      guard case .pitch(let pitch) = $0.sound else { return nil }
      let degree = (pitch.key - key.tonic.pitchClass + 12) % 12
      return Tone(onset: $0.onset % 4, duration: $0.duration, key: pitch.key, degree: degree)
    }
  }

  func rhythm(_ bar: Int) -> [ScoreTime] { tune(bar..<bar + 1).map(\.onset) }

  func rhythms(_ bars: Range<Int>) -> [[ScoreTime]] { bars.map(rhythm) }

  /// Whether each note is higher than the one before, lower or the same.
  func shape(_ bar: Int) -> [Int] {
    let keys = tune(bar..<bar + 1).map(\.key)
    return zip(keys, keys.dropFirst()).map { ($1 - $0).signum() }
  }

  /// What sounds in bars, each stretch by itself.
  func chords(_ bars: Range<Int>) -> [Change] {
    bars.flatMap { bar in
      let (start, end) = (ScoreTime(4 * bar), ScoreTime(4 * bar + 4))
      return score.chords.filter { $0.onset < end && $0.onset + $0.duration > start }.map { symbol in
        Change(
          onset: max(symbol.onset, start) - start,
          root: symbol.chord.map { ($0.root.pitchClass - key.tonic.pitchClass + 12) % 12 } ?? -1,
          name: symbol.chord.map { "\($0)" } ?? "")
      }
    }
  }

  /// The bar ends on the dominant, and the tune on one of its tones.
  func expectOpen(_ bar: Int, _ comment: Comment) {
    #expect(chords(bar..<bar + 1).last?.root == 7, comment)
    if let last = tune(bar..<bar + 1).last { #expect([2, 7, 10, 11].contains(last.degree), comment) }
  }

  /// The bar ends on the tonic, from the dominant, and the tune on its tonic or third.
  func expectClosed(_ bar: Int, _ comment: Comment) {
    let all = chords(bar - 1..<bar + 1)
    #expect(all.last?.root == 0, comment)
    #expect(all.last { $0.root != 0 }?.root == 7, comment)
    if let last = tune(bar..<bar + 1).last { #expect([0, 3, 4].contains(last.degree), comment) }
  }
}
