// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Times near an asked one that could have been met, the nearest of them.
struct NotedTimes {
  private(set) var times: [Int] = []
  /// Farther ones are not kept.
  private var limit = Int.max
  /// More than these are cut to half of them.
  private static let most = 128

  /// Notes the time of a range of durations that lies nearest to the asked one, to the millisecond where that fits.
  mutating func add(_ durations: (low: Double, high: Double)?, from start: Int, asked: Int) {
    guard let durations, durations.high < 1e14 else { return }
    let low = start + Int(durations.low.rounded(.up))
    let high = start + Int(durations.high.rounded(.down))
    let time: Int
    if low > high {
      time = start + Int(durations.low.rounded())
    } else if asked < low {
      let round = (low + 999) / 1000 * 1000
      time = round <= high ? round : low
    } else if asked > high {
      let round = high / 1000 * 1000
      time = round >= low ? round : high
    } else {
      time = asked
    }
    guard abs(time - asked) <= limit, !times.contains(time) else { return }
    times.append(time)
    guard times.count > NotedTimes.most else { return }
    times.sort { abs($0 - asked) != abs($1 - asked) ? abs($0 - asked) < abs($1 - asked) : $0 < $1 }
    times.removeLast(times.count - NotedTimes.most / 2)
    limit = abs(times.last! - asked)
  }
}

extension TimeSolver {
  static func isSolvable(_ problem: TimeProblem) -> Bool {
    if case .success = solve(problem, explains: false) { true } else { false }
  }

  /// A time near the asked one at which a point, or the end, can be met, as trying it out shows; nil where none was
  /// found.
  ///
  /// With all other points and the end where that is possible, else with the points before it.
  ///
  /// - Parameters:
  ///   - point: nil is the end of the piece.
  ///   - noted: times that may work.
  static func nearest(to point: Int?, in problem: TimeProblem, noted: [Int]) -> Microseconds? {
    guard let asked = point.map({ problem.points[$0].time }) ?? problem.duration else { return nil }
    let musts = problem.points.indices.filter { problem.points[$0].need == .must }
    let before = musts.filter { $0 == point || problem.points[$0].time < asked }
    for (kept, duration) in point == nil ? [(musts, problem.duration)] : [(musts, problem.duration), (before, nil)] {
      var base = problem
      base.points = kept.map { problem.points[$0] }
      base.duration = duration
      let index = point.map { kept.firstIndex(of: $0)! }
      var times = noted
      times += unasked(index, base)
      if point == nil { times += bound(asked.value, base) }
      times.sort { abs($0 - asked.value) != abs($1 - asked.value) ? abs($0 - asked.value) < abs($1 - asked.value) : $0 < $1 }
      var tried: [Int] = []
      for time in times where time > 0 && !tried.contains(time) {
        tried.append(time)
        if tried.count > trials { break }
        if isSolvable(base.moving(index, to: Microseconds(time))) { return Microseconds(time) }
      }
    }
    return nil
  }

  /// What has to move, and where to, so that everything can be met: the point of the clash, and where that isn't enough
  /// the next; nil where that leads nowhere.
  static func moves(after clash: TimeClash, in problem: TimeProblem) -> [(point: Int?, time: Microseconds)]? {
    var problem = problem
    var clash = clash
    var result: [(point: Int?, time: Microseconds)] = []
    for _ in 0..<(problem.points.count + 1) {
      guard let time = clash.nearest else { return nil }
      problem = problem.moving(clash.second, to: time)
      result.removeAll { $0.point == clash.second }
      result.append((clash.second, time))
      guard case .failure(let next) = solve(problem) else { return result }
      clash = next
    }
    return nil
  }

