// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongSyntax

extension SpecBinder {
  /// What plays a part and how it stands in the mix.
  mutating func bindChannel(_ part: Fields) -> Spec.Channel {
    var channel = Spec.Channel()
    channel.sound = part["sound"].flatMap { bindSound($0) }
    channel.effects = part["effects"].flatMap { reader.list($0, of: "effects") }?.compactMap { bindInsert($0) } ?? []
    channel.level = reader.read(part["level"], "a level") { parseDecibels($0, in: channelLevels, sink: &$1) }
    channel.pan = reader.read(part["pan"], "a place between left and right", parsePan)
    for (name, level) in part["sends"].flatMap({ reader.names($0, of: "sends") }) ?? [] {
      guard let level = reader.read(level, "a level", { parseDecibels($0, in: channelLevels, sink: &$1) }) else { continue }
      channel.sends.append(Spec.Send(to: name, level: level))
    }
    channel.mute = reader.word(part["mute"], "true or false", among: ["true", "false"])?.map { $0 == "true" }
    return channel
  }

  private mutating func bindSound(_ field: Field) -> Spec.Sound? {
    guard reader.isMap(field) else { return reader.text(field, "a sound").map { .named($0) } }
    guard let fields = reader.map(field, partSoundSchema) else { return nil }
    let ofFonts = ["bank", "program"]
    let ofPlugins = ["preset", "controls"]
    if fields["uri"] != nil {
      for key in ["file"] + ofFonts {
        if let other = fields[key] { reader.sink.report(.soundOfTwoKinds(key, "uri", at: other.span).inside(other.path)) }
      }
      return bindPlugin(fields).map { .plugin($0) }
    }
    for key in ofPlugins {
      guard let other = fields[key] else { continue }
      if fields["file"] == nil {
        reader.sink.report(.keyNeeds(key, "'uri'", at: other.span).inside(other.path))
        return nil
      }
      reader.sink.report(.soundOfTwoKinds(key, "file", at: other.span).inside(other.path))
    }
    guard let file = fields["file"] else {
      if !["file", "uri"].contains(where: { reader.hasKey($0, in: field) }) {
        reader.sink.report(.soundWithoutSource(at: field.span).inside(field.path))
      }
      return nil
    }
    let bank = reader.read(fields["bank"], "a bank") { parseInteger($0, in: 0...128, sink: &$1) }
    let program = reader.read(fields["program"], "a program") { parseInteger($0, in: 0...127, sink: &$1) }
    return bindSoundFont(file).map { .font(.init(file: $0, bank: bank?.value, program: program?.value ?? 0)) }
  }

  private mutating func bindInsert(_ field: Field) -> Spec.Insert? {
    guard reader.isMap(field) else { return reader.text(field, "an effect").map { .named($0) } }
    guard let fields = reader.map(field, pluginEffectSchema) else { return nil }
    if fields["uri"] == nil, !reader.hasKey("uri", in: field) {
      reader.sink.report(.effectWithoutURI(at: field.span).inside(field.path))
    }
    return bindPlugin(fields).map { .plugin($0) }
  }

  private mutating func bindPlugin(_ fields: Fields) -> Spec.Plugin? {
    guard let uri = reader.text(fields["uri"], "a URI") else { return nil }
    var plugin = Spec.Plugin(uri: uri, path: fields.path)
    plugin.preset = reader.text(fields["preset"], "a URI")
    for (symbol, field) in fields["controls"].flatMap({ reader.names($0, of: "controls") }) ?? [] {
      guard let value = reader.read(field, "a number", parseSignedNumber) else { continue }
      plugin.controls.append(Spec.Control(symbol: symbol, value: value))
    }
    return plugin
  }
}

/// Decibels: a channel's level against the mix's, and a send's.
private let channelLevels = -60...12
