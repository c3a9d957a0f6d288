// SPDX-License-Identifier: Apache-2.0
/// Per position the slots from which all constraints behind can be met, as far as neighbours and ties tell.
///
/// Without ties and guards this is exact. A tied position is looked at by itself until its source is drawn; then it is
/// fixed, and with all sources drawn the rest is exact again.
struct Reach: Sendable, Hashable {
  private(set) var rows: SlotRows

  init(_ table: ConstraintTable) {
    rows = table.allowed
    for index in table.events.indices.reversed() { narrow(index, table) }
  }

  func contains(_ slot: Int, at index: Int) -> Bool { rows.contains(slot, index) }

  func slots(at index: Int) -> [Int] { rows.slots(index) }

  func isEmpty(at index: Int) -> Bool { rows.isEmpty(index) }

  /// Fixes what follows from a drawn slot; false where nothing is left then.
  mutating func fix(_ slot: Int, at index: Int, _ table: ConstraintTable) -> Bool {
    guard let last = table.copies[index].last else { return true }
    for copy in table.copies[index] {
      rows.filter(copy.position) { $0 == copy.slots[slot] }
      guard !rows.isEmpty(copy.position) else { return false }
    }
    rows.filter(index) { $0 == slot }
    for position in stride(from: last.position - 1, through: index, by: -1) {
      narrow(position, table)
      guard !rows.isEmpty(position) else { return false }
    }
    return true
  }

  /// Leaves the slots of a position that have a successor, and copies that have one.
  private mutating func narrow(_ index: Int, _ table: ConstraintTable) {
    let known = rows
    if index + 1 < table.count, known.isEmpty(index + 1) {
      rows.filter(index) { _ in false }
    } else if index + 1 < table.count, let successors = table.successors[index + 1] {
      rows.filter(index) { successors.meets($0, known, index + 1) }
    }
    for copy in table.copies[index] {
      rows.filter(index) { copy.slots[$0] >= 0 && known.contains(copy.slots[$0], copy.position) }
    }
  }
}

/// Tells of a beginning whether some sequence completes it: what is drawn is drawn only where one does, so no walk ends
/// in a corner.
///
/// A depth-first search over the slots within reach. It is complete: it ends with a completion or when there is none.
/// Of a failure it keeps which positions are to blame and goes back to the last of them, and it remembers beginnings
/// that can't be completed by what of them still matters, so none of these is searched twice.
/// - Source: Prosser (1993), "Hybrid algorithms for the constraint satisfaction problem", Computational Intelligence
///   9(3) (conflict-directed backjumping).
struct CompletionSearch {
  private let table: ConstraintTable
  /// Behind each position, the sources at or before it that are still to be repeated.
  private let openSources: [[Int]]
  /// Per position the one whose value it repeats, or itself.
  private let roots: [Int]
  /// Whether undrawn sources or guards are left from a position on.
  private let isOpen: [Bool]
  private let window: Int
  private var deadEnds: [[Int]: SlotRows] = [:]
  /// The positions that the last failure is due to.
  private var blame: SlotRows
  /// Values and onsets of the past and of the beginning that is looked at.
  private var values: [Int]
  private let onsets: [Int]
  private let offset: Int

  init(_ table: ConstraintTable) {
    self.table = table
    let sources = table.events.indices.filter { !table.copies[$0].isEmpty }
    openSources = table.events.indices.map { index in
      sources.filter { $0 <= index && table.copies[$0].contains { $0.position > index } }
    }
    var roots = Array(table.events.indices)
    for source in sources { for copy in table.copies[source] { roots[copy.position] = source } }
    self.roots = roots
    var isOpen = Array(repeating: !table.guards.isEmpty, count: table.count + 1)
    isOpen[table.count] = false
    if let last = sources.last { for index in 0...last { isOpen[index] = true } }
    self.isOpen = isOpen
    window = table.guards.map { $0.maximumRun + 1 }.max() ?? 1
    blame = SlotRows(rows: 1, width: table.count, isFull: false)
    values = table.past.values
    onsets = table.past.onsets + table.events.map(\.onset)
    offset = table.past.values.count
  }

  /// What is within reach behind a beginning and one more slot; nil where nothing completes it.
  ///
  /// - Precondition: the slot is within reach, and the neighbour before it allows it.
  mutating func reach(behind slots: [Int], _ slot: Int, _ reach: Reach) -> Reach? {
    guard isOpen[slots.count] else { return reach }
    values.removeSubrange(offset...)
    for slot in slots { values.append(table.alphabet[slot]) }
    var slots = slots
    return take(slot, &slots, reach)
  }

  /// Whether a sequence satisfies all constraints.
  mutating func isPossible(_ reach: Reach) -> Bool {
    reach.slots(at: 0).contains { self.reach(behind: [], $0, reach) != nil }
  }

  /// Adds a slot and looks for a completion; leaves the beginning as it was.
  private mutating func take(_ slot: Int, _ slots: inout [Int], _ reach: Reach) -> Reach? {
    let index = slots.count
    let value = table.alphabet[slot]
    for copyGuard in table.guards where copyGuard.forbids(value, after: values, onsets) {
      blame(Array(max(0, index - window)...index))
      return nil
    }
    var reach = reach
    guard reach.fix(slot, at: index, table) else {
      blame([index] + openSources[index])
      return nil
    }
    guard isOpen[index + 1] else { return reach }
    slots.append(slot)
    values.append(value)
    let isLive = goesOn(&slots, reach)
    slots.removeLast()
    values.removeLast()
    return isLive ? reach : nil
  }

  /// Whether something completes a beginning; if not, `blame` says what is in the way.
  private mutating func goesOn(_ slots: inout [Int], _ reach: Reach) -> Bool {
    if !deadEnds.isEmpty, let known = deadEnds[state(slots)] {
      blame = known
      return false
    }
    let index = slots.count - 1
    let successors = table.successors[index + 1]
    var isBounded = false
    var all = SlotRows(rows: 1, width: table.count, isFull: false)
    for next in 0..<table.width where reach.contains(next, at: index + 1) {
      guard successors?.contains(next, slots[index]) ?? true else {
        isBounded = true
        continue
      }
      if take(next, &slots, reach) != nil { return true }
      all.formUnion(blame)
      // Where this position is not to blame, other slots here fail as well.
      guard blame.contains(index + 1, 0) else {
        all = blame
        isBounded = false
        break
      }
    }
    if all.contains(index + 1, 0) || all.isEmpty(0) { blame(openSources[index], and: all) } else { blame = all }
    blame.remove(index + 1, 0)
    if isBounded { blame.insert(index, 0) }
    deadEnds[state(slots)] = blame
    return false
  }

  private mutating func blame(_ positions: [Int], and others: SlotRows? = nil) {
    blame = others ?? SlotRows(rows: 1, width: table.count, isFull: false)
    for position in positions {
      blame.insert(position, 0)
      blame.insert(roots[position], 0)
    }
  }

  /// All of a beginning that matters for what may follow.
  private func state(_ slots: [Int]) -> [Int] {
    let index = slots.count - 1
    return [index] + values.suffix(window) + openSources[index].map { slots[$0] }
  }
}
