// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Finds the bars and tempos at the least cost (`TimeCost`) by dynamic programming.
///
/// Points that open a section cut the piece into blocks; within a block the other points that must land cut it into
/// stretches of one factor of tempo. A stretch of duration D over notes that last W at their preferred tempos has the
/// factor D / W, so only the notes between two points have to be chosen: bars by `BlockLayouts`, places by walking
/// through the points. In a block of several meters or tempos the cheapest layouts are tried, one for each total.
package enum TimeSolver {
  package static func solve(_ problem: TimeProblem) -> Result<TimeSolution, TimeClash> { solve(problem, explains: true) }

  /// - Parameter explains: whether points that may be off their times are tried all over what the tempo allows, and the
  ///   clash is looked into: both take long.
  static func solve(_ problem: TimeProblem, explains: Bool) -> Result<TimeSolution, TimeClash> {
    if let clash = TimeSolver.disorder(problem) { return .failure(clash) }
    // Points that must land are off their times only where no bars and tempos meet all of them, but for what nobody hears
    // and what puts them on a beat.
    if problem.hasSlack {
      var search = TimeSearch(problem.withSlack(upTo: .zero))
      if let exact = search.run() {
        guard problem.points.indices.contains(where: { problem.points[$0].need == .must && exact.cuts[$0] == nil }) else {
          return .success(exact)
        }
        var near = TimeSearch(problem.withSlack(upTo: TimeSearch.unheard))
        return .success(near.run().map { $0.cost < exact.cost ? $0 : exact } ?? exact)
      }
    }
    var search = TimeSearch(problem)
    if let solution = search.run() { return .success(solution) }
    if explains, problem.hasSlack {
      var thorough = TimeSearch(problem, isThorough: true)
      if let solution = thorough.run() { return .success(solution) }
    }
    return .failure(explains ? search.clash() : TimeClash(cause: .noWholeMeasure, first: nil, second: nil, nearest: nil))
  }

  /// Points after the end, and sections in another order than the form's.
  private static func disorder(_ problem: TimeProblem) -> TimeClash? {
    var last: (point: Int, section: Int)?
    for index in TimeSearch.musts(of: problem) {
      let point = problem.points[index]
      if let duration = problem.duration, point.time >= duration {
        return TimeClash(cause: .outside, first: nil, second: index, nearest: nil)
      }
      guard case .section(let sections) = point.target else { continue }
      guard let section = sections.first(where: { $0 > last?.section ?? -1 }) else {
        return TimeClash(cause: .order, first: last?.point, second: index, nearest: nil)
      }
      last = (index, section)
    }
    return nil
  }
}

/// One run of the solver.
struct TimeSearch {
  let problem: TimeProblem
  /// Whether points that may be off their times aren't only put as near to them as the tempo allows.
  let isThorough: Bool
  let musts: [Int]
  private let softs: [Int]
  /// Every state that was reached.
  private var nodes: [Node] = []
  private(set) var tables: [BlockLayouts] = []
  /// Where it got stuck: the states before the point that none of them reaches.
  private(set) var stuck: (point: Int?, states: [Node], table: [Int])?
  /// Times that some state could have met where the asked one couldn't be, by point; -1 is the end.
  private(set) var noted: [Int: NotedTimes] = [:]

  /// A point that has a place, or the end of a block.
  struct Node {
    var previous: Int
    /// Nil at the start and the end of the piece.
    let point: Int?
    let time: Int
    /// In its block.
    let place: BeatGrid.Place
    /// Of the stretch that ends here; nil at the start.
    let factor: Double?
    let cost: Double
    /// The section that begins here, for the end of a block.
    let section: Int?
    let table: Int
    let layout: Int
    /// The ring's start, where the last measure has a time of its own.
    let ring: (tick: Int, time: Int)?
    /// The time that its point asked for, where it lies within the slack of it.
    var asked: Int?
  }

  init(_ problem: TimeProblem, isThorough: Bool = false) {
    self.problem = problem
    self.isThorough = isThorough
    musts = TimeSearch.musts(of: problem)
    softs = problem.points.indices.filter { problem.points[$0].need != .must }.sorted {
      problem.points[$0].time != problem.points[$1].time ? problem.points[$0].time < problem.points[$1].time : $0 < $1
    }
  }

