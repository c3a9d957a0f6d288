// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import Testing

/// The rules of a palette on examples of a few notes: sign and size of each formula.
///
/// A rule is measured as the difference that it makes to what one seed plays: the player's noise is the same in both.
@Suite struct PlayingRuleTests {
  private static let loose = settings(timing: 50_000, velocity: 1, length: 1)

  /// What a rule at this amount changes of each note, mean over seeds: milliseconds, decibels, milliseconds that sound.
  ///
  /// Empty measures stand before and behind, since a piece's first onset and its last measure stay on the grid.
  private func change(
    _ rule: Settings.PlayingRule, by percent: Int = 100, _ notes: [Score.Note], role: Role = .melody, program: Int = 73,
    chords: [Score.ChordSymbol] = [], measures: Int = 3, microseconds: Int = 500_000, swing: Int = 500
  ) -> [(time: Double, level: Double, sounding: Double)] {
    let moved = notes.map { note in
      var note = note
      note.onset = note.onset + 4
      return note
    }
    let line = Score.Part(
      id: "tune", name: "tune", abbreviation: "tune", instrument: "flute", clef: .treble, transposition: .none,
      program: program, kit: [], notes: moved, dynamics: [])
    // Parts without rules, so that what the measure's mean is taken from is known.
    var piece = score([line], measures: measures, microseconds: microseconds)
    piece.chords = chords.map { Score.ChordSymbol(onset: $0.onset + 4, duration: $0.duration, chord: $0.chord) }
    var plain = Self.loose
    plain.humanize = .init(timing: 50_000, velocity: 1, swing: swing, length: 1)
    plain.parts = [
      Settings.Part(
        id: "tune", role: role, instrument: "flute", sound: "", patterns: [], range: KeyRange(low: 0, high: 127),
        threshold: 0, enter: nil, leave: nil, gainDB: 0, pan: 0, sendDB: 0)
    ]
    var ruled = plain
    ruled.humanize.rules = [.init(rule, percent)]
    let seeds = 41
    var sums = notes.map { _ in (time: 0.0, level: 0.0, sounding: 0.0) }
    let tick = Double(microseconds) / 960_000
    for seed in 0..<seeds {
      let before = performed(piece, plain, seed: seed).parts[0].notes
      let after = performed(piece, ruled, seed: seed).parts[0].notes
      for (index, note) in moved.enumerated() {
        guard case .pitch(let pitch) = note.sound else { continue }
        func found(_ notes: [Performance.Note]) -> Performance.Note {
          notes.filter { $0.key == pitch.key }
            .min { ($0.onset.value - Ticks(note.onset).value).magnitude < ($1.onset.value - Ticks(note.onset).value).magnitude }!
        }
        let (plain, ruled) = (found(before), found(after))
        sums[index].time += Double(ruled.onset.value - plain.onset.value) * tick / Double(seeds)
        sums[index].level += Double(ruled.velocity - plain.velocity) / Double(seeds)
        sums[index].sounding += Double(ruled.duration.value - plain.duration.value) * tick / Double(seeds)
      }
    }
    // Around the dynamic of 80 a decibel is 4.74 steps, for small differences.
    return sums.map { ($0.time, 40 * log10(1 + $0.level / 80), $0.sounding) }
  }

  /// Within a tick or two of the formula.
  private func close(_ found: Double, _ expected: Double, within: Double = 1.6) -> Bool { (found - expected).magnitude <= within }

  private func log10(_ value: Double) -> Double { portableLog(value) / portableLog(10) }

  @Test func anOctaveIsThreeDecibels() {
    let found = change(.highLoud, [note(0, 1, key: 60), note(1, 1, key: 66), note(2, 1, key: 72)])
    #expect(close(found[0].level, -1.5, within: 0.3) && close(found[2].level, 1.5, within: 0.3), "\(found)")
    #expect(close(found[1].level, 0, within: 0.2))
    #expect(found.allSatisfy { $0.time == 0 && $0.sounding == 0 })
  }

  @Test func aShortNoteIsSofterAndShorter() {
    // A sixteenth of 125 ms between longer ones: d = -(11/170) 95 = -6.15 ms.
    let notes = [note(0, Rational(3, 4), key: 60), note(Rational(3, 4), Rational(1, 4), key: 61), note(1, 1, key: 62), note(2, 2, key: 63)]
    let found = change(.durationContrast, by: 200, notes)
    #expect(close(found[1].time - found[0].time, 2 * 9.2), "\(found)")
    #expect(close(found[1].level, -0.92, within: 0.35), "\(found)")
    #expect(close(found[2].time - found[0].time, 0))
  }

  @Test func theShortNoteOfDoubleDurationIsEarly() {
    // 500 ms, 250 ms, 500 ms: 0.12 of 250 ms, half of it.
    let notes = [note(0, 1, key: 60), note(1, Rational(1, 2), key: 61), note(Rational(3, 2), 1, key: 62), note(Rational(5, 2), 1, key: 63)]
    let found = change(.doubleDuration, by: 50, notes)
    #expect(close(found[1].time - found[0].time, -15) && close(found[2].time - found[0].time, 0), "\(found)")
  }

