// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic

extension Spec {
  /// What the spec says, one fact a line.
  package func dump() -> String {
    var out = DumpText()
    out.line(0, "spec")
    if let title { out.line(1, "title", quoted(title.value)) }
    for credit in credits { out.line(1, "credits.\(credit.role)", quoted(credit.name.value)) }
    if let license { out.line(1, "license", quoted(license.value)) }
    if let seed {
      switch seed.value {
      case .number(let number): out.line(1, "seed", "\(number)")
      case .text(let text): out.line(1, "seed", quoted(text))
      }
    }
    if let base {
      out.line(1, "from", quoted(base.path.value), base.keep.map { "keep=" + $0.map(\.value.rawValue).joined(separator: ",") } ?? "")
    }
    if let style { out.line(1, "style", style.key) }
    if let models { out.line(1, "models", quoted(models.value)) }
    for mood in moods { out.line(1, "mood", mood.value) }
    switch duration?.value {
    case .exact(let time): out.line(1, "duration", "\(time)")
    case .range(let low, let high): out.line(1, "duration", "\(low)..\(high)")
    case .free: out.line(1, "duration free")
    case nil: break
    }
    if let ending { out.line(1, "end", ending.value.text) }
    if let tempo { out.line(1, "tempo", describe(tempo.value)) }
    if let meter { out.line(1, "time", "\(meter.value)") }
    if let key { out.line(1, "key", "\(key.value)") }
    if let form { out.line(1, "form", form.map(\.value).joined(separator: " ")) }
    if let frameRate { out.line(1, "fps", "\(frameRate.value)", start?.value.text ?? "") }
    for sync in syncs { dump(sync, &out) }
    if let syncImport {
      out.line(1, "sync.import", quoted(syncImport.path.value), syncImport.offset.map { "offset=\(quoted($0.value.text))" } ?? "")
      for rule in syncImport.map {
        out.line(2, "map", quoted(rule.cue.value), quoted(rule.hit.value.word), rule.want?.value.rawValue ?? "")
      }
    }
    for voice in voices {
      out.line(
        1, "voice", voice.from.value.text, "to", voice.to.value.text, word("duck", voice.duck?.value),
        voice.leave.map { "leave=\(hertz($0.value))" } ?? "")
    }
    for section in sections { dump(section, &out) }
    dump(intensity, "intensity", &out)
    for (name, curve) in split.named { dump(curve, name, &out) }
    for part in parts ?? [] { dump(part, &out) }
    dump(harmony, 1, &out)
    if let humanize {
      out.line(
        1, "humanize", word("timing", humanize.timing?.value), word("velocity", humanize.velocity?.value),
        word("swing", humanize.swing?.value), word("length", humanize.length?.value))
    }
    if let loudness = master.loudness { out.line(1, "master.loudness", "\(loudness.value)") }
    if let peak = master.peak { out.line(1, "master.peak", "\(peak.value)") }
    for golden in golden { out.line(1, "golden.\(golden.output.rawValue)", golden.demand.value.rawValue) }
    for export in exports ?? [] {
      out.line(
        1, "export", export.kind.value.rawValue, export.path.map { quoted($0.value) } ?? "",
        word("rate", export.rate.map { Rational($0.value) }), word("bits", export.bits.map { Rational($0.value) }),
        word("quality", export.quality.map { Rational($0.value) }), word("bitrate", export.bitrate.map { Rational($0.value) }),
        export.format.map { "format=\($0.value.rawValue)" } ?? "", export.start.map { "start=\(quoted($0.value.text))" } ?? "")
    }
    if let licence = sounds.licence { out.line(1, "sounds.licence", licence.value.rawValue) }
    for font in sounds.soundFonts { out.line(1, "sounds.soundfont", quoted(font.value)) }
    return out.text
  }

  private func dump(_ sync: SyncPoint, _ out: inout DumpText) {
    out.line(
      1, "sync", quoted(sync.name?.value ?? ""), "at=\(quoted(sync.at.value.text))", sync.hit.map { quoted($0.value.word) } ?? "",
      sync.want?.value.rawValue ?? "", word("weight", sync.weight?.value),
      sync.tolerance.map { "tolerance=\(quoted($0.value.text))" } ?? "", sync.length.map { "length=\(quoted($0.value.text))" } ?? "")
  }

  private func dump(_ curve: Located<Intensity>?, _ name: String, _ out: inout DumpText) {
    switch curve?.value {
    case .level(let level): out.line(1, name, describe(level))
    case .curve(let stops):
      out.line(1, name)
      for stop in stops { out.line(2, "stop", "\(stop.at.value.text)", "\(stop.level)", stop.shape.rawValue) }
    case nil: break
    }
  }