  /// The points that must land, by time; at one time a section comes first.
  static func musts(of problem: TimeProblem) -> [Int] {
    func rank(_ index: Int) -> Int {
      if case .section = problem.points[index].target { 0 } else { 1 }
    }
    return problem.points.indices.filter { problem.points[$0].need == .must }.sorted { left, right in
      let (a, b) = (problem.points[left].time, problem.points[right].time)
      return a != b ? a < b : rank(left) != rank(right) ? rank(left) < rank(right) : left < right
    }
  }

  private static let origin = BeatGrid.Place(tick: 0, free: 0, fixed: 0, strength: 3, section: 0)

  mutating func run() -> TimeSolution? {
    nodes = [
      Node(
        previous: -1, point: nil, time: 0, place: TimeSearch.origin, factor: nil, cost: 0, section: 0, table: -1, layout: -1,
        ring: nil)
    ]
    var frontier = [0]
    var interior: [Int] = []
    for index in musts {
      guard case .section(let sections) = problem.points[index].target else {
        interior.append(index)
        continue
      }
      let time = problem.points[index].time.value
      if time == 0, sections.contains(0), interior.isEmpty { continue }
      frontier = expand(frontier, interior, to: index, time: time, sections: sections)
      if frontier.isEmpty { return nil }
      interior = []
    }
    frontier = expand(frontier, interior, to: nil, time: problem.duration?.value, sections: [problem.sections.count])
    guard let best = frontier.min(by: { nodes[$0].cost < nodes[$1].cost }) else { return nil }
    return solution(best)
  }

  // MARK: One block

  /// The states at the end of a block; of those with one section and factor the cheapest.
  ///
  /// - Parameter time: of the block's end; nil where the form's own length holds.
  private mutating func expand(
    _ frontier: [Int], _ interior: [Int], to point: Int?, time: Int?, sections: [Int]
  ) -> [Int] {
    var result: [Int] = []
    var before: [Int] = []
    var used: [Int] = []
    for start in Set(frontier.map { nodes[$0].section! }).sorted() {
      let states = frontier.filter { nodes[$0].section == start }
      let from = states.map { nodes[$0].time }.min()!
      for end in sections where end > start {
        let isEnd = end == problem.sections.count && point == nil
        let pace = problem.sections[end - 1].pace
        let measure = Ticks(problem.sections[end - 1].meter.length).value
        let longest = (time.map { Double($0 - from) } ?? 0) + Double(measure) / 960 * pace.quarter
        let table = BlockLayouts(
          problem, start..<end, longest: longest, isFree: time == nil, endsPiece: isEnd,
          boundary: boundaryCost(start..<end, from: from, to: time))
        let number = tables.count
        tables.append(table)
        used.append(number)
        if table.isUniform {
          let count = interior.isEmpty && softs.isEmpty ? -1 : (table.layouts.map(\.length).max() ?? 0) / measure
          var bars = [Int](repeating: 0, count: end - start)
          // One more, for the place where the block ends.
          bars[0] = count + 1
          let grid = BeatGrid(problem, start..<end, bars: bars)
          let layers = chain(states, interior, grid, table: number)
          before = layers.closing
          for layout in table.layouts.indices {
            result += close(layers, layout, number, to: point, time: time, section: end, isEnd: isEnd, grid: grid)
          }
        } else {
          let cheap = table.layouts.indices.sorted { table.layouts[$0].cost != table.layouts[$1].cost ? table.layouts[$0].cost < table.layouts[$1].cost : $0 < $1 }
          let tried = interior.isEmpty ? cheap : Array(cheap.prefix(isThorough ? TimeSearch.thoroughLayouts : TimeSearch.mixedLayouts))
          for layout in tried {
            let known = nodes.count
            let grid = BeatGrid(problem, start..<end, bars: interior.isEmpty && softs.isEmpty ? Array(repeating: 0, count: end - start) : table.bars(of: table.layouts[layout]))
            let layers = chain(states, interior, grid, table: number)
            before = layers.closing
            let closed = close(layers, layout, number, to: point, time: time, section: end, isEnd: isEnd, grid: grid)
            // Those before the last one's end are asked for where nothing was reached.
            result += layout == tried.last ? closed : paths(to: closed, since: known)
          }
        }
      }
    }
    if !result.isEmpty {
      stuck = nil
    } else if stuck == nil || stuck!.point == nil {
      stuck = (point, before.map { nodes[$0] }, used)
    }
    return distinct(result) { nodes[$0].section! }
  }

  /// Layouts that are tried in a block of several meters or tempos with points inside.
  private static let mixedLayouts = 400
  private static let thoroughLayouts = 20

