// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMusic

/// Lays out the piece: measures for each section, the tempo map that ends exactly at the duration, the intensity of
/// each measure and what each part does there.
///
/// - Throws: where the form can't fill the duration in the tempo's range, or is longer than `Limits.measures`.
package func arrange(_ settings: Settings, in context: inout Context) throws(ErrorsEmitted) -> Arrangement {
  try checkNames(settings, in: &context)
  let asked = settings
  var settings = settings
  let sync = SyncProblem(settings)
  let problem = timeProblem(settings, sync)
  var solution: TimeSolution
  switch TimeSolver.solveBending(problem) {
  case .success(let found): solution = found
  case .failure(let clash):
    throw context.sink.fail(
      problem.points.contains { $0.need == .must } ? message(clash, settings, sync) : unreachable(settings, problem, clash))
  }
  (settings, solution) = try followingCurve(asked, sync, solution, in: &context)
  let count = solution.bars.reduce(0, +)
  guard count <= Limits.measures else { throw context.sink.fail(.tooManyMeasures(count, limit: Limits.measures, at: nil)) }

  let layout = TimeLayout(settings, solution)
  context.outline = outline(settings, layout)
  var resolver = TimeResolver(settings, layout)
  let syncs = try place(sync, solution, &resolver, in: &context)
  let curve = try curveStops(settings.intensity, resolver, in: &context)
  let split = (
    momentum: try curveStops(settings.split.momentum, resolver, in: &context),
    depth: try curveStops(settings.split.depth, resolver, in: &context),
    power: try curveStops(settings.split.power, resolver, in: &context)
  )
  let sections = sections(settings, layout, seed: context.seed.child("compose"))
  context.sink.report(unfitPhrases(settings, sections))
  let times = layout.measures.map { layout.time($0.start) } + [layout.time(layout.end)]
  let measures = layout.measures.enumerated().map { index, measure in
    let entry = settings.form[measure.section]
    let first = layout.firsts[measure.section]
    let middle = Microseconds((times[index].value + times[index + 1].value) / 2)
    let intensity = intensity(
      curve, entry, bar: index - first, of: layout.firsts[measure.section + 1] - first, middle: middle)
    return Arrangement.Measure(
      number: index + 1, start: measure.start, meter: measure.meter, key: entry.key, section: measure.section,
      intensity: intensity,
      momentum: level(of: split.momentum, at: middle, otherwise: intensity),
      depth: level(of: split.depth, at: middle, otherwise: intensity),
      power: level(of: split.power, at: middle, otherwise: intensity),
      isRing: settings.ending.hasLastChord && index == layout.measures.count - 1)
  }
  .raised(to: syncs)
  var placer = GivenPlacer(settings, layout)
  placer.place()
  context.sink.report(placer.problems)
  if let failure = context.sink.failure { throw failure }
  let thresholds = sectionThresholds(settings)
  var parts = settings.parts.enumerated().map { index, part in
    let presence = presence(of: part, syncs, resolver)
    return Arrangement.Part(
      settings: part,
      activity: activities(
        of: part, from: thresholds[index], measures: measures, sections: sections, presence: presence, settings),
      presence: presence)
  }
  for part in parts { context.outline?.entries[part.settings.id] = part.activity.firstIndex { $0 != .silent } }
  try checkEntries(parts, syncs, sections, measures, settings, in: &context)
  let alone = parts
  let voices = try voices(resolver, in: &context)
  parts = parts.map { thinned($0, under: voices, sections, measures, times) }
  parts = parts.map { playing(placer.result, $0, sections, measures) }
  reportSilentParts(parts, alone, settings, in: &context)
  try placeFills(&parts, sections, measures, in: &context)
  reportSilenced(placer.result, placer.places, parts, sections, measures, in: &context)
  var arrangement = Arrangement(
    settings: settings, tempo: layout.tempo, measures: measures, sections: sections, parts: parts, syncs: syncs,
    voices: voices)
  arrangement.given = placer.result
  return arrangement
}

