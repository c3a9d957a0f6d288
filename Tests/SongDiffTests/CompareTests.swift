// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiff
import SongMusic
import Testing

/// One edit each, with its known answer and nothing else in the report.
@Suite struct CompareTests {
  /// The changed notes of the one part that differs.
  private func notes(_ difference: PieceDifference) -> [NoteChange] {
    #expect(difference.parts.count { !$0.isSame } <= 1)
    return difference.parts.first { !$0.isSame }?.notes ?? []
  }

  @Test func aPieceIsItself() { #expect(compare(tune(), tune()).isEmpty) }

  @Test func aNoteIsAdded() throws {
    let new = tune().changing("lead") {
      $0.append(.init(onset: Rational(21, 2), duration: Rational(1, 2), key: 90, velocity: 80))
    }
    let changes = notes(compare(tune(), new))
    #expect(changes.map(\.kinds) == [[.added]])
    let place = try #require(changes.first?.new)
    #expect(place.bar == 3 && place.beat == 3.5 && place.name == "F#6")
    #expect(notes(compare(new, tune())).map(\.kinds) == [[.removed]])
  }

  @Test(arguments: [1, -1, 7, -12]) func aNoteIsRepitched(_ by: Int) {
    let new = tune().changing("lead") { $0[13].key += by }
    let changes = notes(compare(tune(), new))
    #expect(changes.map(\.kinds) == [[.repitched]])
    #expect(changes[0].new!.note.key - changes[0].old!.note.key == by && changes[0].bar == 4)
  }

  @Test func aNoteIsMoved() {
    let new = tune().changing("bass") { $0[6].onset += Rational(1, 2) }
    let changes = notes(compare(tune(), new))
    #expect(changes.map(\.kinds) == [[.moved]])
    #expect(changes[0].old!.beat == 1 && changes[0].new!.beat == 1.5)
  }

  @Test func lengthVelocitySpellingMarksAndWordsAreTold() {
    let edits: [(NoteChange.Kind, (inout Piece.Note) -> Void)] = [
      (.lengthened, { $0.duration += 1 }), (.shortened, { $0.duration = Rational(1, 4) }),
      (.louder, { $0.velocity = 100 }),
      (.softer, { $0.velocity = 20 }), (.marked, { $0.marks = ["staccato"] }), (.sung, { $0.syllable = "la" }),
    ]
    for (kind, edit) in edits {
      #expect(notes(compare(tune(), tune().changing("lead") { edit(&$0[9]) })).map(\.kinds) == [[kind]], "\(kind)")
    }
    let sharp = tune().changing("lead") { $0[0].pitch = Pitch(PitchName(step: 0, alter: 1), octave: 4) }
    let flat = tune().changing("lead") { $0[0].pitch = Pitch(PitchName(step: 1, alter: -1), octave: 4) }
    #expect(notes(compare(sharp, flat)).map(\.kinds) == [[.respelled]])
  }

  @Test func severalChangesOfOneNoteAreOneChange() {
    let new = tune().changing("lead") {
      $0[13].key += 2
      $0[13].duration = 2
      $0[13].velocity = 99
    }
    #expect(notes(compare(tune(), new)).map(\.kinds) == [[.repitched, .lengthened, .louder]])
  }

  @Test func whatManyNotesDidIsOneFact() {
    let up = compare(tune(), tune().changing("lead") { for i in $0.indices { $0[i].key += 2 } })
    #expect(up.parts.map(\.notes.count) == [0, 0] && up.bars.isEmpty)
    #expect(up.parts[0].groups == [.init(semitones: 2, later: .zero, count: 32, bars: 1...8, isWhole: true)])
    let some = compare(tune(), tune().changing("lead") { for i in 8..<16 { $0[i].key -= 3 } })
    #expect(some.parts[0].groups == [.init(semitones: -3, later: .zero, count: 8, bars: 3...4, isWhole: false)])
    #expect(some.parts[0].notes.isEmpty)
    let late = compare(tune(), tune().changing("lead") { for i in $0.indices { $0[i].onset += Rational(1, 2) } })
    #expect(late.parts[0].groups == [.init(semitones: 0, later: Rational(1, 2), count: 32, bars: 1...8, isWhole: true)])
  }

  @Test func everythingLaterIsOneFact() {
    let old = tune()
    let parts = old.parts.map { part in
      (
        part.name,
        part.notes.map { note in
          var later = note
          later.onset += 1
          return later
        }
      )
    }
    let difference = compare(old, piece(parts))
    #expect(difference.bars.map(\.kind) == [.shifted] && difference.bars[0].by == 1)
    #expect(difference.partsAreSame)
  }

  @Test func barsThatCameOrWentShiftTheRest() {
    let old = tune()
    let new = old.bars([0, 1, 2, nil, 3, 4, 5, 6, 7])
    let inserted = compare(old, new)
    #expect(inserted.bars.map(\.kind) == [.inserted] && inserted.bars[0].new == 4...4)
    #expect(inserted.partsAreSame)
    let removed = compare(new, old)
    #expect(removed.bars.map(\.kind) == [.removed] && removed.bars[0].old == 4...4)
    let repeated = compare(old, old.bars([0, 1, 2, 3, 2, 3, 4, 5, 6, 7]))
    #expect(
      repeated.bars.map(\.kind) == [.inserted] && repeated.bars[0].new == 5...6 && repeated.bars[0].repeats == 3...4)
    let moved = compare(old, old.bars([0, 1, 4, 5, 6, 2, 3, 7]))
    #expect(moved.bars.map(\.kind) == [.moved] && moved.bars[0].old == 3...4 && moved.bars[0].new == 6...7)
    #expect(moved.partsAreSame)
  }

