// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiff
import SongMusic

/// Eight bars of a tune in quarter notes that never repeats a bar, over a bass in half notes.
func tune() -> Piece {
  let keys = [60, 62, 64, 65, 67, 69, 71, 72]
  var lead: [Piece.Note] = []
  var bass: [Piece.Note] = []
  for bar in 0..<8 {
    for beat in 0..<4 {
      let key = keys[(bar * 3 + beat * (bar % 3 + 1)) % 8]
      lead.append(.init(onset: Rational(bar * 4 + beat), duration: 1, key: key, velocity: 80))
    }
    for half in 0..<2 {
      bass.append(
        .init(onset: Rational(bar * 4 + half * 2), duration: 2, key: 36 + (bar * 5 + half * 7) % 12, velocity: 80))
    }
  }
  return piece([("lead", lead), ("bass", bass)])
}

/// A piece in 4/4 with these parts.
///
/// - Parameter sections: names with the bars that they begin in, from 0.
func piece(
  _ parts: [(name: String, notes: [Piece.Note])], bars: Int? = nil, sections: [(String, Int)] = [],
  isPlayed: Bool = false
) -> Piece {
  let end = parts.flatMap { $0.notes.map { $0.onset + $0.duration } }.max() ?? 4
  let count = bars ?? max(1, (end / 4).ceiling)
  return Piece(
    bars: (0..<count).map { .init(start: Rational($0 * 4), length: 4, meter: Meter(4, 4)) },
    sections: sections.map { .init(name: $0.0, start: Rational($0.1 * 4)) },
    tempos: [.init(at: .zero, microsecondsPerQuarter: 500_000)],
    parts: parts.map { .init(name: $0.name, instrument: "piano", isPercussion: false, notes: $0.notes) },
    isPlayed: isPlayed)
}

extension Piece {
  /// With other notes of a part.
  func changing(_ name: String, _ edit: (inout [Note]) -> Void) -> Piece {
    let parts = self.parts.map { part in
      var notes = part.notes
      if part.name == name { edit(&notes) }
      return Part(name: part.name, instrument: part.instrument, isPercussion: part.isPercussion, notes: notes)
    }
    let end = parts.flatMap { $0.notes.map { $0.onset + $0.duration } }.max() ?? 4
    var bars = self.bars
    while bars.last!.end < end { bars.append(.init(start: bars.last!.end, length: 4, meter: Meter(4, 4))) }
    return Piece(bars: bars, sections: sections, tempos: tempos, chords: chords, parts: parts, isPlayed: isPlayed)
  }

  /// Its bars of four quarter notes in another order; nil is an empty one.
  func bars(_ order: [Int?]) -> Piece {
    var starts: [[Int]] = Array(repeating: [], count: bars.count)
    for (place, bar) in order.enumerated() { if let bar { starts[bar].append(place) } }
    let parts = self.parts.map { part in
      (
        part.name,
        part.notes.flatMap { note in
          let bar = self.bar(at: note.onset)
          return starts[bar].map { place in
            var moved = note
            moved.onset += Rational(4 * (place - bar))
            return moved
          }
        }
      )
    }
    return piece(parts, bars: order.count)
  }

  func with(tempos: [Tempo]? = nil, chords: [ChordChange]? = nil) -> Piece {
    Piece(bars: bars, sections: sections, tempos: tempos ?? self.tempos, chords: chords ?? self.chords, parts: parts)
  }
}

extension PieceDifference {
  /// Whether no part differs.
  var partsAreSame: Bool { parts.allSatisfy(\.isSame) }
}

/// Random numbers of the tests' own.
///
/// - Source: Lehmer's generator with the constants of Steele & Vigna (2021), "Computationally easy, spectrally good multipliers".
struct Lehmer {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state = (state &+ 0x9E37_79B9) &* 0xD134_2543_DE82_EF95
    return Int((state >> 33) % UInt64(bound))
  }
}
