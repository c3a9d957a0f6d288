// SPDX-License-Identifier: Apache-2.0
/// All constraints of a sequence, compiled to what the messages and the search read: a set of slots for each position,
/// a set of successors for each neighbour, ties between positions, and guards.
///
/// A slot is a value's index in the alphabet.
struct ConstraintTable: Sendable {
  var alphabet: [Int] { slots.values }
  private let slots: Alphabet
  let field: UnknownField
  /// The positions' events, without the drawn values.
  let events: [Event]
  /// Positions x slots: soft factors, 0 = forbidden.
  private(set) var factors: [Double]
  /// Per position its allowed slots.
  private(set) var allowed: SlotRows
  /// Per position, by the slot before, the slots that may follow; nil = all. The first position's neighbour is known,
  /// so what is asked there is in `allowed`.
  private(set) var successors: [SlotRows?]
  /// Per position the later ones that follow from it.
  private(set) var copies: [[Copy]]
  let guards: [CopyGuard]
  /// The values and onsets of the events before the first position, as far as guards read.
  let past: (values: [Int], onsets: [Int])

  /// A position whose value is another one's, moved.
  struct Copy: Sendable {
    let position: Int
    /// Per slot of the source the slot here; -1 where the value isn't in the alphabet.
    let slots: [Int]
  }

  var count: Int { events.count }
  var width: Int { alphabet.count }

  init(
    _ positions: [SamplingPosition], _ constraints: [Constraint], field: UnknownField, alphabet slots: Alphabet,
    after history: [Event]
  ) {
    self.slots = slots
    let alphabet = slots.values
    self.field = field
    events = positions.map(\.event)
    factors = Array(repeating: 1, count: positions.count * alphabet.count)
    allowed = SlotRows(rows: positions.count, width: alphabet.count, isFull: true)
    copies = Array(repeating: [], count: positions.count)
    guards = constraints.compactMap { if case .copiedRun(let copyGuard) = $0.kind { copyGuard } else { nil } }
    let reach = guards.map { $0.maximumRun + 1 }.max() ?? 0
    past = (history.suffix(reach).map(field.value(of:)), history.suffix(reach).map(\.onset))
    let rule = NeighbourRule(constraints)
    // Where the rule holds, with the ban on repetition and without.
    let bound = positions.indices.dropFirst().filter { !rule.isEmpty && !positions[$0].freeFromRule }
    successors = Array(repeating: nil, count: positions.count)
    for mayRepeat in [false, true] {
      let places = bound.filter { positions[$0].mayRepeat == mayRepeat }
      guard !places.isEmpty else { continue }
      let rows = rule.rows(alphabet, mayRepeat: mayRepeat)
      for place in places { successors[place] = rows }
    }
    for (index, position) in positions.enumerated() { fill(index, position) }
    if let first = positions.first, !first.freeFromRule, let last = history.last.map(field.value(of:)) {
      keep(0) { rule.allows(last, $0, mayRepeat: first.mayRepeat) }
    }
    var ties = Ties(count: positions.count)
    for constraint in constraints { add(constraint, history.last, &ties) }
    bind(ties)
  }

  private mutating func keep(_ index: Int, _ keeps: (Int) -> Bool) {
    let alphabet = alphabet
    allowed.filter(index) { keeps(alphabet[$0]) }
  }

  private mutating func fill(_ index: Int, _ position: SamplingPosition) {
    if let values = position.allowed { allowed.keep(values.lazy.compactMap(slots.slot(of:)), index) }
    guard position.weights.count == width else { return }
    let base = index * width
    for slot in 0..<width {
      let weight = position.weights[slot]
      factors[base + slot] = weight > 0 ? min(1e100, max(1e-100, weight)) : 0
    }
    allowed.filter(index) { position.weights[$0] > 0 }
  }

  private mutating func add(_ constraint: Constraint, _ last: Event?, _ ties: inout Ties) {
    switch constraint.kind {
    case .range(let range):
      for index in events.indices { keep(index, range.contains) }
    case .chordTones(let level, let ticks):
      precondition(field == .pitch, "chord tones are asked of pitches")
      for (index, event) in events.enumerated() {
        let isLong = ticks.map { event.duration >= $0 } ?? false
        guard isLong || MetricLevel(of: event).rawValue <= level.rawValue, event.chordRoot >= 0,
          let type = ChordType(rawValue: event.chordType)
        else { continue }
        keep(index) { type.pitchClasses.contains(pitchClass($0 - event.chordRoot)) }
      }
    case .cadence(let sets):
      for (index, set) in zip(events.indices.reversed(), sets.reversed()) { keep(index, set.contains) }
    case .equality(let positions, let source, let shift):
      precondition(positions.upperBound <= count, "a repetition lies in the sequence")
      for (offset, position) in positions.enumerated() { ties.join(source + offset, position, shift) }
    case .local(let viewpoint, let symbols, let position):
      let table = self
      keep(position) { symbols.contains(viewpoint.symbol(table.event(position, $0), EventHistory())) }
    case .neighbour(let viewpoint, let symbols, let position):
      let table = self
      keepNeighbours(position, last) { previous, value in
        var history = EventHistory()
        if let previous { history.append(previous) }
        return symbols.contains(viewpoint.symbol(table.event(position, value), history))
      }
    case .neighboursAt(let position, let allows):
      let field = field
      keepNeighbours(position, last) { previous, value in previous.map { allows(field.value(of: $0), value) } ?? true }
    case .maximumLeap, .noRepetition, .neighbours, .copiedRun:
      break
    }
  }