/// Warns of parts of the spec that play in no bar.
///
/// - Parameter alone: the parts before voice-overs thin them and given notes let them play.
private func reportSilentParts(
  _ parts: [Arrangement.Part], _ alone: [Arrangement.Part], _ settings: Settings, in context: inout Context
) {
  for (part, before) in zip(parts, alone) where part.activity.allSatisfy({ $0 == .silent }) {
    let id = part.settings.id
    guard let place = part.settings.place else { continue }
    let isLetIn = settings.form.contains { $0.treatment.play(of: id) != .rest }
    let reason = if part.presence?.isEmpty ?? false {
      "its 'enter' and 'leave', or the sync points that move it, leave it no bar"
    } else if before.activity.contains(where: { $0 != .silent }) {
      "a voice-over lies over every bar in which it would play"
    } else if part.settings.isSoloist, !isLetIn {
      "it plays solos alone, and the form has no section 'solo' and none that lets it play one"
    } else if !isLetIn {
      "every section of the form lets it rest"
    } else if part.settings.threshold > 0 {
      "it enters at an intensity of \(part.settings.threshold / 10) %, which the piece doesn't reach"
    } else {
      "its 'enter' and 'leave' and the sections that let it rest leave it no bar"
    }
    context.sink.report(.partNeverPlays(id, reason: reason, at: place).inside("parts.\(id)"))
  }
}

/// Where bars and sections stand, for messages.
private func outline(_ settings: Settings, _ layout: TimeLayout) -> Outline {
  Outline(
    sections: settings.form.enumerated().map { index, entry in
      (entry.name, layout.firsts[index], layout.firsts[index + 1] - layout.firsts[index])
    }, starts: layout.measures.map(\.start), meters: layout.measures.map(\.meter), tempo: layout.tempo)
}

/// A part under voice-overs: tunes and arpeggios leave the measures that are mostly spoken over, the others play thinner.
private func thinned(
  _ part: Arrangement.Part, under voices: [Arrangement.VoiceWindow], _ sections: [Arrangement.Section],
  _ measures: [Arrangement.Measure], _ times: [Microseconds]
) -> Arrangement.Part {
  guard !voices.isEmpty else { return part }
  let activity = part.activity.indices.map { index -> Arrangement.Activity in
    // A pattern that is written out is played as it stands.
    if part.settings.written(in: sections[measures[index].section].name) != nil { return part.activity[index] }
    let length = times[index + 1].value - times[index].value
    let spoken = voices.reduce(0) { $0 + max(0, min($1.to, times[index + 1]).value - max($1.from, times[index]).value) }
    guard spoken * 2 > length, part.activity[index] != .silent else { return part.activity[index] }
    switch part.settings.role {
    case .melody, .harmony, .counter, .arpeggio: return .silent
    case .chords, .pad, .bass, .drums: return .thin
    }
  }
  return Arrangement.Part(settings: part.settings, activity: activity, presence: part.presence)
}

extension [Arrangement.Measure] {
  /// With the measures of peaks above all others.
  fileprivate func raised(to syncs: [Arrangement.SyncPoint]) -> [Arrangement.Measure] {
    let peaks = syncs.filter { $0.hit == .peak && $0.want != .note }.map(\.at)
    guard !peaks.isEmpty else { return self }
    // All else stays as it is, so a peak in a piece at full intensity lies above 100 %.
    func top(_ level: (Element) -> Int) -> Int { (map(level).max() ?? 0) + peakMargin }
    let (intensity, momentum, depth, power) = (top(\.intensity), top(\.momentum), top(\.depth), top(\.power))
    return map { measure in
      guard peaks.contains(where: { measure.start <= $0 && $0 < measure.start + measure.length }) else { return measure }
      var result = measure
      result.isPeak = true
      result.intensity = intensity
      result.momentum = momentum
      result.depth = depth
      result.power = power
      return result
    }
  }
}

/// Thousandths by which a peak stands above all else.
private let peakMargin = 100

/// The problem of time that the settings pose.
func timeProblem(_ settings: Settings, _ sync: SyncProblem) -> TimeProblem {
  // One material a name, meter and tempo; the last section is one of its own, since its last measure may ring.
  var keys: [MaterialKey] = []
  let sections = settings.form.enumerated().map { index, entry in
    let key = MaterialKey(
      name: index == settings.form.count - 1 ? "" : entry.name, meter: entry.meter, tempo: entry.tempo)
    let material = keys.firstIndex(of: key) ?? keys.count
    if material == keys.count { keys.append(key) }
    return TimeProblem.Section(
      bars: entry.bars, preferred: entry.preferredBars, material: material, meter: entry.meter,
      isFlexible: entry.isFlexible, pace: pace(of: entry.tempo ?? settings.tempo))
  }
  return TimeProblem(
    sections: sections, points: sync.points, duration: settings.isDurationFree ? nil : settings.duration,
    rings: settings.ending.hasLastChord, drift: settings.tempo.drift.double)
}

