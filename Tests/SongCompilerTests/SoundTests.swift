// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongCompiler
import SongLibrary
import Testing

/// Every sound of the library, played alone as the library measures it.
@Suite struct SoundTests {
  private static let resources = AudioResources(
    soundFonts: [
      "FluidR3_GM": "/usr/share/sounds/sf2/FluidR3_GM.sf2",
      "MuseScore_General": "/usr/share/sounds/sf3/MuseScore_General.sf3",
    ],
    pluginBundles: ["calf.lv2": "/usr/lib/lv2/calf.lv2", "mda.lv2": "/usr/lib/lv2/mda.lv2"])

  /// A timpani's modes have no common period.
  private static let unclear = ["timpani/fluid", "timpani/muse"]
  /// Organs with stops of 16 feet.
  private static let withSubOctave = [
    "drawbar-organ/rock", "drawbar-organ/muse", "drawbar-organ/percussive", "organ/fluid", "organ/muse", "organ/jimmy",
  ]

  @Test(arguments: knowledge.library.instruments.map(\.key))
  func everySoundIsInTuneAtItsLevelAndTheSameAgain(key: String) throws {
    let library = knowledge.library
    let instrument = try #require(library.instrument(key))
    for sound in instrument.sounds {
      let name = "\(key)/\(sound.key)"
      let measure = try library.measure(sound, of: instrument, resources: Self.resources)
      #expect(measure.attackFrames != nil, "\(name) is silent")
      #expect(abs(measure.trimDB - sound.trimDB) <= 1, "\(name): trim \(measure.trimDB) dB, stored \(sound.trimDB) dB")
      let brightness = measure.centroidHz / sound.brightnessHz
      #expect((0.8...1.25).contains(brightness), "\(name): brightness \(measure.centroidHz) Hz, stored \(sound.brightnessHz) Hz")
      if instrument.kit == nil, !Self.unclear.contains(name) {
        let cents = try #require(
          try library.cents(of: sound, instrument, resources: Self.resources), "\(name) has no clear pitch")
        let octaves = Self.withSubOctave.contains(name) ? (cents / 1200).rounded() : 0
        #expect(octaves <= 0 && abs(cents - 1200 * octaves) <= 10, "\(name): \(cents) cents from its note")
      }
      let again = try library.measure(sound, of: instrument, resources: Self.resources)
      #expect(again.digest == measure.digest, "\(name) differs from itself")
    }
  }
}
