// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

/// A tradition of ornaments: which signs it has, where they fall and how often.
package enum OrnamentKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Cuts, taps and rolls.
  case irish
  /// Cuts, slides from below and short trills.
  case folk
  /// Trills at cadences, appoggiaturas, mordents, short trills and turns.
  case baroque
  /// Scoops from below and runs into long notes.
  case pop
  /// Thirds and fifths that are crushed from a half step below, and slides.
  case blues

  /// Thousandths of a tune's notes that are ornamented where nothing else is said.
  package static let standardShare = 250
  /// Of an improvised line's notes.
  package static let soloShare = 120
}

extension Spec {
  /// How a part ornaments.
  package struct Ornament: Sendable, Hashable, Codable {
    package let kind: Located<OrnamentKind>
    /// Of the notes, 0...1; nil where nothing is said.
    package let share: Located<Rational>?

    package init(kind: Located<OrnamentKind>, share: Located<Rational>? = nil) {
      self.kind = kind
      self.share = share
    }
  }
}

extension Settings {
  /// How a part's line is ornamented.
  package struct Ornament: Sendable, Hashable, Codable {
    package let kind: OrnamentKind
    /// Whether the spec asks the part for it; else the kind is for variations and solos alone.
    package let isAsked: Bool
    /// Thousandths of the notes, given ones too; nil where the spec says none.
    package let share: Int?

    package init(kind: OrnamentKind, isAsked: Bool, share: Int?) {
      self.kind = kind
      self.isAsked = isAsked
      self.share = share
    }
  }
}

extension Score {
  /// A sign over a note, or the small notes in front of it. The note keeps its own onset, length and pitch.
  ///
  /// What is played for each is written down once, in `SongPerformer`.
  package enum Ornament: Sendable, Hashable, Codable {
    /// Small notes that are played before the beat, in order: cuts, taps, slides, runs.
    case graces([Pitch])
    /// A note on the beat that takes half of the length.
    case appoggiatura(Pitch)
    /// In turns with the note above, from that one on.
    case trill(Pitch)
    /// The note, the one below and the note again, quickly.
    case mordent(Pitch)
    /// The note, the one above and the note again, quickly: an inverted mordent.
    case shortTrill(Pitch)
    /// The note above, the note, the one below, the note.
    case turn(above: Pitch, below: Pitch)
    /// The note cut from above and tapped from below, which divides it in three.
    case roll(above: Pitch, below: Pitch)
    /// Of drums: the other hand strikes softly just before the stroke.
    case flam
    /// Of drums: the other hand strikes softly twice before the stroke.
    case drag

    /// All pitches but the note's own.
    package var pitches: [Pitch] {
      switch self {
      case .graces(let pitches): pitches
      case .appoggiatura(let pitch), .trill(let pitch), .mordent(let pitch), .shortTrill(let pitch): [pitch]
      case .turn(let above, let below), .roll(let above, let below): [above, below]
      case .flam, .drag: []
      }
    }

    /// What stands in front of the note as small notes.
    package var smallNotes: [Pitch] {
      switch self {
      case .graces(let pitches): pitches
      case .appoggiatura(let pitch): [pitch]
      case .trill, .mordent, .shortTrill, .turn, .roll, .flam, .drag: []
      }
    }

    /// Small strokes in front of a drum's stroke.
    package var smallStrokes: Int {
      switch self {
      case .flam: 1
      case .drag: 2
      case .graces, .appoggiatura, .trill, .mordent, .shortTrill, .turn, .roll: 0
      }
    }

    /// Microseconds that a note must last for it.
    package var shortestNote: Int {
      switch self {
      case .graces: 2 * Ornament.grace
      case .flam, .drag: 0
      case .appoggiatura: 400_000
      case .trill: 4 * Ornament.shake
      case .mordent, .shortTrill: 7 * Ornament.shake / 2
      case .turn: 4 * Ornament.shake
      case .roll: 6 * Ornament.shake
      }
    }

    /// Microseconds that it takes from what is before the note.
    package var lead: Int {
      switch self {
      case .graces(let pitches): pitches.count * Ornament.grace
      case .flam: Ornament.flamLead
      case .drag: 2 * Ornament.dragStroke
      case .appoggiatura, .trill, .mordent, .shortTrill, .turn, .roll: 0
      }
    }

    /// Microseconds of a note of a trill: seven shakes a second.
    package static let shake = 71_000
    /// Microseconds of a small note before the beat.
    package static let grace = 60_000
    /// Microseconds from a flam's soft stroke to its own, and from each stroke of a drag to the next.
    /// - Source: the medians of Groove MIDI, by `Benchmarks/music/flams.py`.
    package static let flamLead = 31_000
    package static let dragStroke = 52_000

    /// `trill D5`, for dumps.
    package var text: String {
      let name = switch self {
      case .graces: "graces"
      case .appoggiatura: "appoggiatura"
      case .trill: "trill"
      case .mordent: "mordent"
      case .shortTrill: "short-trill"
      case .turn: "turn"
      case .roll: "roll"
      case .flam: "flam"
      case .drag: "drag"
      }
      return pitches.isEmpty ? name : "\(name)=" + pitches.map { "\($0)" }.joined(separator: ",")
    }
  }
}
