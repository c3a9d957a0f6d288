// SPDX-License-Identifier: Apache-2.0
import SongArranger
import SongBase
import SongMusic
import Testing

/// Points that may be off their times.
@Suite struct SlackTests {
  private let steady = TimeProblem.Pace(quarter: 500_000, fastest: 1, slowest: 1)

  private func solve(
    _ points: [TimeProblem.Point], _ sections: [TimeProblem.Section]? = nil, duration: Int = 32_000_000
  ) -> TimeSolution? {
    let problem = TimeProblem(
      sections: sections ?? [section(16...16, pace: steady)], points: points, duration: Microseconds(duration), rings: false,
      drift: 0.02)
    return try? TimeSolver.solve(problem).get()
  }

  private func point(_ milliseconds: Int, _ target: TimeProblem.Target, within slack: Int) -> TimeProblem.Point {
    .init(time: Microseconds(milliseconds * 1000), target: target, need: .must, slack: Microseconds(slack * 1000))
  }

  @Test func pointsNearEachOtherMayShareABeat() {
    #expect(solve([point(4480, .beat, within: 50), point(4520, .beat, within: 50)])?.cuts == [0: 8640, 1: 8640])
    // The beat is off the first one's time, within what both allow.
    #expect(solve([point(4450, .beat, within: 100), point(4590, .beat, within: 100)])?.cuts == [0: 8640, 1: 8640])
    #expect(solve([point(4450, .beat, within: 100), point(4650, .beat, within: 100)]) == nil)
    // Each has a beat of its own where there are two.
    let apart = solve([point(4480, .beat, within: 600), point(4520, .beat, within: 600)])?.cuts
    #expect(apart == [0: 8640, 1: 9600] || apart == [0: 7680, 1: 8640])
  }

  @Test func pointsMayStandOnTheStartsOfSections() {
    let pair = [section(8...8, pace: steady), section(8...8, material: 1, pace: steady)]
    let start = point(16_000, .section([1]), within: 0)
    #expect(solve([point(30, .beat, within: 50)])?.cuts == [0: 0])
    #expect(solve([start, point(16_040, .downbeat, within: 50)], pair)?.cuts == [0: 30_720, 1: 30_720])
    #expect(solve([point(15_960, .downbeat, within: 50), start], pair)?.cuts == [0: 30_720, 1: 30_720])
    // A section off its time, and a point between.
    let late = point(16_030, .section([1]), within: 50)
    #expect(solve([point(15_960, .downbeat, within: 50), late], pair)?.cuts == [0: 30_720, 1: 30_720])
    // At the end nothing sounds.
    #expect(solve([point(31_990, .beat, within: 50)]) == nil)
  }

  /// Nearer beats lie in the bar that rings, from which nothing leads to the end.
  @Test func theNearestPlaceIsLeftWhereItLeadsNowhere() throws {
    let pace = TimeProblem.Pace(quarter: 60_000_000 / 73, fastest: 1, slowest: 1)
    for slack in [3000, 10_000] {
      let problem = TimeProblem(
        sections: [section(1...8, pace: pace)], points: [point(12_444, .beat, within: slack)],
        duration: Microseconds(14_000_000), rings: true, drift: 0.02)
      let solution = try TimeSolver.solve(problem).get()
      #expect(solution.stretches.contains { $0.to == Microseconds(9_863_014) }, "\(solution)")
    }
  }

  @Test func whatNobodyHearsPutsAPointOnTheBeat() {
    // Exact alone it would lie off the grid.
    let near = TimeProblem.Point(
      time: Microseconds(4_500_300), target: .anywhere, need: .must, slack: Microseconds(1000))
    #expect(solve([near])?.cuts == [0: 8640])
    let between = TimeProblem.Point(
      time: Microseconds(4_640_000), target: .anywhere, need: .must, slack: Microseconds(1000))
    #expect(solve([between])?.cuts == [:])
  }

  /// What a search through all bars, places and a scale of times finds, the solver finds too.
  @Test func whatCanBeMetIsMet() {
    var met = 0
    var missed: [Int] = []
    for seed in 0..<3000 {
      let problem = random(seed)
      let isSolved: Bool
      switch TimeSolver.solve(problem) {
      case .success(let solution):
        isSolved = true
        check(solution, problem, seed)
      case .failure: isSolved = false
      }
      guard AllTimes(problem).canBeMet else { continue }
      met += 1
      if !isSolved { missed.append(seed) }
    }
    #expect(met > 400 && met < 2500, "\(met)")
    // It lands points at a scale of times of its own.
    #expect(missed.count * 100 <= met, "\(missed) of \(met)")
  }

