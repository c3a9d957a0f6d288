// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR
package import SongMusic

/// A style of `stdlib/styles/`: three groups of settings (arrangement, composition, audio).
package struct Style: Sendable, Hashable {
  package let key: String
  package let name: String
  /// Settings objects that carry one of these tags suit it.
  package let tags: [String]
  package let arrangement: ArrangementSettings
  package let composition: CompositionSettings
  package let humanize: Settings.Humanize
  /// The mix plan's key.
  package let mix: String

  package struct ArrangementSettings: Sendable, Hashable {
    /// Beats a minute.
    package let tempo: Weighted
    package let meters: [Choice<Meter>]
    package let modes: [Choice<Mode>]
    package let tonics: [Choice<PitchName>]
    /// What sections are like, by function.
    package let sections: [Section]
    /// By rising `upTo`.
    package let forms: [Form]
    /// How each return of a section is arranged, in turn.
    package let returns: [Return]
    /// Sections that repeat in front of the last one until a long duration is filled.
    package let cycle: [String]
    package let band: [BandPart]
  }

  package struct Weighted: Sendable, Hashable {
    package let low: Rational
    package let high: Rational
    package let prefer: Rational
  }

  package struct Choice<Value: Sendable & Hashable>: Sendable, Hashable {
    package let value: Value
    package let weight: Int
  }

  package struct Section: Sendable, Hashable {
    package let function: String
    package let bars: Int
    /// Thousandths at start and end.
    package let intensity: Settings.IntensityRamp
    /// Roles that come in before all others, and behind them.
    package let first: [Role]
    package let last: [Role]
    /// How the band leads into it, in turn for each playing; at least one.
    package let into: [Settings.Transition]
    /// Whether its tune begins before the bar line.
    package let hasPickup: Bool
    /// How its phrases are built; nil is drawn.
    package let phrases: PhraseForm?
  }

  /// What is other when a section comes again.
  package struct Return: Sendable, Hashable {
    package let first: [Role]
    package let last: [Role]
    /// Added to the level by which grooves are chosen, thousandths.
    package let density: Int
    /// Semitones by which the accompaniment lies higher.
    package let register: Int
    package let rides: Bool
  }

  package struct Form: Sendable, Hashable {
    package let upTo: Microseconds
    package let sections: [String]
  }

  package struct BandPart: Sendable, Hashable {
    package let name: String
    package let role: Role
    /// Instruments by key.
    package let instruments: [Choice<String>]
    /// Pattern sets by key; empty for lines that models write.
    package let patterns: [Choice<String>]
    /// Thousandths.
    package let from: Int
    package let levelDB: Double
    package let pan: Double
  }

  package struct CompositionSettings: Sendable, Hashable {
    package let harmonyModel: String
    /// What composed chords are made of; nil where the model alone says that.
    package let progressions: String?
    package let halfBarsPerChord: Int
    /// Percent of the sections inside a piece that end on a cadence.
    package let cadences: Int
    /// Percent.
    package let harmonyTemperature: Int
    package let melodyModel: String
    package let rhythmModel: String
    /// What rhythms in 4/4 are made of; nil where the rhythm model alone says that.
    package let rhythmCells: String?
    /// Percent.
    package let density: Int
    package let melodyTemperature: Int
    /// What says how a tune takes up its own measures.
    package let tunePlans: String
    /// How much it does, percent of what the tunes of the plans do.
    package let repetition: Int
    /// Percent of a tune's notes that may repeat the one before.
    package let repeats: Int
    /// Percent of a tune's tones foreign to the chord, off the strong beats, that have to be left by step.
    package let passing: Int
    /// Whether a varied tune is other at its end, as tunes with second endings are, not inside.
    package let variesEndings: Bool
    /// The ornaments of its players, where ornaments are asked for and no kind is named.
    package let ornament: OrnamentKind
    /// How freely drummers play their grooves, percent: 0 are machines.
    package let looseness: Int
    /// The genres of the takes that its drummers know; empty where they play the grooves alone.
    package let takes: [Choice<DrumGenre>]
  }
}

/// A mood of `stdlib/moods/`: named parameters that it moves.
package struct Mood: Sendable, Hashable {
  package let key: String
  package let name: String
  package let tags: [String]
  /// Replace the style's where there are any.
  package let modes: [Style.Choice<Mode>]
  /// Percent of the style's preferred tempo.
  package let tempo: Int
  /// Semitones.
  package let register: Int
  /// Percent.
  package let density: Int
  /// Added to every section's level, thousandths.
  package let intensity: Int
  package let brightnessDB: Double
  package let spaceDB: Double
  /// Percent of the style's temperatures.
  package let temperature: Int
  /// Percent of the written length that sounds.
  package let articulation: Int
}
