// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension Settings {
  /// Every choice with its reason, then what they come to.
  package func dump() -> String {
    var out = DumpText()
    out.line(0, "settings")
    for decision in decisions {
      out.line(1, "\(decision.key):", decision.value.isEmpty ? "-" : decision.value, "(\(decision.reason.rawValue)\(decision.seedPath.isEmpty ? "" : " \(decision.seedPath)"))")
    }
    out.line(0, "tempo", "\(tempo.low)..\(tempo.high)", "prefer=\(tempo.prefer)", "beat=\(tempo.beatUnit)")
    for stop in tempoCurve { out.line(1, stop.at.text, "\(stop.bpm)", stop.shape.rawValue) }
    out.line(0, "form")
    for entry in form {
      out.line(
        1, entry.name, "function=\(entry.function)", "bars=\(entry.bars.lowerBound)..\(entry.bars.upperBound)",
        "prefer=\(entry.preferredBars)", "key=\(quoted("\(entry.key)"))", "time=\(quoted("\(entry.meter)"))",
        entry.intensity.map { "intensity=\(percent($0.from))..\(percent($0.to))" } ?? "",
        entry.chords.map { "chords=\($0.count)" } ?? "", entry.harmony.map(describe) ?? "",
        entry.phrases.map { "phrases=\($0.rawValue)" } ?? "", text(of: entry.treatment), text(of: entry.variation))
    }
    for stop in intensity { out.line(0, "intensity", stop.at.text, percent(stop.level), stop.shape.rawValue) }
    for (name, stops) in split.named {
      for stop in stops { out.line(0, name, stop.at.text, percent(stop.level), stop.shape.rawValue) }
    }
    for sync in syncs {
      out.line(
        0, "sync", quoted(sync.name), "at=\(quoted(sync.at.text))", quoted(sync.hit.word), sync.want.rawValue,
        sync.want == .prefer ? "weight=\(sync.weight)" : "", "tolerance=\(sync.tolerance)")
    }
    for voice in voices {
      out.line(
        0, "voice", voice.from.text, "to", voice.to.text, "\(fixed(voice.duckDB, 1))dB",
        voice.leaveHz.map { "leave=\(hertz($0))" } ?? "")
    }
    for given in given {
      out.line(
        0, "given", given.part, given.entry.map { form[$0].name } ?? "", given.item.path,
        given.item.place.map { "where=\(quoted($0.text))" } ?? "")
    }
    out.line(0, "parts")
    for part in parts {
      out.line(
        1, part.id, part.roleWord, "instrument=\(part.instrument)", "sound=\(part.sound)",
        part.patterns.enumerated().map { ($0 == 0 ? "pattern" : "pattern[\($1.meter)]") + ($1.section.map { "@\($0)" } ?? "") + "=\($1.key)" }.joined(separator: " "), "range=\(part.range)", "from=\(percent(part.threshold))",
        "gain=\(fixed(part.gainDB, 1))dB", "pan=\(fixed(part.pan, 2))", "send=\(fixed(part.sendDB, 1))dB",
        part.ornament.map { "ornament=\($0.kind.rawValue)" + ($0.share.map { " \(percent($0))" } ?? "") } ?? "",
        part.channel.isMuted ? "muted" : "")
      for insert in part.channel.inserts {
        switch insert {
        case .named(let name): out.line(2, "effect", name)
        case .plugin(let effect):
          out.line(
            2, "effect", effect.uri, effect.preset.map { "preset=\($0)" } ?? "",
            effect.controls.map { "\($0.symbol)=\(shortest($0.value))" }.joined(separator: " "))
        }
      }
      for send in part.channel.sends { out.line(2, "send", send.to, "\(fixed(send.gainDB, 1))dB") }
    }
    out.line(
      0, "harmony", harmony.model, harmony.progressions.map { "progressions=\($0)" } ?? "", describe(harmony.wish),
      "temperature=\(harmony.temperature)%", "cadences=\(harmony.cadences)%")
    out.line(
      0, "melody", melody.model, melody.rhythmModel, melody.rhythmCells.map { "cells=\($0)" } ?? "", "density=\(melody.density)%", "temperature=\(melody.temperature)%",
      "register=\(melody.register)", "plans=\(melody.plans)", "repetition=\(melody.repetition)%", "repeats=\(melody.repeats)%",
      "passing=\(melody.passing)%", "varies=\(melody.variesEndings ? "ending" : "inside")")
    let known = takes.map { "\($0.genre.rawValue):\($0.weight)" }.joined(separator: ",")
    out.line(0, "drums", "looseness=\(looseness)%", known.isEmpty ? "" : "takes=\(known)")
    out.line(
      0, "humanize", "timing=\(humanize.timing)us", "velocity=\(humanize.velocity)%", "swing=\(percent(humanize.swing))",
      "length=\(humanize.length)%", "articulation=\(articulation)%")
    if !humanize.rules.isEmpty {
      out.line(1, "rules", humanize.rules.map { "\($0.rule.rawValue)=\($0.percent)%" }.joined(separator: " "))
    }
    if let groove = humanize.groove { out.line(1, "groove", "share=\(groove.share)%") }
    out.line(0, "mix", mix.name, "brightness=\(fixed(mix.brightnessDB, 1))dB", "space=\(fixed(mix.spaceDB, 1))dB")
    out.line(0, "master", "\(fixed(master.loudness, 2))LUFS", "\(fixed(master.truePeak, 2))dBTP")
    return out.text
  }

  private func text(of treatment: Treatment) -> String {
    func list(_ name: String, _ roles: [Role]) -> String? {
      roles.isEmpty ? nil : "\(name)=" + roles.map(\.rawValue).joined(separator: ",")
    }
    var words = [treatment.ordinal == 0 ? nil : "return=\(treatment.ordinal)", list("first", treatment.first), list("last", treatment.last)]
    words.append(treatment.density == 0 ? nil : "density=\(percent(treatment.density))")
    words.append(treatment.register == 0 ? nil : "register=\(treatment.register)")
    words.append(treatment.rides ? "ride" : nil)
    words.append(treatment.into == .fill ? nil : "into=\(treatment.into.rawValue)")
    words.append(treatment.hasPickup ? "pickup" : nil)
    words.append(treatment.fillsAtEnd.map { $0 ? "fill-at-end" : "no-fill" })
    words += treatment.plays.map { "\($0.part)=\($0.play.rawValue)" }
    return words.compactMap { $0 }.joined(separator: " ")
  }

  private func text(of variation: Variation) -> String {
    var words = [variation.melody == 0 ? nil : "vary.melody=\(percent(variation.melody))"]
    words.append(variation.chords == 0 ? nil : "vary.chords=\(percent(variation.chords))")
    words.append(variation.ornament.map { "vary.ornament=\(percent($0))" })
    words.append(variation.keepsBeats ? "keep=melody.onbeat" : nil)
    words.append(variation.keepsRhythm ? "keep=melody.rhythm" : nil)
    return words.compactMap { $0 }.joined(separator: " ")
  }
}

private func describe(_ wish: HarmonyWish) -> String {
  var text = "rate=\(quoted(wish.rate.text)) colour=\(wish.colour.text) cadence=\(wish.cadence.rawValue)"
  if !wish.avoid.isEmpty { text += " avoid=\(quoted(wish.avoid.map(\.text).joined(separator: " ")))" }
  return text
}
