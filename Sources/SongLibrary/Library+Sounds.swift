// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR

extension Library {
  /// The plugin of this URI, as an effect or a sound of the library has it; nil where none does.
  package func plugin(_ uri: String) -> Session.Effect? {
    effects.lazy.map(\.effect).first { utf8Equal($0.uri, uri) }
      ?? instruments.lazy.flatMap(\.sounds).flatMap(\.preset.sources).compactMap(\.plugin).first { utf8Equal($0.uri, uri) }
  }

  /// What is known of a preset that a spec names: the figures of the sound of the library that plays it, or the usual ones.
  package func figures(of preset: Session.Sound) -> Instrument.Sound {
    instruments.lazy.flatMap(\.sounds).first { isSame($0.preset, preset) }
      ?? Instrument.Sound(
        key: "", preset: preset, licence: "", trimDB: preset.plugin == nil ? usualTrimDB : 0, attackMS: 0, octaves: 0,
        brightnessHz: 0)
  }

  private func isSame(_ known: Session.Sound, _ preset: Session.Sound) -> Bool {
    switch (known, preset) {
    case (.font(let known), .font(let preset)): known == preset
    case (.plugin(let known), .plugin(let plugin)):
      utf8Equal(known.uri, plugin.uri) && known.preset == plugin.preset && plugin.controls.isEmpty
    default: false
    }
  }
}

/// The middle of the trims of the library's 203 sounds of SoundFonts, dB.
private let usualTrimDB = 6.1