  @Test func anEditInAPieceWithANewBarIsStillOneEdit() {
    let new = tune().bars([0, 1, nil, 2, 3, 4, 5, 6, 7]).changing("lead") { $0[20].key += 1 }
    let difference = compare(tune(), new)
    #expect(difference.bars.map(\.new) == [3...3])
    #expect(notes(difference).map(\.kinds) == [[.repitched]])
    #expect(notes(difference)[0].old!.bar + 1 == notes(difference)[0].new!.bar)
  }

  @Test func sectionsStandWhereTheyBegin() {
    // Every bar is the same, so the section's start alone says which bars came.
    let bar = (0..<4).map { Piece.Note(onset: Rational($0), duration: 1, key: 60 + $0) }
    func same(_ bars: Int, _ sections: [(String, Int)]) -> Piece {
      let notes = (0..<bars).flatMap { index in
        bar.map { Piece.Note(onset: $0.onset + Rational(4 * index), duration: 1, key: $0.key) }
      }
      return piece([("lead", notes)], sections: sections)
    }
    let difference = compare(same(8, [("A", 0), ("C", 4)]), same(12, [("A", 0), ("B", 4), ("C", 8)]))
    #expect(difference.bars.map(\.new) == [5...8] && difference.bars[0].sections == ["B"])
    #expect(difference.sections.map(\.kind) == [.added])
  }

  @Test func partsArePairedByNameAndMusic() {
    let old = tune()
    let renamed = compare(old, piece([("lead", old.parts[0].notes), ("double bass", old.parts[1].notes)]))
    #expect(renamed.parts[1].isRenamed && renamed.parts[1].old == "bass" && renamed.parts[1].notes.isEmpty)
    let swapped = compare(old, piece([("bass", old.parts[1].notes), ("lead", old.parts[0].notes)]))
    #expect(swapped.isEmpty)
    let gone = compare(old, piece([("lead", old.parts[0].notes)]))
    #expect(gone.parts.map(\.new) == ["lead", nil] && gone.parts[1].old == "bass")
    #expect(compare(piece([("lead", old.parts[0].notes)]), old).parts.map(\.old) == ["lead", nil])
  }

