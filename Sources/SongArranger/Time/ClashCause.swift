// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension TimeSearch {
  /// What stands in the way, after a run without a solution.
  mutating func clash() -> TimeClash {
    let second = stuck?.point
    let order = musts
    let first: Int? = second.map { point in order.prefix { $0 != point }.last } ?? order.last
    let near = TimeSolver.nearest(to: second, in: problem, noted: noted[second ?? -1]?.times ?? [])
    // Without a limit of drift?
    var free = problem
    free.drift = 10
    free.points = free.points.filter { $0.need == .must }
    if TimeSolver.isSolvable(free) {
      var low = problem.drift
      var high = 10.0
      for _ in 0..<24 {
        let middle = (low + high) / 2
        free.drift = middle
        if TimeSolver.isSolvable(free) { high = middle } else { low = middle }
      }
      return TimeClash(cause: .jump(high), first: first, second: second, nearest: near)
    }
    let reach = reach(of: stuck)
    let from = stuck?.states.map(\.time).max() ?? 0
    let asked = second.map { problem.points[$0].time.value } ?? problem.duration?.value ?? 0
    if let reach {
      if Double(asked - from) < reach.shortest { return TimeClash(cause: .tooClose(Microseconds(Int(reach.shortest.rounded(.up)))), first: first, second: second, nearest: near) }
      if Double(asked - from) > reach.longest { return TimeClash(cause: .tooFar(Microseconds(Int(reach.longest.rounded(.down)))), first: first, second: second, nearest: near) }
    }
    return TimeClash(cause: .noWholeMeasure, first: first, second: second, nearest: near)
  }

  /// The shortest and longest way from the last point that was reached to the one that wasn't.
  private func reach(of stuck: (point: Int?, states: [Node], table: [Int])?) -> (shortest: Double, longest: Double)? {
    guard let stuck else { return nil }
    var result: (shortest: Double, longest: Double)?
    for number in stuck.table {
      let table = tables[number]
      if table.layouts.isEmpty {
        // Even the fewest bars are too many.
        let sections = problem.sections[table.range]
        let low = sections.reduce(0.0) { $0 + Double($1.bars.lowerBound) * $1.meter.length.double * $1.pace.quarter * $1.pace.fastest }
        result = (min(result?.shortest ?? .infinity, low), max(result?.longest ?? 0, low))
      }
      for layout in table.layouts {
        for place in stuck.states.map(\.place) {
          guard layout.length > place.tick else { continue }
          let band = band(place.section, table.range.upperBound - 1)
          let low = layout.fixed - place.fixed + (layout.free - place.free) * band.low
          let high = layout.fixed - place.fixed + (layout.free - place.free) * band.high
          result = (min(result?.shortest ?? .infinity, low), max(result?.longest ?? 0, high))
        }
      }
    }
    return result
  }
}
