// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongMusic
import Testing

/// Tunes against another: their rhythm, their intervals, what they follow.
@Suite struct CounterTests {
  private static let answer = SongComposerTests.part("answer", .counter, "cello", range: 50...69)
  private static let band = [tune, answer, bass]

  private func score(_ name: String, seed: Int, _ parts: [Settings.Part] = band) -> Score {
    composed(arrangement([Section(name: "A"), Section(name: "B", cadence: .half)], parts, key: key(name)), seed: seed)
  }

  /// The note of a line that sounds at a time.
  private func sounding(_ notes: [Score.Note], at time: ScoreTime) -> Score.Note? {
    notes.last { $0.onset <= time && time < $0.end }
  }

  @Test func aSecondTuneMovesWhereTheFirstRestsOrHolds() {
    var all = 0
    var free = 0
    var together = 0
    for seed in 0..<12 {
      let score = score("C major", seed: seed)
      let first = score.part("tune").notes
      for note in score.part("answer").notes {
        all += 1
        if first.contains(where: { $0.onset == note.onset }) {
          together += 1
        } else if sounding(first, at: note.onset).map({ note.onset - $0.onset >= Rational(1, 2) }) ?? true {
          free += 1
        }
      }
    }
    #expect(all > 12 * 16, "\(all)")
    // Of the second voices of POP909 72 % are free and 24 % together with the tune.
    #expect(free * 100 >= all * 55, "\(free) of \(all)")
    #expect(together * 100 <= all * 42, "\(together) of \(all)")
  }

  @Test func aSecondTuneHasNoParallelsAndCrossesNothing() {
    var parallels = 0
    var crossing = 0
    var all = 0
    for seed in 0..<12 {
      for name in ["C major", "A minor", "Eb major"] {
        let score = score(name, seed: seed)
        let first = score.part("tune").notes
        let second = score.part("answer").notes
        for (one, two) in zip(second, second.dropFirst()) {
          // Sections are segments of their own: no rule holds from one into the next.
          if score.sections.contains(where: { one.onset < $0.start && $0.start <= two.onset }) { continue }
          all += 1
          guard let now = sounding(first, at: two.onset) else { continue }
          if now.key <= two.key { crossing += 1 }
          guard now.onset == two.onset, let then = first.last(where: { $0.onset < two.onset }), then.end > one.onset,
            then.key != now.key, one.key != two.key
          else { continue }
          let before = (then.key - one.key) % 12
          if (before == 0 || before == 7) && before == (now.key - two.key) % 12 { parallels += 1 }
        }
      }
    }
    #expect(all > 400)
    // Only where a motif that returns or a narrow place leaves no other way.
    #expect(parallels * 200 <= all, "\(parallels) of \(all)")
    #expect(crossing * 50 <= all, "\(crossing) of \(all)")
  }

  @Test func strongBeatsHaveTonesOfTheChord() {
    var strong = 0
    var foreign = 0
    for seed in 0..<12 {
      let score = score("G major", seed: seed)
      for note in score.part("answer").notes where Meter(4, 4).strength(at: note.onset % 4) >= 2 {
        strong += 1
        if let chord = score.chord(at: note.onset)?.chord, !chord.pitchClasses.contains(note.key % 12) { foreign += 1 }
        #expect((50...69).contains(note.key), "seed \(seed)")
      }
    }
    #expect(strong > 100 && foreign == 0, "\(foreign) of \(strong)")
  }

  @Test func aSecondTuneLeavesTheOthersAsTheyAre() {
    for seed in 0..<6 {
      let with = score("D minor", seed: seed)
      let without = score("D minor", seed: seed, [tune, bass])
      for part in ["tune", "bass"] { #expect(with.part(part).notes.map(\.key) == without.part(part).notes.map(\.key)) }
      #expect(score("D minor", seed: seed).part("answer").notes == with.part("answer").notes)
    }
  }

  /// A dense style has more notes in both tunes.
  @Test func aSecondTuneIsAsDenseAsTheStyle() {
    func count(_ density: Int) -> Int {
      (0..<6).reduce(0) { sum, seed in
        var piece = arrangement([Section(name: "A"), Section(name: "B")], [CounterTests.answer, bass])
        let old = piece.settings.melody
        piece.settings.melody = .init(
          model: old.model, rhythmModel: old.rhythmModel, density: density, temperature: old.temperature, register: old.register, plans: "pop")
        return sum + composed(piece, seed: seed).part("answer").notes.count
      }
    }
    let (few, many) = (count(60), count(150))
    #expect(few * 12 < many * 10, "\(few) and \(many)")
  }

  /// However busy the first tune is, no bar of rest follows another.
  @Test func aSecondTuneRestsNoTwoBarsInARow() {
    for seed in 0..<12 {
      var piece = arrangement([Section(name: "A"), Section(name: "B")], [tune, CounterTests.answer, bass])
      let old = piece.settings.melody
      piece.settings.melody = .init(
        model: old.model, rhythmModel: old.rhythmModel, density: 150, temperature: old.temperature, register: old.register,
          plans: old.plans)
      let notes = composed(piece, seed: seed).part("answer").notes
      let isSilent = (0..<16).map { bar in !notes.contains { $0.onset < Rational(4 * bar + 4) && $0.end > Rational(4 * bar) } }
      #expect(!zip(isSilent, isSilent.dropFirst()).contains { $0 && $1 }, "seed \(seed): \(isSilent)")
    }
  }

  @Test func whereNoTunePlaysItIsOne() {
    let alone = score("C major", seed: 3, [SongComposerTests.part("answer", .counter, "cello", range: 50...69), bass])
    #expect(alone.part("answer").notes.count > 20)
  }

  @Test func anyMeterHasASecondTune() {
    for meter in [Meter(3, 4), Meter(6, 8), Meter(5, 4), Meter(7, 8), Meter(12, 8)] {
      let piece = arrangement([Section(name: "A"), Section(name: "B")], [tune, CounterTests.answer], meter: meter)
      let notes = composed(piece).part("answer").notes
      #expect(notes.count > 12, "\(meter)")
      for (note, next) in zip(notes, notes.dropFirst()) { #expect(note.end <= next.onset, "\(meter) \(note.onset)") }
    }
  }
}
