// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongModels
import SongMusic
import Testing

/// Harmony and tune as the models draw them, under their constraints.
@Suite struct LineTests {
  private static let keys = ["C major", "A minor", "F# minor", "Eb major", "D dorian", "G mixolydian"]

  @Test func sectionsEndOnTheirCadence() {
    for seed in 0..<10 {
      for name in LineTests.keys {
        let home = key(name)
        let score = composed(
          arrangement([Section(name: "A"), Section(name: "B", cadence: .half), Section(name: "C")], key: home), seed: seed)
        for (measure, isHalf) in [(7, false), (15, true), (23, false)] {
          let root = score.chord(at: Rational(4 * measure))?.chord?.root.pitchClass
          let dominant = (home.tonic.pitchClass + 7) % 12
          // A mode without a major dominant closes at home.
          #expect(root == home.tonic.pitchClass || isHalf && root == dominant, "\(name) seed \(seed) bar \(measure + 1)")
          if isHalf, home.mode == .major || home.mode == .minor { #expect(root == dominant, "\(name) seed \(seed)") }
        }
      }
    }
  }

  @Test func composedChordsBelongToTheKey() {
    var foreign = 0
    var all = 0
    for seed in 0..<20 {
      let home = key("C major")
      for symbol in composed(arrangement([Section(name: "A"), Section(name: "B")], key: home), seed: seed).chords {
        all += 1
        if symbol.chord?.pitchClasses.allSatisfy(home.scale.contains) != true { foreign += 1 }
      }
    }
    #expect(all > 100 && foreign * 10 <= all, "\(foreign) of \(all)")
  }

  @Test func theTuneKeepsItsConstraints() {
    var leaps = 0
    var steps = 0
    var foreign = 0
    var unresolved = 0
    for seed in 0..<10 {
      for name in LineTests.keys {
        let home = key(name)
        let score = composed(arrangement([Section(name: "A"), Section(name: "B")], key: home), seed: seed)
        let notes = score.part("tune").notes
        #expect(notes.count > 16, "\(name) seed \(seed)")
        for (note, next) in zip(notes, notes.dropFirst()) {
          #expect(note.end <= next.onset, "\(name) seed \(seed) \(note.onset)")
          // Sections are segments of their own: no rule holds from one into the next.
          if score.sections.contains(where: { note.onset < $0.start && $0.start <= next.onset }) { continue }
          steps += 1
          if abs(note.key - next.key) > 12 { leaps += 1 }
        }
        for note in notes {
          #expect(tune.range.contains(note.key), "\(name) seed \(seed) \(note.onset)")
          let tones = score.chord(at: note.onset)?.chord?.pitchClasses ?? []
          #expect(tones.contains(note.key % 12) || note.duration < 2 && home.scale.contains(note.key % 12), "\(name) seed \(seed) \(note.onset)")
        }
        // A foreign tone on a strong beat is left by step: an appoggiatura.
        for (note, next) in zip(notes, notes.dropFirst()) where Meter(4, 4).strength(at: note.onset % 4) >= 2 {
          let tones = score.chord(at: note.onset)?.chord?.pitchClasses ?? []
          guard !tones.contains(note.key % 12) else { continue }
          foreign += 1
          if !(1...2).contains(abs(next.key - note.key)) { unresolved += 1 }
        }
        #expect(notes.last.map { $0.key % 12 } == home.tonic.pitchClass, "\(name) seed \(seed)")
      }
    }
    // Only where two measures that return meet, and both their edges are fixed.
    #expect(leaps * 200 < steps, "\(leaps) leaps above an octave in \(steps) steps")
    #expect(foreign > 50 && unresolved * 5 < foreign, "\(unresolved) of \(foreign)")
  }

  @Test func theSecondVoiceStaysBelowTheTune() {
    for seed in 0..<20 {
      let score = composed(arrangement([Section(name: "A"), Section(name: "B")]), seed: seed)
      let above = Dictionary(score.part("tune").notes.map { ($0.onset, $0.key) }) { first, _ in first }
      let notes = score.part("second").notes
      #expect(notes.count * 2 > above.count, "seed \(seed)")
      // Each player breathes by himself, and may leave out a note for it.
      let distances = notes.compactMap { note in above[note.onset].map { $0 - note.key } }
      #expect(distances.count * 20 >= notes.count * 19, "seed \(seed)")
      #expect(distances.allSatisfy { (3...12).contains($0) }, "seed \(seed): \(distances)")
      #expect(notes.allSatisfy { second.range.contains($0.key) }, "seed \(seed)")
      let sweet = distances.count { [3, 4, 8, 9].contains($0) }
      #expect(sweet * 2 >= notes.count, "seed \(seed): \(sweet) of \(notes.count)")
    }
  }

  @Test func aMaterialThatReturnsIsTheSameTune() {
    for seed in 0..<10 {
      let score = composed(arrangement([Section(name: "A"), Section(name: "B"), Section(name: "A"), Section(name: "end", count: 2)]), seed: seed)
      func tune(_ from: Int) -> [String] {
        score.part("tune").notes.filter { $0.onset >= Rational(from) && $0.onset < Rational(from + 32) }
          .map { "\($0.onset - Rational(from)) \($0.sound)" }
      }
      #expect(tune(0) == tune(64) && tune(0) != tune(32), "seed \(seed)")
    }
  }

  @Test func aTuneRepeatsItsMotifs() {
    var repeated = 0
    for seed in 0..<20 {
      let notes = composed(arrangement([Section(name: "A", count: 16), Section(name: "end", count: 2)]), seed: seed).part("tune").notes
      let rhythms = (0..<16).map { bar in
        notes.filter { $0.onset >= Rational(4 * bar) && $0.onset < Rational(4 * bar + 4) }.map { "\($0.onset % 4) \($0.duration)" }
      }
      if Set(rhythms).count <= 12 { repeated += 1 }
    }
    // Of stretches of POP909 half have at most ten rhythms.
    #expect(repeated >= 12, "\(repeated) of 20")
  }

  @Test func aTuneHoldsNotesOverBarLines() {
    var held = 0
    for seed in 0..<20 {
      let notes = composed(arrangement([Section(name: "A", count: 16), Section(name: "end", count: 2)]), seed: seed).part("tune").notes
      held += notes.count { ($0.onset / 4).floor < (($0.end - Rational(1, 16)) / 4).floor }
      #expect(zip(notes, notes.dropFirst()).allSatisfy { $0.end <= $1.onset }, "seed \(seed)")
    }
    #expect(held > 8, "\(held) notes in 320 bars")
  }

  @Test func theTuneRisesTowardsTheThirdQuarter() {
    var rise = 0.0
    for seed in 0..<20 {
      let notes = composed(arrangement([Section(name: "A"), Section(name: "end", count: 2)]), seed: seed).part("tune").notes
      func height(_ bars: Range<Int>) -> Double {
        let keys = notes.filter { bars.contains(($0.onset / 4).floor) }.map { Double($0.key) }
        return keys.reduce(0, +) / Double(max(1, keys.count))
      }
      rise += height(4..<6) - (height(0..<2) + height(7..<8)) / 2
    }
    #expect(rise / 20 > 0.8, "\(rise / 20) semitones")
  }

  @Test func composedTunesCopyNothing() throws {
    let plan = arrangement([Section(name: "A", count: 17)], [tune])
    func event(_ note: Score.Note) -> Event { Event(onset: (note.onset * 24).rounded, pitch: note.key) }
    var stopped = 0
    for seed in 0..<5 {
      // What the composer wrote is the piece that mustn't be copied.
      let first = composed(plan, seed: seed).part("tune").notes.map(event)
      let copyGuard = CopyGuard(pieces: [first], field: .pitch, maximumRun: 8)
      #expect(copyGuard.copies(in: first) > 0)
      let guarded = ComposerModels(
        chords: models.chords, melody: models.melody, rhythm: models.rhythm, tunePlans: tunePlans, copyGuard: copyGuard)
      var context = Context(seed: Seed(seed))
      let second = compose(plan, library: library, models: guarded, in: &context).part("tune").notes.map(event)
      if copyGuard.copies(in: second) == 0 { stopped += 1 }
    }
    #expect(stopped == 5)
  }

  @Test func anyNumberOfThreadsWritesTheSamePiece() {
    let names = ["I", "A", "B", "A'", "C", "B'", "A"]
    let plan = arrangement(names.map { Section(name: $0, count: 4) })
    let one = composed(plan)
    #expect(Set(one.origins.map(\.segment)).count > names.count)
    for workers in 2...4 { #expect(composed(plan, workers: workers) == one, "\(workers) threads") }
  }

  @Test func harmonicRhythmIsNoClockwork() {
    var durations: [ScoreTime: Int] = [:]
    for seed in 0..<20 {
      let chords = composed(arrangement([Section(name: "A", count: 16), Section(name: "end", count: 2)]), seed: seed).chords
      for chord in chords { durations[chord.duration, default: 0] += 1 }
    }
    let all = durations.values.reduce(0, +)
    // Half bars, bars and two bars, in the order of pop songs.
    let (halves, bars, doubles) = (durations[2] ?? 0, durations[4] ?? 0, durations[8] ?? 0)
    #expect(halves * 5 > all && bars * 4 > all && doubles * 50 > all, "\(durations)")
  }

  @Test func openSectionsEndAsTheyCome() {
    let home = key("C major")
    let roots = (0..<30).compactMap { seed in
      composed(arrangement([Section(name: "A", cadence: .free), Section(name: "B")], key: home), seed: seed)
        .chord(at: Rational(31))?.chord?.root.pitchClass
    }
    #expect(Set(roots).count >= 3, "\(roots)")
  }

  @Test func seedsGiveDifferentTunesAndOneSeedTheSame() {
    let plan = arrangement([Section(name: "A")])
    #expect(composed(plan, seed: 3) == composed(plan, seed: 3))
    let tunes = (0..<20).map { composed(plan, seed: $0).part("tune").notes.map { "\($0.onset) \($0.sound)" } }
    #expect(Set(tunes).count == 20)
  }

  @Test func anotherPartChangesNoTune() {
    let alone = composed(arrangement([Section(name: "A")], [tune]), seed: 4)
    let together = composed(arrangement([Section(name: "A")]), seed: 4)
    #expect(alone.part("tune").notes.map(\.sound) == together.part("tune").notes.map(\.sound))
    #expect(alone.chords == together.chords)
  }

  @Test func everyMeterIsFilled() {
    for meter in [Meter(3, 4), Meter(6, 8), Meter(2, 4), Meter(5, 4), Meter(7, 8), Meter(groups: [3, 2, 2], denominator: 8)] {
      for seed in 0..<5 {
        let parts = [tune, second, part("comp", .chords, "piano", range: 52...76), part("bass", .bass, "electric-bass", range: 28...52)]
        let score = composed(arrangement([Section(name: "A")], parts, meter: meter), seed: seed)
        #expect(score.end == meter.length * 8 && score.chords.last.map { $0.onset + $0.duration } == score.end, "\(meter) seed \(seed)")
        for part in score.parts {
          #expect(part.notes.last.map(\.end) == score.end, "\(meter) seed \(seed) \(part.id)")
          #expect(part.notes.allSatisfy { $0.end <= score.end && $0.duration > .zero }, "\(meter) seed \(seed) \(part.id)")
        }
      }
    }
  }
}
