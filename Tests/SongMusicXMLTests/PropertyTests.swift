// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic
import SongMusicXML
import Testing

/// What holds for every score, read back from the file alone.
@Suite struct PropertyTests {
  @Test func everyVoiceFillsItsMeasure() throws {
    try forEachPart { part, source, place in
      for (measure, expected) in zip(part.measures, source.measures) {
        #expect(measure.start == expected.start && measure.length == expected.length, "\(place)")
        #expect(measure.backsUpToStart, "\(place)")
        for length in measure.filled.values {
          #expect(length == measure.length, "\(place), measure \(expected.number)")
        }
      }
      #expect(part.measures.count == source.measures.count, "\(place)")
    }
  }

  @Test func symbolsAreAsLongAsTheirDurations() throws {
    try forEachPart { part, _, place in
      for measure in part.measures {
        for note in measure.notes where note.type != "" || note.step != nil {
          #expect(note.symbol == note.duration, "\(place), at \(note.onset)")
        }
      }
    }
  }

  @Test func tiesJoinToTheNotesOfTheScore() throws {
    try forEachPart { part, source, place in
      let joined = try #require(part.joined(), "\(place)")
      let read = joined.map { note, measure in
        let key = 12 * (note.octave + 1) + naturalSemitones[note.step ?? 0] + note.alter + measure.chromatic
        return "\(note.onset) \(note.duration) \(note.staff) \(note.instrument ?? String(key))"
      }
      let written = source.part.notes.map { note in
        let sound =
          switch note.sound {
          case .pitch(let pitch): String(pitch.key)
          case .kit(let voice): "\(source.id)-I\(voice + 1)"
          }
        return "\(note.onset) \(note.duration) \(note.staff) \(sound)"
      }
      #expect(read.sorted() == written.sorted(), "\(place)")
    }
  }

  @Test func accidentalsSayEveryAlteration() throws {
    try forEachPart { part, source, place in
      guard !source.part.isPercussion else { return }
      for measure in part.measures {
        for notes in [measure.notes, measure.notes.sorted { $0.onset < $1.onset }] {
          var memory: [Int: Int] = [:]
          for note in notes {
            guard let step = note.step else { continue }
            let position = note.staff * 100 + note.octave * 7 + step
            if let accidental = note.accidental { memory[position] = alter(of: accidental) }
            if note.tieStop { continue }
            let heard = memory[position] ?? signature(measure.fifths, step)
            #expect(heard == note.alter, "\(place), at \(note.onset)")
          }
        }
      }
    }
  }

  @Test func tupletsAreWhole() throws {
    try forEachPart { part, _, place in
      for measure in part.measures {
        for voice in measure.filled.keys {
          var length: ScoreTime?
          var actual: Int?
          for note in measure.notes where note.voice == voice && !note.isChord {
            if note.tuplets.contains("start") {
              #expect(length == nil, "\(place), at \(note.onset)")
              length = .zero
              actual = note.actual
            }
            #expect((note.actual != nil) == (length != nil), "\(place), at \(note.onset)")
            #expect(length == nil || actual == note.actual, "\(place), at \(note.onset)")
            length? += note.duration
            if note.tuplets.contains("stop") {
              let whole = try #require(length, "\(place), at \(note.onset)")
              #expect(whole.denominator.nonzeroBitCount == 1, "\(place), at \(note.onset)")
              length = nil
            }
          }
          #expect(length == nil, "\(place), measure at \(measure.start)")
        }
      }
    }
  }

  @Test func beamsBeginAndEnd() throws {
    try forEachPart { part, _, place in
      for measure in part.measures {
        for voice in measure.filled.keys {
          var open = Array(repeating: false, count: 10)
          for note in measure.notes where note.voice == voice && !note.isChord {
            #expect(note.beams.isEmpty || note.step != nil, "\(place), at \(note.onset)")
            for level in open.indices {
              let beam = level < note.beams.count ? note.beams[level] : nil
              switch beam {
              case "begin", "forward hook", "backward hook", nil: #expect(!open[level], "\(place), at \(note.onset)")
              default: #expect(open[level], "\(place), at \(note.onset)")
              }
              open[level] = beam == "begin" || beam == "continue"
            }
          }
          #expect(!open.contains(true), "\(place), measure at \(measure.start)")
        }
      }
    }
  }

  @Test func theMiddleOfFourBeatsShows() throws {
    try forEachPart { part, source, place in
      for (measure, expected) in zip(part.measures, source.measures) where expected.meter == Meter(4, 4) {
        for note in measure.notes where note.step != nil && note.onset > measure.start && note.actual == nil {
          let middle = measure.start + 2
          #expect(!(note.onset < middle && middle < note.end), "\(place), at \(note.onset)")
        }
      }
    }
  }

  @Test func theSameScoreGivesTheSameText() {
    let score = randomScore(Seed(1))
    #expect(writeMusicXML(score) == writeMusicXML(score))
  }

  private typealias Source = (id: String, part: Score.Part, measures: [Score.Measure])

  /// Scores from many seeds with the documents written from them.
  private static let files = (0..<20).map { number in
    let seed = Seed(number).child("score")
    let score = randomScore(seed)
    return (seed: seed, score: score, document: XMLNode(document: writeMusicXML(score)))
  }

  /// Calls the check for each part of each file; `place` names seed and part.
  private func forEachPart(_ check: (ReadPart, Source, _ place: String) throws -> Void) throws {
    for (seed, score, document) in Self.files {
      let root = try #require(document, "seed \(seed)")
      #expect(root.all("part").count == score.parts.count, "seed \(seed)")
      for (node, part) in zip(root.all("part"), score.parts) {
        let id = try #require(node.attributes["id"])
        let place = "seed \(seed), part \(id)"
        try check(try #require(ReadPart(node), "\(place)"), (id, part, score.measures), place)
      }
    }
  }
}

private func alter(of accidental: String) -> Int? {
  ["flat-flat": -2, "flat": -1, "natural": 0, "sharp": 1, "double-sharp": 2][accidental]
}

private func signature(_ fifths: Int, _ step: Int) -> Int {
  let sharps = [3, 0, 4, 1, 5, 2, 6]
  let place = sharps.firstIndex(of: step)!
  return fifths > place ? 1 : -fifths > 6 - place ? -1 : 0
}