  /// The states from which the block can be closed, with what the points skipped off the grid cost.
  private struct Chain {
    var closing: [Int] = []
    /// Of each closing state: the points after it that stay off the grid.
    var skipped: [Int] = []
  }

  /// Walks through the points inside a block.
  private mutating func chain(_ states: [Int], _ interior: [Int], _ grid: BeatGrid, table: Int) -> Chain {
    let starts = states.map { index -> Int in
      let node = nodes[index]
      nodes.append(
        Node(
          previous: index, point: nil, time: node.time,
          place: BeatGrid.Place(tick: 0, free: 0, fixed: 0, strength: 3, section: node.section!), factor: node.factor,
          cost: node.cost, section: nil, table: table, layout: -1, ring: nil, asked: node.asked))
      return nodes.count - 1
    }
    var layers = [starts]
    for (number, point) in interior.enumerated() {
      var reached: [Int] = []
      let time = problem.points[point].time.value
      let known = nodes.count
      var skipped = 0
      for layer in stride(from: number, through: max(0, number - TimeSearch.skipLimit), by: -1) {
        if layer < number {
          // Points between that stay off the grid.
          guard problem.points[interior[layer]].target == .anywhere else { break }
          skipped += 1
        }
        for index in layers[layer] { reached += steps(index, to: point, time: time, skipped: skipped, grid, table) }
      }
      reached = kept(distinct(reached) { nodes[$0].place.tick }, since: known)
      if reached.isEmpty, problem.points[point].target != .anywhere {
        stuck = (point, layers[number].map { nodes[$0] }, [])
        return Chain()
      }
      layers.append(reached)
    }
    var result = Chain()
    var skipped = 0
    for layer in stride(from: interior.count, through: 0, by: -1) {
      if layer < interior.count {
        guard problem.points[interior[layer]].target == .anywhere, skipped < TimeSearch.skipLimit else { break }
        skipped += 1
      }
      result.closing += layers[layer]
      result.skipped += Array(repeating: skipped, count: layers[layer].count)
    }
    return result
  }

  /// Points in a row that may stay off the grid.
  private static let skipLimit = 12

  /// The places of a point that the tempo can reach from a state.
  private mutating func steps(
    _ index: Int, to point: Int, time: Int, skipped: Int, _ grid: BeatGrid, _ table: Int
  ) -> [Int] {
    let node = nodes[index]
    let target = problem.points[point].target
    let duration = Double(time - node.time)
    let slack = problem.points[point].slack.value
    var result: [Int] = []
    func stretch(_ factor: Double, to place: BeatGrid.Place, _ landed: Int) -> Double {
      TimeCost.stretch(factor, after: node.factor) + missed(from: node.place, node.time, to: place, landed, factor: factor, grid)
    }
    func add(_ place: BeatGrid.Place, _ factor: Double?, _ cost: Double, time landed: Int? = nil) {
      nodes.append(
        Node(
          previous: index, point: point, time: landed ?? time, place: place, factor: factor,
          cost: node.cost + cost + TimeCost.place(place.strength, target) + TimeCost.offGrid * Double(skipped), section: nil,
          table: table, layout: -1, ring: nil, asked: landed == nil ? nil : time))
      result.append(nodes.count - 1)
    }
    // Points near each other may share a place; those of one time do.
    let late = node.time - time
    if abs(late) <= slack, node.place.suits(target) {
      let shared = time == node.asked ?? node.time ? 0 : TimeCost.shared
      add(node.place, node.factor, shared + TimeCost.late(late, slack: slack), time: late == 0 ? nil : node.time)
    }
    if time == node.asked ?? node.time { return result }
    var near = NearPlaces()
    let shared = isThorough ? sharedTimes(of: point) : []
    var place = firstPlace(grid, after: node.place, reaching: duration - Double(slack))
    while place < grid.places.count {
      let candidate = grid.places[place]
      place += 1
      guard candidate.tick > node.place.tick else { continue }
      let free = candidate.free - node.place.free
      let fixed = candidate.fixed - node.place.fixed
      let band = band(node.place.section, candidate.section)
      if fixed + free * band.low > duration * (1 + 1e-9) + 1 + Double(slack) { break }
      guard candidate.suits(target) else { continue }
      let exact = factor(duration, free: free, fixed: fixed, band: band, after: node.factor)
      if let exact {
        add(candidate, exact, stretch(exact, to: candidate, time))
      } else {
        noted[point, default: NotedTimes()].add(durations(free, fixed, band, after: node.factor), from: node.time, asked: time)
      }
      guard slack > 0, exact == nil || isThorough else { continue }
      let landings = landings(
        near: time, slack, shared, free: free, fixed: fixed, band, from: node.time, after: node.factor)
      for (number, landed) in landings.enumerated() where landed.time != time {
        near.add(candidate, landed.time, landed.factor, landed.cost + TimeCost.stretch(landed.factor, after: node.factor), number)
      }
    }
    for way in near.ways {
      let missed = missed(from: node.place, node.time, to: way.place, way.time, factor: way.factor, grid)
      add(way.place, way.factor, way.cost + missed, time: way.time)
    }
    return result
  }