  @Test func timeIsComparedWithinTheBarsThatStand() {
    let old = tune()
    let faster = old.with(tempos: [.init(at: .zero, microsecondsPerQuarter: 480_000)])
    let tempo = compare(old, faster)
    #expect(tempo.tempos.map(\.bars) == [1...8] && tempo.tempos[0].old == 120 && tempo.tempos[0].new == 125)
    #expect(tempo.newSeconds < tempo.oldSeconds && tempo.partsAreSame)
    let later = old.with(tempos: [
      .init(at: .zero, microsecondsPerQuarter: 500_000), .init(at: 16, microsecondsPerQuarter: 400_000),
    ])
    #expect(compare(old, later).tempos.map(\.bars) == [5...8])
    // What rounding to microseconds leaves is no change.
    #expect(compare(old, old.with(tempos: [.init(at: .zero, microsecondsPerQuarter: 500_001)])).isEmpty)
    let waltz = Piece(
      bars: (0..<16).map { .init(start: Rational($0 * 2), length: 2, meter: Meter(2, 4)) }, tempos: old.tempos,
      parts: old.parts)
    let meter = compare(old, waltz)
    #expect(meter.meters.map(\.new) == ["2/4"] && meter.meters[0].bars == 1...16)
    #expect(meter.bars.isEmpty && meter.partsAreSame)
  }

  @Test func chordsAreComparedByBars() throws {
    let names: [(Int, ChordQuality)] = [(0, .major), (5, .major), (7, .major), (9, .minor)]
    func chords(up: Int, _ odd: Int? = nil) -> Piece {
      tune().with(
        chords: (0..<8).map { bar in
          let (step, quality) = names[bar % 4]
          let fifths = (step + up) * 7 % 12
          return .init(
            at: Rational(bar * 4), chord: Chord(root: PitchName(fifths: fifths), quality: bar == odd ? .minor : quality)
          )
        })
    }
    #expect(compare(chords(up: 0), chords(up: 0)).isEmpty)
    let one = compare(chords(up: 0), chords(up: 0, 5))
    #expect(one.chords.map(\.bars) == [6...6] && one.chordsUp == nil)
    #expect(one.chords[0].new == one.chords[0].old + "m")
    let all = compare(chords(up: 0), chords(up: 2))
    #expect(all.chordsUp == 2 && all.chords.count == 8)
  }

  @Test func playersWhoComeEarlyOrLateDoNotMoveNotes() {
    var random = Lehmer(state: 7)
    func played() -> Piece {
      let parts = tune().parts.map { part in
        (
          part.name,
          part.notes.map { note in
            var played = note
            played.onset = max(.zero, note.onset + Rational(random.below(61) - 30, 960))
            return played
          }
        )
      }
      return piece(parts, bars: 8, isPlayed: true)
    }
    let difference = compare(played(), played())
    #expect(difference.bars.isEmpty)
    let kinds = Set(difference.parts.flatMap { $0.notes.flatMap(\.kinds) })
    #expect(kinds == [.timed])
  }
}

/// Properties that hold whatever was changed.
@Suite struct ComparePropertyTests {
  /// A few random edits of the notes of both parts.
  private func edited(_ random: inout Lehmer) -> Piece {
    var result = tune()
    for _ in 0..<1 + random.below(12) {
      let part = ["lead", "bass"][random.below(2)]
      let (choice, index, by) = (random.below(4), random.below(14), random.below(5) + 1)
      result = result.changing(part) { notes in
        switch choice {
        case 0: notes.remove(at: index % notes.count)
        case 1: notes[index % notes.count].key += by
        case 2: notes[index % notes.count].onset += Rational(by, 4)
        default: notes.append(.init(onset: Rational(index * 2), duration: 1, key: 50 + by, velocity: 80))
        }
      }
    }
    return piece(result.parts.map { ($0.name, $0.notes) }, bars: 9)
  }

  /// Removing what the report says went and adding what it says came makes the new piece.
  @Test func theReportIsAPatch() {
    for seed in 1...200 {
      var random = Lehmer(state: UInt64(seed))
      let old = piece(tune().parts.map { ($0.name, $0.notes) }, bars: 9)
      let new = edited(&random)
      let difference = compare(old, new)
      guard difference.bars.isEmpty else { continue }
      for (part, change) in zip(new.parts, difference.parts) where change.groups.isEmpty {
        var notes = old.parts.first { $0.name == change.old }!.notes
        for note in change.notes {
          if let gone = note.old { notes.remove(at: notes.firstIndex(of: gone.note)!) }
        }
        notes += change.notes.compactMap { $0.new?.note }
        #expect(Set(notes) == Set(part.notes) && notes.count == part.notes.count, "seed \(seed), \(part.name)")
      }
    }
  }

