// SPDX-License-Identifier: Apache-2.0
package import SongIR

/// An LV2 effect with its settings: `stdlib/effects/`.
package struct EffectPreset: Sendable, Hashable {
  package let key: String
  package let effect: Session.Effect
  /// The same as an effect of one part: a reverb lets what it hears through.
  package let insert: Session.Effect
  package let tags: [String]
}

/// How a style is mixed: `stdlib/mixes/`.
package struct MixPlan: Sendable, Hashable {
  package let key: String
  package let tags: [String]
  package let roles: [Channel]
  /// The effect of the reverb return.
  package let reverb: String
  package let reverbDB: Double
  /// Effects on the bus, in order.
  package let bus: [String]
  /// How far the level rises from the least intensity to the most, dB.
  package let rangeDB: Double
  /// What the octaves of the whole are like.
  package let balance: OctaveBalance

  /// The name of the reverb's return.
  package static let reverbReturn = "reverb"

  /// The returns that parts send to.
  package var returnNames: [String] { [MixPlan.reverbReturn] }

  package struct Channel: Sendable, Hashable {
    package let role: Role
    /// Level against the melody, dB.
    package let levelDB: Double
    package let sendDB: Double
    /// High-pass of the track's equaliser, Hz; 0 is none.
    package let highPassHz: Double
    /// A bell of the track's equaliser.
    package let bellHz: Double
    package let bellDB: Double
    /// A high shelf of the track's equaliser; 0 dB is none.
    package let shelfHz: Double
    package let shelfDB: Double
    /// How far it falls at each stroke of the kick; 0 or below.
    package let duckDB: Double
  }
}
