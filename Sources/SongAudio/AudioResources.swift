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

/// What a render is asked for, apart from the session itself and its files. No option but `tags` changes a byte of these.
package struct RenderOptions: Sendable, Hashable {
  /// Threads that work at the same time, the caller's among them; 1 or more.
  package var workers: Int
  package var stems: StemFiles?
  package var tags: AudioTags

  package init(workers: Int = 2, stems: StemFiles? = nil, tags: AudioTags = AudioTags()) {
    self.workers = max(1, workers)
    self.stems = stems
    self.tags = tags
  }
}

/// A file for every track (`ID`) and return (`return-ID`), with the encoding's name as its ending.
package struct StemFiles: Sendable, Hashable {
  /// An existing folder.
  package let folder: String
  package let encoding: AudioEncoding

  package init(folder: String, encoding: AudioEncoding) {
    self.folder = folder
    self.encoding = encoding
  }
}
