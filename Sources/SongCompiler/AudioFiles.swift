// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongDiagnostics
internal import SongIR

/// Finds the SoundFonts and LV2 bundles of a session on this machine.
///
/// Fonts are opened by their real file names. Bundles are taken from the system's folders alone, so that the user's own
/// plugins and `LV2_PATH` never enter a build.
struct AudioFiles {
  let world: any World
  /// `--soundfont-path`, searched first.
  let soundFontFolders: [String]
  /// `--lv2-path`, searched first for plugins that a spec names by their URIs.
  var pluginFolders: [String] = []
  /// The folder that relative font paths of the spec start from.
  let specFolder: String

  private static let fontFolders = ["/usr/share/sounds/sf2", "/usr/share/sounds/sf3", "/usr/share/soundfonts"]
  private static let bundleFolders = ["/usr/lib/lv2", "/usr/local/lib/lv2", "/usr/lib/x86_64-linux-gnu/lv2", "/usr/lib/aarch64-linux-gnu/lv2"]
  private static let fontPackages = [
    "FluidR3_GM": "fluid-soundfont-gm", "FluidR3_GS": "fluid-soundfont-gs",
    "MuseScore_General": "musescore-general-soundfont", "TimGM6mb": "timgm6mb-soundfont",
  ]

  /// The files of a session; reports each that is missing, once, and what is wrong with plugins that the spec names.
  func resolve(_ session: Session, of spec: Spec, sink: inout DiagnosticSink) throws(ErrorsEmitted) -> AudioResources {
    var resources = AudioResources(
      soundFonts: findFonts(session.tracks.map(\.sound), of: spec, sink: &sink),
      pluginBundles: findBundles(session.plugins.filter(\.hasKnownBundle), sink: &sink))
    if !spec.plugins.isEmpty {
      let catalogue: PluginCatalogue
      do throws(AudioError) {
        catalogue = try PluginCatalogue(bundles: installedBundles())
      } catch {
        throw sink.fail(.audio(error))
      }
      checkPlugins(of: spec, among: catalogue, sink: &sink)
      for plugin in session.plugins where !plugin.hasKnownBundle {
        resources.plugins[plugin.uri] = catalogue.plugin(plugin.uri)?.bundle
      }
      resources.helper = PluginHelper(executable: world.executable)
    }
    if let failure = sink.failure { throw failure }
    return resources
  }

  /// All bundles of the folders, each folder's by name.
  private func installedBundles() -> [String] {
    (pluginFolders + AudioFiles.bundleFolders).flatMap { folder in
      ((try? world.list(folder)) ?? []).map { join(folder, $0) }.filter { world.exists(join($0, "manifest.ttl")) }
        .compactMap { world.resolve($0) }
    }
  }

  /// The fonts and bundles of sounds that are played without effects.
  func resolve(_ sounds: [Session.Sound], sink: inout DiagnosticSink) throws(ErrorsEmitted) -> AudioResources {
    let resources = AudioResources(
      soundFonts: findFonts(sounds, of: Spec(), sink: &sink), pluginBundles: findBundles(sounds.flatMap(\.sources).compactMap(\.plugin), sink: &sink))
    if let failure = sink.failure { throw failure }
    return resources
  }

  private func findBundles(_ plugins: [Session.Effect], sink: inout DiagnosticSink) -> [String: String] {
    var bundles: [String: String] = [:]
    for effect in plugins where bundles[effect.bundle] == nil {
      let found = AudioFiles.bundleFolders.lazy.map { join($0, effect.bundle) }.first { world.exists($0) }
      if let found {
        bundles[effect.bundle] = found
      } else {
        sink.report(
          .pluginMissing("'\(effect.bundle)'", uri: effect.uri, package: effect.debianPackage))
      }
    }
    return bundles
  }

  private func findFonts(
    _ sounds: [Session.Sound], of spec: Spec, sink: inout DiagnosticSink
  ) -> [String: String] {
    var fonts: [String: String] = [:]
    for name in sounds.flatMap(\.sources).compactMap(\.fontPreset?.soundFont) where fonts[name] == nil {
      if let path = font(name) {
        fonts[name] = path
      } else {
        let place = spec.place(ofFont: name)
        let near = place == nil ? [] : nearest(to: name, among: installedFonts())
        sink.report(
          .soundFontMissing(name, package: AudioFiles.fontPackages[name], at: place?.span, candidates: near).inside(place?.path ?? ""))
      }
    }
    return fonts
  }

