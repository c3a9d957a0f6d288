// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics

extension Spec {
  func dump(_ channel: Channel, _ out: inout DumpText) {
    switch channel.sound {
    case .named(let name): out.line(2, "sound", name.value)
    case .font(let preset):
      out.line(2, "sound", quoted(preset.file.value), preset.bank.map { "bank=\($0)" } ?? "", "program=\(preset.program)")
    case .plugin(let plugin): dump(plugin, "sound", &out)
    case nil: break
    }
    for effect in channel.effects {
      switch effect {
      case .named(let name): out.line(2, "effect", name.value)
      case .plugin(let plugin): dump(plugin, "effect", &out)
      }
    }
    if let level = channel.level { out.line(2, "level", "\(shortest(level.value.double))dB") }
    if let pan = channel.pan { out.line(2, "pan", "\(pan.value)") }
    for send in channel.sends { out.line(2, "send", send.to.value, "\(shortest(send.level.value.double))dB") }
    if let mute = channel.mute { out.line(2, "mute", "\(mute.value)") }
  }

  private func dump(_ plugin: Plugin, _ what: String, _ out: inout DumpText) {
    out.line(
      2, what, plugin.uri.value, plugin.preset.map { "preset=\($0.value)" } ?? "",
      plugin.controls.map { "\($0.symbol.value)=\(shortest($0.value.value.double))" }.joined(separator: " "))
  }
}
