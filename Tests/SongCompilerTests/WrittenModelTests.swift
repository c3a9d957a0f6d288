// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongLibrary
import SongMusic
import SongTestSupport
import Testing

/// Models that people wrote write songs as trained ones do.
@Suite struct WrittenModelTests {
  private func popWith(_ model: String) -> (String) -> String {
    { $0.replacing("model: chords-pop, progressions: pop", with: "model: \(model)") }
  }

  private func composed(
    _ text: String, seed: Int, _ knowledge: Knowledge
  ) -> (piece: Compilation?, diagnostics: [Diagnostic]) {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let source = sources.add(name: "test.song.yaml", bytes: Array(text.utf8))
    var options = CompileOptions()
    options.seed = .number(seed)
    let piece = try? compile(source, name: "test", knowledge: knowledge, options: options, sink: &sink)
    return (piece, sink.diagnostics)
  }

  private func spec(
    key: String, harmony: String = "{rate: 1 bar}", form: String = "verse chorus bridge outro"
  ) -> String {
    """
    song: 1
    style: pop
    key: \(key)
    time: 4/4
    tempo: 120
    form: \(form)
    sections: {verse: {bars: 8}, chorus: {bars: 16}, bridge: {bars: 6}, outro: {bars: 5}}
    harmony: \(harmony)

    """
  }

  /// The chord of each measure of a section.
  private func chords(_ section: Arrangement.Section, _ piece: Compilation) throws -> [Chord] {
    try piece.arrangement.measures[section.measures].map { measure in
      let symbol = piece.score.chords.first { $0.onset <= measure.start && $0.onset + $0.duration > measure.start }
      return try #require(symbol?.chord)
    }
  }

  @Test(arguments: 0..<20) func everySectionIsDerivedByTheGrammar(seed: Int) throws {
    let knowledge = try knowledgeWith(["styles/pop.yaml": popWith("chord-functions")])
    let model = try #require(knowledge.library.model("chord-functions"))
    guard case .grammar(let major, let minor?) = model.body else { throw Missing() }
    for key in ["C major", "A minor", "Eb major", "F# minor"] {
      let result = composed(spec(key: key), seed: seed, knowledge)
      let piece = try #require(result.piece, "\(result.diagnostics.map(\.message))")
      #expect(piece.models.map(\.name).contains("chord-functions"))
      for section in piece.arrangement.sections {
        let chords = try chords(section, piece)
        let isDerived = derives(chords, in: piece.settings.key, key.hasSuffix("minor") ? minor : major)
        #expect(isDerived, "\(seed) \(key) \(section.name): \(chords.map(\.description))")
      }
    }
  }

  private func derives(_ chords: [Chord], in key: Key, _ grammar: WrittenModel.Grammar) -> Bool {
    Recogniser(grammar: grammar, count: chords.count) { value, place in
      guard case .chord(let numeral) = value else { return false }
      let chord = numeral.chord(in: key)
      return chord.root.pitchClass == chords[place].root.pitchClass && chord.quality == chords[place].quality
    }.derivesAll
  }

  /// 64 chords at a time.
  @Test func longSectionsAreDerivedInStretches() throws {
    let knowledge = try knowledgeWith(["styles/pop.yaml": popWith("chord-functions")])
    guard case .grammar(let major, _) = knowledge.library.model("chord-functions")?.body else { throw Missing() }
    let text = spec(key: "C major", form: "chorus").replacing("chorus: {bars: 16}", with: "chorus: {bars: 90}")
    let piece = try #require(composed(text, seed: 5, knowledge).piece)
    let chords = try chords(piece.arrangement.sections[0], piece)
    #expect(chords.count == 90)
    #expect(derives(Array(chords[..<64]), in: piece.settings.key, major), "\(chords.map(\.description))")
    #expect(derives(Array(chords[64...]), in: piece.settings.key, major), "\(chords.map(\.description))")
  }

  @Test func everyFormOfPopIsDerived() throws {
    let model = try #require(SongCompilerTests.knowledge.library.model("form"))
    guard case .grammar(let grammar, minor: nil) = model.body else { throw Missing() }
    let style = try #require(SongCompilerTests.knowledge.library.style("pop"))
    for form in style.arrangement.forms.map({ $0.sections.map(Spec.material) }) + [["intro", "verse", "prechorus", "chorus", "solo", "chorus"]] {
      #expect(derives(form, model, grammar), "\(form)")
    }
    for form in [["outro"], ["verse", "intro"], ["chorus", "outro", "verse"], ["verse", "verse", "verse"]] {
      #expect(!derives(form, model, grammar), "\(form)")
    }
  }

