// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
package import SongLibrary
internal import SongMusic

/// Decides everything that the spec leaves open.
///
/// - Parameters:
///   - name: the spec's file name without its extension; the title where the spec has none.
///   - lock: the entries of an earlier lock by key; each stands as long as the spec doesn't contradict it.
/// - Throws: where the chords don't divide the bars.
package func settle(
  _ checked: CheckedSpec, name: String, library: Library, lock: [String: String] = [:], in context: inout Context
) throws(ErrorsEmitted) -> Settings {
  var maker = SettingsMaker(spec: checked.spec, library: library, seed: context.seed.child("settle"), lock: lock)
  defer { context.sink.report(maker.settler.sink.diagnostics) }
  var settings = try maker.settings(name: name)
  settings.streams.rerolls = maker.rerolls
  return settings
}

struct SettingsMaker {
  let spec: Spec
  let library: Library
  var settler: Settler
  /// Instruments that have a part: those of the spec, then those chosen.
  var used: [String]
  /// What is drawn anew.
  var rerolls: [Settings.Reroll] = []

  init(spec: Spec, library: Library, seed: Seed, lock: [String: String]) {
    self.spec = spec
    self.library = library
    settler = Settler(seed: seed, lock: lock, sink: DiagnosticSink())
    used = (spec.parts ?? []).compactMap { $0.instrument?.value }
  }

  mutating func settings(name: String) throws(ErrorsEmitted) -> Settings {
    let title = settler.decide("title", spec: spec.title?.value, otherwise: name, reason: .derived)
    let moods = decideMoods()
    let style = decideStyle(moods)
    let meter = decideMeter(style)
    let key = try decideKey(style, moods, meter)
    checkMoods(style, moods)
    checkKey(moods)
    let tempo = decideTempo(style, moods, meter)
    let asked = decideDuration()
    let names = decideForm(style, tempo, meter, asked)
    let harmony = decideHarmony(style, moods)
    let form = wishing(try entries(names, style, moods, key: key, meter: meter, duration: asked), harmony.wish)
    let duration = asked ?? naturalLength(form, tempo)
    if !durationLimits.contains(duration) {
      throw settler.sink.fail(.formLengthOutOfRange("\(duration)", at: spec.duration?.span ?? spec.form?.first?.span))
    }
    var meters = [meter]
    for entry in form where !meters.contains(entry.meter) { meters.append(entry.meter) }
    let stops = intensityStops(spec.intensity?.value)
    let split = splitStops()
    readRerolls(sections: names)
    let band = followingTheCurve(placed(following(decideParts(style, moods, meters))), form, split.depth.isEmpty ? stops : split.depth)
    recordRerolls(band)
    checkMeters(style, band, meters)
    let playing = lettingPlay(band, in: form)
    let parts = ornamenting(band, in: playing, style)
    if let failure = settler.sink.failure { throw failure }
    let syncs = syncPoints()
    var settings = Settings(
      title: title, style: style.key, moods: moods.map(\.key), duration: duration, isDurationFree: asked == nil,
      ending: spec.ending?.value ?? .ring, key: key, meter: meter, tempo: tempo, form: playing,
      intensity: stops, parts: parts,
      harmony: harmony,
      melody: Settings.Melody(
        model: style.composition.melodyModel, rhythmModel: style.composition.rhythmModel,
        density: scaled(style.composition.density, by: moods.map(\.density)),
        temperature: scaled(style.composition.melodyTemperature, by: moods.map(\.temperature)),
        register: moods.reduce(0) { $0 + $1.register }, plans: style.composition.tunePlans,
        repetition: style.composition.repetition,
        repeats: style.composition.repeats, passing: style.composition.passing, variesEndings: style.composition.variesEndings),
      humanize: decideHumanize(style), articulation: scaled(100, by: moods.map(\.articulation)),
      mix: Settings.Mix(
        name: settler.record("mix", style.mix, .style), brightnessDB: moods.reduce(0) { $0 + $1.brightnessDB },
        spaceDB: moods.reduce(0) { $0 + $1.spaceDB }),
      master: decideMaster(), exports: decideExports(parts),
      sounds: Settings.Sounds(
        licence: spec.sounds.licence?.value ?? .permissive, soundFonts: spec.sounds.soundFonts.map(\.value)),
      decisions: settler.decisions.sorted { utf8Precedes($0.key, $1.key) }, split: split)
    settings.melody.rhythmCells = style.composition.rhythmCells
    settings.looseness = style.composition.looseness
    settings.takes = style.composition.takes.map { .init(genre: $0.value, weight: $0.weight) }
    settings.frameRate = spec.frameRate?.value
    settings.startFrame = startFrame
    settings.syncs = syncs
    settings.tempoCurve = (spec.tempo?.value.curve ?? []).map {
      .init(at: clock(of: $0.at.value), bpm: $0.bpm, shape: $0.shape, place: $0.at.span)
    }
    settings.voices = voiceWindows()
    settings.given = givens(playing, parts)
    settings.credits.all = spec.credits.map { .init(role: $0.role, name: $0.name.value) }
    settings.credits.license = spec.license?.value ?? ""
    if let failure = settler.sink.failure { throw failure }
    return settings
  }

