// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongComposer
import SongIR
import SongMusic
import Testing

/// Improvised lines over the chords of a section.
@Suite struct SoloTests {
  private func piece(
    _ soloists: [String] = ["tune"], bars count: Int = 16, chords: [Settings.ChordBar]? = nil, key name: String = "C major",
    style: String = "pop"
  ) -> Arrangement {
    var result = arrangement(
      [Section(name: "verse"), Section(name: "solo", count: count, function: "solo", chords: chords), Section(name: "end")],
      [tune, second, comp, bass], key: key(name))
    result.settings.form[1].treatment.plays = soloists.map { .init(part: $0, play: .solo) }
    result.settings.style = style
    return result
  }

  private func solo(_ score: Score, _ part: String = "tune", bars count: Int = 16) -> [Score.Note] {
    score.part(part).notes.filter { $0.onset >= 32 && $0.onset < Rational(32 + 4 * count) }
  }

  /// For each bar from a place on what is played in it.
  private func played(_ notes: [Score.Note], from start: ScoreTime, _ count: Int) -> [[String]] {
    (0..<count).map { bar in
      let begin = start + Rational(4 * bar)
      return notes.filter { $0.onset >= begin && $0.onset < begin + 4 }.map { "\($0.onset - begin) \($0.key)" }
    }
  }

  @Test func aSoloIsBusierAndWiderThanTheTune() {
    var notes = (tune: 0, solo: 0)
    var range = (tune: 0, solo: 0)
    var held = (tune: 0, solo: 0)
    for seed in 0..<12 {
      let score = composed(piece(), seed: seed)
      let verse = score.part("tune").notes.filter { $0.onset < 32 }
      let solo = solo(score)
      func width(_ notes: [Score.Note]) -> Int { (notes.map(\.key).max() ?? 0) - (notes.map(\.key).min() ?? 0) }
      func overBeats(_ notes: [Score.Note]) -> Int {
        notes.count { !($0.onset % 1 == 0) && $0.onset % 1 + $0.duration > 1 }
      }
      notes = (notes.tune + verse.count * 2, notes.solo + solo.count)
      range = (range.tune + width(verse), range.solo + width(solo))
      held = (held.tune + overBeats(verse) * 2, held.solo + overBeats(solo))
    }
    #expect(notes.solo * 10 > notes.tune * 12, "\(notes)")
    #expect(range.solo * 10 > range.tune * 12, "\(range)")
    #expect(held.solo > held.tune, "\(held)")
  }

  @Test func aSoloBreathesAndIsNeverTheTune() {
    for seed in 0..<12 {
      let score = composed(piece(), seed: seed)
      let line = solo(score)
      let rests = zip(line, line.dropFirst()).count { $1.onset - $0.end >= 1 }
      #expect(rests >= 3, "seed \(seed): \(rests)")
      #expect(zip(line, line.dropFirst()).allSatisfy { $0.end <= $1.onset }, "seed \(seed)")
      let tune = Set(played(score.part("tune").notes, from: 0, 8).filter { $0.count > 2 })
      #expect(played(line, from: 32, 16).allSatisfy { !tune.contains($0) }, "seed \(seed)")
    }
  }

  @Test func aSoloTakesUpTheTunesMotifs() {
    // The rhythm of the first three quarters of some bar of the tune comes again.
    var taken = 0
    for seed in 0..<12 {
      let score = composed(piece(), seed: seed)
      func heads(_ notes: [Score.Note], _ start: ScoreTime, _ count: Int) -> [[ScoreTime]] {
        (0..<count).map { bar in
          let begin = start + Rational(4 * bar)
          return notes.filter { $0.onset >= begin && $0.onset < begin + 3 }.map { $0.onset - begin }
        }
      }
      let tune = heads(score.part("tune").notes, 0, 8).filter { (2...6).contains($0.count) }
      if let first = heads(solo(score), 32, 1).first, tune.contains(first) { taken += 1 }
    }
    #expect(taken >= 8, "\(taken) of 12")
  }