  private func text(of vary: Variation) -> String {
    var words = [vary.of.map { "of=\($0.value)" }, vary.melody.map { "melody=\($0.value)" }, vary.chords.map { "chords=\($0.value)" }]
    words.append(vary.fillsAtEnd.map { $0 ? "fill-at-end" : "no-fill" })
    words.append(vary.isArrangementKept ? "arrangement=same" : nil)
    words.append(vary.keep.isEmpty ? nil : "keep=" + vary.keep.map(\.rawValue).joined(separator: ","))
    return words.compactMap { $0 }.joined(separator: " ")
  }

  private func dump(_ section: Section, _ out: inout DumpText) {
    out.line(1, "section", section.name.value)
    switch section.bars?.value {
    case .exact(let count): out.line(2, "bars", "\(count)")
    case .range(let low, let high): out.line(2, "bars", "\(low)..\(high)")
    case .auto: out.line(2, "bars auto")
    case nil: break
    }
    for bar in section.chords?.bars ?? [] {
      out.line(2, "chords", bar.tokens.map(\.value.text).joined(separator: " "))
    }
    if let level = section.intensity { out.line(2, "intensity", describe(level.value)) }
    if let key = section.key { out.line(2, "key", "\(key.value)") }
    if let meter = section.meter { out.line(2, "time", "\(meter.value)") }
    if let tempo = section.tempo { out.line(2, "tempo", describe(tempo.value)) }
    if let phrases = section.phrases { out.line(2, "phrases", phrases.value.rawValue) }
    if let vary = section.vary { out.line(2, "vary", text(of: vary)) }
    if !section.parts.isEmpty {
      let plays = section.parts.compactMap { part in part.play.map { "\(part.part.value)=\($0.value.rawValue)" } }
      out.line(2, "parts", section.hasOnlyTheseParts ? "only" : "", plays.joined(separator: " "))
      for part in section.parts {
        guard let pattern = part.pattern else { continue }
        out.line(2, "pattern of", part.part.value, pattern.name?.value ?? "")
        for lane in pattern.lanes { dump(lane, &out) }
      }
    }
    dump(section.harmony, 2, &out)
    if let melody = section.melody { dump(melody, "melody", &out) }
    if let lyrics = section.lyrics { out.line(2, "lyrics", quoted(lyrics.text)) }
    for given in section.given { dump(given, "given", &out) }
  }

  private func dump(_ harmony: Harmony, _ depth: Int, _ out: inout DumpText) {
    if harmony.isEmpty { return }
    out.line(
      depth, "harmony", harmony.rate.map { "rate=\(quoted($0.value.text))" } ?? "",
      harmony.colour.map { "colour=\($0.value.text)" } ?? "", harmony.cadence.map { "cadence=\($0.value.rawValue)" } ?? "",
      harmony.avoid.map { "avoid=\(quoted($0.map(\.value.text).joined(separator: " ")))" } ?? "")
  }

  private func dump(_ given: Given, _ name: String, _ out: inout DumpText) {
    out.line(
      2, name, given.place.map { "where=\(quoted($0.text))" } ?? "",
      given.file.map { "\($0.kind.rawValue)=\(quoted($0.path.value))" } ?? "",
      given.contour.map { "contour=\(quoted($0.value.map(\.text).joined(separator: " ")))" } ?? "")
    for note in given.line?.line.notes ?? [] {
      out.line(
        3, "note", "at=\(note.onset)", "len=\(note.duration)", note.pitches.map(\.text).joined(separator: "+"),
        note.syllable.map { quoted($0.text) } ?? "")
    }
    if let pitches = given.pitches {
      out.line(3, "pitches", pitches.pitches.map { $0.value?.text ?? "_" }.joined(separator: " "))
    }
    for chord in given.chords { out.line(3, "chord", "at=\(chord.onset)", chord.token.value.text) }
  }

  private func dump(_ lane: Lane, _ out: inout DumpText) {
    switch lane.content {
    case .grid(let grid): out.line(3, lane.key.value, quoted(grid.text), "bars=\(grid.bars)")
    case .mini(_, let words): out.line(3, lane.key.value, "mini", words.map(\.value).joined(separator: " "))
    case .line(let line):
      for note in line.line.notes {
        out.line(3, lane.key.value, "at=\(note.onset)", "len=\(note.duration)", note.pitches.map(\.text).joined(separator: "+"))
      }
    }
  }

