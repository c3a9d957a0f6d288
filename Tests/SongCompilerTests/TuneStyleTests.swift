// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// What styles say about tunes, chords and forms, as far as it can be counted.
@Suite struct TuneStyleTests {
  private func piece(_ text: String, seed: Int, _ knowledge: Knowledge = SongCompilerTests.knowledge) throws -> Compilation {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let source = sources.add(name: "test.song.yaml", bytes: Array(text.utf8))
    var options = CompileOptions()
    options.seed = .number(seed)
    return try compile(source, name: "test", knowledge: knowledge, options: options, sink: &sink)
  }

  private func folk(_ changes: [(String, String)]) throws -> Knowledge {
    try knowledgeWith(["styles/folk.yaml": { text in changes.reduce(text) { $0.replacing($1.0, with: $1.1) } }])
  }

  private let dance = """
    song: 1
    style: folk
    key: D major
    time: 4/4
    tempo: 120
    form: A B
    sections: {A: {bars: 8}, B: {bars: 8}}
    parts: {tune: {role: melody}, guitar: {role: chords}}

    """

  /// Pairs of neighbours of the tune inside a section.
  private func neighbours(_ piece: Compilation) throws -> [(first: Score.Note, second: Score.Note)] {
    let notes = try #require(piece.score.parts.first { $0.id == "tune" }).notes
    return zip(notes, notes.dropFirst()).filter { first, second in
      !piece.score.sections.contains { first.onset < $0.start && $0.start <= second.onset }
    }
  }

  private func key(_ note: Score.Note) -> Int {
    if case .pitch(let pitch) = note.sound { pitch.key } else { -1 }
  }

  @Test func tunesRepeatNotesAsTheStyleSays() throws {
    func share(_ repeats: String) throws -> Double {
      let knowledge = try folk([("repeats: 40%", "repeats: \(repeats)")])
      let pairs = try (0..<12).flatMap { try neighbours(piece(dance, seed: $0, knowledge)) }
      return Double(pairs.count { key($0.first) == key($0.second) }) / Double(pairs.count)
    }
    let (few, many) = (try share("0%"), try share("100%"))
    #expect(few < 0.08 && many > 2 * few + 0.05, "\(few) \(many)")
  }

  @Test func foreignTonesAreLeftByStepAsTheStyleSays() throws {
    func share(_ passing: String) throws -> Double {
      let knowledge = try folk([("passing: 60%", "passing: \(passing)")])
      var (left, foreign) = (0, 0)
      for seed in 0..<12 {
        let piece = try piece(dance, seed: seed, knowledge)
        for pair in try neighbours(piece) {
          let chord = piece.score.chords.last { $0.onset <= pair.first.onset }?.chord
          guard let chord, !chord.pitchClasses.contains(key(pair.first) % 12) else { continue }
          foreign += 1
          if (1...2).contains(abs(key(pair.first) - key(pair.second))) { left += 1 }
        }
      }
      return Double(left) / Double(foreign)
    }
    let (free, passing) = (try share("0%"), try share("100%"))
    #expect(passing > 0.85 && passing > free + 0.1, "\(free) \(passing)")
  }

  /// As a second ending.
  @Test(arguments: 0..<6) func aFolkTuneVariesItsEnding(seed: Int) throws {
    let piece = try piece(dance.replacing("form: A B", with: "form: A A' B"), seed: seed)
    let notes = try #require(piece.score.parts.first { $0.id == "tune" }).notes
    func bars(_ range: Range<Int>) -> [[Int]] {
      notes.filter { $0.onset >= Rational(4 * range.lowerBound) && $0.onset < Rational(4 * range.upperBound) }
        .map { [($0.onset * 24).floor - 96 * range.lowerBound, key($0)] }
    }
    #expect(bars(0..<5) == bars(8..<13))
    #expect(bars(6..<8) != bars(14..<16))
  }

  @Test func aFormIsDrawnAmongThoseOfADuration() throws {
    var forms: Set<[String]> = []
    for seed in 0..<40 {
      let piece = try piece("song: 1\nstyle: pop\ntime: 4/4\nduration: 90s\n", seed: seed)
      forms.insert(piece.settings.form.map(\.name))
      let decision = try #require(piece.settings.decisions.first { $0.key == "form" })
      #expect(decision.reason == .drawn && !decision.seedPath.isEmpty)
    }
    #expect(forms.count == 5, "\(forms)")
  }

  /// Some pieces have hardly a chord of four tones, some little else.
  @Test func piecesDifferInColour() throws {
    let shares = try (0..<40).map { seed in
      let chords = try piece("song: 1\nstyle: pop\ntime: 4/4\nduration: 60s\n", seed: seed).score.chords.compactMap(\.chord)
      return Double(chords.count { $0.pitchClasses.count > 3 || !$0.quality.tones.contains { $0.degree == 3 } }) / Double(chords.count)
    }.sorted()
    #expect(shares[8] < 0.05 && shares[35] > 0.3, "\(shares)")
    let plain = try piece("song: 1\nstyle: pop\nduration: 60s\nharmony: {colour: plain}\n", seed: 3).score.chords
    #expect(plain.allSatisfy { $0.chord.map { $0.pitchClasses.count == 3 } ?? true })
  }

  /// About half of the introductions begin with the chords of what they lead to.
  @Test func introductionsLeadToWhatFollows() throws {
    var alike = 0
    for seed in 0..<40 {
      let text = "song: 1\nstyle: pop\nkey: C major\ntime: 4/4\nform: intro verse\nsections: {intro: {bars: 4}, verse: {bars: 8}}\n"
      let chords = try piece(text, seed: seed).score.chords
      func roots(_ from: Rational) -> [Int] {
        (0..<3).compactMap { bar in chords.last { $0.onset <= from + Rational(4 * bar) }?.chord?.root.pitchClass }
      }
      if roots(0) == roots(16) { alike += 1 }
    }
    #expect((8...32).contains(alike), "\(alike) of 40")
  }
}