  /// - Parameter keeps: of the event before, nil where there is none, and a value.
  private mutating func keepNeighbours(_ position: Int, _ last: Event?, _ keeps: (Event?, Int) -> Bool) {
    guard position > 0 else { return keep(0) { keeps(last, $0) } }
    let alphabet = alphabet
    var rows = successors[position] ?? SlotRows(rows: width, width: width, isFull: true)
    for slot in 0..<width {
      let previous = event(position - 1, alphabet[slot])
      rows.filter(slot) { keeps(previous, alphabet[$0]) }
    }
    successors[position] = rows
  }

  private func event(_ position: Int, _ value: Int) -> Event {
    var event = events[position]
    field.set(value, in: &event)
    return event
  }

  /// Brings what is asked of tied positions to the first of them, sets and neighbours alike.
  private mutating func bind(_ ties: Ties) {
    for position in events.indices where ties.roots[position] != position {
      let root = ties.roots[position]
      let slots = alphabet.map { value in self.slots.slot(of: value + ties.shifts[position]) ?? -1 }
      copies[root].append(Copy(position: position, slots: slots))
      let there = allowed
      allowed.filter(root) { slots[$0] >= 0 && there.contains(slots[$0], position) }
      if position > 1, root > 0, ties.roots[position - 1] == root - 1,
        ties.shifts[position - 1] == ties.shifts[position], let rows = successors[position]
      {
        var own = successors[root] ?? SlotRows(rows: width, width: width, isFull: true)
        for previous in 0..<width where slots[previous] >= 0 {
          own.filter(previous) { slots[$0] >= 0 && rows.contains(slots[$0], slots[previous]) }
        }
        successors[root] = own
      }
    }
    for root in ties.contradictions { keep(root) { _ in false } }
  }

  /// The same with other sets.
  func with(allowed: SlotRows) -> ConstraintTable {
    var table = self
    table.allowed = allowed
    return table
  }
}

/// The values that can be drawn, found quickly.
struct Alphabet: Sendable {
  let values: [Int]
  private let least: Int
  /// The slots of the values from the least one on; -1 where one isn't among them. All values that models know lie within
  /// 65,536.
  private let slots: [Int32]

  init(_ values: [Int]) {
    self.values = values
    least = values.min() ?? 0
    var slots = [Int32](repeating: -1, count: (values.max() ?? -1) - least + 1)
    for (slot, value) in values.enumerated() { slots[value - least] = Int32(slot) }
    self.slots = slots
  }

  /// The slot of a value; nil where it isn't among them.
  func slot(of value: Int) -> Int? {
    let place = value - least
    guard slots.indices.contains(place), slots[place] >= 0 else { return nil }
    return Int(slots[place])
  }
}

/// What all neighbours must satisfy.
private struct NeighbourRule {
  private var maximumLeap: Int?
  private var forbidsRepetition = false
  private var conditions: [@Sendable (Int, Int) -> Bool] = []

  init(_ constraints: [Constraint]) {
    for constraint in constraints {
      switch constraint.kind {
      case .maximumLeap(let difference): maximumLeap = min(maximumLeap ?? difference, difference)
      case .noRepetition: forbidsRepetition = true
      case .neighbours(let allows): conditions.append(allows)
      default: break
      }
    }
  }

  var isEmpty: Bool { maximumLeap == nil && !forbidsRepetition && conditions.isEmpty }

  func allows(_ previous: Int, _ value: Int, mayRepeat: Bool) -> Bool {
    if let maximumLeap, abs(value - previous) > maximumLeap { return false }
    if forbidsRepetition, !mayRepeat, value == previous { return false }
    return conditions.allSatisfy { $0(previous, value) }
  }

  func rows(_ alphabet: [Int], mayRepeat: Bool) -> SlotRows {
    var rows = SlotRows(rows: alphabet.count, width: alphabet.count, isFull: false)
    for (row, previous) in alphabet.enumerated() {
      for (slot, value) in alphabet.enumerated() where allows(previous, value, mayRepeat: mayRepeat) {
        rows.insert(slot, row)
      }
    }
    return rows
  }
}

/// Positions that equal one another but for a shift: each points to the first of its kind.
private struct Ties {
  private(set) var roots: [Int]
  /// A position's value is its root's plus this.
  private(set) var shifts: [Int]
  /// Roots that would have to differ from themselves.
  private(set) var contradictions: [Int] = []

  init(count: Int) {
    roots = Array(0..<count)
    shifts = Array(repeating: 0, count: count)
  }

  /// The second position's value is the first one's plus a shift.
  mutating func join(_ first: Int, _ second: Int, _ shift: Int) {
    // value(second root) = value(first root) + difference
    let difference = shifts[first] + shift - shifts[second]
    var (kept, merged, moved) = (roots[first], roots[second], difference)
    guard kept != merged else {
      if difference != 0 { contradictions.append(kept) }
      return
    }
    if merged < kept { (kept, merged, moved) = (merged, kept, -difference) }
    for position in roots.indices where roots[position] == merged {
      roots[position] = kept
      shifts[position] += moved
    }
  }
}