  /// Nobody hears that a point is so much off its time.
  static let unheard = Microseconds(1_000)

  /// The first place that isn't certainly too early: times rise with the places.
  private func firstPlace(_ grid: BeatGrid, after place: BeatGrid.Place, reaching duration: Double) -> Int {
    var low = 0
    var high = grid.places.count
    while low < high {
      let middle = (low + high) / 2
      let candidate = grid.places[middle]
      let longest = (candidate.fixed - place.fixed) + (candidate.free - place.free) * slowest
      if longest < duration * (1 - 1e-9) - 1 { low = middle + 1 } else { high = middle }
    }
    // One before, which names the nearest time that would do.
    return max(0, low - 2)
  }

  private var slowest: Double { problem.sections.reduce(1) { max($0, $1.pace.slowest) } }

  /// Closes a block with a layout from every state that can.
  private mutating func close(
    _ chain: Chain, _ layout: Int, _ table: Int, to point: Int?, time: Int?, section: Int, isEnd: Bool, grid: BeatGrid
  ) -> [Int] {
    var result: [Int] = []
    let chosen = tables[table].layouts[layout]
    let place = BeatGrid.Place(
      tick: chosen.length, free: chosen.free, fixed: chosen.fixed, strength: 3, section: section - 1)
    let last = problem.sections[section - 1]
    let measureTicks = Ticks(last.meter.length).value
    let quarters = last.meter.length.double
    let slack = point.map { problem.points[$0].slack.value } ?? 0
    let shared = isThorough ? point.map { sharedTimes(of: $0) } ?? [] : []
    for (index, skipped) in zip(chain.closing, chain.skipped) {
      let node = nodes[index]
      guard chosen.length >= node.place.tick else { continue }
      let base = node.cost + chosen.cost + TimeCost.offGrid * Double(skipped)
      let free = chosen.free - node.place.free
      let fixed = chosen.fixed - node.place.fixed
      let band = band(node.place.section, section - 1)
      func add(_ time: Int, _ factor: Double?, _ cost: Double, ring: (tick: Int, time: Int)? = nil, asked: Int? = nil) {
        nodes.append(
          Node(
            previous: index, point: point, time: time, place: place, factor: factor, cost: base + cost, section: section,
            table: table, layout: layout, ring: ring, asked: asked))
        result.append(nodes.count - 1)
      }
      if chosen.length == node.place.tick {
        // The point before the section lies on its start; at the end of the piece nothing sounds.
        guard !isEnd, let time, abs(node.time - time) <= slack else { continue }
        let cost = TimeCost.shared + TimeCost.late(node.time - time, slack: slack)
        add(node.time, node.factor, cost, asked: node.time == time ? nil : time)
        continue
      }
      guard let time else {
        // The form's own length: the tempo goes on as it is.
        let factor = node.factor ?? 1
        let end = node.time + Int((fixed + free * factor).rounded())
        add(end, factor, missed(from: node.place, node.time, to: place, end, factor: factor, grid))
        continue
      }
      let duration = Double(time - node.time)
      guard duration > 0 else { continue }
      let exact = factor(duration, free: free, fixed: fixed, band: band, after: node.factor)
      if let exact {
        add(
          time, exact,
          TimeCost.stretch(exact, after: node.factor) + missed(from: node.place, node.time, to: place, time, factor: exact, grid))
      } else {
        noted[point ?? -1, default: NotedTimes()].add(durations(free, fixed, band, after: node.factor), from: node.time, asked: time)
      }
      if slack > 0, exact == nil || isThorough {
        let landings = landings(
          near: time, slack, shared, free: free, fixed: fixed, band, from: node.time, after: node.factor)
        for landed in landings where landed.time != time {
          let cost = landed.cost + TimeCost.stretch(landed.factor, after: node.factor)
          let missed = missed(from: node.place, node.time, to: place, landed.time, factor: landed.factor, grid)
          add(landed.time, landed.factor, cost + missed, asked: time)
        }
      }
      guard isEnd, problem.rings else { continue }
      // The last measure rings as long as is left; the tempo before it goes on as it is.
      let measure = Double(measureTicks) / 960 * last.pace.quarter
      let ringTick = chosen.length - measureTicks
      guard ringTick >= node.place.tick else { continue }
      let factor = min(max(node.factor ?? 1, band.low), band.high)
      guard node.factor == nil || jump(factor, node.factor) else { continue }
      let body = last.pace.isExact ? free * factor + fixed - measure : (free - measure) * factor + fixed
      let start = node.time + Int(body.rounded())
      let measures = Double(time - start) / (last.pace.isExact ? measure : measure * factor)
      guard TimeCost.ringLimits.contains(measures), Double(time - start) / quarters <= TempoMap.slowest else { continue }
      let ringPlace = BeatGrid.Place(
        tick: ringTick, free: chosen.free - (last.pace.isExact ? 0 : measure),
        fixed: chosen.fixed - (last.pace.isExact ? measure : 0), strength: 3, section: section - 1)
      add(
        time, node.factor == nil && free == 0 ? nil : factor,
        TimeCost.ring(measures) + (ringTick > node.place.tick ? TimeCost.stretch(factor, after: node.factor) : 0)
          + missed(from: node.place, node.time, to: ringPlace, start, factor: factor, grid),
        ring: (ringTick, start))
    }
    return result
  }

