// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// The bars that a block of sections may have: for each total the cheapest choice, by dynamic programming.
struct BlockLayouts {
  /// A way to fill the block.
  struct Layout {
    /// Ticks.
    let length: Int
    /// Microseconds at the preferred tempos of what may bend, and of what may not.
    let free: Double
    let fixed: Double
    let cost: Double
    /// A short bar of this many ticks follows.
    let short: Int?
    fileprivate let state: Int
  }

  let range: Range<Int>
  private(set) var layouts: [Layout] = []
  /// Whether all sections share meter and tempos.
  let isUniform: Bool
  private let groups: [Group]
  private var steps: [[State]] = []

  /// Sections of one length.
  private struct Group {
    let sections: [Int]
    let kind: Int
  }

  private struct State {
    /// Bars of each kind of measure, 15 bits each.
    let key: Int
    let cost: Double
    let parent: Int
    let bars: Int
  }

  /// More states than these are cut to the cheapest; only blocks of several meters or tempos come near.
  private static let limit = 60_000
  /// Steps from states to numbers of bars, above which states are thinned before: where long pieces have several meters or
  /// tempos, most states last as long as some other.
  private static let mostSteps = 1_000_000

  /// - Parameters:
  ///   - longest: microseconds that the block may last.
  ///   - isFree: the preferred bars are taken as they are.
  ///   - boundary: cost of a section's start at a number of microseconds at the preferred tempos from the block's start;
  ///     nil where no point asks for one.
  init(
    _ problem: TimeProblem, _ range: Range<Int>, longest: Double, isFree: Bool, endsPiece: Bool,
    boundary: ((Int, Double) -> Double)?
  ) {
    self.range = range
    var kinds: [(ticks: Int, pace: TimeProblem.Pace)] = []
    var groups: [Group] = []
    for index in range {
      let section = problem.sections[index]
      let ticks = Ticks(section.meter.length).value
      let kind = kinds.firstIndex { $0.ticks == ticks && $0.pace == section.pace } ?? kinds.count
      if kind == kinds.count { kinds.append((ticks, section.pace)) }
      let twin = boundary == nil
        ? groups.firstIndex { problem.sections[$0.sections[0]].material == section.material && $0.kind == kind } : nil
      if let twin {
        groups[twin] = Group(sections: groups[twin].sections + [index], kind: kind)
      } else {
        groups.append(Group(sections: [index], kind: kind))
      }
    }
    self.groups = groups
    isUniform = kinds.count == 1 && range.allSatisfy { problem.sections[$0].meter == problem.sections[range.lowerBound].meter }
    // Kinds of measure beyond the fourth keep their preferred bars: a key holds four numbers.
    func shift(_ kind: Int) -> Int { min(kind, 3) * 15 }
    func measure(_ kind: Int) -> Double { Double(kinds[kind].ticks) / 960 * kinds[kind].pace.quarter }
    func shortest(_ kind: Int) -> Double { measure(kind) * kinds[kind].pace.fastest }
    func length(_ state: State, _ measure: (Int) -> Double) -> Double {
      kinds.indices.prefix(4).reduce(0) { $0 + Double(state.key >> ($1 * 15) & 0x7FFF) * measure($1) }
    }

    var states = [State(key: 0, cost: 0, parent: -1, bars: 0)]
    var least = groups.map { group in
      Double(problem.sections[group.sections[0]].bars.lowerBound * group.sections.count) * shortest(group.kind)
    }.reduce(0, +)
    for group in groups {
      let section = problem.sections[group.sections[0]]
      let count = group.sections.count
      let isFixed = isFree || group.kind > 3
      let domain = isFixed ? section.preferred...section.preferred : section.bars
      let rest = longest - least + Double(section.bars.lowerBound * count) * shortest(group.kind)
      least -= Double(section.bars.lowerBound * count) * shortest(group.kind)
      var next = BestStates(isDense: kinds.count == 1)
      let costs = domain.prefix(32_000 / max(1, count)).map { Double(count) * TimeCost.bars($0, preferred: section.preferred) }
      if !next.isDense, !steps.isEmpty, states.count * costs.count > Self.mostSteps {
        states = Self.thinned(states, to: max(100, Self.limit / costs.count)) { length($0, measure) }
        steps[steps.count - 1] = states
      }
      for (parent, state) in states.enumerated() {
        let before = length(state, shortest)
        let time = length(state, measure)
        for (offset, cost) in costs.enumerated() {
          let bars = domain.lowerBound + offset
          if !isFixed, before + Double(bars * count) * shortest(group.kind) > rest * (1 + 1e-9) { break }
          if (state.key >> shift(group.kind) & 0x7FFF) + bars * count > 0x7FFF { break }
          let extra = boundary.map { $0(group.sections[0], time) } ?? 0
          next.add(
            State(key: state.key + bars * count << shift(group.kind), cost: state.cost + cost + extra, parent: parent, bars: bars))
        }
      }
      states = next.cheapest
      steps.append(states)
    }

    func fill(_ state: State) -> (ticks: Int, free: Double, fixed: Double) {
      var result = (ticks: 0, free: 0.0, fixed: 0.0)
      func add(_ bars: Int, _ kind: Int) {
        result.ticks += bars * kinds[kind].ticks
        let time = Double(bars) * measure(kind)
        if kinds[kind].pace.isExact { result.fixed += time } else { result.free += time }
      }
      if kinds.count <= 4 {
        for kind in kinds.indices { add(state.key >> (kind * 15) & 0x7FFF, kind) }
      } else {
        var position = state
        for step in groups.indices.reversed() {
          add(position.bars * groups[step].sections.count, groups[step].kind)
          if step > 0 { position = steps[step - 1][position.parent] }
        }
      }
      return result
    }
    let last = problem.sections[range.upperBound - 1]
    for (index, state) in states.enumerated() {
      let sum = fill(state)
      layouts.append(.init(length: sum.ticks, free: sum.free, fixed: sum.fixed, cost: state.cost, short: nil, state: index))
      guard last.isFlexible, !endsPiece, !isFree else { continue }
      let beat = Ticks(last.meter.beatUnit).value
      let beats = Ticks(last.meter.length).value / beat
      for count in 2..<max(2, beats) {
        let time = Double(count * beat) / 960 * last.pace.quarter
        layouts.append(
          .init(
            length: sum.ticks + count * beat, free: sum.free + (last.pace.isExact ? 0 : time),
            fixed: sum.fixed + (last.pace.isExact ? time : 0), cost: state.cost + TimeCost.shortBar, short: count * beat,
            state: index))
      }
    }
  }

