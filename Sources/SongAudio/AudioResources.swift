// SPDX-License-Identifier: Apache-2.0
/// The files that World resolved; SongAudio opens these and no others.
package struct AudioResources: Sendable, Hashable {
  /// The real file of each SoundFont, by its name in the session (`FluidR3_GM`).
  package var soundFonts: [String: String]
  /// The folder of each LV2 bundle, by its folder name (`dpl.lv2`).
  package var pluginBundles: [String: String]

  package init(soundFonts: [String: String], pluginBundles: [String: String]) {
    self.soundFonts = soundFonts
    self.pluginBundles = pluginBundles
  }

  func path(ofSoundFont name: String) throws(AudioError) -> String {
    guard let path = soundFonts[name] else { throw .unresolved(kind: .soundFont, name: name) }
    return path
  }

  func path(ofBundle name: String) throws(AudioError) -> String {
    guard let path = pluginBundles[name] else { throw .unresolved(kind: .pluginBundle, name: name) }
    return path
  }
}

/// What a render is asked for, apart from the session itself. No option but `format` changes a byte of an output.
package struct RenderOptions: Sendable, Hashable {
  /// Threads that work at the same time, the caller's among them; 1 or more.
  package var workers: Int
  /// An existing folder for one WAV per track (`ID.wav`) and return (`return-ID.wav`); nil for no stems.
  package var stemsFolder: String?
  package var format: SampleFormat

  package init(workers: Int = 2, stemsFolder: String? = nil, format: SampleFormat = .integer24) {
    self.workers = max(1, workers)
    self.stemsFolder = stemsFolder
    self.format = format
  }
}

/// How samples lie in a WAV file. Stems are 24 bit, or float where the master is.
package enum SampleFormat: String, Sendable, Hashable, CaseIterable, Codable {
  /// Dithered.
  case integer16, integer24
  /// IEEE single precision, not dithered.
  case float32
}
