internal import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMusic

/// Lays out the piece: measures for each section, the tempo map that ends exactly at the duration, the intensity of
/// each measure and what each part does there.
///
/// - Throws: where the form can't fill the duration in the tempo's range, or is longer than `measureLimit`.
package func arrange(_ settings: Settings, in context: inout Context) throws(ErrorsEmitted) -> Arrangement {
  let bars = try solveLength(settings, in: &context)
  let count = bars.measures.reduce(0, +)
  guard count <= measureLimit else { throw context.sink.fail(.tooManyMeasures(count, limit: measureLimit, at: nil)) }

  let spans = tempoSpans(settings, bars)
  let tempo = tempoMap(of: spans)
  var measures: [Arrangement.Measure] = []
  var sections: [Arrangement.Section] = []
  var times: [Microseconds] = []
  var start = ScoreTime.zero
  for (index, entry) in settings.form.enumerated() {
    let first = measures.count
    let time = tempo.microseconds(at: Ticks(start))
    for bar in 0..<bars.measures[index] {
      let from = tempo.microseconds(at: Ticks(start))
      let to = tempo.microseconds(at: Ticks(start + entry.meter.length))
      times.append(from)
      let isRing = index == settings.form.count - 1 && bar == bars.measures[index] - 1
      measures.append(
        Arrangement.Measure(
          number: measures.count + 1, start: start, meter: entry.meter, key: entry.key, section: index,
          intensity: intensity(settings, entry, bar: bar, of: bars.measures[index], middle: Microseconds((from.value + to.value) / 2)),
          isRing: isRing))
      start += entry.meter.length
    }
    let isLast = index == settings.form.count - 1
    let segment = "\(entry.material).\(bars.measures[index])" + (isLast ? ".end" : "")
    // A segment has one cadence, wherever it returns: that of its first playing.
    let cadence = sections.first { $0.segment == segment }?.cadence
      ?? (isLast || settings.form[index + 1].function != "chorus" ? .authentic : .half)
    sections.append(
      Arrangement.Section(
        name: entry.name, segment: segment, function: entry.function, first: first, count: bars.measures[index],
        time: time, key: entry.key, cadence: cadence, chords: entry.chords))
  }
  times.append(tempo.microseconds(at: Ticks(start)))
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
  return Arrangement(settings: settings, tempo: tempo, measures: measures, sections: sections, parts: parts, syncs: [])
}

/// More measures than a piece of three hours has at any sensible tempo.
package let measureLimit = 20_000

/// Measures of each section of the form, and the clock time before and of the ringing last measure.
private struct Bars {
  let measures: [Int]
  let body: Microseconds
  let ring: Microseconds
}

private func solveLength(_ settings: Settings, in context: inout Context) throws(ErrorsEmitted) -> Bars {
  // One material a name, meter and tempo; the last section is one of its own, since its last measure rings.
  var materials: [LengthSolver.Material] = []
  var indices: [Int] = []
  var keys: [MaterialKey] = []
  for (index, entry) in settings.form.enumerated() {
    let isLast = index == settings.form.count - 1
    let key = MaterialKey(name: isLast ? "" : entry.name, meter: entry.meter, tempo: entry.tempo)
    if let known = keys.firstIndex(of: key) {
      let old = materials[known]
      materials[known] = .init(
        count: old.count + 1, bars: old.bars, preferred: old.preferred, measure: old.measure,
        fixedSeconds: old.fixedSeconds)
      indices.append(known)
      continue
    }
    // To the microsecond, so that sums of odd tempos stay small fractions.
    let seconds = entry.tempo.map {
      Rational(Microseconds(seconds: entry.meter.length / $0.beatUnit * Rational(60) / $0.prefer).value, 1_000_000)
    }
    materials.append(
      .init(
        count: 1, bars: entry.bars, preferred: entry.preferredBars, measure: entry.meter.length, fixedSeconds: seconds))
    keys.append(key)
    indices.append(materials.count - 1)
  }
  func quarter(_ tempo: Rational) -> Rational { Rational(60) / tempo / settings.tempo.beatUnit }
  let problem = LengthSolver.Problem(
    materials: materials, last: materials.count - 1, duration: settings.duration,
    fastest: quarter(settings.tempo.high), slowest: quarter(settings.tempo.low),
    preferred: quarter(settings.tempo.prefer))
  if settings.isDurationFree {
    // The form's own length at the preferred tempo: every measure as it stands, the last as long as the others.
    let last = settings.form.last!
    let ring = Microseconds(seconds: materials.last!.fixedSeconds ?? last.meter.length * problem.preferred)
    return Bars(
      measures: settings.form.map(\.preferredBars), body: settings.duration - ring, ring: ring)
  }
  guard let solution = LengthSolver.solve(problem) else {
    throw context.sink.fail(unreachable(settings, problem))
  }
  return Bars(measures: indices.map { solution.bars[$0] }, body: solution.body, ring: solution.ring)
}

