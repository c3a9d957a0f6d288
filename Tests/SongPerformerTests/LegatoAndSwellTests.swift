// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongPerformer
import Testing

/// Slurs and swells: lengths, and the expression that is sent.
@Suite struct LegatoAndSwellTests {
  private func band(
    _ rules: [Settings.PlayingRule], _ percent: Int = 100, role: Role = .melody, velocity: Int = 1, length: Int = 1,
    articulation: Int = 95
  ) -> Settings {
    var result = settings(timing: 5000, velocity: velocity, length: length, articulation: articulation)
    var own = Settings.Part(
      id: "tune", role: role, instrument: "flute", sound: "", patterns: [], range: KeyRange(low: 0, high: 127), threshold: 0,
      enter: nil, leave: nil, gainDB: 0, pan: 0, sendDB: 0)
    own.tone.slurs = true
    own.tone.swellDB = 4
    result.parts = [own]
    result.humanize.rules = rules.map { .init($0, percent) }
    return result
  }

  private func played(_ notes: [Score.Note], _ settings: Settings, seed: Int = 0, syncs: [Score.SyncMark] = []) -> Performance.Part {
    var piece = score([part(notes)], measures: 5)
    piece.syncs = syncs
    return performed(piece, settings, seed: seed).parts[0]
  }

  private func milliseconds(_ ticks: Int) -> Double { Double(ticks) * 500 / 960 }

  /// Milliseconds from the end of each note to the next; less than 0 where both sound.
  private func gaps(_ part: Performance.Part) -> [Double] {
    zip(part.notes, part.notes.dropFirst()).map { milliseconds($1.onset.value - $0.end.value) }
  }

