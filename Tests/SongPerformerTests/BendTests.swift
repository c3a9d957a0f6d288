// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongPerformer
import Testing

/// The rules that move the pitch of tones, by the bends that they send.
@Suite struct BendTests {
  private static let tone = {
    var tone = Settings.ToneControl()
    tone.vibrato = .init(depthCents: 20, rateHz: 5, afterMS: 300)
    tone.bends.scoop = 100
    tone.bends.slide = 200
    tone.bends.fall = 150
    return tone
  }()

  private func band(
    _ rule: Settings.PlayingRule?, _ percent: Int, tone: Settings.ToneControl = tone, timing: Int = 1000, role: Role = .melody
  ) -> Settings {
    var result = settings(timing: timing)
    var own = Settings.Part(
      id: "tune", role: role, instrument: "flute", sound: "", patterns: [], range: KeyRange(low: 0, high: 127), threshold: 0,
      enter: nil, leave: nil, gainDB: 0, pan: 0, sendDB: 0)
    own.tone = tone
    result.parts = [own]
    result.humanize.rules = rule.map { [.init($0, percent)] } ?? Settings.PlayingRule.allCases.map { .init($0, 100) }
    return result
  }

  /// Cents and milliseconds of the bends of a part at half a second a quarter.
  private func bends(
    _ notes: [Score.Note], _ settings: Settings, seed: Int = 0, measures: Int = 4, syncs: [Score.SyncMark] = []
  ) -> [(at: Double, cents: Double)] {
    var piece = score([part(notes)], measures: measures)
    piece.syncs = syncs
    return performed(piece, settings, seed: seed).parts[0].bends.map {
      (Double($0.at.value) * 500 / 960, Double($0.value - 8192) / 8192 * 200)
    }
  }

  private func extremes(_ bends: [(at: Double, cents: Double)]) -> ClosedRange<Double> {
    (bends.map(\.cents).min() ?? 0)...(bends.map(\.cents).max() ?? 0)
  }

  @Test func aLongToneVibrates() {
    // Four quarters are 2 s; the level of 80 makes 20 x (0.7 + 0.6 x 80 / 127) = 21.6 cents, give or take 15 %.
    var depths: [Double] = []
    for seed in 0..<20 {
      let found = bends([note(0, 4)], band(.vibrato, 100), seed: seed)
      #expect(found.allSatisfy { $0.at > 290 && $0.at <= 2001 }, "seed \(seed)")
      let range = extremes(found)
      depths.append((range.upperBound - range.lowerBound) / 2)
      #expect(found.first.map { $0.cents > 0 } ?? false, "it begins upwards")
      // Between 700 ms and 1200 ms it is full and at its own rate: turns are counted by passages upwards.
      let ups = zip(found, found.dropFirst()).filter { $0.cents < 0 && $1.cents >= 0 }.map(\.1.at)
      let turns = zip(ups, ups.dropFirst()).filter { $0 > 500 && $1 < 1250 }.map { $1 - $0 }
      #expect(turns.allSatisfy { (180...222).contains($0) }, "seed \(seed): \(turns)")
      #expect(found.last?.cents == 0, "seed \(seed)")
    }
    #expect(depths.allSatisfy { (21.6 * 0.84...21.6 * 1.16).contains($0) } && (depths.mean - 21.6).magnitude < 1.5, "\(depths)")
    #expect(depths.max()! - depths.min()! > 2, "tones differ")
  }

  @Test func theLouderTheWiderAndHalfIsHalf() {
    func depth(_ emphasis: Int, _ percent: Int) -> Double {
      extremes(bends([note(0, 4, emphasis: emphasis)], band(.vibrato, percent))).upperBound
    }
    #expect((depth(40, 100) / depth(-40, 100) - (0.7 + 0.6 * 120 / 127) / (0.7 + 0.6 * 40 / 127)).magnitude < 0.08)
    #expect((depth(0, 50) / depth(0, 100) - 0.5).magnitude < 0.05)
    #expect(depth(40, 200) <= 50.1)
  }

  @Test func shortTonesAndOthersInstrumentsAreLevel() {
    // 300 ms and two turns of 200 ms are 700 ms; a quarter is 500.
    #expect(bends(run(8, of: 1), band(.vibrato, 100)).isEmpty)
    #expect(bends([note(0, 4)], band(nil, 100, tone: Settings.ToneControl())).isEmpty)
    #expect(bends([note(0, 4)], band(nil, 100, role: .chords)).isEmpty, "what accompanies is no line")
  }

  @Test func nothingBendsWithoutHumanization() {
    let notes = [note(0, 4, key: 60), note(4, 2, key: 64), note(6, 1, key: 62), note(9, 4, key: 60)]
    #expect(!bends(notes, band(nil, 100), measures: 5).isEmpty)
    #expect(bends(notes, band(nil, 100, timing: 0), measures: 5).isEmpty)
  }

  @Test func overlappingNotesAreLevel() {
    // Bends reach all notes of a part: a held one below, a chord, and one that begins inside.
    let notes = [note(0, 8, key: 48), note(0, 4, key: 60), note(4, 4, key: 64), note(8, 4, key: 60), note(8, 4, key: 67)]
    for seed in 0..<10 {
      #expect(bends(notes, band(nil, 200), seed: seed).isEmpty)
      let after = bends(notes + [note(12, 4, key: 72)], band(.vibrato, 100), seed: seed, measures: 5)
      #expect(!after.isEmpty && after.allSatisfy { $0.at > 6250 }, "seed \(seed)")
    }
  }