private struct MaterialKey: Equatable {
  let name: String
  let meter: Meter
  let tempo: Settings.Tempo?
}

/// The spans of the tempo map: sections with a tempo of their own, stretches without, and the ring where it has one.
private func tempoSpans(_ settings: Settings, _ bars: Bars) -> [TempoSpan] {
  var spans: [(length: ScoreTime, seconds: Rational?)] = []
  for (entry, count) in zip(settings.form, bars.measures) {
    let isLast = spans.count == settings.form.count - 1
    let measures = isLast && bars.ring > .zero ? count - 1 : count
    let seconds = entry.tempo.map { entry.meter.length / $0.beatUnit * Rational(60) / $0.prefer * Rational(measures) }
    spans.append((entry.meter.length * Rational(measures), seconds))
  }
  let fixed = spans.reduce(0) { $0 + ($1.seconds.map { Microseconds(seconds: $0).value } ?? 0) }
  let free = spans.reduce(ScoreTime.zero) { $0 + ($1.seconds == nil ? $1.length : .zero) }
  let available = bars.body.value - fixed
  var result: [TempoSpan] = []
  var start = ScoreTime.zero
  var used = ScoreTime.zero
  func add(_ length: ScoreTime, _ duration: Microseconds) {
    guard length > .zero else { return }
    result.append(TempoSpan(start: start, length: length, duration: duration))
    start += length
  }
  var run = ScoreTime.zero
  /// Neighbouring sections without a tempo of their own share one span; boundaries are rounded once, from the start.
  func flush() {
    guard run > .zero else { return }
    let from = (Rational(available) * used / free).rounded
    used += run
    add(run, Microseconds((Rational(available) * used / free).rounded - from))
    run = .zero
  }
  for span in spans {
    if let seconds = span.seconds {
      flush()
      add(span.length, Microseconds(seconds: seconds))
    } else {
      run += span.length
    }
  }
  flush()
  if bars.ring > .zero, let last = settings.form.last { add(last.meter.length, bars.ring) }
  return result
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
private func unreachable(_ settings: Settings, _ problem: LengthSolver.Problem) -> Diagnostic {
  func seconds(_ bars: (Settings.FormEntry) -> Int, _ quarter: Rational) -> Rational {
    settings.form.reduce(Rational.zero) { sum, entry in
      let measure = entry.tempo.map { entry.meter.length / $0.beatUnit * Rational(60) / $0.prefer } ?? entry.meter.length * quarter
      // To the microsecond, so that sums of odd tempos stay small fractions.
      return sum + Rational(Microseconds(seconds: measure * Rational(bars(entry))).value, 1_000_000)
    }
  }
  let shortest = seconds(\.bars.lowerBound, problem.fastest)
  let longest = seconds(\.bars.upperBound, problem.slowest)
  let asked = Rational(settings.duration.value, 1_000_000)
  let tempos = settings.tempo.isExact
    ? "at \(shortest_(settings.tempo.low)) BPM"
    : "between \(shortest_(settings.tempo.low)) and \(shortest_(settings.tempo.high)) BPM"
  var nearest: [String] = []
  let bound = asked < shortest ? shortest : longest
  nearest.append("duration: \(Microseconds(seconds: bound))")
  if asked != .zero, !settings.tempo.isExact || settings.form.allSatisfy({ $0.bars.count == 1 }) {
    let tempo = (asked < shortest ? settings.tempo.high : settings.tempo.low).double * bound.double / asked.double
    nearest.append("tempo: \(fixed(tempo, 1))")
  }
  nearest.append("give a section 'bars: auto'")
  return .durationUnreachable(
    duration: "\(settings.duration)",
    reason: "\(tempos) the form lasts from \(Microseconds(seconds: shortest)) to \(Microseconds(seconds: longest))",
    nearest: nearest, at: nil)
}

private func shortest_(_ value: Rational) -> String { shortest(value.double, 3) }
