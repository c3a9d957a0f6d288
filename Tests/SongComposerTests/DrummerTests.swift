// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongLibrary
import SongMusic
import Testing

/// Drummers play what is written, and each bar a little otherwise.
@Suite struct DrummerTests {
  private static let straight = part("kit", .drums, "pop-kit", pattern: "drums-pop-straight", range: 0...127)

  /// - Parameter looseness: percent.
  private func score(
    _ part: Settings.Part = DrummerTests.straight, looseness: Int, seed: Int = 0, meter: Meter = Meter(4, 4), intensity: Int = 500,
    _ sections: [Section]? = nil, others: [Settings.Part] = []
  ) -> Score {
    var plan = arrangement(
      sections ?? [Section(name: "A", count: 16, intensity: intensity), Section(name: "B", count: 4, intensity: intensity)],
      others + [part], meter: meter)
    plan.settings.looseness = looseness
    return composed(plan, seed: seed)
  }

  /// The strokes of each measure: onset and voice.
  private func strokes(_ score: Score, _ id: String = "kit") -> [Set<String>] {
    let part = score.part(id)
    return score.measures.map { measure in
      Set(
        part.notes.filter { $0.onset >= measure.start && $0.onset < measure.start + measure.length }.map { note in
          guard case .kit(let voice) = note.sound else { return "" }
          return "\(note.onset - measure.start) \(part.kit[voice].name)"
        })
    }
  }

  @Test func theBackbeatAndTheDownbeatStay() {
    var backbeats = 0
    var downbeats = 0
    var count = 0
    for seed in 0..<20 {
      // The last of the sixteen is a fill.
      for bar in strokes(score(looseness: 100, seed: seed)).prefix(15) {
        count += 1
        backbeats += bar.isSuperset(of: ["1 snare"]) ? 1 : 0
        downbeats += bar.contains("0 kick") ? 1 : 0
      }
    }
    #expect(Double(backbeats) / Double(count) > 0.8, "\(backbeats) of \(count)")
    #expect(Double(downbeats) / Double(count) > 0.85, "\(downbeats) of \(count)")
  }

  @Test func barsVaryAndTheGrooveStays() {
    let machine = strokes(score(looseness: 0))
    var distinct = 0
    var alike = 0.0
    var count = 0
    for seed in 0..<20 {
      let played = strokes(score(looseness: 100, seed: seed)).prefix(15)
      distinct += Set(played).count
      for (bar, written) in zip(played, machine) {
        alike += Double(bar.intersection(written).count) / Double(bar.union(written).count)
        count += 1
      }
    }
    // Of fifteen bars at least every third is another one; most of each is the style's groove.
    #expect(distinct > 20 * 5, "\(distinct)")
    #expect(alike / Double(count) > 0.4, "\(alike / Double(count))")
    #expect(Set(machine.prefix(15)).count == 1)
  }

