// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

/// The sync points as the solver takes them: those with a clock time that something has to happen at.
struct SyncProblem {
  private(set) var points: [TimeProblem.Point] = []
  /// The sync point of each point of the problem.
  private(set) var numbers: [Int] = []

  init(_ settings: Settings) {
    for (number, sync) in settings.syncs.enumerated() {
      guard sync.hit != .marker, sync.want != .note, let time = settings.clockTime(of: sync.at) else { continue }
      // What lies outside is reported when it is placed; an exit may be the end.
      if time < .zero || !settings.isDurationFree && time > settings.duration { continue }
      if case .exit = sync.hit, !settings.isDurationFree, time == settings.duration { continue }
      let target: TimeProblem.Target
      switch sync.hit {
      case .section(let name): target = .section(settings.form.indices.filter { utf8Equal(settings.form[$0].name, name) })
      case .downbeat: target = .downbeat
      case .beat: target = .beat
      default: target = .anywhere
      }
      let need: TimeProblem.Need
      switch sync.want {
      case .must: need = .must
      default: need = .prefer(weight: sync.weight.double, tolerance: sync.tolerance)
      }
      // Off the grid a point lands exactly; nobody hears a millisecond that puts it on a beat.
      let slack = target == .anywhere ? min(sync.tolerance, TimeSearch.unheard) : sync.tolerance
      points.append(.init(time: time, target: target, need: need, slack: sync.want == .must ? slack : .zero))
      numbers.append(number)
    }
  }
}

/// Puts every sync point into the layout.
///
/// - Throws: where a time can't be resolved, lies outside, or a point that must land doesn't.
func place(
  _ problem: SyncProblem, _ solution: TimeSolution, _ resolver: inout TimeResolver, in context: inout Context
) throws(ErrorsEmitted) -> [Arrangement.SyncPoint] {
  let settings = resolver.settings
  var placed: [Arrangement.SyncPoint?] = Array(repeating: nil, count: settings.syncs.count)
  // Points may name others: those that can be placed are, until no more can.
  var open = Array(settings.syncs.indices)
  while !open.isEmpty {
    var left: [Int] = []
    for number in open {
      guard let asked = resolver.moment(of: settings.syncs[number].at) else {
        left.append(number)
        continue
      }
      let point = problem.numbers.firstIndex(of: number)
      let result = Placement(resolver: resolver, solution: solution, sync: settings.syncs[number], asked: asked)
        .place(cut: point.flatMap { solution.cuts[$0] }, isSolved: point != nil)
      resolver.set(Moment(place: result.at, time: result.placed), ofSync: number)
      placed[number] = result
    }
    guard left.count < open.count else {
      for number in left {
        let sync = settings.syncs[number]
        guard case .anchor(let name, _) = sync.at, let place = sync.place else { continue }
        let isKnown = settings.syncIndex(named: name) != nil
        context.sink.report(
          isKnown ? .anchorCycle(sync.name, at: place)
            : .unknownAnchor(name, at: place, candidates: settings.anchors))
      }
      throw context.sink.failure!
    }
    open = left
  }
  for (sync, result) in zip(settings.syncs, placed.map { $0! }) { report(sync, result, resolver, in: &context) }
  if let failure = context.sink.failure { throw failure }
  reportShadows(settings, placed.map { $0! }, in: &context)
  let sorted = placed.map { $0! }.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  return sorted.map { sync in
    // A stop ends at the next point where something happens.
    let next = sorted.first { $0.at > sync.at && $0.hit != .marker && $0.want != .note }
    return sync.hit == .stop && next.map { $0.at < sync.end } ?? false ? sync.ending(at: next!.at) : sync
  }
}

private func report(
  _ sync: Settings.SyncPoint, _ result: Arrangement.SyncPoint, _ resolver: TimeResolver, in context: inout Context
) {
  let duration = resolver.end.time
  if result.asked < .zero || result.asked > duration {
    let outside = Diagnostic.timeOutside("'\(sync.name)'", time: "\(result.asked)", duration: "\(duration)", at: sync.place)
    context.sink.report(outside.inside("sync"))
  } else if !result.isMet {
    let error = "\(fixed(Double(result.error.value) / 1000, 3)) ms"
    switch sync.want {
    case .note: break
    case .prefer:
      context.sink.report(
        .syncMissed(
          sync.name, asked: "\(result.asked)", placed: "\(result.placed)", error: error, tolerance: "\(sync.tolerance)",
          at: sync.place
        ).inside("sync"))
    case .must:
      context.sink.report(
        .syncUnreachable(
          "'\(sync.name)' can't land at \(result.asked)", bound: "the nearest \(sync.hit.word) is at \(result.placed), \(error) off",
          nearest: ["at: \(result.placed)"], at: sync.place, other: nil, ""
        ).inside("sync"))
    }
  }
}

