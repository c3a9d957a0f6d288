// SPDX-License-Identifier: Apache-2.0
package import SongIR
package import SongMusic

/// An instrument of `stdlib/instruments/`: what a part can be played on.
package struct Instrument: Sendable, Hashable {
  /// The file's name without `.yaml`: `upright-bass`.
  package let key: String
  /// The name in the score: `Upright Bass`.
  package let name: String
  package let abbreviation: String
  package let family: String
  /// Roles that suit it, best first.
  package let roles: [Role]
  /// Sounding keys that can be played, and those that sound best.
  package let range: KeyRange
  package let comfortable: KeyRange
  package let clef: Clef
  package let transposition: Score.Transposition
  /// General MIDI program 0...127.
  package let program: Int
  /// Notes at a time; 1 for a voice or a wind instrument.
  package let polyphony: Int
  /// Whether a note goes on at full strength while it is held.
  package let isSustained: Bool
  /// The kit's key for percussion, else nil.
  package let kit: String?
  /// Best first.
  package let sounds: [Sound]
  /// Styles and moods that it suits.
  package let tags: [String]
  /// What its player can do.
  package let technique: Technique

  /// A sound of an instrument.
  package struct Sound: Sendable, Hashable {
    package let key: String
    package let preset: Session.Sound
    /// SPDX identifier of the licence of the font, or of the plugin.
    package let licence: String
    /// Brings the sound to the level of its class, dB.
    package let trimDB: Double
    /// From note-on to the first frame above -60 dBFS, milliseconds.
    package let attackMS: Double
    /// Octaves that keys are raised by, since the preset sounds as many below what it is sent.
    package let octaves: Int
    /// Centre of its spectrum, Hz.
    package let brightnessHz: Double
    /// Whether its recordings vibrate.
    package var vibrates = false

    /// Whether the licence reaches what is played with it: recordings are part of the output, a program that computes
    /// its sound isn't.
    package var bindsOutput: Bool {
      preset.plugin == nil && (licence.hasPrefix("CC-BY-SA") || licence.hasPrefix("GPL"))
    }
  }
}

/// A drum kit's voices: `stdlib/drumkits/`.
package struct DrumKit: Sendable, Hashable {
  package let key: String
  package let voices: [Score.KitVoice]
}
