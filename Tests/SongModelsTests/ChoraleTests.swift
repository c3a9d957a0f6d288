// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// Voices under a soprano, and the rules that they keep.
@Suite struct ChoraleTests {
  private let onC = Event(tonic: 0, chordRoot: 0, chordType: ChordType.major.rawValue)
  private let onG = Event(tonic: 0, chordRoot: 7, chordType: ChordType.dominant7.rawValue)

  @Test func rulesCountWhatBreaksThem() {
    func count(_ rule: VoiceLeadingRule, _ chord: [Int], after previous: [Int]? = nil) -> Int {
      rule.violations(chord, after: previous, on: onC)
    }
    // Soprano and bass from octave to octave, tenor and bass from fifth to fifth.
    #expect(count(.parallels, [74, 69, 57, 50], after: [72, 67, 55, 48]) == 4)
    #expect(count(.parallels, [72, 67, 55, 48], after: [72, 67, 55, 48]) == 0, "nothing moves")
    #expect(count(.parallels, [71, 66, 59, 47], after: [72, 67, 60, 48]) == 5, "all move down a semitone")
    #expect(count(.crossing, [60, 64, 55, 48]) == 1)
    #expect(count(.spacing, [76, 60, 46, 40]) == 2)
    #expect(count(.range, [72, 52, 46, 65]) == 3)
    #expect(count(.leap, [72, 67, 55, 61], after: [72, 67, 55, 48]) == 1)
    #expect(VoiceLeadingRule.doubledLeadingTone.violations([71, 67, 59, 43], after: nil, on: onG) == 1)
    #expect(VoiceLeadingRule.doubledLeadingTone.violations([71, 67, 59, 43], after: nil, on: onC) == 0)
  }

  @Test func voicesKeepTheRules() throws {
    func model(_ shipped: ShippedModel) throws -> ViewpointModel {
      try ViewpointModel(bytes: tinyModel(shipped, songs: 24).bytes)
    }
    let harmoniser = try ChoraleHarmoniser(bass: model(.choraleBass), alto: model(.choraleAlto), tenor: model(.choraleTenor))
    let tune = [(72, 0), (69, 5), (71, 7), (72, 0), (74, 7), (72, 5), (71, 7), (72, 0)]
    let soprano = tune.enumerated().map { index, note in
      Event(
        onset: index * 24, position: index * 24 % 96, pitch: note.0, tonic: 0, chordRoot: note.1,
        chordType: ChordType.major.rawValue)
    }
    var different: Set<[[Int]]> = []
    for seed in 0..<40 {
      let voices = try #require(harmoniser.voices(under: soprano, seed: Seed(seed)))
      #expect(voices == harmoniser.voices(under: soprano, seed: Seed(seed)))
      different.insert(voices)
      for (index, chord) in voices.enumerated() {
        #expect(chord[0] == soprano[index].pitch)
        for rule in VoiceLeadingRule.allCases {
          let before = index > 0 ? voices[index - 1] : nil
          #expect(rule.violations(chord, after: before, on: soprano[index]) == 0, "\(rule), seed \(seed), chord \(index)")
        }
      }
    }
    #expect(different.count > 1)
  }

  @Test func theCheckComparesWithWhatWasWritten() throws {
    let file = CorpusFile(folder: "chorales", name: "c.jsonl", bytes: TinyCorpus.chorales(songs: 20, tunes: 20))
    let check = try checkChorales(Corpus([file]), seed: Seed(1))
    #expect(check.pieces == 4)
    #expect(check.rows.map(\.label) == ["Bach", "models under the rules", "models alone", "order 3 of `pitch`"])
    #expect(check.rows.allSatisfy { $0.chords + $0.failures * 32 == 4 * 32 })
    for (rule, rate) in check.rows[1].violations { #expect(rate == 0, "\(rule)") }
    // The tiny chorales move all voices in octaves.
    #expect(check.rows[0].violations.first { $0.rule == .parallels }.map { $0.rate > 100 } == true)
  }
}
