// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMusic
import Testing

/// What composed music takes up of what is given: `develop`, chords under a given tune, `follow`.
@Suite struct DevelopmentTests {
  private func score(_ text: String, seed: Int) throws -> Score {
    let result = compiled(text, seed: seed)
    return try #require(result.compilation, "\(result.diagnostics.map(\.message))").score
  }

  @Test func laterBarsMoveAwayAsFarAsAsked() throws {
    func likeBars(_ develop: Int) throws -> Int {
      try (0..<10).reduce(0) { sum, seed in
        let text = """
          song: 1
          style: pop
          time: 4/4
          key: C major
          tempo: 100
          form: A
          sections: {A: {bars: 10, chords: "C | F | G | C | Am | F | G | C | F | C"}}
          parts:
            lead:
              role: melody
              instrument: flute
              develop: \(develop)%
              given: [{where: A bar 1, rhythm: "8 8 4 8 8 4", degrees: "1 2 3 4 3 2"}]

          """
        let notes = try score(text, seed: seed).parts[0].notes
        func rhythm(_ bar: Int) -> [ScoreTime] {
          notes.filter { $0.onset >= Rational(4 * bar) && $0.onset < Rational(4 * bar + 4) }.map { $0.onset % 4 }
        }
        #expect(rhythm(0) == [0, Rational(1, 2), 1, 2, Rational(5, 2), 3], "seed \(seed)")
        return sum + (1..<9).count { rhythm($0) == rhythm(0) }
      }
    }
    let counts = try [0, 40, 100].map(likeBars)
    // Eight bars of ten pieces.
    #expect(counts[0] == 80 && counts[1] > 35 && counts[1] < 75 && counts[2] < 20, "\(counts)")
  }

  @Test func chordsFitAGivenTune() throws {
    // Each bar has the tones of one chord of C major.
    let roots = [0, 5, 7, 0, 9, 5, 7, 0]
    let tune = "c'4 e' g' e' | f' a' c'' a' | g' b' d'' b' | e' g' c'' g' | a' c'' e'' c'' | f' a' c'' a' | g' b' d'' b' | c'1"
    var right = 0
    for seed in 0..<10 {
      let text = """
        song: 1
        style: folk
        time: 4/4
        key: C major
        tempo: 100
        form: A
        sections: {A: {bars: 8, melody: {lily: "\(tune)"}}}
        parts: {lead: {role: melody, instrument: flute}, guitar: {role: chords, instrument: steel-guitar}}

        """
      let chords = try score(text, seed: seed).chords
      for (bar, root) in roots.enumerated() {
        let chord = chords.last { $0.onset <= Rational(4 * bar) }?.chord
        if chord?.root.pitchClass == root { right += 1 }
      }
    }
    #expect(right >= 60, "\(right) of 80 bars have the chord of their tones")
  }

  @Test func aSecondVoiceGoesUnderTheTuneThatItFollows() throws {
    let text = """
      song: 1
      style: folk
      time: 4/4
      duration: 40s
      parts:
        high: {role: melody, instrument: flute}
        low: {role: melody, instrument: clarinet, range: g3..c5}
        second: {role: harmony, instrument: cello, range: c2..c5, follow: low, enter: 0s}

      """
    let score = try score(text, seed: 3)
    let low = Set(score.parts[1].notes.map(\.onset))
    let second = score.parts[2].notes
    let high = Set(score.parts[0].notes.map(\.onset))
    let under = second.count { low.contains($0.onset) }
    // Pickups and breaths change the tune alone.
    #expect(second.count > 20 && under * 10 > second.count * 9, "\(under) of \(second.count)")
    #expect(under > second.count { high.contains($0.onset) })
  }
}