  @Test func machinesPlayWhatIsWritten() throws {
    let groove = try #require(library.pattern("drums-pop-straight")).groove(at: 500)
    let written = Set(groove.hits.map { hit -> String in
      guard case .kit(let voice) = hit.tone else { return "" }
      return "\(hit.onset) \(voice)"
    })
    for seed in 0..<5 { #expect(strokes(score(looseness: 0, seed: seed)).prefix(15).allSatisfy { $0 == written }) }
    // A little looseness is heard as loudness, hardly as other strokes.
    var alike = 0.0
    for seed in 0..<10 {
      for bar in strokes(score(looseness: 10, seed: seed)).prefix(15) {
        alike += Double(bar.intersection(written).count) / Double(bar.union(written).count)
      }
    }
    #expect(alike / 150 > 0.9, "\(alike / 150)")
  }

  @Test func aSeedIsAPlayer() {
    let first = score(looseness: 100, seed: 3)
    #expect(first.parts == score(looseness: 100, seed: 3).parts)
    #expect(first.parts != score(looseness: 100, seed: 4).parts)
    // Other parts are none of the drummer's business.
    let band = score(looseness: 100, seed: 3, others: [tune, bass])
    #expect(band.part("kit").notes.map(\.sound) == first.part("kit").notes.map(\.sound))
    #expect(band.part("kit").notes.map(\.emphasis) == first.part("kit").notes.map(\.emphasis))
  }

  @Test func aSectionThatReturnsIsPlayedAlike() {
    var same = 0
    var alike = 0.0
    for seed in 0..<10 {
      var plan = arrangement(
        [Section(name: "A", count: 8), Section(name: "B", count: 8), Section(name: "A", count: 8), Section(name: "C", count: 4)],
        [DrummerTests.straight])
      plan.settings.looseness = 100
      plan.settings.form[2].treatment.ordinal = 1
      let played = strokes(composed(plan, seed: seed))
      for bar in 1..<7 {
        same += played[bar] == played[bar + 16] ? 1 : 0
        alike += Double(played[bar].intersection(played[bar + 16]).count) / Double(played[bar].union(played[bar + 16]).count)
      }
    }
    // The groove comes again, what the player does beside it is new.
    #expect(alike / 60 > 0.6, "\(alike / 60)")
    #expect(same < 40, "\(same) of 60")
  }

  @Test func playersHaveGroovesOfTheirOwn() {
    var kicks: Set<Set<String>> = []
    for seed in 0..<20 {
      let bars = strokes(score(looseness: 100, seed: seed)).prefix(15).map { $0.filter { $0.hasSuffix(" kick") } }
      let usual = Dictionary(grouping: bars) { $0 }.max { ($0.value.count, $0.key.count) < ($1.value.count, $1.key.count) }
      kicks.insert(usual?.key ?? [])
    }
    #expect(kicks.count >= 10, "\(kicks.count)")
  }

  @Test func aKickOnEveryBeatStays() {
    let four = part("kit", .drums, "pop-kit", pattern: "drums-pop-four", range: 0...127)
    var kept = 0
    for seed in 0..<10 {
      kept += strokes(score(four, looseness: 100, seed: seed)).prefix(15).count { $0.isSuperset(of: (0..<4).map { "\($0) kick" }) }
    }
    // Only fills leave some out.
    #expect(kept > 120, "\(kept) of 150")
  }

  @Test func fillsFallBeforeSectionsAndDifferInLength() {
    var begins: Set<Int> = []
    for seed in 0..<20 {
      let score = score(looseness: 100, seed: seed, [Section(name: "A", count: 4, intensity: 700), Section(name: "B", count: 4, intensity: 700)])
      let drums = score.part("kit")
      let names = drums.notes.filter { $0.onset >= 12 && $0.onset < 16 }.compactMap { note -> (ScoreTime, String)? in
        if case .kit(let voice) = note.sound { (note.onset - 12, drums.kit[voice].name) } else { nil }
      }
      let strokes = names.filter { $0.0 >= 3 && ($0.1 == "snare" || $0.1.hasPrefix("tom")) }
      #expect(strokes.count >= 2, "seed \(seed) \(names)")
      let hats = names.filter { ["hat", "open", "ride"].contains($0.1) }.map(\.0).max() ?? .zero
      begins.insert(hats.floor)
    }
    #expect(begins.count >= 2, "\(begins)")
  }

  @Test(arguments: [
    ("bodhran", "drums-bodhran-44", Meter(4, 4)), ("taiko-kit", "drums-taiko-34", Meter(3, 4)), ("shaker", "drums-shaker-68", Meter(6, 8)),
    ("brush-kit", "drums-brush-68", Meter(6, 8)), ("pop-kit", "drums-pop-34", Meter(3, 4)), ("pop-kit", "drums-pop-24", Meter(2, 4)),
  ])
  func otherKitsAndMetersArePlayedToo(instrument: String, pattern: String, meter: Meter) {
    var chosen = Settings.Part(
      id: "kit", role: .drums, instrument: instrument, sound: "", patterns: [.init(meter: meter, key: pattern)],
      range: KeyRange(low: 0, high: 127), threshold: 0, enter: nil, leave: nil, gainDB: 0, pan: 0, sendDB: -12)
    chosen.rank = 0
    var isOther = false
    for seed in 0..<10 {
      let loose = score(chosen, looseness: 100, seed: seed, meter: meter, intensity: 700)
      let machine = score(chosen, looseness: 0, seed: seed, meter: meter, intensity: 700)
      isOther = isOther || loose.part("kit").notes.map(\.emphasis) != machine.part("kit").notes.map(\.emphasis)
      let onsets = Set(loose.part("kit").notes.map(\.onset))
      let strong = machine.part("kit").notes.filter { $0.emphasis > 0 && $0.onset < meter.length * 15 }.map(\.onset)
      let kept = strong.count { onsets.contains($0) }
      #expect(Double(kept) > 0.7 * Double(strong.count), "seed \(seed): \(kept) of \(strong.count)")
      for bar in strokes(loose).prefix(15) { #expect(!bar.isEmpty, "seed \(seed)") }
    }
    #expect(isOther)
  }

  @Test func aGrooveStaysWhereIntensityHardlyMoves() {
    // Seven measures on both sides of a groove's threshold of 58 %.
    var plan = arrangement([Section(name: "A", count: 8, intensity: 570), Section(name: "B", count: 8, intensity: 590)], [DrummerTests.straight])
    plan.settings.looseness = 0
    for index in 0..<8 { plan.measures[index] = plan.measures[index].moved(to: 540 + 10 * index) }
    let played = strokes(composed(plan))
    #expect(Set(played.prefix(7)).count == 1)
  }

  @Test func aBassFollowsTheKick() {
    var follower = bass
    follower.follow = Spec.Follow(part: "kit", voice: "kick")
    for seed in 0..<10 {
      let sections = [Section(name: "A", count: 8, chords: bars([chord("C"), chord("F")])), Section(name: "B", count: 4)]
      let score = score(looseness: 100, seed: seed, sections, others: [follower])
      let drums = score.part("kit")
      let kick = drums.kit.firstIndex { $0.name == "kick" }!
      let notes = Set(score.part("bass").notes.map(\.onset))
      let kicks = drums.notes.filter { $0.sound == .kit(kick) && $0.emphasis > -30 && $0.onset < 32 }.map(\.onset)
      #expect(kicks.allSatisfy(notes.contains), "seed \(seed)")
      #expect(score.part("bass").notes.filter { $0.onset < 32 }.allSatisfy { $0.duration > .zero })
    }
  }

  /// A kit of one drum has that for the kick.
  @Test func aBassFollowsASingleDrum() {
    var follower = bass
    follower.follow = Spec.Follow(part: "skin", voice: nil)
    let skin = part("skin", .drums, "bodhran", pattern: "drums-bodhran-44", range: 0...127)
    for seed in 0..<4 {
      let score = composed(arrangement([Section(name: "A"), Section(name: "B", count: 4)], [skin, follower]), seed: seed)
      let notes = Set(score.part("bass").notes.map(\.onset))
      let strokes = score.part("skin").notes.filter { $0.emphasis > -30 && $0.onset < 32 }.map(\.onset)
      #expect(strokes.count > 8 && strokes.allSatisfy(notes.contains), "seed \(seed)")
    }
  }
}

extension Arrangement.Measure {
  /// The measure at another level.
  fileprivate func moved(to intensity: Int) -> Arrangement.Measure {
    Arrangement.Measure(number: number, start: start, meter: meter, key: key, section: section, intensity: intensity, isRing: isRing)
  }
}