  @Test func stepsAreJoined() {
    // A step of 250 ms overlaps by 25 ms, one of 500 ms by 30 at most; leaps, repeats and rests stay apart.
    let notes = [
      note(0, Rational(1, 2), key: 60), note(Rational(1, 2), 1, key: 62), note(Rational(3, 2), 1, key: 63),
      note(Rational(5, 2), 1, key: 70), note(Rational(7, 2), 1, key: 70), note(5, 1, key: 72), note(6, 1, key: 71),
    ]
    for seed in 0..<20 {
      let found = gaps(played(notes, band([.legato]), seed: seed))
      for (gap, expected) in zip(found, [-25.0, -30]) { #expect((gap - expected).magnitude < 1.1, "seed \(seed): \(found)") }
      #expect(found[2] > 5 && found[3] > 5 && found[4] > 5 && (found[5] + 30).magnitude < 1.1, "seed \(seed): \(found)")
      #expect(gaps(played(notes, band([]), seed: seed)).allSatisfy { $0 > 5 }, "without the rule none touch")
    }
    #expect(gaps(played(notes, band([.legato], 50))).first.map { ($0 + 12.5).magnitude < 1.1 } ?? false)
  }

  @Test func whatIsDetachedStaysSo() {
    let signs: [([Score.Articulation], [Score.Articulation])] = [([.staccato], []), ([.marcato], []), ([], [.accent])]
    for (first, second) in signs {
      let notes = [note(0, 1, key: 60, first), note(1, 1, key: 62, second)]
      #expect(gaps(played(notes, band([.legato])))[0] > 5, "\(first) \(second)")
    }
    let notes = [note(0, 1, key: 60), note(1, 1, key: 62)]
    #expect(gaps(played(notes, band([.legato], articulation: 60)))[0] > 100, "a mood that detaches")
    #expect(gaps(played(notes, band([.legato], length: 0)))[0] >= -6, "no lengths, no slurs")
    let point = Score.SyncMark(name: "x", start: 1, end: 1, hit: .accent)
    for seed in 0..<10 { #expect(gaps(played(notes, band([.legato]), seed: seed, syncs: [point]))[0] >= 0, "seed \(seed)") }
    var plain = band([.legato])
    plain.parts[0].tone.slurs = false
    #expect(gaps(played(notes, plain))[0] > 5, "an instrument that can't")
  }

  /// Bends reach all that sounds on a channel: what slides in has the channel alone.
  @Test func whatSlidesInIsNotSlurred() {
    let notes = [note(0, 1, key: 60), note(1, 1, key: 62)]
    var sliding = band([.slide, .legato])
    sliding.parts[0].tone.bends.slide = 200
    var count = 0
    for seed in 0..<60 {
      let found = played(notes, sliding, seed: seed)
      #expect((gaps(found)[0] < 0) == found.bends.isEmpty, "seed \(seed)")
      count += found.bends.isEmpty ? 0 : 1
    }
    #expect((5...30).contains(count), "\(count) of 60 slide")
  }

  private func decibels(_ value: Int) -> Double { 40 * portableLog2(Double(value) / 127) / portableLog2(10) }

  @Test func aLongToneGrowsAndFades() {
    // Two seconds have all of 4 dB on both sides, and the rest behind ends at the level again.
    let controls = played([note(0, 4), note(6, 1)], band([.swell])).controls
    #expect(controls.allSatisfy { $0.controller == 11 } && zip(controls, controls.dropFirst()).allSatisfy { $0.at < $1.at })
    #expect((decibels(controls[0].value) + 4).magnitude < 0.2 && controls[0].at == .zero)
    let loudest = controls.firstIndex { $0.value >= 125 }!
    #expect((500...1000).contains(milliseconds(controls[loudest].at.value)), "\(controls[loudest])")
    let softest = controls.dropLast().last!
    #expect((-4.1 ... -3).contains(decibels(softest.value)) && milliseconds(softest.at.value) > 1800, "\(softest)")
    #expect(controls.last!.value == 127 && milliseconds(controls.last!.at.value) < 2350)
    #expect(controls.count < 45, "\(controls.count)")
    // Half as far into a note behind.
    let on = played([note(0, 4), note(4, 1)], band([.swell])).controls
    #expect((-2.2 ... -1.5).contains(decibels(on.dropLast().last!.value)), "\(on)")
    #expect(on.last!.value == 127 && (milliseconds(on.last!.at.value) - 2000).magnitude <= 6)
  }

  @Test func shortAccentedAndPlainTonesKeepTheirLevel() {
    #expect(played(run(8, of: 1), band([.swell])).controls.isEmpty)
    #expect(played([note(0, 4)], band([.swell], velocity: 0)).controls.isEmpty)
    let accented = played([note(0, 4, [.accent])], band([.swell])).controls
    #expect(milliseconds(accented[0].at.value) > 900, "it begins at its level")
    let point = Score.SyncMark(name: "x", start: 4, end: 4, hit: .peak)
    let struck = played([note(0, 1), note(4, 4)], band([.swell]), syncs: [point]).controls
    #expect(struck.allSatisfy { milliseconds($0.at.value) > 2900 } && !struck.isEmpty)
    var plain = band([.swell])
    plain.parts[0].tone.swellDB = 0
    #expect(played([note(0, 4)], plain).controls.isEmpty)
  }

  @Test func chordsSwellTogetherAndOverlapsNot() {
    let chord = [note(0, 4, key: 60), note(0, 4, key: 64), note(0, 4, key: 67)]
    let single = played([note(0, 4, key: 60)], band([.swell], role: .pad)).controls.map(\.value)
    #expect(played(chord, band([.swell], role: .pad)).controls.count <= single.count + 1)
    #expect(!single.isEmpty)
    let held = [note(0, 8, key: 48), note(0, 4, key: 60), note(4, 4, key: 64)]
    #expect(played(held, band([.swell], role: .pad)).controls.isEmpty)
  }

  @Test func expressionComesBackToItsMiddle() {
    for seed in 0..<20 {
      var stream = Seed(seed).child("tune").generator
      var notes: [Score.Note] = []
      var onset: ScoreTime = 0
      while onset < 16 {
        let length = [1, 2, 3, 4][stream.below(4)]
        if stream.below(4) > 0 { notes.append(note(onset, Rational(length), key: 60 + stream.below(12))) }
        onset = onset + Rational(length)
      }
      let part = played(notes, band(Settings.PlayingRule.allCases), seed: seed)
      #expect(zip(part.controls, part.controls.dropFirst()).allSatisfy { $0.at < $1.at && $0.value != $1.value }, "seed \(seed)")
      #expect(part.controls.last.map { $0.value == 127 } ?? true, "seed \(seed)")
      for note in part.notes where milliseconds(note.duration.value) < 900 {
        let last = part.controls.last { $0.at <= note.onset }
        #expect(last == nil || last?.value == 127, "seed \(seed): a short note has its own level")
      }
    }
  }
}