  /// The cheapest state of each of as many stretches of time, in the order of the states; of equal ones the first.
  private static func thinned(_ states: [State], to count: Int, time: (State) -> Double) -> [State] {
    let times = states.map(time)
    let longest = max(1, times.max() ?? 1)
    var best = [Int](repeating: -1, count: count + 1)
    for index in states.indices {
      let stretch = Int(times[index] / longest * Double(count))
      if best[stretch] < 0 || states[index].cost < states[best[stretch]].cost { best[stretch] = index }
    }
    return best.filter { $0 >= 0 }.sorted().map { states[$0] }
  }

  /// The measures of each section of the block, without a short one.
  func bars(of layout: Layout) -> [Int] {
    var result = [Int](repeating: 0, count: range.count)
    var index = layout.state
    for step in groups.indices.reversed() {
      let state = steps[step][index]
      for section in groups[step].sections { result[section - range.lowerBound] = state.bars }
      index = state.parent
    }
    return result
  }

  /// Keeps the cheapest state of each key; of equal ones the first.
  private struct BestStates {
    /// Whether keys are small numbers.
    let isDense: Bool
    private var states: [State] = []
    private var places: [Int] = []

    init(isDense: Bool) { self.isDense = isDense }

    mutating func add(_ state: State) {
      guard isDense else { return states.append(state) }
      if state.key >= places.count { places += Array(repeating: -1, count: state.key - places.count + 1) }
      let place = places[state.key]
      if place < 0 {
        places[state.key] = states.count
        states.append(state)
      } else if state.cost < states[place].cost {
        states[place] = state
      }
    }

    /// Sorted by key.
    var cheapest: [State] {
      if isDense { return places.compactMap { $0 < 0 ? nil : states[$0] } }
      var order = Array(states.indices)
      order.sort { left, right in
        states[left].key != states[right].key ? states[left].key < states[right].key
          : states[left].cost != states[right].cost ? states[left].cost < states[right].cost : left < right
      }
      var result: [State] = []
      for index in order where result.last?.key != states[index].key { result.append(states[index]) }
      guard result.count > limit else { return result }
      let kept = result.indices.sorted { result[$0].cost != result[$1].cost ? result[$0].cost < result[$1].cost : $0 < $1 }
      return kept.prefix(limit).sorted().map { result[$0] }
    }
  }
}