  // MARK: Points that are only preferred

  /// The cost of the preferred points in a stretch, except those of sections.
  private func missed(
    from: BeatGrid.Place, _ start: Int, to: BeatGrid.Place, _ end: Int, factor: Double?, _ grid: BeatGrid
  ) -> Double {
    var cost = 0.0
    for index in softs {
      let point = problem.points[index]
      guard point.time.value > start || start == 0, point.time.value <= end, case .prefer(let weight, let tolerance) = point.need
      else { continue }
      if case .section = point.target { continue }
      let error = error(of: point, from: from, start, to: to, factor: factor ?? 1, grid)
      cost += TimeCost.missed(by: error, weight: weight, tolerance: tolerance)
    }
    return cost
  }

  /// The distance of a point to the nearest place that suits it, in microseconds; at most a second.
  private func error(
    of point: TimeProblem.Point, from: BeatGrid.Place, _ start: Int, to: BeatGrid.Place, factor: Double, _ grid: BeatGrid
  ) -> Double {
    func time(_ place: BeatGrid.Place) -> Double {
      Double(start) + (place.fixed - from.fixed) + (place.free - from.free) * factor
    }
    let wanted = Double(point.time.value)
    var low = 0
    var high = grid.places.count
    while low < high {
      let middle = (low + high) / 2
      if time(grid.places[middle]) < wanted { low = middle + 1 } else { high = middle }
    }
    var best = 1_000_000.0
    for place in grid.places[low...].prefix(16) where place.tick <= to.tick && place.suits(point.target) {
      best = min(best, (time(place) - wanted).magnitude)
      break
    }
    for place in grid.places[..<low].suffix(16).reversed() where place.tick >= from.tick && place.suits(point.target) {
      best = min(best, (time(place) - wanted).magnitude)
      break
    }
    return best
  }

  /// The cost of a section's start for the preferred points that ask for it, at the mean factor of the block.
  private func boundaryCost(_ range: Range<Int>, from: Int, to: Int?) -> ((Int, Double) -> Double)? {
    let asked = softs.compactMap { index -> (sections: [Int], time: Double, weight: Double, tolerance: Microseconds)? in
      let point = problem.points[index]
      guard case .section(let sections) = point.target, sections.contains(where: { range.contains($0) && $0 > range.lowerBound }),
        case .prefer(let weight, let tolerance) = point.need, point.time.value > from, point.time.value < to ?? .max
      else { return nil }
      return (sections, Double(point.time.value - from), weight, tolerance)
    }
    guard !asked.isEmpty else { return nil }
    return { section, time in
      asked.filter { $0.sections.first { range.contains($0) && $0 > range.lowerBound } == section }.reduce(0) { sum, point in
        sum + TimeCost.missed(by: (time - point.time).magnitude, weight: point.weight, tolerance: point.tolerance)
      }
    }
  }

