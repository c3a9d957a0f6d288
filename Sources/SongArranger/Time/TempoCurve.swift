// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// The settings and the solution in which each section goes at the tempo that the curve has at its middle.
///
/// Where the sections lie depends on their tempi, so the problem is solved again with the curve as it lies over the last
/// solution, until no tempo changes. Duration and sync points come first: where they can't be met with the whole curve,
/// it is drawn towards the tempo that is preferred without it, a quarter at a time, and that is said.
/// - Throws: where the curve names what the piece doesn't have.
func followingCurve(
  _ settings: Settings, _ sync: SyncProblem, _ flat: TimeSolution, in context: inout Context
) throws(ErrorsEmitted) -> (Settings, TimeSolution) {
  guard let first = settings.tempoCurve.first else { return (settings, flat) }
  for quarters in stride(from: 4, through: 1, by: -1) {
    var best: (settings: Settings, solution: TimeSolution)? = (settings, flat)
    for _ in 0..<mostRounds {
      guard let last = best else { break }
      let stops = try curveStops(settings, sync, last.settings, last.solution, share: Rational(quarters, 4), in: &context)
      let next = last.settings.following(stops, TimeLayout(last.settings, last.solution), settings)
      if next.form == last.settings.form { break }
      switch TimeSolver.solveBending(timeProblem(next, sync)) {
      case .success(let solution): best = (next, solution)
      case .failure: best = nil
      }
    }
    guard let best else { continue }
    if quarters < 4 { context.sink.report(.tempoCurveFlattened(percent: quarters * 25, at: first.place).inside("tempo.curve")) }
    return best
  }
  context.sink.report(.tempoCurveFlattened(percent: 0, at: first.place).inside("tempo.curve"))
  return (settings, flat)
}

/// Solutions until the curve is given up: sections that go on moving are where they were two rounds before.
private let mostRounds = 6

/// The stops at their clock times in a solution, in thousandths of a beat a minute.
private func curveStops(
  _ settings: Settings, _ sync: SyncProblem, _ followed: Settings, _ solution: TimeSolution, share: Rational,
  in context: inout Context
) throws(ErrorsEmitted) -> [CurveStop] {
  var resolver = TimeResolver(followed, TimeLayout(followed, solution))
  var scratch = Context(seed: context.seed)
  // Points that can't be placed are reported when the piece is laid out.
  _ = try? place(sync, solution, &resolver, in: &scratch)
  var result: [CurveStop] = []
  for stop in settings.tempoCurve {
    guard let moment = resolver.moment(of: stop.at) else {
      throw context.sink.fail(unresolved(stop.at, settings, at: stop.place).inside("tempo.curve"))
    }
    if let last = result.last, moment.time <= last.at {
      throw context.sink.fail(.intensityOrder(at: stop.place, before: settings.tempoCurve[result.count - 1].place).inside("tempo.curve"))
    }
    let flat = settings.tempo.prefer
    result.append(CurveStop(at: moment.time, level: ((flat + (stop.bpm - flat) * share) * 1000).rounded, shape: stop.shape))
  }
  return result
}

extension Settings {
  /// With the tempi that a curve has at the middles of sections; those with a tempo of their own keep it.
  fileprivate func following(_ stops: [CurveStop], _ layout: TimeLayout, _ asked: Settings) -> Settings {
    var result = self
    for index in form.indices where asked.form[index].tempo == nil {
      let start = layout.measures[layout.firsts[index]].start
      let end = layout.firsts[index + 1] < layout.measures.count ? layout.measures[layout.firsts[index + 1]].start : layout.end
      let middle = Microseconds((layout.time(start).value + layout.time(end).value) / 2)
      let prefer = min(max(Rational(level(of: stops, at: middle), 1000), tempo.low), tempo.high)
      result.form[index].tempo = Settings.Tempo(
        low: tempo.low, high: tempo.high, prefer: prefer, beatUnit: tempo.beatUnit, drift: tempo.drift)
    }
    return result
  }
}
