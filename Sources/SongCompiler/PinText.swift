// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic
internal import SongSyntax

/// A decision as the language says it: where it stands and what.
struct Saying: Hashable {
  let path: [String]
  let value: NewValue
}

/// Why the language can't say a decision.
struct Unsayable: Error {
  let reason: String
  var help: [String] = []
}

/// How a spec says a decision of its settings.
///
/// - Throws: where the language has no key for it, or none that this version plays.
func saying(_ decision: Settings.Decision, of settings: Settings) throws(Unsayable) -> Saying {
  let key = decision.key
  if key.hasPrefix("parts.") { return try partSaying(decision, of: settings) }
  if key.hasPrefix(Settings.Reroll.prefix) { throw Unsayable(reason: "the number of a draw stands in the lock alone") }
  let text: String
  switch key {
  case "title", "style": text = decision.value
  case "mood":
    let names = decision.value.split(separator: " ").map { String($0) }
    guard !names.isEmpty else { throw Unsayable(reason: "the piece has no mood, which a spec says by leaving 'mood' out") }
    return Saying(path: ["mood"], value: names.count == 1 ? .text(names[0]) : .list(names))
  case "time": text = "\(settings.meter)"
  case "key": text = "\(settings.key)"
  case "key.mode", "key.tonic":
    throw Unsayable(reason: "tonic and mode are said together", help: ["pin 'key', which is '\(settings.key)'"])
  case "tempo": return Saying(path: ["tempo"], value: tempo(settings.tempo, settings.meter))
  case "form": text = settings.form.map(\.name).joined(separator: " ")
  case "duration": text = decision.value == "free" ? "free" : "\(settings.duration)"
  case "harmony.rate", "harmony.colour", "harmony.cadence": text = decision.value
  case "harmony.avoid":
    return Saying(path: ["harmony", "avoid"], value: .list(decision.value.split(separator: " ").map { String($0) }))
  case "humanize.timing": text = milliseconds(settings.humanize.timing)
  case "humanize.velocity": text = "\(settings.humanize.velocity)%"
  case "humanize.swing": text = "\(shortest(Double(settings.humanize.swing) / 10, 1))%"
  case "humanize.length": text = "\(settings.humanize.length)%"
  case "master.loudness": text = "\(shortest(settings.master.loudness)) LUFS"
  case "master.peak": text = "\(shortest(settings.master.truePeak)) dBTP"
  default: throw Unsayable(reason: "the language has no key for it that this version plays")
  }
  return Saying(path: key.split(separator: ".").map { String($0) }, value: .text(text))
}

private func partSaying(_ decision: Settings.Decision, of settings: Settings) throws(Unsayable) -> Saying {
  let parts = settings.parts.filter { decision.key.hasPrefix("parts.\($0.id).") }
  guard let part = parts.max(by: { $0.id.utf8.count < $1.id.utf8.count }) else {
    throw Unsayable(reason: "the track has no such part")
  }
  let key = String(decision.key.dropFirst("parts.\(part.id).".count))
  if key == "range", part.role == .drums { throw Unsayable(reason: "drums have no pitches, so a range says nothing") }
  if key == "range", goesBeyondRange(part, in: settings) {
    throw Unsayable(reason: "a range that the spec says also binds what the part improvises and its ornaments, which now go beyond it")
  }
  if key == "ornament", part.ornament?.isAsked == false {
    throw Unsayable(
      reason: "it is the style's kind for variations and solos, and a part that says it ornaments its whole tune",
      help: ["write 'ornament: {kind: \(decision.value), share: 25%}' into the part to ornament all of it"])
  }
  guard let text = said(key, of: part) else {
    throw Unsayable(
      reason: key == "sound" ? "it is the General MIDI program of the SoundFont that 'sounds' names"
        : key.hasPrefix("pattern") ? "one name may mean other patterns in other meters" : "the language has no key for it",
      help: key.hasPrefix("pattern") ? ["write 'pattern: \(decision.value)' into the part"] : [])
  }
  return Saying(path: ["parts", part.id, key], value: .text(text))
}

private func said(_ key: String, of part: Settings.Part) -> String? {
  switch key {
  case "role": part.roleWord
  case "ornament": part.ornament?.kind.rawValue
  case "instrument": part.instrument
  case "range": part.range.noteNames
  case "sound": part.sound.isEmpty || part.sound.hasPrefix(Settings.Part.generalMIDI) ? nil : part.sound
  default: nil
  }
}

/// Whether a part improvises or has ornaments, which keep to a range only where the spec says it.
private func goesBeyondRange(_ part: Settings.Part, in settings: Settings) -> Bool {
  part.ornament != nil || settings.form.contains { $0.treatment.play(of: part.id) == .solo }
}

/// The whole band as `parts` says it.
func bandSaying(_ settings: Settings) -> Saying {
  Saying(
    path: ["parts"],
    value: .map(
      settings.parts.map { part in
        .init(
          part.id,
          .map(
            ["role", "instrument", "range", "sound"].compactMap { key in
              // Drums have no pitches: what stands there for them says nothing.
              key == "range" && (part.role == .drums || goesBeyondRange(part, in: settings))
                ? nil : said(key, of: part).map { .init(key, .text($0)) }
            }))
      }))
}

/// A tempo that bends as the settings allow it; an exact one is one number.
private func tempo(_ tempo: Settings.Tempo, _ meter: Meter) -> NewValue {
  let beat: [NewValue.Member] = tempo.beatUnit == meter.beatUnit ? [] : [.init("beat", .text(noteValue(tempo.beatUnit)))]
  if tempo.isExact, beat.isEmpty { return .text(bpm(tempo.low)) }
  if tempo.isExact { return .map([.init("bpm", .text(bpm(tempo.low)))] + beat) }
  return .map(
    [.init("range", .text("\(bpm(tempo.low))..\(bpm(tempo.high))")), .init("prefer", .text(bpm(tempo.prefer)))] + beat)
}

private func bpm(_ value: Rational) -> String { shortest(value.double, 3) }

/// `1/4`, `3/8`: of a whole note.
private func noteValue(_ quarters: ScoreTime) -> String {
  let whole = quarters / 4
  return "\(whole.numerator)/\(whole.denominator)"
}

private func milliseconds(_ microseconds: Int) -> String { "\(shortest(Double(microseconds) / 1000, 3))ms" }
