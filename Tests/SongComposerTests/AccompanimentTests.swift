// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import Testing

/// What accompanies, over given chords.
@Suite struct AccompanimentTests {
  private static let progressions: [[Chord?]] = [
    [chord("C"), chord("A", "m"), chord("F"), chord("G", "7")], [chord("D", "m7"), chord("G", "7"), chord("C", "maj7"), nil],
    [chord("C"), chord("C", bass: "E"), chord("F"), chord("F", "m")], [chord("E", "7"), chord("A", "m9"), chord("D", "7"), chord("G", "13")],
  ]

  /// The keys that begin together, by onset.
  private func chords(of part: Score.Part) -> [(onset: ScoreTime, keys: [Int])] {
    var result: [(onset: ScoreTime, keys: [Int])] = []
    for note in part.notes {
      if result.last?.onset == note.onset { result[result.count - 1].keys.append(note.key) } else { result.append((note.onset, [note.key])) }
    }
    return result
  }

  @Test func chordsLieInTheirRangeAndHaveOnlyTheirTones() {
    for progression in AccompanimentTests.progressions {
      let score = composed(arrangement([Section(name: "A", chords: bars(progression))]))
      for chosen in [comp, pad] {
        let part = score.part(chosen.id)
        #expect(!part.notes.isEmpty)
        for note in part.notes {
          #expect(chosen.range.contains(note.key), "\(chosen.id) \(note.onset)")
          let symbol = score.chord(at: note.onset)
          #expect(symbol?.chord?.pitchClasses.contains(note.key % 12) == true, "\(chosen.id) \(note.onset)")
          #expect(note.end <= symbol!.onset + symbol!.duration, "\(chosen.id) \(note.onset) sounds into the next chord")
        }
      }
    }
  }

  @Test func theThirdAndTheSeventhSound() {
    let score = composed(arrangement([Section(name: "A", chords: bars([chord("G", "13"), chord("D", "m9"), chord("C", "maj9"), chord("F")]))]))
    for (onset, keys) in chords(of: score.part("pad")) {
      guard let quality = score.chord(at: onset)?.chord?.quality, let root = score.chord(at: onset)?.chord?.root.pitchClass else { continue }
      let wanted = quality.tones.filter { $0.degree == 3 || $0.degree == 7 }.map { (root + $0.semitones) % 12 }
      #expect(Set(wanted).isSubset(of: Set(keys.map { $0 % 12 })), "\(onset) \(keys)")
    }
  }

  @Test func voicesMoveLittle() {
    for progression in AccompanimentTests.progressions {
      let score = composed(arrangement([Section(name: "A", chords: bars(progression))]))
      for id in ["comp", "pad"] {
        var moved: [Int] = []
        let played = chords(of: score.part(id))
        for (before, after) in zip(played, played.dropFirst()) where before.keys.count == after.keys.count && before.keys != after.keys {
          moved += zip(before.keys, after.keys).map { abs($0 - $1) }
        }
        #expect(!moved.isEmpty)
        #expect(Double(moved.reduce(0, +)) / Double(moved.count) < 3, "\(id) \(moved)")
        #expect(moved.max()! <= 9, "\(id) \(moved)")
      }
    }
  }

  @Test func theBassHasTheLowestNoteAtEachChange() {
    for progression in AccompanimentTests.progressions {
      let score = composed(arrangement([Section(name: "A", chords: bars(progression))]))
      for symbol in score.chords {
        let note = score.part("bass").notes.first { $0.onset == symbol.onset }
        if let chord = symbol.chord {
          #expect(note.map { $0.key % 12 } == chord.lowest.pitchClass, "\(symbol.onset) \(chord)")
        } else {
          #expect(note == nil, "\(symbol.onset)")
        }
      }
      #expect(score.part("bass").notes.allSatisfy { (bass.range.low...bass.range.high + 5).contains($0.key) })
    }
  }

  @Test func drumsFillBeforeANewSectionAndOpenItWithACrash() throws {
    let score = composed(arrangement([Section(name: "A", count: 4), Section(name: "B", count: 4), Section(name: "C", count: 4)]))
    let drums = score.part("kit")
    func strokes(_ measure: Int) -> [String] {
      drums.notes.filter { $0.onset >= Rational(4 * measure) && $0.onset < Rational(4 * measure + 4) }
        .map { "\($0.onset - Rational(4 * measure)) \($0.sound)" }
    }
    #expect(strokes(1) == strokes(2) && strokes(5) == strokes(6))
    for last in [3, 7] { #expect(!strokes(last).isEmpty && strokes(last) != strokes(last - 1), "bar \(last + 1)") }
    #expect(strokes(3) == strokes(7))
    let crash = try #require(drums.kit.firstIndex { $0.name == "crash" })
    let crashes = drums.notes.filter { $0.sound == .kit(crash) }.map(\.onset)
    #expect(crashes.contains(16) && crashes.contains(32) && crashes.contains(0) && !crashes.contains(4))
  }

  @Test func theLastMeasureRings() {
    let score = composed(arrangement([Section(name: "A", count: 4), Section(name: "B", count: 4)]))
    for id in ["tune", "comp", "pad", "bass"] {
      let last = score.part(id).notes.filter { $0.onset >= 28 }
      #expect(!last.isEmpty && last.allSatisfy { $0.onset == 28 && $0.end == 32 }, "\(id)")
    }
    #expect(score.part("kit").notes.filter { $0.onset >= 28 }.allSatisfy { $0.onset == 28 })
    #expect(score.chords.last?.chord?.root == PitchName(text: "C"))
    #expect(score.tempoMarks.last.map { $0.isFermata && $0.start == 28 } == true)
  }

  @Test func notesOfOneKeyDoNotOverlap() {
    for seed in 0..<20 {
      let score = composed(arrangement([Section(name: "A"), Section(name: "B", intensity: 900), Section(name: "A", intensity: 300)]), seed: seed)
      for part in score.parts {
        var ends: [Score.Sound: ScoreTime] = [:]
        for note in part.notes {
          #expect(note.onset >= ends[note.sound] ?? .zero, "seed \(seed) \(part.id) \(note.onset) \(note.sound)")
          ends[note.sound] = max(ends[note.sound] ?? .zero, note.end)
        }
      }
    }
  }

  @Test func aSilentPartPlaysNothing() {
    let full = arrangement([Section(name: "A")])
    var quiet = full
    quiet.parts = full.parts.map { part in
      .init(settings: part.settings, activity: part.activity.indices.map { $0 < 4 ? .silent : part.activity[$0] })
    }
    let score = composed(quiet)
    for part in score.parts { #expect(part.notes.allSatisfy { $0.onset >= 16 } && !part.notes.isEmpty, "\(part.id)") }
    // What still plays is what it would have played.
    #expect(score.part("tune").notes.map(\.sound) == composed(full).part("tune").notes.filter { $0.onset >= 16 }.map(\.sound))
  }

  @Test func louderSectionsAreWrittenLouder() {
    let score = composed(arrangement([Section(name: "A", intensity: 200), Section(name: "B", intensity: 900)]))
    for part in score.parts {
      #expect(part.levels.count == 16 && part.levels[8] > part.levels[0] + 30, "\(part.id)")
      #expect(part.dynamics.first?.mark != part.dynamics.last?.mark, "\(part.id)")
    }
    #expect(score.part("tune").levels[0] > score.part("pad").levels[0])
  }
}