/// One point and the layout that it is put into.
private struct Placement {
  let resolver: TimeResolver
  let solution: TimeSolution
  let sync: Settings.SyncPoint
  let asked: Moment

  private var layout: TimeLayout { resolver.layout }

  /// - Parameters:
  ///   - cut: the tick that the tempo was bent to.
  ///   - isSolved: whether the solver knew the point.
  func place(cut: Int?, isSolved: Bool) -> Arrangement.SyncPoint {
    if let cut { return result(scoreTime(cut), means(at: cut)) }
    switch sync.hit {
    case .section(let name):
      let starts = resolver.settings.form.indices.filter { utf8Equal(resolver.settings.form[$0].name, name) }
        .map { layout.measures[layout.firsts[$0]].start }
      guard let nearest = nearest(starts) else { return result(asked.place, "no section \(name)", isMet: false) }
      return result(nearest, preferred(sync.hit.word))
    case .downbeat: return result(nearest(layout.measures.map(\.start) + [layout.end])!, preferred("downbeat"))
    case .beat: return result(nearest(beats(halves: false))!, preferred("beat"))
    case .marker: return result(asked.place, "marker")
    default:
      if sync.want == .must, isSolved { return result(asked.place, "\(sync.hit.word); off the grid") }
      if sync.want == .must || sync.want == .note && !isSolved { return result(asked.place, sync.hit.word) }
      return result(nearest(beats(halves: true))!, preferred(sync.hit.word))
    }
  }

  private func preferred(_ word: String) -> String {
    sync.want == .prefer ? "\(word); prefer, within \(milliseconds(sync.tolerance))" : word
  }

  private func result(_ at: ScoreTime, _ means: String, isMet: Bool? = nil) -> Arrangement.SyncPoint {
    let time = layout.time(at)
    let error = Microseconds(abs(time.value - asked.time.value))
    let met = isMet ?? (error <= sync.tolerance)
    return Arrangement.SyncPoint(
      name: sync.name, hit: sync.hit, want: sync.want, asked: asked.time, placed: time, at: at, end: end(from: at),
      means: met ? means : means.replacing("; prefer, within", with: "; missed, beyond"), isMet: met)
  }

  /// Where a stop ends: after its length, or a measure's, at the next section or the piece's end at the latest.
  private func end(from place: ScoreTime) -> ScoreTime {
    guard sync.hit == .stop else { return place }
    let measure = layout.measures[layout.measure(at: place)]
    var end = place + measure.meter.length
    if let length = sync.length {
      switch length {
      case .amount(let amount) where amount.seconds == nil:
        let unit: ScoreTime = switch amount.unit {
        case .bars: measure.meter.length
        case .wholeNotes: 4
        default: measure.meter.beatUnit
        }
        end = place + amount.number * unit
      default:
        let seconds = length.seconds ?? .zero
        end = resolver.at(layout.time(place) + Microseconds(seconds: seconds)).place
      }
    }
    for first in layout.firsts.dropLast() where layout.measures[first].start > place {
      end = min(end, layout.measures[first].start)
    }
    return min(end, layout.end)
  }

  private func nearest(_ places: [ScoreTime]) -> ScoreTime? {
    places.min { abs(layout.time($0).value - asked.time.value) < abs(layout.time($1).value - asked.time.value) }
  }

  /// The beats around the asked place.
  private func beats(halves: Bool) -> [ScoreTime] {
    let middle = layout.measure(at: min(max(asked.place, .zero), layout.end))
    let range = max(0, middle - 1)..<min(layout.measures.count, middle + 2)
    return layout.measures[range].flatMap { measure in
      measure.meter.beats.flatMap { beat in
        [measure.start + beat.start] + (halves ? [measure.start + beat.start + beat.length / 2] : [])
      }
    } + (range.upperBound == layout.measures.count ? [layout.end] : [])
  }

  /// `section lift; tempo +3.2 %`.
  private func means(at cut: Int) -> String {
    var words = [sync.hit.word]
    if let index = solution.stretches.firstIndex(where: { $0.end == cut }) {
      let before = index > 0 ? solution.stretches[index - 1].factor : 1
      let change = (before / solution.stretches[index].factor - 1) * 100
      if change.magnitude >= 0.05 {
        words.append("tempo \(change < 0 ? "-" : "+")\(fixed(change.magnitude, 1)) %\(index > 0 ? "" : " of the preferred")")
      }
    }
    let measure = layout.measure(at: scoreTime(cut))
    if measure > 0, layout.measures[measure].start == scoreTime(cut) {
      let last = layout.measures[measure - 1]
      if last.meter != resolver.settings.form[last.section].meter { words.append("a \(last.meter) bar before it") }
    }
    return words.joined(separator: "; ")
  }
}

/// `250 ms`.
func milliseconds(_ time: Microseconds) -> String { "\(shortest(Double(time.value) / 1000, 3)) ms" }
