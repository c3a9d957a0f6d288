// SPDX-License-Identifier: Apache-2.0
internal import SongBase

extension Session {
  /// Tracks with their chains, returns and the master; events are counted, the performance lists them.
  package func dump() -> String {
    var out = DumpText()
    out.line(0, "session", quoted(title), "\(sampleRate)Hz", "\(length.value) frames", isLoop ? "loops" : "", isDraft ? "draft" : "")
    for track in tracks {
      out.line(
        1, "track", track.id, words(of: track.sound), "\(track.events.count) events", "gain=\(fixed(track.gainDB, 2))dB", "pan=\(fixed(track.pan, 2))")
      for band in track.equaliser { out.line(2, "band", words(of: band)) }
      for effect in track.inserts { dump(effect, &out) }
      if !track.automation.isEmpty {
        out.line(
          2, "automation", track.automation.map { "\($0.at.value)=\(shortest($0.gain, 3))" }.joined(separator: " "))
      }
      if let duck = track.duck { out.line(2, "duck", "\(fixed(duck.gainDB, 2))dB", "\(duck.strokes.count) strokes") }
      for send in track.sends { out.line(2, "send", send.to, "\(fixed(send.gainDB, 2))dB") }
    }
    for bus in returns {
      out.line(1, "return", bus.id, "gain=\(fixed(bus.gainDB, 2))dB")
      for effect in bus.inserts { dump(effect, &out) }
    }
    out.line(
      1, "master", "\(fixed(master.loudness, 2))LUFS", "\(fixed(master.truePeak, 2))dBTP", "fade=\(master.fade.value)",
      "dither=\(master.ditherSeed)")
    for point in master.ride {
      out.line(2, "ride", "\(point.at.value)", "\(fixed(point.levelDB, 2))dB", "treble=\(fixed(point.trebleDB, 2))dB")
    }
    if let balance = master.balance {
      out.line(2, "octaves", balance.levelsDB.map { "\(shortest($0.lowerBound, 1))..\(shortest($0.upperBound, 1))dB" }.joined(separator: " "))
      out.line(2, "sides", balance.sidesDB.map { "\(shortest($0.lowerBound, 1))..\(shortest($0.upperBound, 1))dB" }.joined(separator: " "))
    }
    for dip in master.dips {
      out.line(
        2, "dip", "\(shortest(dip.lowHz, 3))..\(shortest(dip.highHz, 3))Hz", "\(fixed(dip.depthDB, 1))dB",
        dip.spans.map { "\($0.lowerBound.value)..\($0.upperBound.value)" }.joined(separator: " "))
    }
    for effect in master.inserts + [master.limiter] { dump(effect, &out) }
    return out.text
  }

  private func words(of sound: Sound) -> String {
    switch sound {
    case .oscillator(let oscillator): words(of: oscillator.wave) + (oscillator.decay.map { " decay=\(shortest($0, 3))s" } ?? "")
    case .layered(let base, let layers):
      words(of: base)
        + layers.map { " layer \($0.key) \(words(of: $0.sound)) \(fixed($0.gainDB, 1))dB \($0.equaliser.map { words(of: $0) }.joined(separator: " "))" }
        .joined()
    case .font(let preset): "font=\(preset.soundFont) bank=\(preset.bank) program=\(preset.program)"
    case .plugin(let plugin): "plugin=\(plugin.uri)\(plugin.preset.map { " preset=\($0)" } ?? "")"
    }
  }

  private func words(of band: EqualiserBand) -> String {
    let words = [
      band.shape.rawValue, "\(shortest(band.hertz, 1))Hz", band.gainDB == 0 ? "" : "\(fixed(band.gainDB, 1))dB",
      band.quality.map { "q=\(shortest($0, 3))" } ?? "",
    ]
    return (words.filter { !$0.isEmpty } + band.moves.map { "\($0.at.value)=\(shortest($0.hertz, 1))Hz" })
      .joined(separator: " ")
  }

  private func words(of wave: Oscillator.Wave) -> String {
    switch wave {
    case .noise(let seed): "noise=\(seed)"
    case .sine(let from, let to, let glide): "sine=\(shortest(from, 1))..\(shortest(to, 1))Hz glide=\(shortest(glide, 3))s"
    }
  }

  private func dump(_ effect: Effect, _ out: inout DumpText) {
    out.line(2, "effect", effect.uri, effect.preset.map { "preset=\($0)" } ?? "", effect.controls.map { "\($0.symbol)=\(shortest($0.value, 4))" }.joined(separator: " "))
  }
}
