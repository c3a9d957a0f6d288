// SPDX-License-Identifier: Apache-2.0
import SongArranger
import SongBase
import SongMusic
import Testing

@Suite struct TimeSolverTests {
  @Test func theOptimumIsThatOfTryingEverything() {
    var solved = 0
    for seed in 0..<400 {
      let problem = RandomProblem.small(seed)
      let expected = BruteForce(problem).best()
      switch TimeSolver.solve(problem) {
      case .success(let solution):
        solved += 1
        #expect((solution.cost - (expected ?? .infinity)).magnitude < 1e-6, "seed \(seed): \(problem.points) \(solution)")
        check(solution, problem, "seed \(seed)")
      case .failure: #expect(expected == nil, "seed \(seed): \(expected ?? 0) \(problem.points)")
      }
    }
    #expect(solved > 100 && solved < 400)
  }

  /// Every stretch ends at its asked time, and the stretches fill the piece.
  @Test func everyPointIsHitToTheMicrosecond() {
    var solved = 0
    for seed in 0..<1000 {
      let problem = RandomProblem.song(seed)
      guard case .success(let solution) = TimeSolver.solve(problem) else { continue }
      solved += 1
      check(solution, problem, "seed \(seed)")
    }
    #expect(solved >= 850)
  }

  private func check(_ solution: TimeSolution, _ problem: TimeProblem, _ name: String) {
    var tick = 0
    var time = Microseconds.zero
    for stretch in solution.stretches {
      #expect(stretch.start == tick && stretch.from == time && stretch.end > tick && stretch.to > time, "\(name)")
      tick = stretch.end
      time = stretch.to
    }
    #expect(time == problem.duration, "\(name)")
    let starts = zip(problem.sections, zip(solution.bars, solution.short)).reduce(into: [0]) { starts, entry in
      let (section, (bars, short)) = entry
      let measure = Ticks(section.meter.length).value
      starts.append(starts.last! + (short.map { (bars - 1) * measure + $0 } ?? bars * measure))
    }
    #expect(starts.last == tick, "\(name)")
    for (index, point) in problem.points.enumerated() {
      guard let cut = solution.cuts[index] else {
        if point.need == .must { #expect(point.target == .anywhere, "\(name)") }
        continue
      }
      #expect(cut == 0 && point.time == .zero || solution.stretches.contains { $0.end == cut && $0.to == point.time }, "\(name)")
      if case .section(let sections) = point.target { #expect(sections.contains { starts[$0] == cut }, "\(name)") }
    }
    let factors = solution.stretches.dropLast(solution.ringIsFree ? 1 : 0).map(\.factor)
    for (before, after) in zip(factors, factors.dropFirst()) {
      #expect(max(before / after, after / before) <= (1 + problem.drift) * (1 + 1e-6), "\(name)")
    }
  }

  @Test func anExactTempoLeavesTheRestToTheRing() throws {
    let problem = TimeProblem(
      sections: [section(8...8, pace: exact(96))], points: [], duration: Microseconds(21_000_000), rings: true, drift: 0.02)
    let solution = try TimeSolver.solve(problem).get()
    #expect(solution.ringIsFree)
    #expect(solution.stretches.map(\.to) == [Microseconds(17_500_000), Microseconds(21_000_000)])
  }

  @Test func sectionsOfTwoTemposShareTheBend() throws {
    let slow = TimeProblem.Pace(quarter: 1_000_000, fastest: 0.9, slowest: 1.1)
    let fast = TimeProblem.Pace(quarter: 500_000, fastest: 0.9, slowest: 1.1)
    let problem = TimeProblem(
      sections: [section(8...8, pace: fast), section(4...4, material: 1, pace: slow)], points: [],
      duration: Microseconds(33_000_000), rings: false, drift: 0.02)
    let solution = try TimeSolver.solve(problem).get()
    #expect((solution.stretches[0].factor - 33.0 / 32).magnitude < 1e-9)
  }

  @Test func aFlexibleMeterTakesAShortBar() throws {
    // Four and a half bars of two seconds before the second section, hardly any tempo to bend.
    let pace = TimeProblem.Pace(quarter: 500_000, fastest: 0.99, slowest: 1.01)
    func problem(_ flexible: Bool) -> TimeProblem {
      TimeProblem(
        sections: [section(4...4, isFlexible: flexible, pace: pace), section(1...9, material: 1, pace: pace)],
        points: [.init(time: Microseconds(9_000_000), target: .section([1]), need: .must)],
        duration: Microseconds(25_000_000), rings: false, drift: 0.02)
    }
    guard case .failure = TimeSolver.solve(problem(false)) else { Issue.record("it fits without"); return }
    let solution = try TimeSolver.solve(problem(true)).get()
    #expect(solution.bars == [5, 8])
    #expect(solution.short == [1920, nil])
  }

  @Test func whatStandsInTheWayIsNamed() {
    let pace = TimeProblem.Pace(quarter: 500_000, fastest: 0.9, slowest: 1.1)
    func clash(_ times: [(Int, Int)], drift: Double = 0.02, bars: ClosedRange<Int> = 1...8) -> TimeClash.Cause? {
      let problem = TimeProblem(
        sections: [section(bars, pace: pace), section(bars, material: 1, pace: pace), section(bars, material: 2, pace: pace)],
        points: times.map { .init(time: Microseconds($0.1 * 1000), target: .section([$0.0]), need: .must) },
        duration: Microseconds(30_000_000), rings: true, drift: drift)
      guard case .failure(let clash) = TimeSolver.solve(problem) else { return nil }
      return clash.cause
    }
    #expect(clash([(1, 8000), (2, 16000)]) == nil)
    #expect(clash([(1, 8000), (2, 8580)]) == .tooClose(Microseconds(1_800_000)))
    #expect(clash([(1, 8000), (2, 29000)], bars: 1...4) == .tooFar(Microseconds(8_800_000)))
    #expect(clash([(2, 8000), (1, 16000)]) == .order)
    #expect(clash([(1, 31000)]) == .outside)
    #expect(clash([(1, 3000)]) == .noWholeMeasure)
    guard case .jump(let drift) = clash([(1, 8600), (2, 15900)]) else {
      Issue.record("no jump"); return
    }
    #expect(drift > 0.02)
  }

  @Test func theNearestTimeThatIsNamedWorks() throws {
    let pace = TimeProblem.Pace(quarter: 500_000, fastest: 0.98, slowest: 1.02)
    func problem(_ time: Int) -> TimeProblem {
      TimeProblem(
        sections: [section(1...8, pace: pace), section(1...40, material: 1, pace: pace)],
        points: [.init(time: Microseconds(time), target: .section([1]), need: .must)], duration: Microseconds(60_000_000),
        rings: true, drift: 0.05)
    }
    guard case .failure(let clash) = TimeSolver.solve(problem(8_900_000)) else { Issue.record("it fits"); return }
    let nearest = try #require(clash.nearest)
    #expect(nearest == Microseconds(8_160_000) || nearest == Microseconds(9_800_000))
    #expect(throws: Never.self) { try TimeSolver.solve(problem(nearest.value)).get() }
  }
}

func exact(_ bpm: Int) -> TimeProblem.Pace { .init(quarter: 60_000_000 / Double(bpm), fastest: 1, slowest: 1) }

func section(
  _ bars: ClosedRange<Int>, preferred: Int? = nil, material: Int = 0, meter: Meter = Meter(4, 4), isFlexible: Bool = false,
  pace: TimeProblem.Pace
) -> TimeProblem.Section {
  .init(
    bars: bars, preferred: preferred ?? min(max(4, bars.lowerBound), bars.upperBound), material: material, meter: meter,
    isFlexible: isFlexible, pace: pace)
}

enum RandomProblem {
  /// Few sections and bars, so that everything can be tried.
  static func small(_ seed: Int) -> TimeProblem {
    var stream = Seed(seed).generator
    let bpm = 80 + stream.below(60)
    let width = 0.02 + 0.01 * Double(stream.below(12))
    let pace = stream.below(6) == 0 ? exact(bpm)
      : TimeProblem.Pace(quarter: 60_000_000 / Double(bpm), fastest: 1 - width, slowest: 1 + width)
    let meter = stream.element(of: [Meter(4, 4), Meter(3, 4), Meter(6, 8), Meter(2, 4)])
    let count = 1 + stream.below(3)
    let flexible = stream.below(4) == 0
    let materials = (0..<3).map { material in
      let low = 1 + stream.below(2)
      let high = low + stream.below(3)
      return section(
        low...high, preferred: low + stream.below(high - low + 1), material: material, meter: meter, isFlexible: flexible,
        pace: pace)
    }
    let sections = (0..<count).map { materials[$0 == count - 1 ? 2 : stream.below(2)] }
    let measure = meter.length.double * pace.quarter
    let total = Int(measure * Double(sections.reduce(0) { $0 + $1.preferred }) * (0.9 + 0.02 * Double(stream.below(12))))
    var points: [TimeProblem.Point] = []
    for _ in 0..<stream.below(3) {
      let time = Microseconds(stream.below(total))
      let target = stream.element(
        of: [.section([1 + stream.below(max(1, count - 1))]), .downbeat, .beat, .anywhere, .anywhere] as [TimeProblem.Target])
      if case .section(let list) = target, list[0] >= count { continue }
      var need = TimeProblem.Need.must
      if stream.below(3) == 0, target != .section([1]), target != .section([2]) {
        need = .prefer(weight: 0.5, tolerance: Microseconds(100_000))
      }
      points.append(.init(time: time, target: target, need: need))
    }
    return TimeProblem(
      sections: sections, points: points, duration: Microseconds(total), rings: stream.below(2) == 0,
      drift: 0.02 + 0.03 * Double(stream.below(4)))
  }

  /// Songs of 2 to 12 sections with 1 to 6 points at 0.7 to 1.35 of where they would fall.
  ///
  /// - Source: the random songs of the notes on tempo fitting: a band of 8 %, a jump limit of 12 %.
  static func song(_ seed: Int) -> TimeProblem {
    var stream = Seed(seed).child("song").generator
    let pace = TimeProblem.Pace(quarter: 60_000_000 / Double(70 + stream.below(80)), fastest: 0.92, slowest: 1.08)
    let sections = (0..<(2 + stream.below(11))).map { index in
      section(2...16, preferred: 4 * (1 + stream.below(3)), material: index, pace: pace)
    }
    let measure = 4 * pace.quarter
    var points: [TimeProblem.Point] = []
    var from = 0
    var time = 0.0
    for _ in 0..<(1 + stream.below(6)) {
      guard from + 1 < sections.count else { break }
      let to = from + 1 + stream.below(min(3, sections.count - from - 1))
      let bars = sections[from..<to].reduce(0) { $0 + $1.preferred }
      time += Double(bars) * measure * (0.7 + 0.65 * Double(stream.below(1000)) / 1000)
      points.append(.init(time: Microseconds(Int(time)), target: .section([to]), need: .must))
      from = to
    }
    let rest = sections[from...].reduce(0) { $0 + $1.preferred }
    time += Double(rest) * measure * (0.7 + 0.65 * Double(stream.below(1000)) / 1000)
    return TimeProblem(
      sections: sections, points: points, duration: Microseconds(Int(time)), rings: true, drift: 0.12)
  }
}

/// Tries every choice of bars, short bars, places and the ring; for sections of one meter and tempo.
private struct BruteForce {
  let problem: TimeProblem
  let pace: TimeProblem.Pace
  let measure: Int
  let musts: [Int]

  init(_ problem: TimeProblem) {
    self.problem = problem
    pace = problem.sections[0].pace
    measure = Ticks(problem.sections[0].meter.length).value
    func rank(_ index: Int) -> Int { if case .section = problem.points[index].target { 0 } else { 1 } }
    musts = problem.points.indices.filter { problem.points[$0].need == .must }
      .sorted { (problem.points[$0].time, rank($0), $0) < (problem.points[$1].time, rank($1), $1) }
  }

  func best() -> Double? {
    var result: Double?
    func visit(_ bars: [Int], _ short: [Int]) {
      let index = bars.count
      guard index < problem.sections.count else {
        if let cost = place(bars, short), cost < result ?? .infinity { result = cost }
        return
      }
      for count in problem.sections[index].bars {
        visit(bars + [count], short + [0])
        guard problem.sections[index].isFlexible, index + 1 < problem.sections.count else { continue }
        let beat = Ticks(problem.sections[index].meter.beatUnit).value
        for beats in 2..<max(2, measure / beat) { visit(bars + [count], short + [beats * beat]) }
      }
    }
    visit([], [])
    return result
  }

  /// The least cost of one choice of bars.
  private func place(_ bars: [Int], _ short: [Int]) -> Double? {
    var starts = [0]
    for (count, extra) in zip(bars, short) { starts.append(starts.last! + count * measure + extra) }
    var cost = 0.0
    for (index, count) in bars.enumerated() {
      let preferred = problem.sections[index].preferred
      cost += count % 4 == 0 || count == preferred ? 0 : count % 2 == 0 ? 5 : 14
      cost += 8 * portableLog2(Double(count) / Double(preferred)).magnitude + (short[index] > 0 ? 6 : 0)
    }
    // A section asked for at a time begins a block; short bars stand only at the end of one, and materials share their
    // length within one.
    var opening: [Int: Int] = [:]
    for index in musts {
      guard case .section(let list) = problem.points[index].target else { continue }
      guard opening[list[0]] == nil || problem.points[index].time == problem.points[opening[list[0]]!].time else { return nil }
      if opening[list[0]] != nil { return nil }
      opening[list[0]] = index
    }
    var block = 0
    for index in bars.indices {
      if opening[index] != nil { block = index }
      for other in block..<index where problem.sections[other].material == problem.sections[index].material {
        if bars[other] != bars[index] { return nil }
      }
      if short[index] > 0, opening[index + 1] == nil { return nil }
    }
    return stretches(starts, opening, cost)
  }

  private struct Place {
    let tick: Int
    let strength: Int
  }

  private func grid(_ starts: [Int]) -> [Place] {
    let meter = problem.sections[0].meter
    var result: [Place] = []
    for index in problem.sections.indices {
      var tick = starts[index]
      while tick < starts[index + 1] {
        for beat in meter.beats {
          let start = tick + Ticks(beat.start).value
          result.append(Place(tick: start, strength: meter.strength(at: beat.start)))
          result.append(Place(tick: start + Ticks(beat.length).value / 2, strength: 0))
        }
        tick += measure
      }
    }
    return result + [Place(tick: starts.last!, strength: 3)]
  }

  private func stretches(_ starts: [Int], _ opening: [Int: Int], _ base: Double) -> Double? {
    let places = grid(starts)
    let end = problem.duration!.value
    var best: Double?
    /// From a point on, with the place, time and factor before it.
    func walk(_ next: Int, _ tick: Int, _ time: Int, _ factor: Double?, _ cost: Double) {
      if let best, cost >= best { return }
      guard next < musts.count else {
        close(tick, time, factor, cost)
        return
      }
      let point = problem.points[musts[next]]
      let asked = point.time.value
      if case .section(let list) = point.target {
        step(next, Place(tick: starts[list[0]], strength: 3), 0)
        return
      }
      // The sections around the point: those whose start was asked for before and after it.
      let low = musts[..<next].compactMap { index -> Int? in
        if case .section(let list) = problem.points[index].target { starts[list[0]] } else { nil }
      }.last ?? 0
      let high = musts[(next + 1)...].compactMap { index -> Int? in
        if case .section(let list) = problem.points[index].target { starts[list[0]] } else { nil }
      }.first ?? starts.last!
      for place in places where place.tick >= low && place.tick < high {
        switch point.target {
        case .downbeat where place.strength < 3: continue
        case .beat where place.strength < 1: continue
        default: break
        }
        let costs: [Int: Double] = [3: 0, 2: 1, 1: 2]
        let cost: Double = point.target == .anywhere ? costs[place.strength] ?? 6 : 0
        step(next, place, cost)
      }
      if point.target == .anywhere { walk(next + 1, tick, time, factor, cost + 25) }

      func step(_ next: Int, _ place: Place, _ extra: Double) {
        if asked == time {
          if place.tick == tick { walk(next + 1, tick, time, factor, cost + extra) }
          return
        }
        guard place.tick > tick, let new = bend(place.tick - tick, asked - time, factor) else { return }
        walk(next + 1, place.tick, asked, new, cost + extra + price(new, factor) + missed(tick, time, place.tick, asked, new))
      }
    }
    func close(_ tick: Int, _ time: Int, _ factor: Double?, _ cost: Double) {
      guard time < end, starts.last! > tick else { return }
      if let new = bend(starts.last! - tick, end - time, factor) {
        let total = cost + price(new, factor) + missed(tick, time, starts.last!, end, new)
        if total < best ?? .infinity { best = total }
      }
      guard problem.rings, starts.last! - measure >= tick else { return }
      let ring = starts.last! - measure
      let low = pace.isExact ? 1 : pace.fastest
      let new = min(max(factor ?? 1, low), pace.isExact ? 1 : pace.slowest)
      let start = time + Int((Double(ring - tick) / 960 * pace.quarter * new).rounded())
      let measures = Double(end - start) / (Double(measure) / 960 * pace.quarter * new)
      guard measures >= 0.3, measures <= 4 else { return }
      let total = cost + 4 + 10 * portableLog2(measures / 1.5).magnitude + (ring > tick ? price(new, factor) : 0)
        + missed(tick, time, ring, start, new)
      if total < best ?? .infinity { best = total }
    }
    func bend(_ ticks: Int, _ time: Int, _ before: Double?) -> Double? {
      let usual = Double(ticks) / 960 * pace.quarter
      if pace.isExact { return (Double(time) - usual).magnitude <= max(2, usual * 2e-6) ? before ?? 1 : nil }
      let factor = Double(time) / usual
      guard factor >= pace.fastest * (1 - 1e-9), factor <= pace.slowest * (1 + 1e-9) else { return nil }
      if let before, max(factor / before, before / factor) > (1 + problem.drift) * (1 + 1e-9) { return nil }
      return factor
    }
    func price(_ factor: Double, _ before: Double?) -> Double {
      100 * portableLog(factor).magnitude + (before.map { 60 * portableLog(factor / $0).magnitude } ?? 0)
    }
    func missed(_ tick: Int, _ time: Int, _ to: Int, _ until: Int, _ factor: Double) -> Double {
      problem.points.reduce(0) { sum, point in
        guard case .prefer(let weight, let tolerance) = point.need, point.time.value > time || time == 0,
          point.time.value <= until
        else { return sum }
        let fitting = places.filter { place in
          guard place.tick >= tick, place.tick <= to else { return false }
          switch point.target {
          case .downbeat: return place.strength == 3
          case .beat: return place.strength >= 1
          default: return true
          }
        }
        let errors = fitting.map { place -> Double in
          let notes = Double(place.tick - tick) / 960
          let at = Double(time) + notes * pace.quarter * factor
          return (at - Double(point.time.value)).magnitude
        }
        let error = errors.min() ?? 1_000_000
        let share = min(error, 1_000_000) / Double(tolerance.value)
        return sum + 20 * weight * min(1, share * share) + (share > 1 ? 20 * weight : 0)
      }
    }
    walk(0, 0, 0, nil, base)
    return best
  }
}