  /// The names of the SoundFonts in the folders, without their endings.
  private func installedFonts() -> [String] {
    let files = (soundFontFolders + AudioFiles.fontFolders).flatMap { (try? world.list($0)) ?? [] }
    return distinct(files.filter { $0.hasSuffix(".sf2") || $0.hasSuffix(".sf3") }.map { String($0.dropLast(4)) })
  }

  private func font(_ name: String) -> String? {
    if name.hasSuffix(".sf2") || name.hasSuffix(".sf3") {
      let local = name.hasPrefix("/") ? name : join(specFolder, name)
      if let path = world.resolve(local) { return path }
    }
    for folder in soundFontFolders + AudioFiles.fontFolders {
      for ending in ["", ".sf2", ".sf3"] {
        if let path = world.resolve(join(folder, name + ending)) { return path }
      }
    }
    return nil
  }
}

extension DiagnosticSink {
  /// Reports all that a render failed of, with the places of what the spec names.
  mutating func fail(_ error: AudioError, in spec: Spec) -> ErrorsEmitted {
    let diagnostics = error.single.map { error in
      let place = spec.place(of: error)
      return Diagnostic.audio(error, at: place?.span).inside(place?.path ?? "")
    }
    report(Array(diagnostics.dropLast()))
    return fail(diagnostics[diagnostics.count - 1])
  }
}

extension Diagnostic {
  /// What a failed render means for the user.
  static func audio(_ error: AudioError, at span: Span? = nil) -> Diagnostic {
    switch error {
    case .unresolved(let kind, let name): .soundUnplayable("'\(name)'", reason: "no \(kind.rawValue) of this name was found")
    case .soundFontUnreadable(let name, let path): .soundUnplayable("the SoundFont '\(name)'", reason: "'\(path)' isn't a SoundFont that can be read", at: span)
    case .presetMissing(let font, let bank, let program):
      .soundUnplayable("bank \(bank), program \(program)", reason: "the SoundFont '\(font)' has no such preset", at: span)
    case .pluginMissing(let uri, let bundle, let package): .pluginMissing("'\(bundle)'", uri: uri, package: package)
    case .pluginRefused(let uri, let reason): .pluginRefused(uri, reason: describe(reason), at: span)
    case .pluginBadOutput(let uri, let place):
      .pluginFailed(uri, reason: "it gave samples that aren't numbers (\(place))", at: span)
    case .pluginCrashed(let uri, let signal):
      .pluginFailed(uri, reason: signal == 0 ? "it ended its process" : "it crashed (signal \(signal))", at: span)
    case .pluginHung(let uri, let seconds):
      .pluginFailed(uri, reason: "it worked for \(seconds) s on one block and didn't end", at: span)
    case .several(let errors): audio(errors[0], at: span)
    case .fileUnwritable(let path, let reason): .fileUnwritable(path, reason: reason)
    case .silent: .soundUnplayable("the piece", reason: "no part makes a sound")
    case .loudnessUnreachable(let target, let reached, let peak):
      .loudnessMissed(
        asked: "\(shortest(target, 2)) LUFS", measured: "\(fixed(reached, 2)) LUFS at \(fixed(peak, 2)) dBTP")
    case .fileUnreadable(let path, let reason): .fileUnwritable(path, reason: "it can't be decoded: \(reason)")
    case .codecOvershoots(let encoding, let ceiling, let peak):
      .truePeakExceeded(
        of: "\(encoding) file", asked: "\(fixed(ceiling, 2)) dBTP", measured: "\(fixed(peak, 2)) dBTP")
    case .resourcesExhausted(let what): .soundUnplayable("the piece", reason: what)
    case .cancelled: .soundUnplayable("the piece", reason: "the build was interrupted")
    }
  }

  private static func describe(_ reason: AudioError.PluginRefusal) -> String {
    switch reason {
    case .featureRequired(let feature): "it requires the host feature \(feature)"
    case .notInstantiated: "it gave no instance"
    case .noSuchControl(let symbol): "it has no control '\(symbol)'"
    case .noSuchPreset(let preset): "it has no preset <\(preset)>"
    case .noEventInput: "it takes no notes"
    case .unsuitableAudioPorts(let inputs, let outputs): "it has \(inputs) audio inputs and \(outputs) outputs"
    case .unknownPort(let symbol): "its port '\(symbol)' is of an unknown kind"
    case .latencyTooLong(let frames): "its latency of \(frames) frames is too long"
    }
  }
}