  private func derives(_ form: [String], _ model: WrittenModel, _ grammar: WrittenModel.Grammar) -> Bool {
    Recogniser(grammar: grammar, count: form.count) { value, place in
      guard case .section(let index) = value else { return false }
      return model.sections[index] == form[place]
    }.derivesAll
  }

  /// The spec's word stands above the grammar's.
  @Test(arguments: 0..<10) func wishesStandAboveTheGrammar(seed: Int) throws {
    let knowledge = try knowledgeWith(["styles/pop.yaml": popWith("chord-functions")])
    for (harmony, isMet) in [
      ("{rate: 1 bar, cadence: half}", { $0.last?.root.pitchClass == 9 }),
      ("{rate: 1 bar, cadence: plagal}", { chords in chords.suffix(2).map(\.root.pitchClass) == [7, 2] }),
      ("{rate: 1 bar, avoid: [IV, vi]}", { !$0.contains { ["G", "Bm", "Bm7"].contains($0.description) } }),
    ] as [(String, ([Chord]) -> Bool)] {
      let result = composed(spec(key: "D major", harmony: harmony), seed: seed, knowledge)
      let piece = try #require(result.piece, "\(result.diagnostics.map(\.message))")
      for section in piece.arrangement.sections {
        let chords = try chords(section, piece)
        #expect(isMet(chords), "\(seed) \(harmony): \(chords.map(\.description))")
      }
    }
  }

  @Test func everyModeAndMeterIsWritten() throws {
    let knowledge = try knowledgeWith(["styles/pop.yaml": popWith("chord-functions")])
    for mode in Mode.allCases {
      for seed in 0..<4 {
        let harmony = ["{rate: 1/2 bar}", "{rate: 2 bars}", "{cadence: authentic}", "{colour: plain}"][seed]
        let result = composed(spec(key: "D \(mode.rawValue)", harmony: harmony), seed: seed, knowledge)
        #expect(result.piece != nil, "\(mode) \(harmony): \(result.diagnostics.map(\.message))")
      }
    }
  }

  @Test func weightsWriteChords() throws {
    let text = """
      name: By hand
      of: chords
      by: phraseBar
      weights:
        "1": {I: 1}
        "2": {V: 2, V7: 1}
        otherwise: {IV: 1, ii: 1}

      """
    let knowledge = try knowledgeWith([
      "styles/pop.yaml": popWith("chord-functions"), "models/chord-functions.yaml": { _ in text },
    ])
    let piece = try #require(composed(spec(key: "C major", form: "chorus"), seed: 3, knowledge).piece)
    let chords = try chords(piece.arrangement.sections[0], piece)
    for (measure, chord) in chords.enumerated().dropLast(2) {
      let due = measure % 4 == 0 ? ["C"] : measure % 4 == 1 ? ["G", "G7"] : ["F", "Dm"]
      #expect(due.contains(chord.description), "\(measure): \(chords.map(\.description))")
    }
  }

  @Test func cellsWriteRhythms() throws {
    let text = """
      name: By hand
      of: rhythm
      cells:
        4/4:
          first: {4 4: 1, 2: 1}
          then: {8 8 4: 1, _4 r8 8: 1}
          closing: {"1": 1}
        6/8: {first: {4. 4.: 1}}

      """
    let knowledge = try knowledgeWith([
      "styles/folk.yaml": { $0.replacing("repetition: 150%", with: "repetition: 10%") },
      "models/rhythm-folk.yaml": { _ in text }, "models/chords-folk.yaml": { $0 },
    ])
    let spec = """
      song: 1
      style: folk
      key: G major
      time: 4/4
      form: A B
      sections: {A: {bars: 8}, B: {bars: 9}}
      parts: {tune: {role: melody}, guitar: {role: chords}}

      """
    var seen = Set<[Rational]>()
    for seed in 0..<6 {
      let result = composed(spec, seed: seed, knowledge)
      let piece = try #require(result.piece, "\(result.diagnostics.map(\.message))")
      #expect(piece.models.map(\.name).contains("rhythm-folk"))
      let notes = try #require(piece.score.parts.first { $0.id == "tune" }).notes
      for (index, measure) in piece.arrangement.measures.enumerated().dropLast() {
        let section = piece.arrangement.sections[measure.section]
        let bar = notes.filter { $0.onset >= measure.start && $0.onset < measure.start + 4 }.map { $0.onset - measure.start }
        let isClosing = (index - section.first) % 4 == 3
        // A pickup into the next section stands at the end of the bar.
        if isClosing {
          #expect(bar.first == .zero && bar.dropFirst().allSatisfy { $0 >= 3 }, "seed \(seed) bar \(index + 1)")
        } else {
          let known: [[Rational]] = [[0, 1, 2, Rational(5, 2), 3], [0, 1, Rational(7, 2)], [0, 2, Rational(5, 2), 3], [0, Rational(7, 2)]]
          #expect(known.contains(bar) || index + 1 == section.first + section.count, "seed \(seed) bar \(index + 1): \(bar)")
          seen.insert(bar)
        }
      }
    }
    #expect(seen.count == 4)
  }

