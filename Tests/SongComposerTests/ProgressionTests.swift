// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongModels
import SongMusic
import Testing

/// Composed chords are made of the progressions that a style has.
@Suite struct ProgressionTests {
  /// Roots of C, Dm, F, G and Am, in halves of measures.
  private static let units = [
    [0, 0, 5, 7], [0, 0, 9, 9], [5, 5, 7, 7], [9, 9, 5, 5], [0, 7, 9, 5], [2, 2, 7, 7], [5, 5, 0, 0], [9, 9, 7, 7],
    [0, 0, 7, 7], [2, 7, 0, 0], [5, 7, 0, 0], [9, 5, 0, 7], [5, 0, 2, 7],
  ]

  /// - Parameters:
  ///   - relations: how phrases take up others, as the file has them.
  ///   - colour: percent of the time for which the tonic's and the subdominant's chords have a major seventh.
  private func progressions(relations: String = "0 0 0 100", colour: Int = 0) throws -> Progressions {
    let roots = [0, 2, 5, 7, 9]
    var lines = ["chord 0", "chord 2 m", "chord 5", "chord 7", "chord 9 m"]
    lines += roots.map { _ in "link 100 100 100 100 100" }
    let levels = Array(repeating: "\(colour)", count: 11).joined(separator: " ")
    for mode in 0..<2 { lines.append("manner \(mode) 5 100 0 0 \(relations) 0 \(levels)") }
    for manner in 0..<2 { lines += ["colour \(manner) 0 100 maj7 1", "colour \(manner) 2 100 maj7 1"] }
    for unit in Self.units { lines.append("unit " + unit.map { "\(roots.firstIndex(of: $0)!)" }.joined(separator: " ") + " 0 10 1 10") }
    return try Progressions(FileBytes(Array((lines.joined(separator: "\n") + "\n").utf8)))
  }

  private func composed(_ sections: [Section], _ progressions: Progressions, meter: Meter = Meter(4, 4), seed: Int) -> Score {
    var context = Context(seed: Seed(seed))
    let own = ComposerModels(
      chords: models.chords, melody: models.melody, rhythm: models.rhythm, tunePlans: tunePlans,
      progressions: progressions)
    return compose(arrangement(sections, [tune], meter: meter), library: library, models: own, in: &context)
  }

  /// The root in each half of a measure of 4/4.
  private func roots(_ score: Score, measures: Range<Int>) -> [Int] {
    (2 * measures.lowerBound..<2 * measures.upperBound).map { score.chord(at: Rational(2 * $0))?.chord?.root.pitchClass ?? -1 }
  }

  @Test(arguments: 0..<30) func twoMeasuresAreOneOfThem(seed: Int) throws {
    let sections = [Section(name: "A", count: 8, cadence: .free), Section(name: "B", count: 6, cadence: .free), Section(name: "C", count: 7)]
    let score = try composed(sections, progressions(), seed: seed)
    for first in [0, 2, 4, 6, 8, 10, 12, 14, 16] {
      let found = roots(score, measures: first..<first + 2)
      #expect(Self.units.contains(found), "bars \(first + 1) and \(first + 2): \(found)")
    }
    // The last phrase begins with one and is cut where the section ends, at home.
    #expect(roots(score, measures: 20..<21) == [0, 0])
  }

  @Test(arguments: 0..<10) func phrasesTakeUpOthersAsItsSongsDo(seed: Int) throws {
    func likeness(_ relations: String) throws -> (whole: Bool, first: Bool) {
      let sections = [Section(name: "A", count: 8, cadence: .free), Section(name: "B", count: 4)]
      let score = try composed(sections, progressions(relations: relations), seed: seed)
      let (one, other) = (roots(score, measures: 0..<4), roots(score, measures: 4..<8))
      return (one == other, one.prefix(4) == other.prefix(4))
    }
    #expect(try likeness("100 0 0 0").whole)
    #expect(try likeness("0 100 0 0").first)
  }

  @Test func newPhrasesAreMostlyOthers() throws {
    let same = try (0..<40).count { seed in
      let score = try composed([Section(name: "A", count: 8, cadence: .free), Section(name: "B", count: 4)], progressions(), seed: seed)
      return roots(score, measures: 0..<4) == roots(score, measures: 4..<8)
    }
    #expect(same < 5)
  }

  @Test(arguments: 0..<20) func cadencesAreMet(seed: Int) throws {
    for (cadence, ends) in [(Arrangement.Cadence.authentic, [0]), (.half, [7])] {
      let score = try composed([Section(name: "A", count: 8, cadence: cadence), Section(name: "B", count: 4)], progressions(), seed: seed)
      #expect(roots(score, measures: 7..<8).allSatisfy(ends.contains), "\(cadence)")
      if cadence == .authentic {
        #expect([2, 5, 7].contains(roots(score, measures: 6..<7)[1]))
      }
    }
  }

  @Test(arguments: 0..<10) func aChordHasOneColourInAPiece(seed: Int) throws {
    let sections = [Section(name: "A", count: 16, cadence: .free), Section(name: "B", count: 16)]
    var suffixes: [Int: Set<String>] = [:]
    // What a cadence asks for isn't coloured.
    for symbol in try composed(sections, progressions(colour: 50), seed: seed).chords where symbol.onset % 64 < 48 {
      let chord = try #require(symbol.chord)
      suffixes[chord.root.pitchClass, default: []].insert(chord.quality.suffix)
    }
    #expect(suffixes.values.allSatisfy { $0.count == 1 }, "\(suffixes)")
    let all = try composed(sections, progressions(colour: 90), seed: seed).chords.compactMap(\.chord)
    #expect(Set(all.map(\.quality.suffix)).isSubset(of: ["", "m", "maj7"]))
  }

  /// A measure of one beat has its first chord alone; odd and compound measures have their second chord on a beat.
  @Test(arguments: [Meter(2, 4), Meter(3, 4), Meter(6, 8), Meter(5, 4), Meter(7, 8)]) func otherMetersHaveThemToo(_ meter: Meter) throws {
    let starts = Set(meter.beats.map(\.start))
    for seed in 0..<5 {
      let score = try composed([Section(name: "A", count: 8)], progressions(), meter: meter, seed: seed)
      #expect(score.chords.allSatisfy { starts.contains($0.onset % meter.length) })
      #expect(score.chords.last.map { $0.onset + $0.duration } == score.end)
    }
  }
}