  private func dump(_ part: Part, _ out: inout DumpText) {
    out.line(1, "part", part.name.value)
    if let role = part.role { out.line(2, "role", part.isSoloist ? Spec.Part.soloist : role.value.rawValue) }
    if let instrument = part.instrument { out.line(2, "instrument", instrument.value) }
    if let range = part.range { out.line(2, "range", "\(range.value)") }
    if let enter = part.enter { out.line(2, "enter", enter.value.text) }
    if let leave = part.leave { out.line(2, "leave", leave.value.text) }
    for given in part.given { dump(given, "given", &out) }
    if let pattern = part.pattern {
      out.line(2, "pattern", pattern.name?.value ?? "")
      for lane in pattern.lanes { dump(lane, &out) }
    }
    for fill in part.fills ?? [] { out.line(2, "fill", quoted(fill.text)) }
    if let develop = part.develop { out.line(2, "develop", "\(develop.value)") }
    if let ornament = part.ornament {
      out.line(2, "ornament", ornament.kind.value.rawValue, ornament.share.map { "share=\($0.value)" } ?? "")
    }
    if let follow = part.follow { out.line(2, "follow", follow.value.part, follow.value.voice ?? "") }
    dump(part.channel, &out)
  }
}

private func word(_ name: String, _ value: Rational?) -> String { value.map { "\(name)=\($0)" } ?? "" }

private func describe(_ tempo: Spec.Tempo) -> String {
  var text = tempo.isExact ? "\(tempo.low)" : "\(tempo.low)..\(tempo.high)"
  if let prefer = tempo.prefer { text += " prefer=\(prefer)" }
  if let unit = tempo.beatUnit { text += " beat=\(unit)" }
  for stop in tempo.curve { text += " \(stop.at.value.text):\(stop.bpm)\(stop.shape == .line ? "" : " \(stop.shape.rawValue)")" }
  return text
}

private func describe(_ level: Spec.Level) -> String {
  switch level {
  case .constant(let value): "\(value)"
  case .ramp(let from, let to): "\(from) -> \(to)"
  }
}

extension LinePitch {
  /// As notations write it.
  package var text: String {
    switch self {
    case .pitch(let pitch): "\(pitch)"
    case .key(let key): "key \(key)"
    case .letter(let step, let octave): "\(PitchName(step: step, alter: 0))\(octave)?"
    case .degree(let number, let alter, let octave), .tone(let number, let alter, let octave):
      String(repeating: alter < 0 ? "b" : "#", count: abs(alter)) + "\(number)"
        + String(repeating: octave < 0 ? "," : "'", count: abs(octave))
    }
  }
}

extension Spec.Lyrics {
  /// As they are written.
  fileprivate var text: String {
    tokens.map { token in
      switch token.value {
      case .syllable(let syllable): syllable.text + (syllable.continues ? "-" : "")
      case .hold: "_"
      case .skip: "*"
      }
    }.joined(separator: " ")
  }
}

extension Spec.Place {
  /// As the language writes it.
  package var text: String {
    var words: [String] = []
    if before != nil { words.append("before") }
    if let section { words.append(section.value) }
    if let bar { words.append(lastBar.map { $0 != bar ? "bars \(bar)..\($0)" : "bar \(bar)" } ?? "bar \(bar)") }
    if let beat { words.append("beat \(shortest(beat.double))") }
    if let before { words.append(before.text) }
    return words.joined(separator: " ")
  }
}

extension TimeValue {
  /// The time in the language's notation.
  package var text: String {
    switch self {
    case .clock(let seconds): "\(Microseconds(seconds: seconds))"
    case .amount(let amount): amount.text
    case .position(let bar, let beat): beat == 1 ? "bar \(bar)" : "bar \(bar) beat \(shortest(beat.double))"
    case .anchor(let name, let offset):
      name + (offset.map { $0.number < .zero ? " - \(TimeValue.Amount(-$0.number, $0.unit).text)" : " + \($0.text)" } ?? "")
    case .timecode(let hours, let minutes, let seconds, let frames, let drop):
      "tc \(padded(hours, 2)):\(padded(minutes, 2)):\(padded(seconds, 2))\(drop ? ";" : ":")\(padded(frames, 2))"
    }
  }
}

extension TimeValue.Amount {
  package var text: String {
    switch unit {
    case .wholeNotes: "\(number)"
    default: "\(shortest(number.double)) \(unit.rawValue)"
    }
  }
}