  @Test func peaksAreScooped() {
    // 60 + 0.4 x 100 = 100 ms from a semitone below.
    let notes = [note(0, 1, key: 60), note(1, 1, key: 64), note(2, 1, key: 62), note(3, 1, key: 60)]
    var count = 0
    for seed in 0..<200 {
      let found = bends(notes, band(.scoop, 100), seed: seed)
      guard let first = found.first else { continue }
      count += 1
      #expect((first.at - 500).magnitude < 3 && first.cents == -100, "seed \(seed): \(first)")
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.cents < $1.cents } && found.last?.cents == 0)
      #expect((found.last!.at - first.at - 100).magnitude <= 11 && found.count <= 11, "seed \(seed)")
    }
    #expect((55...105).contains(count), "two fifths: \(count)")
    let level = [note(0, 1, key: 64), note(1, 1, key: 62), note(2, 1, key: 60)]
    #expect((0..<50).allSatisfy { bends(level, band(.scoop, 200), seed: $0).isEmpty })
  }

  @Test func slidesComeFromTheLastTone() {
    // Down a semitone and up a fourth, which is more than the bender has.
    for (keys, cents) in [([64, 63], 100.0), ([60, 65], -200)] {
      let notes = [note(0, 1, key: keys[0]), note(1, 1, key: keys[1])]
      let found = (0..<100).map { bends(notes, band(.slide, 100), seed: $0) }.filter { !$0.isEmpty }
      #expect((13...40).contains(found.count), "a quarter: \(found.count)")
      for bends in found {
        #expect((bends[0].cents - cents).magnitude < 0.1 && (bends[0].at - 500).magnitude < 3, "\(bends)")
        #expect(bends.last!.cents == 0 && (bends.last!.at - bends[0].at - 70).magnitude <= 11)
      }
    }
    let apart = [note(0, Rational(1, 2), key: 60), note(1, 1, key: 62)]
    #expect((0..<50).allSatisfy { bends(apart, band(.slide, 200), seed: $0).isEmpty }, "not over a rest")
  }

  @Test func tonesFallBeforeRests() {
    let notes = [note(0, 2, key: 60), note(4, 2, key: 62)]
    let found = (0..<100).map { bends(notes, band(.fall, 100), seed: $0) }.filter { !$0.isEmpty }
    #expect((17...43).contains(found.count), "three in ten: \(found.count)")
    for bends in found {
      #expect(bends.allSatisfy { $0.cents <= 0 && $0.at >= 795 } && extremes(bends).lowerBound < -120, "\(bends)")
      // Down to the end at 1 s, and back in the middle when the release has died away.
      #expect(bends.last?.cents == 0 && (1190...1210).contains(bends.last!.at), "\(bends)")
    }
    let close = [note(0, 2, key: 60), note(Rational(9, 4), 1, key: 62), note(Rational(13, 4), 1, key: 62)]
    #expect((0..<50).allSatisfy { bends(close, band(.fall, 200), seed: $0).isEmpty }, "no rest, no fall")
  }

  @Test func syncPointsHaveTheirPitchAtOnce() {
    let notes = [note(0, 1, key: 60), note(1, 1, key: 64), note(2, 2, key: 60)]
    let point = Score.SyncMark(name: "x", start: 1, end: 1, hit: .accent)
    for rule in [Settings.PlayingRule.scoop, .slide] {
      let found = (0..<60).map { bends(notes, band(rule, 200), seed: $0, syncs: [point]) }
      #expect(found.allSatisfy { bends in bends.allSatisfy { !(480...550).contains($0.at) } }, "\(rule)")
      #expect((0..<60).contains { bends(notes, band(rule, 200), seed: $0).contains { (480...550).contains($0.at) } })
    }
  }

  /// Whatever is played: sorted, in range, in the middle wherever a note begins that isn't bent itself, thin, back at the end.
  @Test func bendsComeBack() {
    for seed in 0..<30 {
      var stream = Seed(seed).child("tune").generator
      var notes: [Score.Note] = []
      var onset: ScoreTime = 0
      while onset < 60 {
        let length = [Rational(1, 2), 1, 2, 3][stream.below(4)]
        if stream.below(4) > 0 { notes.append(note(onset, length, key: 60 + stream.below(12))) }
        onset = onset + length
      }
      let piece = score([part(notes)], measures: 17)
      let played = performed(piece, band(nil, 100, timing: 20_000), seed: seed).parts[0]
      #expect(zip(played.bends, played.bends.dropFirst()).allSatisfy { $0.at < $1.at && $0.value != $1.value }, "seed \(seed)")
      #expect(played.bends.allSatisfy { (0...16_383).contains($0.value) && $0.at <= Ticks(piece.end) })
      #expect(played.bends.last?.value == 8192, "seed \(seed)")
      #expect(Double(played.bends.count) < 100 * 30, "no more than one in 10 ms")
      // A tone begins in the middle, or with a bend of its own.
      for note in played.notes {
        let last = played.bends.last { $0.at <= note.onset }
        #expect(last == nil || last?.value == 8192 || last?.at == note.onset, "seed \(seed) at \(note.onset)")
      }
    }
  }
}
