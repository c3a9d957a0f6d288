// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import Testing

/// Every combination of style, mood and meter is composed, and what is said of it follows from the library's data.
@Suite struct CombinationTests {
  private static let styles = [
    "ambient", "chillout", "cinematic", "corporate", "drum_and_bass", "folk", "piano", "pop", "rock", "synth_pop",
  ]
  private static let moods = [
    "action", "aggressive", "angry", "atmospheric", "dark", "easy_listening", "emotive", "meditative", "melancholic",
    "sci_fi", "sparse", "tech", "tropical", "uplifting",
  ]
  /// The styles that moods name; the other moods suit all.
  private static let suited = [
    "aggressive": ["cinematic", "pop", "rock", "drum_and_bass"],
    "angry": ["cinematic", "pop", "rock"],
    "atmospheric": ["cinematic", "ambient", "chillout"],
    "easy_listening": ["folk", "pop", "piano", "chillout"],
    "meditative": ["cinematic", "folk", "piano", "ambient", "chillout"],
    "sci_fi": ["cinematic", "pop", "ambient", "synth_pop"],
    "tech": ["pop", "corporate", "drum_and_bass", "synth_pop"],
    "tropical": ["folk", "pop", "chillout"],
  ]

  @Test(arguments: styles) func everyMoodIsPlayedInEveryStyle(_ style: String) throws {
    for mood in CombinationTests.moods {
      let text = "song: 1\nstyle: \(style)\nmood: \(mood)\nduration: 20s\n"
      let (compilation, diagnostics) = compiled(text)
      #expect(try #require(compilation, "\(style) \(mood)").score.parts.contains { !$0.notes.isEmpty })
      let isMeant = CombinationTests.suited[mood]?.contains(style) ?? true
      #expect(diagnostics.map(\.code) == (isMeant ? [] : [.moodUnusual]), "\(style) \(mood)")
      // The mood that is named instead is one of the style's.
      for fix in diagnostics.flatMap(\.fixIts) {
        let other = fix.edits[0].replacement
        #expect(CombinationTests.suited[other]?.contains(style) ?? true, "\(style) \(mood) \(other)")
        #expect(compiled(text.applying(fix)).diagnostics.isEmpty, "\(style) \(mood) \(other)")
      }
    }
  }

  @Test(arguments: styles) func everyMeterIsPlayedInEveryStyle(_ style: String) throws {
    for meter in ["4/4", "3/4", "6/8", "2/4", "5/4", "7/8", "12/8", "9/8", "2/2", "3/8", "6/4", "11/8"] {
      let text = "song: 1\nstyle: \(style)\ntime: \(meter)\nduration: 20s\n"
      let (compilation, diagnostics) = compiled(text)
      let parts = try #require(compilation, "\(style) \(meter)").settings.parts
      let patterns = parts.filter { $0.role != .melody && $0.role != .harmony }.flatMap(\.patterns)
      #expect(diagnostics.map(\.code) == (patterns.isEmpty ? [.meterUnusual] : []), "\(style) \(meter)")
      for fix in diagnostics.flatMap(\.fixIts) {
        #expect(compiled(text.applying(fix)).diagnostics.isEmpty, "\(style) \(meter) \(fix.title)")
      }
    }
  }

  /// The eighths of an uneven bar are those of the style: twice as many a minute as quarters.
  /// Thirty-seconds as fast as those of the style would be no tempo that a spec or a lock may name.
  @Test func noMeterLeadsToATempoThatIsNone() throws {
    let tempo = try #require(compiled("song: 1\nstyle: drum_and_bass\ntime: 7/32\nduration: 20s\n").compilation).settings.tempo
    #expect(tempo.low >= 5 && tempo.low <= tempo.prefer && tempo.prefer <= tempo.high && tempo.high <= 999)
  }

  @Test(arguments: ["5/8 (3+2)", "7/8 (2+2+3)", "8/8 (3+3+2)", "7/4 (3+2+2)"]) func unevenBarsGoAtTheTempoOfTheStyle(_ meter: String) throws {
    let tempo = try #require(compiled("song: 1\nstyle: pop\ntime: \(meter)\nduration: 30s\n").compilation).settings.tempo
    let quarters = tempo.prefer * tempo.beatUnit
    #expect(quarters >= 84 && quarters <= 128 && tempo.low * tempo.beatUnit == 84 && tempo.high * tempo.beatUnit == 128)
  }

  /// Of two moods one is named or none, and the repair leaves two that are both heard.
  @Test func everyPairOfMoodsIsJudged() {
    var judged = 0
    for (index, first) in CombinationTests.moods.enumerated() {
      for second in CombinationTests.moods[(index + 1)...] {
        for moods in [[first, second], [second, first]] {
          let text = "song: 1\nmood: [\(moods[0]), \(moods[1])]\nduration: 20s\n"
          let said = checkedSpec(text)
          #expect(said.allSatisfy { $0.code == .moodUnheard } && said.count <= 1, "\(moods)")
          guard let problem = said.first else { continue }
          judged += 1
          #expect(problem.fixIts.count == 1, "\(moods)")
          for fix in problem.fixIts { #expect(checkedSpec(text.applying(fix)).isEmpty, "\(moods) \(fix.title)") }
        }
      }
    }
    #expect(judged > 20)
  }

  @Test func oppositeMoodsAreNamed() throws {
    let problem = try #require(checkedSpec("song: 1\nstyle: pop\nmood: [uplifting, dark]\n").first)
    #expect(problem.message == "'dark' is hardly heard beside 'uplifting'")
    #expect(problem.notes[0] == "'uplifting' is in major, lydian or mixolydian, and 'dark' in minor, phrygian or dorian")
    #expect(problem.fixIts[0].isSafe)
  }
}