  @Test func pitchesComeFromTheChordsScale() {
    // E7 in A minor has G sharp; D7 in C, which leads to G, has F sharp; Fm in C is borrowed and has A flat.
    let cases: [(key: String, chord: Chord, next: Chord, foreign: Int)] = [
      ("A minor", chord("E", "7"), chord("A", "m"), 7), ("C major", chord("D", "7"), chord("G"), 5),
      ("C major", chord("F", "m"), chord("C"), 9),
    ]
    for (name, first, second, foreign) in cases {
      var found = 0
      for seed in 0..<8 {
        let given = bars((0..<8).flatMap { _ in [first, second] })
        let score = composed(piece(chords: given, key: name), seed: seed)
        let over = solo(score).filter { score.chord(at: $0.onset)?.chord == first }
        found += over.count { $0.key % 12 == foreign }
        #expect(!over.isEmpty)
        // Long notes and downbeats are tones of the chord, or lean on one.
        for note in over where note.duration >= 2 { #expect(first.pitchClasses.contains(note.key % 12), "\(name) seed \(seed)") }
      }
      #expect(found == 0, "\(first) in \(name)")
    }
  }

  @Test func chordsAreEnteredOnThirdsAndSevenths() {
    let given = bars((0..<4).flatMap { _ in [chord("D", "m7"), chord("G", "7"), chord("C", "maj7"), chord("A", "m7")] })
    var guides = 0
    var all = 0
    for seed in 0..<10 {
      let score = composed(piece(chords: given), seed: seed)
      for bar in 0..<15 {
        let start = Rational(32 + 4 * bar)
        guard let first = solo(score).first(where: { $0.onset >= start && $0.onset < start + 4 }),
          let chord = score.chord(at: first.onset)?.chord
        else { continue }
        all += 1
        let tones = chord.quality.tones.filter { [3, 7].contains($0.degree) }
        if tones.contains(where: { (chord.root.pitchClass + $0.semitones) % 12 == first.key % 12 }) { guides += 1 }
      }
    }
    // Two of seven tones of the scale would be 29 %.
    #expect(guides * 100 > all * 50, "\(guides) of \(all)")
  }

  @Test func blueNotesBelongToTheBlues() {
    func blue(_ style: String) -> Int {
      let given = bars((0..<4).flatMap { _ in [chord("A", "7"), chord("D", "7"), chord("A", "7"), chord("E", "7")] })
      return (0..<20).reduce(0) { sum, seed in
        let score = composed(piece(chords: given, key: "A major", style: style), seed: seed)
        return sum + solo(score).count { note in
          // C over A7: neither in the chord nor in its mixolydian scale.
          note.key % 12 == 0 && score.chord(at: note.onset)?.chord == chord("A", "7")
        }
      }
    }
    #expect(blue("rock") > 3)
    #expect(blue("pop") == 0)
  }

  @Test func soloistsTakeTurnsOfFourBars() {
    for seed in 0..<4 {
      let arranged = piece(["comp", "tune"])
      let score = composed(arranged, seed: seed)
      for note in solo(score) {
        #expect(Int(((note.onset - 32) / 4).floor) / 4 % 2 == 1, "seed \(seed) at \(note.onset)")
      }
      // Between its turns the piano accompanies in chords.
      let comping = solo(score, "comp")
      func inTurn(_ note: Score.Note) -> Bool { ((note.onset - 32) / 4).floor / 4 % 2 == 0 }
      let own = comping.filter(inTurn)
      #expect(own.count > 16 && Set(own.map(\.onset)).count == own.count, "seed \(seed)")
      let others = comping.filter { !inTurn($0) }
      #expect(Set(others.map(\.onset)).count < others.count, "seed \(seed)")
    }
  }

  /// Who plays solos alone, and is let to play elsewhere, goes under the tune; it plays the tune where nobody else does.
  @Test func aSoloistDoublesNoTune() {
    var sax = SongComposerTests.part("sax", .melody, "clarinet", range: 50...81)
    sax.isSoloist = true
    for seed in 0..<6 {
      var piece = arrangement([Section(name: "A"), Section(name: "B")], [tune, sax, comp, bass])
      let score = composed(piece, seed: seed)
      let (first, under) = (score.part("tune").notes, score.part("sax").notes)
      #expect(under.count * 2 > first.count, "seed \(seed)")
      // Each breathes by himself, and may leave out a note for it.
      var lone = 0
      for note in under {
        guard let above = first.first(where: { $0.onset == note.onset }) else {
          lone += 1
          continue
        }
        #expect((3...12).contains(above.key - note.key), "seed \(seed) at \(note.onset)")
        #expect(note.emphasis < above.emphasis, "it stands back")
      }
      #expect(lone <= 1, "seed \(seed)")
      // In its range it is the tune's own.
      var high = SongComposerTests.part("sax", .melody, "clarinet", range: 62...81)
      high.isSoloist = true
      piece = arrangement([Section(name: "A"), Section(name: "B")], [tune, high, comp, bass])
      piece.parts[0] = .init(settings: tune, activity: piece.measures.map { $0.section == 1 ? .silent : .full })
      let alone = composed(piece, seed: seed).part("sax").notes.filter { $0.onset >= 32 }
      func places(_ notes: [Score.Note]) -> Set<String> { Set(notes.map { "\($0.onset) \($0.key)" }) }
      #expect(places(alone).symmetricDifference(places(first.filter { $0.onset >= 32 })).count <= 1, "seed \(seed)")
    }
  }

  /// Second voices and tunes go with what is improvised, in the turns of whom they name; the rest of the piece is as without.
  @Test func whoFollowsGoesWithTheSolo() {
    var named = SongComposerTests.part("named", .harmony, "cello", range: 50...76)
    named.follow = Spec.Follow(part: "tune", voice: nil)
    let answer = SongComposerTests.part("answer", .counter, "cello", range: 50...69)
    var harsh = 0
    var heard = 0
    for seed in 0..<8 {
      var piece = arrangement(
        [Section(name: "verse"), Section(name: "solo", count: 16, function: "solo"), Section(name: "end")],
        [tune, second, named, answer, comp])
      piece.settings.form[1].treatment.plays = [.init(part: "tune", play: .solo), .init(part: "comp", play: .solo)]
      let score = composed(piece, seed: seed)
      func onsets(_ part: String, _ isInTurn: (Int) -> Bool) -> Set<ScoreTime> {
        Set(solo(score, part).filter { isInTurn(((($0.onset - 32) / 4).floor / 4) % 2) }.map(\.onset))
      }
      let tunes = onsets("tune") { $0 == 0 }
      let improvised = tunes.union(onsets("comp") { $0 == 1 })
      let (all, own) = (onsets("second") { _ in true }, onsets("named") { _ in true })
      #expect(all.count > 30 && all.isSubset(of: improvised), "seed \(seed)")
      #expect(own.count > 15 && own.isSubset(of: tunes), "seed \(seed)")
      // No semitone against what sounds.
      let line = solo(score).filter { tunes.contains($0.onset) }
      for note in solo(score, "answer") {
        guard let above = line.last(where: { $0.onset <= note.onset && note.onset < $0.end }) else { continue }
        heard += 1
        if [1, 11].contains(abs(above.key - note.key) % 12) { harsh += 1 }
      }
    }
    #expect(heard > 60 && harsh * 50 <= heard, "\(harsh) of \(heard)")
  }

  /// Whatever its role, who improvises stays where the instrument sounds best.
  @Test func aSoloLiesWhereTheInstrumentSoundsBest() {
    for (name, role, comfortable) in [
      ("whistle", Role.bass, 74...95), ("timpani", .bass, 40...57), ("cello", .melody, 43...69), ("glockenspiel", .melody, 79...103),
      ("trumpet", .melody, 58...79), ("piano", .chords, 40...84),
    ] {
      var own = SongComposerTests.part("own", role, name, range: role == .bass ? 28...52 : 60...77)
      own.compass = KeyRange(low: comfortable.lowerBound - 3, high: comfortable.upperBound + 3)
      own.comfortable = KeyRange(low: comfortable.lowerBound, high: comfortable.upperBound)
      for seed in 0..<3 {
        var piece = arrangement([Section(name: "solo", count: 8, function: "solo"), Section(name: "end")], [own, pad])
        piece.settings.form[0].treatment.plays = [.init(part: "own", play: .solo)]
        let keys = composed(piece, seed: seed).part("own").notes.filter { $0.onset < 32 }.map(\.key)
        #expect(keys.count > 20 && keys.allSatisfy { comfortable.contains($0) }, "\(name) seed \(seed): \(keys.min() ?? 0)..\(keys.max() ?? 0)")
        #expect(Set(keys).count > 5, "\(name) seed \(seed)")
      }
    }
  }

  @Test func eachPlayingIsAnotherAndTheSameSpecTheSame() {
    let score = composed(piece(), seed: 3)
    #expect(score == composed(piece(), seed: 3))
    #expect(solo(score).map(\.key) != solo(composed(piece(), seed: 4)).map(\.key))
    // What stands before and after is what it is without the solo.
    var plain = piece()
    plain.settings.form[1].treatment.plays = []
    let other = composed(plain, seed: 3)
    func around(_ score: Score) -> [Score.Note] { score.part("tune").notes.filter { $0.onset < 32 || $0.onset >= 96 } }
    #expect(around(score).map(\.key) == around(other).map(\.key))
    #expect(score.part("bass").notes.map(\.key) == other.part("bass").notes.map(\.key))
  }
}
