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

  /// As near to a time as the tempo allows, where that lies within the slack.
  func nearest(
    to time: Int, slack: Int, free: Double, fixed: Double, _ band: (low: Double, high: Double), from start: Int,
    after before: Double?
  ) -> (time: Int, factor: Double, cost: Double)? {
    guard slack > 0, let reach = durations(free, fixed, band, after: before) else { return nil }
    let duration = min(max(Double(time - start), reach.low), reach.high)
    let landed = start + Int(duration.rounded())
    guard landed > start, abs(landed - time) <= slack else { return nil }
    let share = Double(landed - time) / Double(slack)
    return (landed, free > 0 ? (duration - fixed) / free : before ?? 1, 20 * share * share)
  }

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