  private func check(_ solution: TimeSolution, _ problem: TimeProblem, _ seed: Int) {
    #expect(solution.stretches.last?.to == problem.duration, "\(seed)")
    for (index, point) in problem.points.enumerated() {
      guard let cut = solution.cuts[index] else {
        Issue.record("\(seed): point \(index) has no place")
        continue
      }
      let time = cut == 0 ? .zero : solution.stretches.first { $0.end == cut }?.to ?? Microseconds(-1)
      #expect(Microseconds(abs(time.value - point.time.value)) <= point.slack, "\(seed): \(time) for \(point.time)")
    }
    for (before, after) in zip(solution.stretches, solution.stretches.dropFirst()) {
      let jump = max(before.factor / after.factor, after.factor / before.factor)
      #expect(jump <= (1 + problem.drift) * (1 + 1e-6), "\(seed)")
    }
  }

  private func random(_ seed: Int) -> TimeProblem {
    var stream = Seed(seed).child("slack").generator
    let width = 0.01 * Double(stream.below(5))
    let pace = TimeProblem.Pace(
      quarter: 60_000_000 / Double(80 + stream.below(60)), fastest: 1 - width, slowest: 1 + width)
    let sections = (0...stream.below(2)).map { index in
      section(1...(1 + stream.below(3)), preferred: 1, material: index, meter: Meter(3, 4), pace: pace)
    }
    // Near what some tempo gives.
    let bars = sections.map { 1 + stream.below($0.bars.upperBound) }
    let quarter = pace.quarter * (1 + width * (Double(stream.below(21)) / 10 - 1))
    let beats = bars.reduce(0, +) * 3
    let total = Int(Double(beats) * quarter)
    let points = (0...stream.below(3)).compactMap { _ -> TimeProblem.Point? in
      let slack = Microseconds(stream.element(of: [20_000, 60_000, 150_000, 400_000]))
      let off = (Double(stream.below(301)) / 100 - 1.5) * Double(slack.value)
      let time = Microseconds(min(max(Int(Double(stream.below(beats)) * quarter + off), 0), total - 1))
      let target = stream.element(of: [.section([1]), .downbeat, .beat, .beat] as [TimeProblem.Target])
      if target == .section([1]), sections.count < 2 { return nil }
      return .init(time: time, target: target, need: .must, slack: slack)
    }
    return TimeProblem(
      sections: sections, points: points, duration: Microseconds(total), rings: false, drift: 0.01 + 0.02 * Double(stream.below(4)))
  }
}

/// Tries every choice of bars and places, and for each point a scale of times within its slack.
private struct AllTimes {
  let problem: TimeProblem
  let musts: [Int]

  init(_ problem: TimeProblem) {
    self.problem = problem
    func rank(_ index: Int) -> Int { if case .section = problem.points[index].target { 0 } else { 1 } }
    musts = problem.points.indices
      .sorted { (problem.points[$0].time, rank($0), $0) < (problem.points[$1].time, rank($1), $1) }
  }

  var canBeMet: Bool {
    func visit(_ bars: [Int]) -> Bool {
      guard bars.count < problem.sections.count else { return canBeMet(bars) }
      return problem.sections[bars.count].bars.contains { visit(bars + [$0]) }
    }
    return visit([])
  }

  private func canBeMet(_ bars: [Int]) -> Bool {
    let pace = problem.sections[0].pace
    let beat = 960
    let starts = bars.reduce(into: [0]) { $0.append($0.last! + $1 * 3 * beat) }
    let end = starts.last!
    func factor(_ ticks: Int, _ time: Int, _ before: Double?) -> Double? {
      let usual = Double(ticks) / 960 * pace.quarter
      if pace.isExact { return (Double(time) - usual).magnitude <= 2 ? 1 : nil }
      let factor = Double(time) / usual
      guard factor >= pace.fastest, factor <= pace.slowest else { return nil }
      if let before, max(factor / before, before / factor) > 1 + problem.drift { return nil }
      return factor
    }
    func walk(_ next: Int, _ tick: Int, _ time: Int, _ before: Double?) -> Bool {
      guard next < musts.count else {
        return tick < end && factor(end - tick, problem.duration!.value - time, before) != nil
      }
      let point = problem.points[musts[next]]
      let (asked, slack) = (point.time.value, point.slack.value)
      let places = switch point.target {
      case .section(let sections): [starts[sections[0]]]
      case .downbeat: stride(from: 0, to: end, by: 3 * beat).map { $0 }
      default: stride(from: 0, to: end, by: beat).map { $0 }
      }
      for place in places where place >= tick {
        if place == tick {
          if abs(time - asked) <= slack, walk(next + 1, tick, time, before) { return true }
          continue
        }
        // At an exact tempo there is one time.
        let usual = time + Int((Double(place - tick) / 960 * pace.quarter).rounded())
        let times = pace.isExact ? [usual] : (-4...4).map { asked + slack * $0 / 4 }
        for landed in times where landed > time && abs(landed - asked) <= slack {
          if let factor = factor(place - tick, landed - time, before), walk(next + 1, place, landed, factor) { return true }
        }
      }
      return false
    }
    return walk(0, 0, 0, nil)
  }
}
