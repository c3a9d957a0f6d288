// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary

extension SettingsMaker {
  /// The name of a part's sound, and what plays it where that is no sound of its instrument.
  ///
  /// A spec's word stands; else it is one of the instrument's in the first font that the spec asks for, or that font's
  /// General MIDI program; without a wish the instrument's first whose licence is allowed.
  mutating func decideSound(_ path: String, _ said: Spec.Sound?, of instrument: String, _ role: Role) -> (name: String, own: Session.Sound?) {
    let key = "\(path).sound"
    switch said {
    case .named(let name):
      let known = library.instrument(instrument)?.sounds.map(\.key) ?? []
      guard known.contains(where: { utf8Equal($0, name.value) }) else {
        settler.sink.report(
          .unknownValue(name.value, what: "a sound of '\(instrument)'", at: name.span, candidates: known).inside(key))
        return (usualSound(of: instrument), nil)
      }
      return (settler.record(key, name.value, .spec), nil)
    case .font(let preset):
      let bank = preset.bank ?? (role == .drums ? 128 : 0)
      let name = settler.record(key, "\(preset.file.value) \(bank):\(preset.program)", .spec)
      return (name, Session.Sound(soundFont: preset.file.value, bank: bank, program: preset.program))
    case .plugin(let plugin):
      let name = settler.record(key, "\(plugin.uri.value)\(text(of: plugin))", .spec)
      return (name, .plugin(effect(of: plugin)))
    case nil: return (settler.record(key, usualSound(of: instrument), .derived), nil)
    }
  }

  /// What the spec says of a part's track.
  mutating func decideChannel(_ path: String, _ said: Spec.Channel, _ mix: MixPlan?) -> Settings.Part.Channel {
    var channel = Settings.Part.Channel()
    for insert in said.effects {
      switch insert {
      case .named(let name): channel.inserts.append(.named(name.value))
      case .plugin(let plugin): channel.inserts.append(.plugin(effect(of: plugin)))
      }
    }
    if !said.effects.isEmpty {
      let names = said.effects.map { insert in
        switch insert {
        case .named(let name): name.value
        case .plugin(let plugin): "\(plugin.uri.value)\(text(of: plugin))"
        }
      }
      settler.record("\(path).effects", names.joined(separator: " "), .spec)
    }
    if let level = said.level { settler.record("\(path).level", "\(shortest(level.value.double)) dB", .spec) }
    if let pan = said.pan { settler.record("\(path).pan", "\(shortest((pan.value * 100).double))%", .spec) }
    let returns = mix?.returnNames ?? []
    for send in said.sends {
      guard returns.contains(where: { utf8Equal($0, send.to.value) }) else {
        settler.sink.report(
          .unknownValue(send.to.value, what: "a return of the mix", at: send.to.span, candidates: returns)
            .inside("\(path).sends.\(send.to.value)"))
        continue
      }
      channel.sends.append(.init(to: send.to.value, gainDB: send.level.value.double))
      settler.record("\(path).sends.\(send.to.value)", "\(shortest(send.level.value.double)) dB", .spec)
    }
    if let mute = said.mute {
      channel.isMuted = mute.value
      settler.record("\(path).mute", "\(mute.value)", .spec)
    }
    return channel
  }

  private func usualSound(of instrument: String) -> String {
    guard let sounds = library.instrument(instrument)?.sounds else { return "" }
    if let font = spec.sounds.soundFonts.first {
      return sounds.first { $0.preset.fontPreset.map { utf8Equal($0.soundFont, font.value) } ?? false }?.key ?? "\(Settings.Part.generalMIDI)\(font.value)"
    }
    return (spec.sounds.licence?.value == .any ? sounds.first : sounds.first { !$0.bindsOutput })?.key ?? ""
  }

  /// A plugin of the library's has its bundle there; where another one's lies is known when audio is made.
  private func effect(of plugin: Spec.Plugin) -> Session.Effect {
    let known = library.plugin(plugin.uri.value)
    let controls = plugin.controls.map { Session.Control($0.symbol.value, $0.value.value.double) }
    return Session.Effect(
      uri: plugin.uri.value, bundle: known?.bundle ?? "", debianPackage: known?.debianPackage ?? "",
      controls: controls.sorted { utf8Precedes($0.symbol, $1.symbol) }, preset: plugin.preset?.value)
  }

  /// Preset and controls, in one line.
  private func text(of plugin: Spec.Plugin) -> String {
    let values = plugin.controls.map { "\($0.symbol.value)=\(shortest($0.value.value.double))" }
    return ((plugin.preset.map { [$0.value] } ?? []) + values).map { " \($0)" }.joined()
  }
}
