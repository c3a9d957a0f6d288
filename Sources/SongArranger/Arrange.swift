// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMusic

/// Lays out the piece: measures for each section, the tempo map that ends exactly at the duration, the intensity of
/// each measure and what each part does there.
///
/// - Throws: where the form can't fill the duration in the tempo's range, or is longer than `measureLimit`.
package func arrange(_ settings: Settings, in context: inout Context) throws(ErrorsEmitted) -> Arrangement {
  let problem = timeProblem(settings)
  let solution: TimeSolution
  switch TimeSolver.solve(problem) {
  case .success(let found): solution = found
  case .failure: throw context.sink.fail(unreachable(settings, problem))
  }
  let count = solution.bars.reduce(0, +)
  guard count <= measureLimit else { throw context.sink.fail(.tooManyMeasures(count, limit: measureLimit, at: nil)) }

  let layout = TimeLayout(settings, solution)
  let sections = sections(settings, layout)
  let times = layout.measures.map { layout.time($0.start) } + [layout.time(layout.end)]
  let measures = layout.measures.enumerated().map { index, measure in
    let entry = settings.form[measure.section]
    let first = layout.firsts[measure.section]
    let middle = Microseconds((times[index].value + times[index + 1].value) / 2)
    let intensity = intensity(
      settings, entry, bar: index - first, of: layout.firsts[measure.section + 1] - first, middle: middle)
    return Arrangement.Measure(
      number: index + 1, start: measure.start, meter: measure.meter, key: entry.key, section: measure.section,
      intensity: intensity,
      momentum: level(of: settings.split.momentum, at: middle, otherwise: intensity),
      depth: level(of: settings.split.depth, at: middle, otherwise: intensity),
      power: level(of: settings.split.power, at: middle, otherwise: intensity),
      isRing: index == layout.measures.count - 1)
  }
  let parts = settings.parts.map { part in
    Arrangement.Part(
      settings: part, activity: activities(of: part, measures: measures, sections: sections, times: times))
  }
  for part in parts {
    guard let place = part.settings.place, part.activity.allSatisfy({ $0 == .silent }) else { continue }
    context.sink.report(
      .partNeverPlays(
        part.settings.id,
        reason: part.settings.threshold == 0
          ? "its 'enter' and 'leave' leave it no bar"
          : "it enters at an intensity of \(part.settings.threshold / 10) %, which the piece doesn't reach",
        at: place
      ).inside("parts.\(part.settings.id)"))
  }
  return Arrangement(settings: settings, tempo: layout.tempo, measures: measures, sections: sections, parts: parts, syncs: [])
}

/// More measures than a piece of three hours has at any sensible tempo.
package let measureLimit = 20_000

/// The problem of time that the settings pose.
private func timeProblem(_ settings: Settings) -> TimeProblem {
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
    sections: sections, points: [], duration: settings.isDurationFree ? nil : settings.duration,
    rings: settings.ending == .ring, drift: settings.tempo.drift.double)
}

private struct MaterialKey: Equatable {
  let name: String
  let meter: Meter
  let tempo: Settings.Tempo?
}

private func sections(_ settings: Settings, _ layout: TimeLayout) -> [Arrangement.Section] {
  var sections: [Arrangement.Section] = []
  for (index, entry) in settings.form.enumerated() {
    let first = layout.firsts[index]
    let count = layout.firsts[index + 1] - first
    let isLast = index == settings.form.count - 1
    let segment = "\(entry.material).\(count)" + (isLast ? ".end" : "")
    // A segment has one cadence, wherever it returns: that of its first playing.
    let cadence = sections.first { $0.segment == segment }?.cadence
      ?? (isLast || settings.form[index + 1].function != "chorus" ? .authentic : .half)
    sections.append(
      Arrangement.Section(
        name: entry.name, segment: segment, function: entry.function, first: first, count: count,
        time: layout.time(layout.measures[first].start), key: entry.key, cadence: cadence, chords: entry.chords))
  }
  return sections
}

private func intensity(
  _ settings: Settings, _ entry: Settings.FormEntry, bar: Int, of count: Int, middle: Microseconds
) -> Int {
  if let ramp = entry.intensity {
    guard count > 1 else { return (ramp.from + ramp.to) / 2 }
    return ramp.from + (ramp.to - ramp.from) * bar / (count - 1)
  }
  return settings.intensity.isEmpty ? 500 : level(of: settings.intensity, at: middle)
}

/// Says what would work instead: the lengths that the form can take in the tempo's range.
private func unreachable(_ settings: Settings, _ problem: TimeProblem) -> Diagnostic {
  /// Microseconds of the whole form.
  func length(_ bars: (TimeProblem.Section) -> Int, _ factor: (TimeProblem.Pace) -> Double) -> Double {
    problem.sections.reduce(0) {
      $0 + Double(bars($1)) * $1.meter.length.double * $1.pace.quarter * factor($1.pace)
    }
  }
  func microseconds(_ value: Double) -> Microseconds { Microseconds(Int(min(value, 1e15).rounded())) }
  let shortest = length(\.bars.lowerBound, \.fastest)
  let longest = length(\.bars.upperBound, \.slowest)
  let asked = Double(settings.duration.value)
  let tempo = settings.tempo
  let tempos = tempo.isExact
    ? "at \(bpm(tempo.low)) BPM" : "between \(bpm(tempo.low)) and \(bpm(tempo.high)) BPM"
  let bound = asked < shortest ? shortest : longest
  var nearest = ["duration: \(microseconds(bound))"]
  if settings.form.allSatisfy({ $0.tempo == nil }), asked < shortest || asked > longest {
    let wanted = (asked < shortest ? tempo.high : tempo.low).double * bound / asked
    nearest.append("tempo: \(fixed(wanted, 1))")
  }
  nearest.append("give a section 'bars: auto'")
  return .durationUnreachable(
    duration: "\(settings.duration)",
    reason: "\(tempos) the form lasts from \(microseconds(shortest)) to \(microseconds(longest))", nearest: nearest, at: nil)
}

private func bpm(_ value: Rational) -> String { shortest(value.double, 3) }
