// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR

/// An LV2 effect with its settings: `stdlib/effects/`.
package struct EffectPreset: Sendable, Hashable {
  package let key: String
  package let effect: Session.Effect
  /// The same as an effect of one part: a reverb lets what it hears through.
  package let insert: Session.Effect
  /// Controls that are lengths of notes.
  package let tempo: [TempoControl]
  package let tags: [String]

  /// A control whose value is the length of a note.
  package struct TempoControl: Sendable, Hashable {
    package let symbol: String
    /// Of a whole note: 1/8 for an eighth.
    package let note: Rational
    /// How many of the control's units are a second: 1000 for milliseconds.
    package let unitsPerSecond: Double
    /// The control's highest value, in its units.
    package let most: Double
  }
}

/// How a style is mixed: `stdlib/mixes/`.
package struct MixPlan: Sendable, Hashable {
  package let key: String
  package let tags: [String]
  package let roles: [Channel]
  /// Instruments that stand louder or softer than their role.
  package let instruments: [InstrumentLevel]
  /// The effect of the reverb return.
  package let reverb: String
  package let reverbDB: Double
  /// The effect of the delay return; nil is none.
  package let delay: Delay?
  /// Effects on the bus, in order.
  package let bus: [String]
  /// How far the level rises from the least intensity to the most, dB.
  package let rangeDB: Double
  /// Nil is none.
  package let sweeps: Sweeps?
  /// What the octaves of the whole are like.
  package let balance: OctaveBalance

  /// The name of the reverb's return.
  package static let reverbReturn = "reverb"
  /// The name of the delay's.
  package static let delayReturn = "delay"

  /// The returns that parts send to.
  package var returnNames: [String] { [MixPlan.reverbReturn] + (delay == nil ? [] : [MixPlan.delayReturn]) }

  /// The level of an instrument in a role, against the melody, dB.
  package func levelDB(of role: Role, on instrument: String) -> Double {
    (roles.first { $0.role == role }?.levelDB ?? 0)
      + (instruments.first { utf8Equal($0.instrument, instrument) }?.levelDB ?? 0)
  }

  package struct InstrumentLevel: Sendable, Hashable {
    package let instrument: String
    /// Against its role's level, dB.
    package let levelDB: Double
  }

  package struct Delay: Sendable, Hashable {
    package let effect: String
    package let levelDB: Double
  }

  /// Noise that rises into lifts and falls behind them.
  package struct Sweeps: Sendable, Hashable {
    /// Level at the top of a rise, against the melody, dB.
    package let riseDB: Double
    /// Level at the top of a fall, dB.
    package let fallDB: Double
    /// Measures of a rise, at most.
    package let bars: Int
    package let sendDB: Double
  }

  package struct Channel: Sendable, Hashable {
    package let role: Role
    /// Level against the melody, dB.
    package let levelDB: Double
    package let sendDB: Double
    /// Into the delay; nil is none.
    package let delayDB: Double?
    /// High-pass of the track's equaliser, Hz; 0 is none.
    package let highPassHz: Double
    /// A bell of the track's equaliser.
    package let bellHz: Double
    package let bellDB: Double
    /// A high shelf of the track's equaliser; 0 dB is none.
    package let shelfHz: Double
    package let shelfDB: Double
    /// Closes as the intensity falls; nil is none.
    package let lowPass: LowPass?
    /// How far it falls at each stroke of the kick; 0 or below.
    package let duckDB: Double
  }

  /// A low-pass whose corner goes with the intensity, as many octaves for each step.
  package struct LowPass: Sendable, Hashable {
    /// At the least intensity.
    package let leastHz: Double
    /// At the most.
    package let mostHz: Double
  }
}
