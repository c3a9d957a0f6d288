// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// What differs between two pieces, in the terms of music.
///
/// Bars are numbered from 1, in ranges; old ones are those of the first piece, new ones those of the second.
package struct PieceDifference: Sendable, Hashable {
  /// Bars that came, went or changed places; whole stretches that were shifted.
  package var bars: [BarChange] = []
  package var meters: [ValueChange] = []
  package var keys: [ValueChange] = []
  package var signs: [ValueChange] = []
  package var sections: [SectionChange] = []
  package var tempos: [TempoChange] = []
  package var chords: [ValueChange] = []
  /// All chords that changed are the old ones so many semitones higher; nil where they aren't.
  package var chordsUp: Int?
  /// Those of the second piece in its order, then those that went; parts that are the same stand among them.
  package var parts: [PartDifference] = []
  package var oldSeconds = 0.0
  package var newSeconds = 0.0
  package var oldBars = 0
  package var newBars = 0

  /// Whether the pieces are the same but for how long they sound.
  package var isEmpty: Bool {
    bars.isEmpty && meters.isEmpty && keys.isEmpty && signs.isEmpty && sections.isEmpty && tempos.isEmpty
      && chords.isEmpty
      && parts.allSatisfy(\.isSame)
  }

  package struct BarChange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
      case inserted, removed, moved, shifted
    }

    package let kind: Kind
    /// Nil of what was inserted.
    package let old: ClosedRange<Int>?
    /// Nil of what was removed.
    package let new: ClosedRange<Int>?
    /// Bars of the new piece that inserted ones repeat.
    package var repeats: ClosedRange<Int>?
    /// The sections that these bars are, as a whole.
    package var sections: [String] = []
    /// How much later everything is, in quarter notes; of what was shifted.
    package var by: ScoreTime?
  }

  /// What holds in some bars.
  package struct ValueChange: Sendable, Hashable {
    package let old: String
    package let new: String
    /// Bars of the new piece.
    package var bars: ClosedRange<Int>
  }

  package struct SectionChange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
      case added, removed, renamed, moved
    }

    package let kind: Kind
    package let old: String?
    package let new: String?
    package let oldBar: Int?
    package let newBar: Int?
  }

  package struct TempoChange: Sendable, Hashable {
    /// Beats (quarter notes) a minute.
    package let old: Double
    package let new: Double
    /// From and to in the new piece.
    package var start: ScoreTime
    package var end: ScoreTime
    package var bars: ClosedRange<Int>
  }
}

/// What differs in one part.
package struct PartDifference: Sendable, Hashable {
  /// Nil where the part came.
  package let old: String?
  /// Nil where it went.
  package let new: String?
  package var oldInstrument: String
  package var newInstrument: String
  package var oldCount: Int
  package var newCount: Int
  /// Its place among the parts of the old piece, whose names may stand twice; nil where the part came.
  package var oldIndex: Int?
  /// Among those of the new piece; nil where it went.
  package var newIndex: Int?
  /// What happened to many notes alike.
  package var groups: [GroupChange] = []
  /// By place.
  package var notes: [NoteChange] = []
  /// The notes of the groups, one by one: moved or re-pitched with the others.
  package var grouped: [NoteChange] = []

  package var name: String { new ?? old ?? "" }
  package var isRenamed: Bool { old != nil && new != nil && !utf8Equal(old!, new!) }
  package var isSame: Bool {
    old != nil && new != nil && !isRenamed && utf8Equal(oldInstrument, newInstrument) && groups.isEmpty && notes.isEmpty
  }

  /// Notes of some bars that all went the same way.
  package struct GroupChange: Sendable, Hashable {
    /// 0 where only the time changed.
    package let semitones: Int
    /// Quarter notes; 0 where only the pitch changed.
    package let later: ScoreTime
    package var count: Int
    /// Bars of the new piece.
    package var bars: ClosedRange<Int>
    /// Whether they are all the notes of the part.
    package var isWhole: Bool

    package init(semitones: Int, later: ScoreTime, count: Int, bars: ClosedRange<Int>, isWhole: Bool) {
      self.semitones = semitones
      self.later = later
      self.count = count
      self.bars = bars
      self.isWhole = isWhole
    }
  }
}

/// What became of one note.
package struct NoteChange: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case added, removed, moved, repitched, lengthened, shortened, timed, louder, softer, respelled, marked, sung
  }

  /// At least one; `added` and `removed` stand alone.
  package let kinds: [Kind]
  /// Nil of an added note.
  package let old: NotePlace?
  /// Nil of a removed one.
  package let new: NotePlace?

  /// The bar that it is told in: the new piece's, of a removed note the one that its bar became.
  package let bar: Int
}

/// A note with where it stands in its own piece.
package struct NotePlace: Sendable, Hashable {
  package let note: Piece.Note
  /// From 1.
  package let bar: Int
  package let beat: Double
  /// `G4`, `snare`, `key 38`.
  package let name: String
}