  /// The solution in which preferred points are met by bending the tempo, one after the other by weight, where that
  /// costs less than missing them.
  static func solveBending(_ problem: TimeProblem) -> Result<TimeSolution, TimeClash> {
    var best = solve(problem)
    var problem = problem
    func weight(_ index: Int) -> Double {
      if case .prefer(let weight, _) = problem.points[index].need { weight } else { 0 }
    }
    let softs = problem.points.indices.filter { problem.points[$0].need != .must }
      .sorted { weight($0) != weight($1) ? weight($0) > weight($1) : $0 < $1 }
    for index in softs {
      guard case .success(let solution) = best else { return best }
      let point = problem.points[index]
      var bent = problem
      bent.points[index] = .init(time: point.time, target: point.target, need: .must)
      guard case .success(let other) = solve(bent, explains: false), other.cost < solution.cost, other.cuts[index] != nil else { continue }
      problem = bent
      best = .success(other)
    }
    return best
  }

  /// Times that are tried.
  private static let trials = 40

  /// The length of the form with the fewest bars where that is longer than asked, or with the most where that is shorter.
  private static func bound(_ asked: Int, _ problem: TimeProblem) -> [Int] {
    var noted = NotedTimes()
    func add(_ bars: (TimeProblem.Section) -> Int) {
      noted.add((problem.length(bars, \.fastest), problem.length(bars, \.slowest)), from: 0, asked: asked)
    }
    if Double(asked) < problem.length(\.bars.lowerBound, \.fastest) { add(\.bars.lowerBound) }
    if Double(asked) > problem.length(\.bars.upperBound, \.slowest) { add(\.bars.upperBound) }
    return noted.times
  }

  /// Where a point would lie if nobody asked for it: that time can be met.
  private static func unasked(_ point: Int?, _ problem: TimeProblem) -> [Int] {
    var free = problem
    if let point { free.points.remove(at: point) } else { free.duration = nil }
    guard case .success(let solution) = solve(free, explains: false) else { return [] }
    guard let point else { return solution.stretches.last.map { [$0.to.value] } ?? [] }
    var ticks: [Int] = []
    var start = 0
    for (index, section) in problem.sections.enumerated() {
      let measure = Ticks(section.meter.length).value
      let short = solution.short[index]
      let count = short == nil ? solution.bars[index] : solution.bars[index] - 1
      switch problem.points[point].target {
      case .section(let sections): if sections.contains(index) { ticks.append(start) }
      case .downbeat: ticks += (0..<count).map { start + $0 * measure }
      case .beat, .anywhere:
        let beats = section.meter.beats.map { Ticks($0.start).value }
        ticks += (0..<count).flatMap { bar in beats.map { start + bar * measure + $0 } }
      }
      start += count * measure + (short ?? 0)
    }
    return ticks.map { time(of: $0, solution, problem) }
  }

  private static func time(of tick: Int, _ solution: TimeSolution, _ problem: TimeProblem) -> Int {
    guard let stretch = solution.stretches.first(where: { tick <= $0.end }) else { return 0 }
    var time = Double(stretch.from.value)
    var start = 0
    for (index, section) in problem.sections.enumerated() {
      let measure = Ticks(section.meter.length).value
      let end = start + (solution.short[index].map { (solution.bars[index] - 1) * measure + $0 } ?? solution.bars[index] * measure)
      let length = min(end, tick) - max(start, stretch.start)
      if length > 0 {
        time += Double(length) / 960 * section.pace.quarter * (section.pace.isExact ? 1 : stretch.factor)
      }
      start = end
    }
    return Int(time.rounded())
  }
}

extension TimeProblem {
  /// Microseconds of the whole form.
  func length(_ bars: (Section) -> Int, _ factor: (Pace) -> Double) -> Double {
    sections.reduce(0) { $0 + Double(bars($1)) * $1.meter.length.double * $1.pace.quarter * factor($1.pace) }
  }

  /// With a point, or the end, at another time.
  func moving(_ point: Int?, to time: Microseconds) -> TimeProblem {
    var result = self
    if let point {
      let old = points[point]
      result.points[point] = Point(time: time, target: old.target, need: old.need, slack: old.slack)
    } else {
      result.duration = time
    }
    return result
  }
}
