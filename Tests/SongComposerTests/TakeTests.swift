// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongLibrary
import SongModels
import SongMusic
import Testing

/// Drummers who know takes play them phrase by phrase, as far as the spec lets them.
@Suite struct TakeTests {
  private static let straight = part("kit", .drums, "pop-kit", pattern: "drums-pop-straight", range: 0...127)

  private func score(
    _ part: Settings.Part = TakeTests.straight, seed: Int = 0, intensity: Int = 650, _ sections: [Section]? = nil,
    change: (inout Arrangement) -> Void = { _ in }
  ) -> Score {
    var plan = arrangement(
      sections ?? [Section(name: "A", count: 16, intensity: intensity), Section(name: "B", count: 4, intensity: intensity)], [part])
    plan.settings.looseness = 100
    plan.settings.takes = DrumGenre.allCases.map { .init(genre: $0, weight: 1) }
    change(&plan)
    return composed(plan, seed: seed)
  }

  /// The strokes of each measure: onset and voice.
  private func strokes(_ score: Score) -> [Set<String>] {
    let part = score.part("kit")
    return score.measures.map { measure in
      Set(
        part.notes.filter { $0.onset >= measure.start && $0.onset < measure.start + measure.length }.map { note in
          guard case .kit(let voice) = note.sound else { return "" }
          return "\(note.onset - measure.start) \(part.kit[voice].name)"
        })
    }
  }

  private func alike(_ first: Set<String>, _ second: Set<String>) -> Double {
    first.isEmpty && second.isEmpty ? 1 : Double(first.intersection(second).count) / Double(first.union(second).count)
  }

  private func name(_ voice: DrumTakes.Voice) -> String {
    switch voice {
    case .kick: "kick"
    case .snare: "snare"
    case .sideStick: "rim"
    case .hat: "hat"
    case .open: "open"
    case .ride: "ride"
    case .bell: "bell"
    case .crash: "crash"
    case .tomHigh: "tom-high"
    case .tomMid: "tom-mid"
    case .tomLow: "tom-low"
    }
  }

  @Test func barsAreThoseOfATake() {
    let known = Set(
      drumTakes.takes.flatMap { take in
        drumTakes.bars(of: take).map { bar in Set(bar.map { "\(Rational(Int($0.step), 4)) \(name($0.voice))" }) }
      })
    for seed in 0..<10 {
      // The first may have a crash more, the last is a fill.
      let bars = strokes(score(seed: seed))[1..<15]
      #expect(bars.count { known.contains($0) } >= 11, "seed \(seed)")
    }
  }

  @Test func mostTakesKeepThePatternsBackbeat() {
    var backbeats = 0
    var count = 0
    for seed in 0..<40 {
      for bar in strokes(score(seed: seed)).prefix(15) where !bar.isEmpty {
        count += 1
        backbeats += bar.contains("1 snare") || bar.contains("1 rim") ? 1 : 0
      }
    }
    #expect(Double(backbeats) / Double(count) > 0.65, "\(backbeats) of \(count)")
  }

  @Test func aKickOnEveryBeatIsKept() {
    let four = part("kit", .drums, "pop-kit", pattern: "drums-pop-four", range: 0...127)
    var kept = 0
    for seed in 0..<10 {
      kept += strokes(score(four, seed: seed)).prefix(15).count { $0.isSuperset(of: (0..<4).map { "\($0) kick" }) }
    }
    #expect(kept > 75, "\(kept) of 150")
  }

  @Test func aSectionThatReturnsComesBackToItsPhrases() {
    var back = 0.0
    var other = 0.0
    for seed in 0..<20 {
      let score = score(
        seed: seed,
        [Section(name: "A", count: 8), Section(name: "B", count: 8), Section(name: "C", count: 8), Section(name: "A", count: 8), Section(name: "D", count: 4)]
      ) { $0.settings.form[3].treatment.ordinal = 1 }
      let bars = strokes(score)
      for bar in 0..<7 {
        back += alike(bars[bar], bars[bar + 24])
        other += alike(bars[bar], bars[bar + 8])
      }
    }
    #expect(back / 140 > 0.7, "\(back / 140)")
    #expect(back > other * 1.2, "\(back) \(other)")
  }

  @Test func aSectionThatFollowsItselfGoesOnInTheTake() {
    var same = 0
    for seed in 0..<10 {
      let bars = strokes(
        score(seed: seed, [Section(name: "A", count: 8), Section(name: "A'", count: 8), Section(name: "B", count: 4)]))
      same += (0..<7).count { bars[$0] == bars[$0 + 8] }
    }
    // A groove has bars that come again, phrases don't.
    #expect(same < 35, "\(same) of 70")
  }

  @Test func calmMeasuresHaveFewerStrokes() {
    func count(_ intensity: Int) -> Int {
      (0..<10).reduce(0) { $0 + score(seed: $1, intensity: intensity).part("kit").notes.count { $0.onset < 60 } }
    }
    let counts = [200, 340, 420, 650].map(count)
    #expect(counts == counts.sorted() && counts[0] * 2 < counts[3], "\(counts)")
  }

  @Test func fillsFallBeforeSections() {
    var begins: Set<Int> = []
    for seed in 0..<20 {
      let score = score(seed: seed, [Section(name: "A", count: 4, intensity: 700), Section(name: "B", count: 4, intensity: 700)])
      let drums = score.part("kit")
      let names = drums.notes.filter { $0.onset >= 12 && $0.onset < 16 }.compactMap { note -> (ScoreTime, String)? in
        if case .kit(let voice) = note.sound { (note.onset - 12, drums.kit[voice].name) } else { nil }
      }
      #expect(names.count { $0.0 >= 3 && ($0.1 == "snare" || $0.1.hasPrefix("tom")) } >= 2, "seed \(seed) \(names)")
      begins.insert((names.filter { ["hat", "open", "ride"].contains($0.1) }.map(\.0).max() ?? .zero).floor)
    }
    #expect(begins.count >= 2, "\(begins)")
  }

  @Test func aPatternThatTheSpecNamesIsPlayed() {
    func named(_ change: @escaping (inout Arrangement) -> Void = { _ in }) -> Score {
      score(seed: 3) { plan in
        plan.settings.decisions.append(.init(key: "parts.kit.pattern", value: "drums-pop-straight", reason: .spec))
        change(&plan)
      }
    }
    #expect(strokes(named()) == strokes(named { $0.settings.takes = [] }))
    #expect(strokes(named()) != strokes(score(seed: 3)))
  }

  @Test func fillsThatTheSpecPlacesAreTheOnlyOnes() {
    var placed = TakeTests.straight
    placed.fills = []
    func toms(_ part: Settings.Part) -> Int {
      (0..<20).reduce(0) { sum, seed in strokes(score(part, seed: seed)).prefix(15).reduce(sum) { $0 + $1.count { $0.contains("tom") } } }
    }
    #expect(toms(placed) * 3 < toms(TakeTests.straight) * 2, "\(toms(placed)) \(toms(TakeTests.straight))")
  }

  @Test func otherMetersAndKitsPlayTheirPatterns() {
    var plan = arrangement([Section(name: "A", count: 8)], [part("kit", .drums, "bodhran", pattern: "drums-bodhran-44", range: 0...127)])
    plan.settings.looseness = 100
    let own = composed(plan, seed: 1)
    plan.settings.takes = [.init(genre: .rock, weight: 1)]
    #expect(composed(plan, seed: 1).parts == own.parts)
  }
}