  // MARK: States

  /// Of the states with one place, time and factor the cheapest, the cheapest first where there are too many.
  private func distinct(_ states: [Int], _ place: (Int) -> Int) -> [Int] {
    let sorted = states.sorted { left, right in
      let (a, b) = (nodes[left], nodes[right])
      if place(left) != place(right) { return place(left) < place(right) }
      if a.time != b.time { return a.time < b.time }
      let (x, y) = (a.factor ?? 0, b.factor ?? 0)
      return x != y ? x < y : a.cost != b.cost ? a.cost < b.cost : left < right
    }
    var result: [Int] = []
    for state in sorted {
      if let last = result.last, place(last) == place(state), nodes[last].time == nodes[state].time,
        nodes[last].factor == nodes[state].factor { continue }
      result.append(state)
    }
    guard result.count > stateLimit else { return result }
    return Array(result.sorted { nodes[$0].cost != nodes[$1].cost ? nodes[$0].cost < nodes[$1].cost : $0 < $1 }.prefix(stateLimit))
  }

  /// The same states under new numbers, with all others since then forgotten: of many thousand candidates few are kept.
  private mutating func kept(_ states: [Int], since known: Int) -> [Int] {
    let sorted = states.sorted()
    let own = sorted.map { nodes[$0] }
    nodes.removeSubrange(known...)
    nodes += own
    var numbers: [Int: Int] = [:]
    for (number, state) in sorted.enumerated() { numbers[state] = known + number }
    return states.map { numbers[$0]! }
  }

  /// The same states under new numbers, with all since then forgotten that doesn't lead to them.
  private mutating func paths(to states: [Int], since known: Int) -> [Int] {
    var numbers = [Int?](repeating: nil, count: nodes.count - known)
    for state in states {
      var node = state
      while node >= known, numbers[node - known] == nil {
        numbers[node - known] = node
        node = nodes[node].previous
      }
    }
    var own: [Node] = []
    for index in numbers.indices where numbers[index] != nil {
      var node = nodes[known + index]
      if node.previous >= known { node.previous = numbers[node.previous - known]! }
      numbers[index] = known + own.count
      own.append(node)
    }
    nodes.removeSubrange(known...)
    nodes += own
    return states.map { numbers[$0 - known]! }
  }

  /// More states than these are cut to the cheapest. A thorough run reaches each place at many times.
  private var stateLimit: Int { isThorough ? 300 : 4_000 }

  // MARK: The result

  private func solution(_ best: Int) -> TimeSolution {
    var path = [best]
    while nodes[path.last!].previous >= 0 { path.append(nodes[path.last!].previous) }
    path.reverse()
    var bars: [Int] = []
    var short: [Int?] = []
    var stretches: [TimeSolution.Stretch] = []
    var cuts: [Int: Int] = [:]
    var base = 0
    var last = (tick: 0, time: 0)
    func stretch(to tick: Int, _ time: Int, _ factor: Double?) {
      guard base + tick > last.tick else { return }
      stretches.append(
        .init(
          start: last.tick, end: base + tick, from: Microseconds(last.time), to: Microseconds(time), factor: factor ?? 1))
      last = (base + tick, time)
    }
    for index in path.dropFirst() {
      let node = nodes[index]
      // The copies of block ends that open the next block.
      if node.section == nil, node.point == nil { continue }
      if let ring = node.ring {
        stretch(to: ring.tick, ring.time, node.factor)
        stretch(to: node.place.tick, node.time, node.factor)
      } else {
        stretch(to: node.place.tick, node.time, node.factor)
      }
      if let point = node.point { cuts[point] = base + node.place.tick }
      guard node.section != nil else { continue }
      let table = tables[node.table]
      let layout = table.layouts[node.layout]
      var counts = table.bars(of: layout)
      var shorts = [Int?](repeating: nil, count: counts.count)
      if let length = layout.short {
        counts[counts.count - 1] += 1
        shorts[counts.count - 1] = length
      }
      bars += counts
      short += shorts
      base += layout.length
    }
    for index in musts where problem.points[index].time == .zero && cuts[index] == nil {
      if case .section = problem.points[index].target { cuts[index] = 0 }
    }
    return TimeSolution(
      bars: bars, short: short, stretches: stretches, cuts: cuts, ringIsFree: nodes[best].ring != nil, cost: nodes[best].cost)
  }
}
