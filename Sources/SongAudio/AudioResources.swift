// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// The files that World resolved; SongAudio opens these and no others.
package struct AudioResources: Sendable, Hashable {
  /// The real file of each SoundFont, by its name in the session (`FluidR3_GM`).
  package var soundFonts: [String: String]
  /// The folder of each LV2 bundle, by its folder name (`dpl.lv2`).
  package var pluginBundles: [String: String]
  /// The folder of the bundle of each plugin whose bundle the session doesn't name, by URI.
  package var plugins: [String: String]
  /// Runs those plugins, each in a process of its own; nil runs them in this one.
  package var helper: PluginHelper?

  package init(
    soundFonts: [String: String], pluginBundles: [String: String], plugins: [String: String] = [:], helper: PluginHelper? = nil
  ) {
    self.soundFonts = soundFonts
    self.pluginBundles = pluginBundles
    self.plugins = plugins
    self.helper = helper
  }

  func path(ofSoundFont name: String) throws(AudioError) -> String {
    guard let path = soundFonts[name] else { throw .unresolved(kind: .soundFont, name: name) }
    return path
  }

  /// The folder of a plugin's bundle.
  func bundle(of effect: Session.Effect) throws(AudioError) -> String {
    let path = effect.hasKnownBundle ? pluginBundles[effect.bundle] : plugins[effect.uri]
    guard let path else { throw .unresolved(kind: .pluginBundle, name: effect.hasKnownBundle ? effect.bundle : effect.uri) }
    return path
  }

  /// A plugin in a process of its own, where it is to have one.
  func remote(_ effect: Session.Effect, sampleRate: Int, isInstrument: Bool) throws(AudioError) -> RemotePlugin? {
    guard let helper, !effect.hasKnownBundle else { return nil }
    return try RemotePlugin(
      effect, bundle: bundle(of: effect), sampleRate: sampleRate, isInstrument: isInstrument, helper: helper)
  }
}

/// What a render is asked for, apart from the session itself and its files. No option but `tags` changes a byte of these.
package struct RenderOptions: Sendable {
  /// Threads that work at the same time, the caller's among them; 1 or more.
  package var workers: Int
  package var stems: StemFiles?
  package var tags: AudioTags
  /// Is told what each stage costs; nil where nobody asks.
  package var timer: StageTimer?
  /// Where earlier renders are looked for; nil renders everything.
  package var cache: RenderCache?

  package init(
    workers: Int = 2, stems: StemFiles? = nil, tags: AudioTags = AudioTags(), timer: StageTimer? = nil, cache: RenderCache? = nil
  ) {
    self.workers = max(1, workers)
    self.stems = stems
    self.tags = tags
    self.timer = timer
    self.cache = cache
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

  /// The file of a stem.
  package func path(of stem: String) -> String { "\(folder)/\(stem).\(encoding.name)" }
}