private struct MaterialKey: Equatable {
  let name: String
  let meter: Meter
  let tempo: Settings.Tempo?
}

private func sections(_ settings: Settings, _ layout: TimeLayout, seed: Seed) -> [Arrangement.Section] {
  var sections: [Arrangement.Section] = []
  let segments = settings.form.enumerated().map { index, entry in
    let isLast = settings.ending.hasLastChord && index == settings.form.count - 1
    let bars = layout.firsts[index + 1] - layout.firsts[index]
    let phrases = entry.phrases.map { "." + $0.rawValue } ?? ""
    return "\(entry.material).\(bars)\(phrases)" + (isLast ? ".end" : "")
  }
  // Sections inside the piece may end as they come.
  func isFree(_ index: Int) -> Bool {
    let entry = settings.form[index]
    var stream = settings.streams.harmony(in: entry.name, pass: seed) { $0.child(entry.material).child("cadence") }.generator
    return index < settings.form.count - 1 && !stream.chance(percent: settings.harmony.cadences)
  }
  for (index, entry) in settings.form.enumerated() {
    let first = layout.firsts[index]
    let count = layout.firsts[index + 1] - first
    let segment = segments[index]
    // A segment has one cadence, wherever it returns: the one that is asked for, that which leads a loop back, or that of
    // its first playing.
    let turns = settings.ending == .loop && segment == segments.last
    let phrased: Arrangement.Cadence? = turns ? .turnaround : entry.phrases?.closes == true ? .authentic : nil
    let cadence = cadence((entry.harmony ?? settings.harmony.wish).cadence)
      ?? phrased
      ?? sections.first { $0.segment == segment }?.cadence
      ?? (isFree(index) ? .free : nil)
      ?? (index == settings.form.count - 1 || settings.form[index + 1].function != "chorus" ? .authentic : .half)
    sections.append(
      Arrangement.Section(
        name: entry.name, segment: segment, function: entry.function, first: first, count: count,
        time: layout.time(layout.measures[first].start), key: entry.key, cadence: cadence, chords: entry.chords))
  }
  return sections
}

/// Says which sections have a number of bars that their phrases can't be built of.
private func unfitPhrases(_ settings: Settings, _ sections: [Arrangement.Section]) -> [Diagnostic] {
  zip(settings.form, sections).compactMap { entry, section in
    guard let form = entry.phrases, let place = entry.phrasesPlace, !form.suits(section.count) else { return nil }
    return Diagnostic.phrasesUnfit(
      form.rawValue, section: entry.name, bars: section.count, nearest: form.nearestBars(to: section.count),
      others: [4, 8, 12, 16, 24, 32].filter(form.suits), exact: entry.barsPlace,
      at: place
    ).inside("sections.\(entry.material).phrases")
  }
}

/// The cadence that is asked for; nil leaves it to the form.
private func cadence(_ wish: HarmonyWish.Cadence) -> Arrangement.Cadence? {
  switch wish {
  case .auto: nil
  case .authentic: .authentic
  case .half: .half
  case .plagal: .plagal
  case .open: .open
  }
}

/// The level of a measure in thousandths.
private func intensity(
  _ curve: [CurveStop], _ entry: Settings.FormEntry, bar: Int, of count: Int, middle: Microseconds
) -> Int {
  if let ramp = entry.intensity {
    guard count > 1 else { return (ramp.from + ramp.to) / 2 }
    return ramp.from + (ramp.to - ramp.from) * bar / (count - 1)
  }
  return curve.isEmpty ? 500 : level(of: curve, at: middle)
}

/// The stops of the curve at their clock times.
private func curveStops(
  _ stops: [Settings.IntensityStop], _ resolver: TimeResolver, in context: inout Context
) throws(ErrorsEmitted) -> [CurveStop] {
  var result: [CurveStop] = []
  var before: Settings.IntensityStop?
  for stop in stops {
    guard let moment = resolver.moment(of: stop.at) else {
      throw context.sink.fail(unresolved(stop.at, resolver.settings, at: stop.place).inside("intensity"))
    }
    if let time = resolver.outside(stop.at), let place = stop.place {
      context.sink.report(.intensityOutside(time: time, duration: "\(resolver.end.time)", at: place).inside("intensity"))
      // Of stops behind the end the first shapes what leads there.
      if let last = result.last, moment.time <= last.at { continue }
    }
    if let last = result.last, moment.time <= last.at, let place = stop.place, let earlier = before?.place {
      throw context.sink.fail(.intensityOrder(at: place, before: earlier).inside("intensity"))
    }
    result.append(CurveStop(at: moment.time, level: stop.level, shape: stop.shape))
    before = stop
  }
  return result
}

