// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongMusic
import Testing

/// Where ornaments fall, and how many.
@Suite struct OrnamentTests {
  private func piece(
    _ ornament: Settings.Ornament?, key name: String = "C major", sections: [Section] = [Section(name: "A"), Section(name: "B")],
    change: (inout Arrangement) -> Void = { _ in }
  ) -> Arrangement {
    var tuned = tune
    tuned.ornament = ornament
    var result = arrangement(sections, [tuned, second, comp, bass], key: key(name))
    change(&result)
    return result
  }

  private func asked(_ kind: OrnamentKind, share: Int? = nil) -> Settings.Ornament {
    .init(kind: kind, isAsked: true, share: share)
  }

  private func share(_ notes: [Score.Note]) -> Double {
    Double(notes.count { $0.ornament != nil }) / Double(max(1, notes.count))
  }

  @Test(arguments: OrnamentKind.allCases) func anOrnamentedLineIsTheSameLine(_ kind: OrnamentKind) {
    for seed in 0..<6 {
      let plain = composed(piece(nil), seed: seed)
      let ornamented = composed(piece(asked(kind)), seed: seed)
      #expect(plain.parts.allSatisfy { $0.notes.allSatisfy { $0.ornament == nil } })
      var stripped = ornamented
      for number in stripped.parts.indices {
        for index in stripped.parts[number].notes.indices { stripped.parts[number].notes[index].ornament = nil }
      }
      #expect(stripped == plain, "seed \(seed)")
      #expect(ornamented.parts.dropFirst().allSatisfy { $0.notes.allSatisfy { $0.ornament == nil } })
      #expect(share(ornamented.part("tune").notes) > 0.08 && share(ornamented.part("tune").notes) <= 0.27, "\(kind) seed \(seed)")
      #expect(ornamented == composed(piece(asked(kind)), seed: seed))
    }
  }

  @Test(arguments: OrnamentKind.allCases) func ornamentsHaveTimeAndKeys(_ kind: OrnamentKind) {
    // A quarter lasts half a second.
    func microseconds(_ time: ScoreTime) -> Int { (time * 500_000).rounded }
    for seed in 0..<6 {
      for name in ["C major", "A minor", "Eb major", "D dorian"] {
        let score = composed(piece(asked(kind, share: 900), key: name), seed: seed)
        let notes = score.part("tune").notes
        for (index, note) in notes.enumerated() {
          guard let ornament = note.ornament else { continue }
          let place = "\(kind) \(name) seed \(seed) at \(note.onset)"
          #expect(microseconds(note.duration) >= ornament.shortestNote, "\(place)")
          #expect(microseconds(note.onset - (index > 0 ? notes[index - 1].onset : 0)) >= ornament.lead, "\(place)")
          #expect(index < notes.count - 1, "the last note is plain: \(place)")
          let chord = score.chord(at: note.onset)?.chord
          for pitch in ornament.pitches {
            #expect(abs(pitch.key - note.key) <= 6 && pitch.key != note.key, "\(place)")
            let isKnown = key(name).scale.contains(pitch.key % 12) || chord?.pitchClasses.contains(pitch.key % 12) ?? false
            // The blues crushes a third or fifth from a half step below, whatever the scale.
            #expect(isKnown || kind == .blues && note.key - pitch.key == 1, "\(place): \(pitch)")
          }
        }
        #expect(notes.contains { $0.ornament != nil }, "\(kind) \(name) seed \(seed)")
      }
    }
  }

  @Test func aVariationSaysItsShare() {
    for seed in 0..<6 {
      for thousandths in [0, 200, 400] {
        let score = composed(
          piece(.init(kind: .irish, isAsked: false, share: nil)) { $0.settings.form[1].variation.ornament = thousandths },
          seed: seed)
        let notes = score.part("tune").notes
        let found = notes.filter { $0.onset >= 32 }
        #expect(notes.allSatisfy { $0.onset >= 32 || $0.ornament == nil })
        let wanted = Double(thousandths) / 1000
        #expect(share(found) <= wanted + 0.03 && share(found) >= wanted * 0.6, "seed \(seed): \(share(found)) of \(wanted)")
      }
    }
  }

  @Test func moreAreOnLongNotesAndStrongBeats() {
    var strong = (ornamented: 0, plain: 0, all: 0, ornamentedAll: 0)
    for seed in 0..<12 {
      for note in composed(piece(asked(.folk)), seed: seed).part("tune").notes {
        let isStrong = (note.onset % 2).isInteger && note.onset % 2 == 0
        strong.all += 1
        if isStrong { strong.plain += 1 }
        guard note.ornament != nil else { continue }
        strong.ornamentedAll += 1
        if isStrong { strong.ornamented += 1 }
      }
    }
    // The share of strong places among ornamented notes against that among all.
    #expect(strong.ornamented * strong.all * 10 > strong.plain * strong.ornamentedAll * 13, "\(strong)")
  }

  @Test func cadencesAreTrilledInTheBaroque() {
    var trills = 0
    var cadences = 0
    for seed in 0..<20 {
      let notes = composed(piece(asked(.baroque)), seed: seed).part("tune").notes
      guard let end = notes.lastIndex(where: { $0.onset < 32 }), end > 0 else { continue }
      let before = notes[end - 1]
      guard before.duration * 500_000 >= 300_000 else { continue }
      cadences += 1
      if case .trill = before.ornament { trills += 1 }
    }
    #expect(cadences >= 5 && trills * 10 >= cadences * 7, "\(trills) of \(cadences)")
  }

  @Test func givenNotesAreLeftAloneUnlessTheSpecSaysAShare() {
    func notes(_ ornament: Settings.Ornament, varied: Int? = nil) -> [Score.Note] {
      let given = (0..<8).map { NoteLine.Note(onset: Rational(4 * $0), duration: 4, pitches: [.key(67 + $0 % 2)]) }
      let score = composed(
        piece(ornament, sections: [Section(name: "A"), Section(name: "B")]) { arrangement in
          arrangement.given = [0, 1].map {
            .init(part: "tune", section: $0, from: 0, to: 32, notes: given, pitches: [], contour: [])
          }
          arrangement.settings.form[1].variation.ornament = varied
        })
      return score.part("tune").notes
    }
    #expect(notes(asked(.irish)).allSatisfy { $0.ornament == nil })
    let varied = notes(asked(.irish), varied: 500)
    #expect(varied.allSatisfy { $0.onset >= 32 || $0.ornament == nil } && varied.contains { $0.ornament != nil })
    let everywhere = notes(asked(.irish, share: 300))
    #expect(everywhere.contains { $0.onset < 32 && $0.ornament != nil })
    #expect(everywhere.prefix(7).map(\.onset) == (0..<7).map { Rational(4 * $0) })
  }
}
