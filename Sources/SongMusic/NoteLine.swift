// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// The pitch of a given note, as far as it is known without key and harmony.
package enum LinePitch: Sendable, Hashable, Codable {
  /// Sounding and spelled.
  case pitch(Pitch)
  /// A MIDI key, which the harmony spells.
  case key(Int)
  /// A letter without an accidental, which the key signature alters; the step is 0 = C ... 6 = B.
  case letter(step: Int, octave: Int)
  /// A degree 1...7 of the key, and octaves above the unmarked ones.
  case degree(Int, alter: Int, octave: Int)
  /// A tone 1, 3, 5, 7, 9, 11 or 13 of the chord that sounds, and octaves above the unmarked ones.
  case tone(Int, alter: Int, octave: Int)
}

/// A syllable that is sung on a note.
package struct Syllable: Sendable, Hashable, Codable {
  package let text: String
  /// Whether the word began with a syllable before.
  package let isContinued: Bool
  /// Whether the word goes on with the next syllable.
  package let continues: Bool

  package init(_ text: String, isContinued: Bool = false, continues: Bool = false) {
    self.text = text
    self.isContinued = isContinued
    self.continues = continues
  }
}

/// Given notes one after the other, with what is fixed of each; between them it rests.
package struct NoteLine: Sendable, Hashable, Codable {
  package struct Note: Sendable, Hashable, Codable {
    /// From the line's start.
    package var onset: ScoreTime
    package var duration: ScoreTime
    /// From the lowest, those of a chord; empty where the pitch is composed.
    package var pitches: [LinePitch]
    package var syllable: Syllable?

    package init(onset: ScoreTime, duration: ScoreTime, pitches: [LinePitch], syllable: Syllable? = nil) {
      self.onset = onset
      self.duration = duration
      self.pitches = pitches
      self.syllable = syllable
    }

    package var end: ScoreTime { onset + duration }
  }

  /// What stands between two bar lines.
  package struct Bar: Sendable, Hashable, Codable {
    package let start: ScoreTime
    package let length: ScoreTime
    /// Whether a bar line stands behind it.
    package let isClosed: Bool
    /// Whether the line behind it is a repeat sign, which may stand inside a bar.
    package let isDivided: Bool

    package init(start: ScoreTime, length: ScoreTime, isClosed: Bool, isDivided: Bool = false) {
      self.start = start
      self.length = length
      self.isClosed = isClosed
      self.isDivided = isDivided
    }

    package var end: ScoreTime { start + length }
  }

  /// By onset; only notes that are read from files may overlap.
  package var notes: [Note]
  /// Empty where the notation has no bar lines.
  package var bars: [Bar]

  package init(notes: [Note], bars: [Bar]) {
    self.notes = notes
    self.bars = bars
  }

  /// With its last rest.
  package var length: ScoreTime { max(bars.last?.end ?? .zero, notes.map(\.end).max() ?? .zero) }
}

/// One move of a tune's shape.
package struct ContourMove: Sendable, Hashable, Codable {
  package enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    case up, down, hold
  }

  package enum Size: String, Sendable, Hashable, Codable {
    case any
    /// One or two semitones.
    case step
    /// Three semitones or more.
    case leap
  }

  package let direction: Direction
  package let size: Size

  package init(_ direction: Direction, _ size: Size = .any) {
    self.direction = direction
    self.size = size
  }

  /// Whether a move by so many semitones is one.
  package func fits(_ semitones: Int) -> Bool {
    let distance = direction == .down ? -semitones : semitones
    if direction == .hold { return semitones == 0 }
    return switch size {
    case .any: distance > 0
    case .step: (1...2).contains(distance)
    case .leap: distance > 2
    }
  }

  /// As the language writes it: `up`, `down-`, `up+`.
  package var text: String {
    direction.rawValue + (size == .step ? "-" : size == .leap ? "+" : "")
  }
}

extension LinePitch {
  /// Reads a degree of the key or a tone of the chord: `#4`, `b7,`, `1''`; nil for what is none.
  package init?(_ text: String, isChord: Bool) {
    let accidentals = text.prefix { $0 == "#" || $0 == "b" }
    guard accidentals.count <= 2, Set(accidentals).count <= 1 else { return nil }
    let rest = text.dropFirst(accidentals.count)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    let marks = rest.dropFirst(digits.count)
    guard let number = Int(digits), marks.count <= 4, Set(marks).count <= 1 else { return nil }
    guard marks.allSatisfy({ $0 == "'" || $0 == "," }) else { return nil }
    let alter = accidentals.reduce(0) { $0 + ($1 == "#" ? 1 : -1) }
    let octave = marks.first == "," ? -marks.count : marks.count
    if isChord {
      guard [1, 3, 5, 7, 9, 11, 13].contains(number) else { return nil }
      self = .tone(number, alter: alter, octave: octave)
    } else {
      guard (1...7).contains(number) else { return nil }
      self = .degree(number, alter: alter, octave: octave)
    }
  }
}