private func voices(_ resolver: TimeResolver, in context: inout Context) throws(ErrorsEmitted) -> [Arrangement.VoiceWindow] {
  var result: [Arrangement.VoiceWindow] = []
  for window in resolver.settings.voices {
    guard let from = resolver.moment(of: window.from), let to = resolver.moment(of: window.to) else {
      let time = resolver.moment(of: window.from) == nil ? window.from : window.to
      throw context.sink.fail(unresolved(time, resolver.settings, at: window.place).inside("voice"))
    }
    guard from.time < to.time else { throw context.sink.fail(.voiceReversed(at: window.place).inside("voice")) }
    guard from.time < resolver.end.time else {
      throw context.sink.fail(
        .timeOutside("a voice-over", time: "\(from.time)", duration: "\(resolver.end.time)", at: window.place).inside("voice"))
    }
    result.append(
      .init(from: max(.zero, from.time), to: min(to.time, resolver.end.time), duckDB: window.duckDB,
        leaveHz: window.leaveHz))
  }
  return result.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
}

/// A name that a time starts from and that nothing has.
func unresolved(_ time: TimeValue, _ settings: Settings, at span: Span?) -> Diagnostic {
  guard case .anchor(let name, _) = time, let span else { preconditionFailure("only anchors depend on names") }
  return .unknownAnchor(name, at: span, candidates: settings.anchors)
}

/// The sections and parts that sync points name, where the compiler chose them.
private func checkNames(_ settings: Settings, in context: inout Context) throws(ErrorsEmitted) {
  for sync in settings.syncs {
    guard let place = sync.place else { continue }
    switch sync.hit {
    case .section(let name) where !settings.form.contains { utf8Equal($0.name, name) }:
      let names = settings.form.map(\.name)
      context.sink.report(.unknownSection(name, at: place, candidates: names).inside("sync"))
    case .entry(let part), .exit(let part):
      guard !settings.parts.contains(where: { utf8Equal($0.id, part) }) else { break }
      context.sink.report(.unknownPart(part, at: place, candidates: settings.parts.map(\.id)).inside("sync"))
    default: break
    }
  }
  if let failure = context.sink.failure { throw failure }
}

/// Says what would work instead: the lengths that the form can take in the tempo's range.
private func unreachable(_ settings: Settings, _ problem: TimeProblem, _ clash: TimeClash) -> Diagnostic {
  func microseconds(_ value: Double) -> Microseconds { Microseconds(Int(min(value, 1e15).rounded())) }
  let shortest = problem.length(\.bars.lowerBound, \.fastest)
  let longest = problem.length(\.bars.upperBound, \.slowest)
  let asked = Double(settings.duration.value)
  let tempo = settings.tempo
  let range = tempo.isExact
    ? "at \(bpm(tempo.low)) BPM" : "between \(bpm(tempo.low)) and \(bpm(tempo.high)) BPM"
  let bound = asked < shortest ? shortest : longest
  var nearest = ["duration: \(clash.nearest ?? microseconds(bound))"]
  let isBetween = asked >= shortest && asked <= longest
  let wanted = (asked < shortest ? tempo.high : tempo.low).double * bound / asked
  if settings.form.allSatisfy({ $0.tempo == nil }), !isBetween, tempos.contains(wanted) {
    // A single number works only where the last chord takes up what is left.
    nearest.append(
      settings.ending.hasLastChord ? "tempo: \(fixed(wanted, 1))"
        : "tempo: \(fixed(min(wanted.rounded(.down), tempo.low.double.rounded(.down)), 0))..\(fixed(max(wanted.rounded(.up), tempo.high.double.rounded(.up)), 0))")
  }
  // Sections that are as short as can be aren't shorter for it.
  if asked >= shortest || settings.form.contains(where: { $0.bars.lowerBound > max(1, $0.chords?.count ?? 1) }) {
    nearest.append("give a section 'bars: auto'")
  }
  return .durationUnreachable(
    duration: "\(settings.duration)",
    reason: isBetween
      ? "\(range) no whole number of bars takes that long"
      : "\(range) the form lasts from \(microseconds(shortest)) to \(microseconds(longest))",
    nearest: nearest, at: nil)
}

/// The tempos that a spec may ask for.
private let tempos = 5.0...999

/// Beats a minute as messages write them.
func bpm(_ value: Rational) -> String { shortest(value.double, 3) }
