// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongLibrary
import SongMusic
import Testing

/// Where drummers put flams and drags.
@Suite struct RudimentTests {
  private func drums(looseness: Int, seed: Int) -> Score.Part {
    let kit = part("kit", .drums, "pop-kit", pattern: "drums-pop-straight", range: 0...127)
    let sections = (0..<4).map { Section(name: $0 % 2 == 0 ? "A" : "B", count: 8, intensity: 700) }
    var plan = arrangement(sections, [kit])
    plan.settings.looseness = looseness
    return composed(plan, seed: seed).part("kit")
  }

  private func voice(_ note: Score.Note, _ part: Score.Part) -> String {
    if case .kit(let index) = note.sound { part.kit[index].name } else { "" }
  }

  @Test func machinesPlayNone() {
    for seed in 0..<10 { #expect(drums(looseness: 0, seed: seed).notes.allSatisfy { $0.ornament == nil }) }
  }

  @Test func drummersPlayThemOnBackbeatsAndInFills() {
    var (backbeats, onBackbeats, others, players) = (0, 0, 0, 0)
    for seed in 0..<80 {
      let part = drums(looseness: 100, seed: seed)
      var count = 0
      for (index, note) in part.notes.enumerated() {
        let isBackbeat = voice(note, part) == "snare" && note.onset % 2 == 1
        backbeats += isBackbeat ? 1 : 0
        guard let ornament = note.ornament else { continue }
        count += 1
        #expect(ornament == .flam || ornament == .drag)
        #expect(["snare", "tom-high", "tom-mid", "tom-low"].contains(voice(note, part)), "seed \(seed)")
        onBackbeats += isBackbeat ? 1 : 0
        others += isBackbeat ? 0 : 1
        // Both hands are taken: only feet strike with it.
        let together = part.notes.indices.filter { $0 != index && part.notes[$0].onset == note.onset }
        #expect(together.allSatisfy { voice(part.notes[$0], part) == "kick" || voice(part.notes[$0], part) == "pedal" }, "seed \(seed)")
      }
      players += count > 0 ? 1 : 0
    }
    // 1.2 % of backbeats and 3.8 % of what fills have are wished; some find no free hand.
    let share = Double(onBackbeats) / Double(backbeats)
    #expect((0.003...0.022).contains(share), "\(onBackbeats) of \(backbeats)")
    #expect(others > 5, "\(others)")
    #expect((20...70).contains(players), "\(players) of 80 play some")
  }

  /// A flam takes two hands: what keeps time gives way to it, and it gives way to all else.
  @Test(arguments: [("hat", true), ("ride", true), ("crash", false), ("tom-low", false), ("kick", true)])
  func flamsGiveWayToOtherDrums(_ other: String, _ isFlamPlayed: Bool) {
    let names = ["snare", other]
    let kit = names.map {
      Score.KitVoice(
        name: $0, key: 38, display: Pitch(PitchName(step: 4, alter: 0), octave: 4), notehead: "normal", limb: $0 == "kick" ? .foot : .hand)
    }
    var flam = Score.Note(onset: 1, duration: 1, sound: .kit(0))
    flam.ornament = .flam
    let stroke = Score.Note(onset: 1, duration: 1, sound: .kit(1))
    let played = DrumLimbs(kit: kit, players: 1).played([flam, stroke]) { _ in false }
    #expect((played[0].ornament == .flam) == isFlamPlayed)
    #expect(played.count == (isFlamPlayed && other != "kick" ? 1 : 2))
  }
}