  // MARK: Style and mood

  private mutating func decideMoods() -> [Mood] {
    let library = library
    // `songc check` only warns of names that this version doesn't play yet.
    let known = spec.moods.map(\.value).filter { library.mood($0) != nil }
    let asked = known.isEmpty ? nil : NameList(known)
    let names = settler.decide("mood", spec: asked, otherwise: NameList([]), reason: .standard) { list in
      list.names.allSatisfy { library.mood($0) != nil }
    }.names
    return names.map { library.mood($0)! }
  }

  private mutating func decideStyle(_ moods: [Mood]) -> Style {
    let library = library
    let able = library.styles.filter(canFillDuration)
    let styles = able.isEmpty ? library.styles : able
    let fitting = styles.filter { style in moods.allSatisfy { $0.tags.contains(style.key) } }
    let choices = (fitting.isEmpty ? styles : fitting).map { (value: $0.key, weight: 1) }
    let known = spec.style.flatMap { library.style($0.key)?.key }
    let key = settler.decide("style", spec: known, among: choices, reason: moods.isEmpty ? .standard : .mood) {
      library.style($0) != nil
    }
    return library.style(key)!
  }

  /// Whether a bar of a style isn't far longer than the piece: a third of one is the least that is played.
  private func canFillDuration(_ style: Style) -> Bool {
    guard case .exact(let duration)? = spec.duration?.value else { return true }
    return Rational(4 * 60_000_000) / style.arrangement.tempo.prefer <= Rational(3 * duration.value)
  }

  // MARK: Meter, key, tempo

  private mutating func decideMeter(_ style: Style) -> Meter {
    let given = spec.sections.filter { $0.meter == nil }.compactMap(\.chords)
    let choices = style.arrangement.meters.map { (value: $0.value, weight: $0.weight) }
    let fitting = choices.filter { choice in
      lines(fit: choice.value) && given.allSatisfy { chords in
        chords.bars.allSatisfy { divide($0, meter: choice.value, key: neutralKey, before: nil) != nil }
      }
    }
    return settler.decide("time", spec: spec.meter?.value, among: fitting.isEmpty ? choices : fitting, reason: .style)
  }

  private mutating func decideKey(_ style: Style, _ moods: [Mood], _ meter: Meter) throws(ErrorsEmitted) -> Key {
    if spec.key == nil {
      var bars: [Settings.ChordBar] = []
      for section in spec.sections {
        guard let chords = section.chords, chords.isLetters else { continue }
        bars += try divided(chords, section.name.value, meter: section.meter?.value ?? meter, key: neutralKey)
      }
      if let key = inferKey(from: bars) ?? keyOfTunes() {
        return settler.decide("key", spec: nil as Key?, otherwise: key, reason: .derived)
      }
    }
    if let key = spec.key { return settler.record("key", key.value, .spec) }
    let asked = moods.first { !$0.modes.isEmpty }
    let mode = settler.decide(
      "key.mode", spec: nil as Mode?,
      among: (asked?.modes ?? style.arrangement.modes).map { (value: $0.value, weight: $0.weight) }, reason: .style)
    // Tonics are those of the major keys that the style likes; other modes take the tonic with that signature.
    let tonic = settler.decide(
      "key.tonic", spec: nil as PitchName?,
      among: style.arrangement.tonics.map { (value: $0.value, weight: $0.weight) }, reason: .style)
    return settler.record("key", Key(tonic: PitchName(fifths: tonic.fifths - mode.fifths), mode: mode), .derived)
  }

