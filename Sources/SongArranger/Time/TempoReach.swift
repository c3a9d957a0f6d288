// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Which tempos a stretch may have, as factors of those that are preferred.
extension TimeSearch {
  /// The factors that the sections from one to another all allow.
  func band(_ first: Int, _ last: Int) -> (low: Double, high: Double) {
    var low = 0.0
    var high = Double.infinity
    for section in problem.sections[first...max(first, last)] where !section.pace.isExact {
      low = max(low, section.pace.fastest)
      high = min(high, section.pace.slowest)
    }
    return high.isFinite ? (low, high) : (1, 1)
  }

  /// The factor of a stretch, nil where it isn't allowed.
  func factor(
    _ duration: Double, free: Double, fixed: Double, band: (low: Double, high: Double), after before: Double?
  ) -> Double? {
    guard free > 0 else {
      // An exact tempo: what rounding to whole microseconds takes.
      return (duration - fixed).magnitude <= max(2, fixed * 2e-6) ? before ?? 1 : nil
    }
    let factor = (duration - fixed) / free
    guard factor >= band.low * (1 - 1e-9), factor <= band.high * (1 + 1e-9), jump(factor, before) else { return nil }
    return factor
  }

  /// As near to a time as the tempo allows, where that lies within the slack of the one that is asked for.
  func nearest(
    to time: Int, asked: Int, _ slack: Int, free: Double, fixed: Double, _ band: (low: Double, high: Double), from start: Int,
    after before: Double?
  ) -> (time: Int, factor: Double, cost: Double)? {
    guard slack > 0, let reach = durations(free, fixed, band, after: before) else { return nil }
    let duration = min(max(Double(time - start), reach.low), reach.high)
    let landed = start + Int(duration.rounded())
    guard landed > start, abs(landed - asked) <= slack else { return nil }
    return (landed, free > 0 ? (duration - fixed) / free : before ?? 1, TimeCost.late(landed - asked, slack: slack))
  }

  /// Where a point may land within its slack: as near to its time as the tempo allows; in a thorough run all over what it
  /// allows too, since others may be within reach from there only, and where it shares its place with points that follow.
  func landings(
    near time: Int, _ slack: Int, _ shared: [Int], free: Double, fixed: Double, _ band: (low: Double, high: Double),
    from start: Int, after before: Double?
  ) -> [(time: Int, factor: Double, cost: Double)] {
    func landing(_ aim: Int) -> (time: Int, factor: Double, cost: Double)? {
      nearest(to: aim, asked: time, slack, free: free, fixed: fixed, band, from: start, after: before)
    }
    guard let nearest = landing(time) else { return [] }
    guard isThorough, slack > TimeSearch.unheard.value, free > 0, let reach = durations(free, fixed, band, after: before) else { return [nearest] }
    let low = max(time - slack, start + Int(reach.low.rounded(.up)))
    let high = min(time + slack, start + Int(reach.high.rounded(.down)))
    guard low < high else { return [nearest] }
    let scale = (0...TimeSearch.landingSteps).map { low + (high - low) * $0 / TimeSearch.landingSteps }
    return [nearest] + (scale + shared).compactMap(landing)
  }

  private static let landingSteps = 12

  /// Times within a point's slack at which points that follow it would be met at its place.
  func sharedTimes(of point: Int) -> [Int] {
    let own = problem.points[point]
    guard own.slack > TimeSearch.unheard else { return [] }
    var result: [Int] = []
    for index in musts where problem.points[index].time > own.time {
      let time = max(own.time, problem.points[index].time - problem.points[index].slack)
      guard time <= own.time + own.slack, result.count < TimeSearch.sharedLimit else { break }
      if time > own.time, result.last != time.value { result.append(time.value) }
    }
    return result
  }

  private static let sharedLimit = 4

  func jump(_ factor: Double, _ before: Double?) -> Bool {
    guard let before else { return true }
    return max(factor / before, before / factor) <= (1 + problem.drift) * (1 + 1e-9)
  }

  /// The shortest and longest durations of a stretch that are allowed, for what would work instead.
  func durations(
    _ free: Double, _ fixed: Double, _ band: (low: Double, high: Double), after before: Double?
  ) -> (low: Double, high: Double)? {
    let low = max(band.low, before.map { $0 / (1 + problem.drift) } ?? 0)
    let high = min(band.high, before.map { $0 * (1 + problem.drift) } ?? .infinity)
    return low <= high ? (fixed + free * low, fixed + free * high) : nil
  }
}

/// Where a point may land: all places as near to its time as may be, and for each of the other times the cheapest places.
struct NearPlaces {
  typealias Way = (place: BeatGrid.Place, time: Int, factor: Double, cost: Double)

  private var cheapest: [[Way]] = []
  private static let most = 3

  mutating func add(_ place: BeatGrid.Place, _ time: Int, _ factor: Double, _ cost: Double, _ number: Int) {
    while cheapest.count <= number { cheapest.append([]) }
    // What comes first stays first among equals.
    let index = number == 0 ? cheapest[0].count : cheapest[number].firstIndex { cost < $0.cost } ?? cheapest[number].count
    guard number == 0 || index < NearPlaces.most else { return }
    cheapest[number].insert((place, time, factor, cost), at: index)
    if number > 0, cheapest[number].count > NearPlaces.most { cheapest[number].removeLast() }
  }

  var ways: [Way] { cheapest.flatMap { $0 } }
}