  /// A meter that the model doesn't know has a note on each beat, some of them split.
  @Test func cellsOfAnotherMeterAreNotAsked() throws {
    let result = composed("song: 1\nstyle: folk\ntime: 5/4\nform: A\nsections: {A: {bars: 4}}\n", seed: 1, SongCompilerTests.knowledge)
    #expect(result.piece != nil, "\(result.diagnostics.map(\.message))")
  }

  @Test func modelsOfAnotherKindAreRefused() throws {
    let knowledge = try knowledgeWith(["styles/pop.yaml": popWith("form")])
    let result = composed(spec(key: "C major"), seed: 1, knowledge)
    #expect(result.piece == nil)
    #expect(result.diagnostics.map(\.code) == [.modelInvalid])
    #expect(result.diagnostics.first?.message.contains("another kind") == true)
    for model in ["rhythm-folk", "chords-folk"] {
      let other = model == "rhythm-folk" ? popWith(model) : { $0.replacing("rhythm: rhythm,", with: "rhythm: \(model),") }
      let refused = composed(spec(key: "C major"), seed: 1, try knowledgeWith(["styles/pop.yaml": other]))
      #expect(refused.diagnostics.map(\.code) == [.modelInvalid], "\(model)")
    }
  }

  /// A trained model goes before a written one; where there is neither, the trained one's file is missed.
  @Test func modelsThatAreNotThereAreMissed() throws {
    let knowledge = try knowledgeWith(["styles/pop.yaml": popWith("nothing")])
    let result = composed(spec(key: "C major"), seed: 1, knowledge)
    #expect(result.diagnostics.map(\.code) == [.fileUnreadable])
  }
}

private struct Missing: Error {}

/// Whether a grammar derives a sequence, asked rule by rule.
private struct Recogniser {
  let grammar: WrittenModel.Grammar
  let count: Int
  /// Whether a place has a value.
  let matches: (WrittenModel.Value, Int) -> Bool

  var derivesAll: Bool {
    // For each rule the stretches that it derives, grown until nothing is new.
    var known = Set<Stretch>()
    while true {
      var grown = known
      for (rule, productions) in grammar.rules.enumerated() {
        for start in 0..<count {
          for production in productions {
            for end in ends(of: production.symbols[...], from: start, known) {
              grown.insert(Stretch(rule: rule, start: start, end: end))
            }
          }
        }
      }
      if grown == known { return known.contains(Stretch(rule: grammar.start, start: 0, end: count)) }
      known = grown
    }
  }

  private struct Stretch: Hashable {
    let rule: Int
    let start: Int
    let end: Int
  }

  private func ends(
    of symbols: ArraySlice<WrittenModel.Symbol>, from start: Int, _ known: Set<Stretch>
  ) -> Set<Int> {
    guard let first = symbols.first else { return [start] }
    guard start < count else { return [] }
    var nexts: [Int] = []
    switch first {
    case .rule(let rule):
      nexts = (start + 1...count).filter { known.contains(Stretch(rule: rule, start: start, end: $0)) }
    case .value(let value): if matches(value, start) { nexts = [start + 1] }
    }
    return nexts.reduce(into: []) { $0.formUnion(ends(of: symbols.dropFirst(), from: $1, known)) }
  }
}