  private mutating func decideTempo(_ style: Style, _ moods: [Mood], _ meter: Meter) -> Settings.Tempo {
    let beatUnit = spec.tempo?.value.beatUnit ?? meter.beatUnit
    if spec.style != nil { checkTempo(style, meter, beatUnit) }
    if let tempo = spec.tempo?.value {
      let prefer = tempo.prefer ?? (tempo.low + tempo.high) / 2
      // As where it is drawn: what stands in the lock is the tempo to stay near.
      let said = tempo.isExact ? "\(tempo.low)" : tempo.prefer.map { "\($0)" } ?? "\(tempo.low)..\(tempo.high)"
      settler.record("tempo", said, .spec)
      return Settings.Tempo(
        low: tempo.low, high: tempo.high, prefer: prefer, beatUnit: beatUnit,
        drift: tempo.drift ?? Settings.Tempo.standardDrift)
    }
    let factor = pace(of: meter)
    let style = style.arrangement.tempo
    let mood = Rational(scaled(100, by: moods.map(\.tempo)), 100)
    let limits = (low: Rational(tempoLimits.lowerBound), high: Rational(tempoLimits.upperBound))
    let low = min(max(style.low * factor, limits.low), limits.high)
    let high = min(max(style.high * factor, limits.low), limits.high)
    let middle = min(max(style.prefer * mood * factor, low), high).rounded
    let spread = max(1, middle * 7 / 100)
    let choices = (-spread...spread).map { (value: middle + $0, weight: spread + 1 - abs($0)) }
      .filter { Rational($0.value) >= low && Rational($0.value) <= high }
    let prefer = settler.decide("tempo", spec: nil as Int?, among: choices, reason: .style) { tempoLimits.contains($0) }
    return Settings.Tempo(low: min(low, Rational(prefer)), high: max(high, Rational(prefer)), prefer: Rational(prefer), beatUnit: beatUnit)
  }

  /// How fast the notes go that a tempo counts, against the quarters of a style.
  private func pace(of meter: Meter) -> Rational {
    // A dotted beat holds three notes where a plain one holds two: it goes slower.
    if meter.isCompound { return Rational(2, 3) }
    // Bars of uneven groups are counted in eighths, and these go as the style's eighths do.
    return max(1, 1 / meter.beatUnit)
  }

  /// Says where a tempo lies outside those of the style, also when it is felt twice or half as fast.
  private mutating func checkTempo(_ style: Style, _ meter: Meter, _ beatUnit: ScoreTime) {
    guard let tempo = spec.tempo else { return }
    // Dotted beats may go as slowly as songc lets them, or as fast as plain ones: jigs do.
    let factor = pace(of: meter)
    let (low, high) = ((style.arrangement.tempo.low * factor).rounded, style.arrangement.tempo.high * max(1, factor))
    // In beats of the meter, as the style counts.
    let beats = beatUnit / meter.beatUnit
    let feels = [Rational(1), 2, Rational(1, 2)].map { (tempo.value.low * beats * $0, tempo.value.high * beats * $0) }
    guard feels.allSatisfy({ $0.1 < Rational(low) || $0.0 > high }) else { return }
    let said = tempo.value.isExact ? bpm(tempo.value.low) : "\(bpm(tempo.value.low))..\(bpm(tempo.value.high))"
    settler.sink.report(
      .tempoUnusual(said, style: style.key, range: "\(bpm(Rational(low) / beats))..\(bpm(high / beats))", at: tempo.span).inside("tempo"))
  }

  // MARK: Length

  /// Nil where the form's own length holds.
  private mutating func decideDuration() -> Microseconds? {
    switch spec.duration?.value {
    case .exact(let duration): return settler.record("duration", duration, .spec)
    case .range(let low, let high):
      let middle = Microseconds((low.value + high.value) / 2)
      return settler.decide("duration", spec: nil as Microseconds?, otherwise: middle, reason: .derived) {
        (low...high).contains($0)
      }
    case .free:
      settler.record("duration", "free", .spec)
      return nil
    case nil:
      if spec.isFormComplete {
        settler.record("duration", "free", .derived)
        return nil
      }
      return settler.decide(
        "duration", spec: nil as Microseconds?, otherwise: Microseconds(90_000_000), reason: .standard,
        isValid: durationLimits.contains)
    }
  }

  private func naturalLength(_ form: [Settings.FormEntry], _ tempo: Settings.Tempo) -> Microseconds {
    form.reduce(.zero) { $0 + Microseconds(seconds: Rational($1.preferredBars) * barSeconds($1.meter, $1.tempo ?? tempo)) }
  }

  func barSeconds(_ meter: Meter, _ tempo: Settings.Tempo) -> Rational {
    meter.length / tempo.beatUnit * Rational(60) / tempo.prefer
  }

  // MARK: The rest