  @Test func theWayBackHasAsManyChanges() {
    for seed in 1...100 {
      var random = Lehmer(state: UInt64(seed))
      let old = piece(tune().parts.map { ($0.name, $0.notes) }, bars: 9)
      let new = edited(&random)
      let there = compare(old, new)
      let back = compare(new, old)
      guard there.bars.isEmpty, back.bars.isEmpty else { continue }
      func count(_ difference: PieceDifference, _ kind: NoteChange.Kind) -> Int {
        difference.parts.flatMap(\.notes).count { $0.kinds.contains(kind) }
      }
      #expect(count(there, .added) == count(back, .removed), "seed \(seed)")
      #expect(count(there, .removed) == count(back, .added), "seed \(seed)")
    }
  }

  /// The cheapest assignment is that of trying every one.
  @Test func theAssignmentIsTheOptimum() {
    for seed in 1...60 {
      var random = Lehmer(state: UInt64(seed))
      let (rows, columns) = (1 + random.below(4), 1 + random.below(4))
      let costs = (0..<rows).map { _ in
        (0..<columns).map { _ -> Int? in random.below(4) == 0 ? nil : random.below(2200) }
      }
      func total(_ chosen: [Int?]) -> Int {
        let pairs = chosen.enumerated().reduce(0) { sum, pair in
          sum + (pair.element.map { costs[pair.offset][$0] ?? 1_000_000 } ?? 1000)
        }
        return pairs + 1000 * (columns - chosen.compactMap { $0 }.count)
      }
      func best(_ row: Int, _ chosen: [Int?]) -> Int {
        if row == rows { return total(chosen) }
        return ((0..<columns).filter { !chosen.contains($0) }.map { $0 as Int? } + [nil]).map {
          best(row + 1, chosen + [$0])
        }.min()!
      }
      #expect(total(assignment(costs, columns: columns, alone: 1000)) == best(0, []), "seed \(seed)")
    }
  }

  /// Three hours at 120 BPM: 5,400 bars of which no two are the same, one bar gone, one note another.
  @Test func threeHoursAreAligned() {
    let notes = (0..<5_400 * 4).map { index in
      let bar = index / 4
      let keys = [bar, bar / 41, bar * 7, bar * bar]
      return Piece.Note(onset: Rational(index), duration: 1, key: 40 + keys[index % 4] % 41)
    }
    let old = piece([("lead", notes)])
    let new = old.bars((0..<5_400).filter { $0 != 2_000 }.map { $0 }).changing("lead") { $0[16_001].key += 50 }
    let difference = compare(old, new)
    #expect(difference.bars.map(\.kind) == [.removed] && difference.bars[0].old == 2_001...2_001)
    #expect(difference.parts[0].notes.map(\.kinds) == [[.repitched]])
  }

  /// One key from the beginning to the end: every phrase stands everywhere.
  @Test func aFigureThatNeverEndsIsCompared() {
    let notes = (0..<20_000).map { Piece.Note(onset: Rational($0), duration: 1, key: 60) }
    let old = piece([("lead", notes)])
    let difference = compare(old, old.changing("lead") { $0[9_001].key = 61 })
    #expect(difference.bars.isEmpty && difference.parts[0].notes.map(\.kinds) == [[.repitched]])
  }

  /// Long rows of what differs are told in part.
  @Test func rowsHaveABound() {
    let flat = tune().bars((0..<160).map { $0 % 8 })
    func chords(_ fifths: (Int) -> Int) -> Piece {
      flat.with(
        chords: (0..<160).map {
          .init(at: Rational($0 * 4), chord: Chord(root: PitchName(fifths: fifths($0)), quality: .major))
        })
    }
    let difference = compare(chords { $0 % 2 }, chords { $0 % 2 + $0 % 3 + 1 })
    let rows = difference.rows().filter { $0.layer == "chords" }
    #expect(difference.chords.count == 160 && rows.count == 24 && rows[23].text == "137 more (see --json)")
  }
}
