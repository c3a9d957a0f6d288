// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongDiagnostics
internal import SongIR

/// Checks the plugins that parts name by their URIs against what is installed: all that can be said before they run.
func checkPlugins(of spec: Spec, among catalogue: PluginCatalogue, sink: inout DiagnosticSink) {
  for part in spec.parts ?? [] where part.channel.mute?.value != true {
    if case .plugin(let plugin)? = part.channel.sound {
      checkPlugin(plugin, isInstrument: true, catalogue, &sink)
    }
    for case .plugin(let plugin) in part.channel.effects { checkPlugin(plugin, isInstrument: false, catalogue, &sink) }
  }
}

private func checkPlugin(
  _ plugin: Spec.Plugin, isInstrument: Bool, _ catalogue: PluginCatalogue, _ sink: inout DiagnosticSink
) {
  let uri = plugin.uri.value
  guard let found = catalogue.plugin(uri) else {
    sink.report(
      .pluginUnknown(uri, at: plugin.uri.span, candidates: catalogue.uris).inside("\(plugin.path).uri"))
    return
  }
  let isOfKind = isInstrument ? found.takesNotes && found.audioInputs == 0 : found.audioInputs > 0
  guard isOfKind, (1...2).contains(found.audioOutputs) else {
    sink.report(.pluginOfOtherKind(uri, isInstrument: isInstrument, at: plugin.uri.span).inside("\(plugin.path).uri"))
    return
  }
  if let preset = plugin.preset, !found.presets.contains(where: { utf8Equal($0, preset.value) }) {
    sink.report(
      .pluginLacks("preset", preset.value, of: uri, at: preset.span, candidates: found.presets).inside("\(plugin.path).preset"))
  }
  for control in plugin.controls {
    let path = "\(plugin.path).controls.\(control.symbol.value)"
    guard let port = found.controls.first(where: { utf8Equal($0.symbol, control.symbol.value) }) else {
      sink.report(
        .pluginLacks(
          "control", control.symbol.value, of: uri, at: control.symbol.span, candidates: found.controls.map(\.symbol)
        ).inside(path))
      continue
    }
    guard let range = port.range, !range.contains(Double(Float(control.value.value.double))) else { continue }
    sink.report(
      .outOfRange(
        "'\(port.symbol)'", low: shortest(range.lowerBound), high: shortest(range.upperBound), at: control.value.span
      ).inside(path))
  }
}

extension Spec {
  /// The plugins that its parts name by their URIs.
  var plugins: [Plugin] { (parts ?? []).flatMap(\.plugins) }

  /// Where a part, or else `sounds`, names a SoundFont.
  func place(ofFont name: String) -> (span: Span, path: String)? {
    for part in parts ?? [] {
      if case .font(let preset)? = part.channel.sound, utf8Equal(preset.file.value, name) {
        return (preset.file.span, "parts.\(part.name.value).sound.file")
      }
    }
    return sounds.soundFonts.firstIndex { utf8Equal($0.value, name) }
      .map { (sounds.soundFonts[$0].span, "sounds.soundfonts[\($0)]") }
  }

  /// Where a part names what an error is about.
  func place(of error: AudioError) -> (span: Span, path: String)? {
    switch error {
    case .soundFontUnreadable(let name, _), .presetMissing(let name, _, _): place(ofFont: name)
    case .pluginMissing(let uri, _, _), .pluginRefused(let uri, _), .pluginBadOutput(let uri, _), .pluginCrashed(let uri, _),
      .pluginHung(let uri, _):
      plugins.first { utf8Equal($0.uri.value, uri) }.map { ($0.uri.span, "\($0.path).uri") }
    default: nil
    }
  }
}