  @Test func remarkableTonesAreLouder() {
    // Root, major seventh above it, minor second above it: C = 0, 5, 6.5.
    let chord = Score.ChordSymbol(onset: 0, duration: 4, chord: Chord(root: PitchName(fifths: 0), quality: .major))
    let found = change(.melodicCharge, by: 200, [note(0, 1, key: 60), note(1, 1, key: 71), note(2, 1, key: 61)], chords: [chord])
    #expect(close(found[0].level, 0, within: 0.15), "\(found)")
    #expect(close(found[1].level, 2, within: 0.35) && close(found[2].level, 2.6, within: 0.35), "\(found)")
  }

  @Test func aFarChordIsLouderAndGrownInto() {
    // I, then VI (charge 6), in measures of two seconds: halfway through the ramp of 1.9 s half of the way.
    let chords = [(0, 0), (4, 3)].map { (onset, fifths) in
      Score.ChordSymbol(onset: Rational(onset), duration: 4, chord: Chord(root: PitchName(fifths: fifths), quality: .major))
    }
    let found = change(
      .harmonicCharge, [note(0, 1, key: 60), note(2, 1, key: 61), note(4, 1, key: 62)], chords: chords, measures: 4)
    let usual = 1.5.squareRoot()
    #expect(close(found[0].level, -1.5 * usual, within: 0.35), "\(found)")
    #expect(close(found[2].level, 1.5 * (6.0.squareRoot() - usual), within: 0.35), "\(found)")
    #expect(close(found[1].level, (found[0].level + found[2].level) / 2, within: 0.4), "\(found)")
  }

  @Test func aPhraseSwellsAndFalls() {
    // Measures 2 to 4 of the phrase, each with one note on its downbeat: x = 1/4, 1/2, 3/4.
    let found = change(.phraseArch, by: 400, [note(0, 1, key: 60), note(4, 1, key: 61), note(8, 1, key: 62)], measures: 9)
    for (note, expected) in zip(found, [0.16, 1.15, 0.96]) {
      // k A (2/9 - 0.5 (1-x)^2 - y^2) with A = 1.5, k = 4.
      #expect(close(note.level, expected, within: 0.3), "\(found)")
    }
  }

  @Test func timeInAPhraseIsLentInsideAMeasure() {
    let notes = (0..<16).map { note(Rational($0, 2), Rational(1, 2), key: 60 + $0) }
    let found = change(.phraseArch, by: 200, notes, measures: 9)
    for measure in 0..<2 {
      let times = found[measure * 8..<measure * 8 + 8].map(\.time)
      #expect(times.mean.magnitude < 0.6 && times[0] > times[4], "\(times)")
    }
  }

  @Test func aSectionSwellsEarly() {
    let notes = (0..<7).map { note(Rational(4 * $0), 1, key: 60 + $0) }
    let levels = change(.sectionArch, notes, measures: 8).map(\.level)
    // Measures 2 to 8 of 8: the turn lies at 0.3 of the section.
    #expect(levels[1] > levels[0] - 0.2 && levels[1] > levels[3] && levels[3] > levels[5], "\(levels)")
  }

  @Test func aLongNoteEndsAGestureWithABreath() {
    // 250 ms, 500 ms, 250 ms: 20 + 40 (500 - 160) / 480 = 48.3 ms.
    let notes = [
      note(0, Rational(1, 2), key: 60), note(Rational(1, 2), 1, key: 61), note(Rational(3, 2), Rational(1, 2), key: 62),
      note(2, 1, key: 63),
    ]
    let found = change(.punctuation, by: 100, notes)
    #expect(close(found[1].sounding, -48.3, within: 4) && close(found[0].sounding, 0), "\(found)")
    #expect(close(found[2].time - found[0].time, 0.45 * 48.3), "\(found)")
  }

  @Test func aLeapUpIsEarlyAndOneDownLate() {
    let up = change(.leapTone, [note(0, 1, key: 60), note(1, 1, key: 69), note(2, 1, key: 70)])
    #expect(close(up[1].time - up[0].time, -4.2 * 3) && close(up[2].time - up[0].time, 0), "\(up)")
    let down = change(.leapTone, [note(0, 1, key: 69), note(1, 1, key: 60), note(2, 1, key: 61)])
    #expect(close(down[1].time - down[0].time, 2.4 * 3), "\(down)")
  }

  @Test func leapsAndRepetitionsAreDetached() {
    // 500 ms before a leap of five: 8 x 5 x (0.3 + 0.3 x 400 / 600) = 20 ms.
    let leap = change(.leapArticulation, by: 200, [note(0, 1, key: 60), note(1, 1, key: 65), note(2, 1, key: 66)])
    #expect(close(leap[0].sounding, -40, within: 4) && close(leap[1].sounding, 0), "\(leap)")
    let repeated = change(.repetitionArticulation, [note(0, 1, key: 60), note(1, 1, key: 60), note(2, 1, key: 66)])
    // Where the next stroke is early, it cuts the note without the rule as well.
    #expect((-36.0 ... -22).contains(repeated[0].sounding) && close(repeated[1].sounding, 0), "\(repeated)")
  }

