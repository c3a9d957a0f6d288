// SPDX-License-Identifier: Apache-2.0
extension Settings {
  /// What a player can do with a tone while it sounds, by instrument and sound.
  package struct ToneControl: Sendable, Hashable, Codable {
    /// Nil where the instrument has none, or the sound's recordings vibrate by themselves.
    package var vibrato: Vibrato? = nil
    package var bends = Bends()
    /// By which a long tone grows and fades, dB; 0 where its player can't.
    package var swellDB = 0.0
    /// Whether tones are slurred: one breath, one bow or one string goes on into the next.
    package var slurs = false

    package init() {}
  }

  /// A vibrato of pitch.
  package struct Vibrato: Sendable, Hashable, Codable {
    /// Cents from the tone's middle to its highest, at a middle level.
    package let depthCents: Double
    package let rateHz: Double
    /// Milliseconds from the tone's beginning to that of the vibrato.
    package let afterMS: Double

    package init(depthCents: Double, rateHz: Double, afterMS: Double) {
      self.depthCents = depthCents
      self.rateHz = rateHz
      self.afterMS = afterMS
    }
  }

  /// How far the pitch of a tone is bent, cents; 0 where the instrument doesn't.
  package struct Bends: Sendable, Hashable, Codable {
    /// From below into the tone.
    package var scoop = 0.0
    /// From the last tone into this one, at most.
    package var slide = 0.0
    /// Down from the tone's end.
    package var fall = 0.0

    package init() {}

    /// What a bender reaches to either side: the range of General MIDI, two semitones.
    package static let range = 200.0
  }
}
