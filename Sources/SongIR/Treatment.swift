// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics

extension Settings {
  /// How one playing of a section is arranged, beside its intensity: what the style knows of its function and of its
  /// returns, and what the spec says of its parts.
  ///
  /// Chords and tune of a returning section are the same; who comes in first, density, register, cymbals and the way
  /// into it differ.
  package struct Treatment: Sendable, Hashable, Codable {
    /// How often the section's material was played before.
    package var ordinal = 0
    /// Roles that come in before all others as intensity rises, in order.
    package var first: [Role] = []
    /// Roles that come in behind all others.
    package var last: [Role] = []
    /// Added to the level by which grooves are chosen, thousandths.
    package var density = 0
    /// Semitones by which the accompaniment wishes to lie higher.
    package var register = 0
    /// Whether the ride keeps time where grooves have a closed hi-hat.
    package var rides = false
    /// How the band leads into the section.
    package var into: Transition = .fill
    /// Whether the tune begins before the first bar line.
    package var hasPickup = false
    /// Whether drums play a fill in the section's last measure; nil leaves it to intensity.
    package var fillsAtEnd: Bool?
    /// Parts whose playing the spec fixes here.
    package var plays: [PartPlay] = []

    package init() {}

    package func play(of part: String) -> Play? { plays.first { $0.part == part }?.play }

    /// The parts that improvise, in turn.
    package var soloists: [String] { plays.filter { $0.play == .solo }.map(\.part) }
  }

  /// How the measure before a section leads into it.
  package enum Transition: String, Sendable, Hashable, Codable, CaseIterable {
    /// Drums play a fill.
    case fill
    /// Drums roll, from soft to loud.
    case roll
    /// The band rests on the last beat; the tune goes on.
    case breath
    /// Drums and bass rest for the measure.
    case drop
    /// Chords and bass strike the section's first chord half a beat early.
    case push
    /// Nothing.
    case plain
  }

  /// What a spec lets a part do in a section, whatever the intensity.
  package enum Play: String, Sendable, Hashable, Codable, CaseIterable {
    case rest, thin, full
    /// It improvises.
    case solo
  }

  package struct PartPlay: Sendable, Hashable, Codable {
    package let part: String
    package let play: Play

    package init(part: String, play: Play) {
      self.part = part
      self.play = play
    }
  }

  /// What a section changes of the material that it varies.
  package struct Variation: Sendable, Hashable, Codable {
    /// Share of the tune's measures that are written anew, thousandths.
    package var melody = 0
    /// Share of the composed chords that are chosen anew, thousandths.
    package var chords = 0
    /// Whether notes on beats stay in measures that are written anew.
    package var keepsBeats = false
    /// Whether only the pitches of measures are written anew.
    package var keepsRhythm = false
    /// Share of the tune's notes that are ornamented, thousandths; nil is as in the rest of the piece.
    package var ornament: Int?

    package init() {}

    /// Whether everything is played as written.
    package var isEmpty: Bool { melody == 0 && chords == 0 }
    /// The share of a tune that `A'` changes where nothing else is said, thousandths.
    package static let standardMelody = 300
  }
}

extension Spec {
  /// What `vary` says of a section.
  package struct Variation: Sendable, Hashable, Codable {
    /// The section that it varies; nil is the one whose name has no primes.
    package var of: Located<String>?
    /// Shares, 0...1.
    package var melody: Located<Rational>?
    package var ornament: Located<Rational>?
    package var chords: Located<Rational>?
    /// Whether the arrangement is that of the first playing.
    package var isArrangementKept = false
    /// Whether drums play a fill at the section's end; nil leaves it to intensity.
    package var fillsAtEnd: Bool?
    package var keep: [Kept] = []

    package init() {}

    package enum Kept: String, Sendable, Hashable, Codable, CaseIterable {
      case chords, melody
      case onbeat = "melody.onbeat"
      case rhythm = "melody.rhythm"
      case arrangement
    }
  }

  /// What a part does in a section.
  package struct SectionPart: Sendable, Hashable, Codable {
    package let part: Located<String>
    /// Nil where only its pattern is said: it plays in full then.
    package let play: Located<Settings.Play>?
    /// What it plays here in place of its own pattern.
    package let pattern: Spec.Pattern?

    package init(part: Located<String>, play: Located<Settings.Play>?, pattern: Spec.Pattern? = nil) {
      self.part = part
      self.play = play
      self.pattern = pattern
    }
  }
}