  @Test func aRiseHurries() {
    let found = change(.fasterUphill, by: 200, [note(0, 1, key: 60), note(1, 1, key: 61), note(2, 1, key: 63), note(3, 1, key: 62)])
    for (note, expected) in zip(found, [0.0, -4, -8, 0]) { #expect(close(note.time - found[0].time, expected), "\(found)") }
  }

  @Test func unequalEighths() {
    let notes = (0..<4).map { note(Rational($0, 2), Rational(1, 2), key: 60 + $0) }
    let found = change(.inegales, by: 40, notes)
    // 0.22 of 250 ms, two fifths of it.
    #expect(close(found[1].time - found[0].time, 22) && close(found[2].time - found[0].time, 0), "\(found)")
  }

  @Test func theTuneLeadsAndTheBassFollows() {
    func together(_ role: Role, swing: Int = 500) -> [Double] {
      // The mean of a measure is that of the one part, so a rule for all its notes shows only against another part.
      var plain = settings(timing: 50_000)
      plain.humanize = .init(timing: 50_000, velocity: 0, swing: swing, length: 0)
      plain.parts = [("a", role), ("b", .chords)].map {
        Settings.Part(
          id: $0.0, role: $0.1, instrument: "flute", sound: "", patterns: [], range: KeyRange(low: 0, high: 127),
          threshold: 0, enter: nil, leave: nil, gainDB: 0, pan: 0, sendDB: 0)
      }
      var ruled = plain
      ruled.humanize.rules = [.init(.ensembleTiming, 100)]
      let piece = score([part(run(8, of: 1), id: "a"), part(run(8, of: 1), id: "b")], measures: 3)
      func lead(_ settings: Settings, _ seed: Int) -> Double {
        let parts = performed(piece, settings, seed: seed).parts
        return (4..<8).map { Double(parts[0].notes[$0].onset.value - parts[1].notes[$0].onset.value) * 500 / 960 }.mean
      }
      return (0..<20).map { lead(ruled, $0) - lead(plain, $0) }
    }
    #expect(close(together(.melody).mean, -13) && close(together(.bass).mean, 23.3 - 0.0536 * 120))
    // In swing late by 125.1 - 0.4101 x 120 = 75.9 ms, of which 25 are played.
    #expect(close(together(.melody, swing: 660).mean, 25))
  }

  @Test func chordsAreSpreadFromLowToHighAndUpStrokesBack() {
    let chord = [note(0, 1, key: 60), note(0, 1, key: 64), note(0, 1, key: 67)]
    let up = [note(Rational(1, 2), 1, key: 72), note(Rational(1, 2), 1, key: 76), note(Rational(1, 2), 1, key: 79)]
    for (program, expected) in [(0, 20.0), (8, 10), (25, 20), (40, 0)] {
      let found = change(.chordSpread, chord + up, role: .chords, program: program)
      #expect(close(found[2].time - found[0].time, expected), "program \(program): \(found)")
      #expect(close(found[5].time - found[3].time, program == 25 ? -20 : expected), "program \(program): \(found)")
    }
  }

  @Test func swingFallsWithTheTempo() {
    func share(_ microseconds: Int) -> Double {
      var loose = settings(swing: 600)
      loose.humanize.rules = [.init(.swingByTempo, 100)]
      let notes = performed(score([part(run(8, of: Rational(1, 2)))], measures: 1, microseconds: microseconds), loose).parts[0].notes
      return Double(notes[1].onset.value) / 960
    }
    #expect(close(share(500_000), 0.6, within: 0.002))
    // Ratio 2.30 at 180 and 2.90 at 120: a tenth less by (1.30 / 3.30) / (1.90 / 3.90).
    #expect(close(share(333_333), 0.5 + 0.1 * (1.3019 / 3.3019) / (1.9019 / 3.9019), within: 0.003))
    #expect(share(800_000) > 0.6)
  }

  @Test func theGrooveMovesDrumsMostAndMachinesNot() {
    func offsets(_ piece: Score, _ looseness: Int) -> [Double] {
      var plain = settings(timing: 50_000)
      plain.looseness = looseness
      var ruled = plain
      ruled.humanize.groove = .init(
        share: 50, kick: Array(repeating: 0, count: 16), kit: (0..<16).map { $0 == 4 ? 16_000 : 0 },
        levels: Array(repeating: 0, count: 16))
      let (before, after) = (performed(piece, plain).parts[0].notes, performed(piece, ruled).parts[0].notes)
      return zip(before, after).map { Double($1.onset.value - $0.onset.value) * 500 / 960 }
    }
    let strokes = (0..<12).map { Rational($0) }
    let kit = offsets(score([drums(strokes, every: 1)], measures: 4), 60)
    #expect(close(kit[5] - kit[4], 8) && close(kit[6] - kit[4], 0), "\(kit)")
    let tune = offsets(score([part(run(12, of: 1))], measures: 4), 60)
    #expect(close(tune[5] - tune[4], 4), "\(tune)")
    #expect(offsets(score([drums(strokes, every: 1)], measures: 4), 0).allSatisfy { $0 == 0 })
  }
}