  private mutating func decideHumanize(_ style: Style) -> Settings.Humanize {
    let asked = spec.humanize
    let timing = asked?.timing.map { ($0.value * 1000).rounded }
    let percent = { (value: Located<Rational>?) in value.map { ($0.value * 100).rounded } }
    var humanize = Settings.Humanize(
      timing: settler.decide("humanize.timing", spec: timing, otherwise: style.humanize.timing, reason: .style) { (0...50_000).contains($0) },
      velocity: settler.decide("humanize.velocity", spec: percent(asked?.velocity), otherwise: style.humanize.velocity, reason: .style) { (0...100).contains($0) },
      swing: settler.decide("humanize.swing", spec: asked?.swing.map { ($0.value * 1000).rounded }, otherwise: style.humanize.swing, reason: .style) { (500...750).contains($0) },
      length: settler.decide("humanize.length", spec: percent(asked?.length), otherwise: style.humanize.length, reason: .style) { (0...100).contains($0) })
    humanize.rules = style.humanize.rules
    humanize.groove = style.humanize.groove
    return humanize
  }

  private mutating func decideMaster() -> Settings.Master {
    let first = spec.exports?.first { $0.kind.value.isMaster }
    let loudness = settler.decide(
      "master.loudness", spec: (first?.loudness ?? spec.master.loudness)?.value, otherwise: Rational(-14), reason: .standard
    ) { $0 >= -70 && $0 <= 0 }
    let peak = settler.decide(
      "master.peak", spec: (first?.peak ?? spec.master.peak)?.value, otherwise: Rational(-1), reason: .standard
    ) { $0 >= -20 && $0 <= 0 }
    return Settings.Master(loudness: loudness.double, truePeak: peak.double)
  }

  private mutating func decideExports(_ parts: [Settings.Part]) -> [Settings.Export] {
    guard let exports = spec.exports else {
      return Spec.ExportKind.standard.map { Settings.Export(kind: $0) }
    }
    return exports.map { export in
      var result = Settings.Export(
        kind: export.kind.value, path: export.path?.value ?? "", rate: export.rate?.value ?? 48_000,
        bits: export.bits?.value ?? 24, format: export.markerFormat(spec.frameRate?.value),
        startFrame: export.start.flatMap { frame(of: $0.value) } ?? startFrame)
      result.parts = export.parts.map { $0.map(\.value) } ?? (result.kind == .abc ? parts.tunes : [])
      for name in export.parts ?? [] {
        let path = "export.\(result.kind.rawValue).parts"
        if let part = parts.first(where: { utf8Equal($0.id, name.value) }) {
          guard part.role == .drums, result.kind == .abc else { continue }
          settler.sink.report(.partWithoutPitches(name.value, at: name.span).inside(path))
        } else {
          settler.sink.report(.unknownPart(name.value, at: name.span, candidates: parts.map(\.id)).inside(path))
        }
      }
      result.quality = export.quality?.value ?? result.quality
      result.bitrate = export.bitrate?.value ?? result.bitrate
      result.hasChords = export.chords?.value ?? true
      result.hasLyrics = export.lyrics?.value ?? true
      return result
    }
  }

  func intensityStops(_ curve: Spec.Intensity?) -> [Settings.IntensityStop] {
    func permille(_ level: Rational) -> Int { (level * 1000).rounded }
    switch curve {
    case nil: return []
    case .level(.constant(let level)):
      return [.init(at: .clock(seconds: .zero), level: permille(level), shape: .line)]
    case .level(.ramp(let from, let to)):
      return [
        .init(at: .clock(seconds: .zero), level: permille(from), shape: .line),
        .init(at: .anchor(name: "end", offset: nil), level: permille(to), shape: .line),
      ]
    case .curve(let stops):
      return stops.map {
        .init(at: clock(of: $0.at.value), level: permille($0.level), shape: $0.shape, place: $0.at.span)
      }
    }
  }
}

/// How long a piece may be.
let durationLimits = Microseconds(1_000_000)...Microseconds(10_800_000_000)

/// Beats a minute that a tempo may have.
private let tempoLimits = 5...999

/// A percentage with the percentages of the moods on top.
func scaled(_ percent: Int, by factors: [Int]) -> Int { factors.reduce(percent) { $0 * $1 / 100 } }

/// Any key: the division of letter chords doesn't depend on it.
let neutralKey = Key(tonic: PitchName(fifths: 0), mode: .major)

extension Spec {
  /// Whether every section of the form says its number of bars, by 'bars' or by a tune.
  var isFormComplete: Bool {
    let names = form?.map(\.value) ?? sections.map(\.name.value)
    return !names.isEmpty && names.allSatisfy { name in
      let said = section(name)
      if case .exact? = said?.bars?.value { return true }
      return said?.bars == nil && said?.melody?.line != nil
    }
  }
}

extension Spec.Chords {
  /// Whether the chords are letters and not numerals.
  var isLetters: Bool {
    !bars.contains { bar in
      bar.tokens.contains { token in
        if case .roman = token.value { return true }
        return false
      }
    }
  }
}
