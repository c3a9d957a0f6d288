// SPDX-License-Identifier: Apache-2.0
/// Counts of contexts, as the predictor reads them.
protocol ContextCounts {
  /// How many different symbols are known to have followed the context.
  func childCount(_ node: Int32) -> Int

  /// How many more symbols followed the context than are kept: they count in the escape alone.
  func hiddenCount(_ node: Int32) -> Int

  /// Writes the counts of the classes in the context to `row`, which holds zeros before, and the classes that have one
  /// to `seen`, each once and in any order; returns how many these are.
  ///
  /// - Parameters:
  ///   - classes: the symbol of each class; -1 for one that was never seen.
  ///   - slots: the class of each symbol; -1 for one that isn't possible now.
  func fillCounts(
    of node: Int32, exclusive: Bool, classes: [Int32], slots: [Int32], into row: inout MutableSpan<ClassCount>,
    seen: inout MutableSpan<Int32>
  ) -> Int
}

/// What a prediction knows of a class.
struct ClassCount: Sendable {
  /// In the context that is asked; 0 between contexts.
  var count: Int32 = 0
  /// Whether it came in the next longer context, and in any that was asked.
  var isExcluded = false
  var isPredicted = false
}

/// Predicts by PPM* over the symbols that are possible now; holds the arrays that a prediction works in.
///
/// Counts of symbols that aren't possible are ignored. What the next longer context has seen is left out of the sum of
/// the counts but not of the numerators, and the whole is normalised at the end: against a textbook interpolation this
/// is worth 0.15 bits a note.
/// - Source: Pearce (2005), chapter 6; Bunton (1997), "Semantically motivated improvements for PPM variants".
struct PPMPredictor: Sendable {
  private var row: [ClassCount] = []
  /// The classes that came in the context that is asked, and in the next longer one. Long contexts have few.
  private var seen: [Int32] = []
  private var seenLonger: [Int32] = []

  /// The distribution over the classes, written to `result[0..<classes.count]`; it sums to 1.
  ///
  /// - Parameter active: the nodes of the contexts of order 0, 1, 2 ... at the present place.
  mutating func predict<Counts: ContextCounts>(
    _ tree: Counts, active: [Int32], settings: PPMSettings, classes: [Int32], slots: [Int32],
    into result: inout [Double]
  ) {
    let width = classes.count
    if row.count < width {
      row = Array(repeating: ClassCount(), count: width)
      seen = Array(repeating: 0, count: width)
      seenLonger = seen
    }
    // In variables of the function they are written where they lie.
    var (row, seen, seenLonger) = (self.row, self.seen, self.seenLonger)
    (self.row, self.seen, self.seenLonger) = ([], [], [])
    defer { (self.row, self.seen, self.seenLonger) = (row, seen, seenLonger) }
    var counts = row.mutableSpan
    var shares = result.mutableSpan
    for slot in 0..<width {
      counts[slot] = ClassCount()
      shares[slot] = 0
    }
    var longest = active.count - 1
    while longest > 0, tree.childCount(active[longest]) == 0 { longest -= 1 }
    let start = startOrder(tree, active: active, longest: longest, settings)
    let offset = settings.countOffset
    var escaped = 1.0
    var typesAtRoot = 0
    var longerCount = 0
    var order = start
    while order >= 0 {
      // A state shorter than the longest was selected for what followed it, so it keeps its full counts.
      let isExclusive = settings.excludesUpdates && !(order == start && start < longest)
      var present = seen.mutableSpan
      let count = tree.fillCounts(
        of: active[order], exclusive: isExclusive, classes: classes, slots: slots, into: &counts, seen: &present)
      // Counts and halves of them add up exactly, so the order of the classes doesn't matter.
      var singles = 0
      var state = 0.0
      for index in 0..<count {
        let entry = counts[Int(present[index])]
        if entry.count == 1 { singles += 1 }
        if !entry.isExcluded { state += Double(entry.count) + offset }
      }
      if state > 0 {
        let hidden = tree.hiddenCount(active[order])
        let share = escaped / (state + settings.escapeMass(types: count + hidden, singles: singles + hidden))
        for index in 0..<count {
          let slot = Int(present[index])
          if settings.isInterpolated || !counts[slot].isPredicted {
            shares[slot] += share * (Double(counts[slot].count) + offset)
          }
        }
        escaped -= share * state
      }
      for index in 0..<longerCount { counts[Int(seenLonger[index])].isExcluded = false }
      for index in 0..<count { counts[Int(present[index])] = ClassCount(isExcluded: true, isPredicted: true) }
      if order == 0 { typesAtRoot = count }
      swap(&seen, &seenLonger)
      longerCount = count
      order -= 1
    }
    let rest = escaped / Double(1 + width - typesAtRoot)
    var sum = 0.0
    for slot in 0..<width {
      if settings.isInterpolated || shares[slot] == 0 { shares[slot] += rest }
      sum += shares[slot]
    }
    for slot in 0..<width { shares[slot] /= sum }
  }

  /// The order of the first context that is asked.
  private func startOrder<Counts: ContextCounts>(
    _ tree: Counts, active: [Int32], longest: Int, _ settings: PPMSettings
  ) -> Int {
    let top = min(longest, settings.orderBound ?? longest)
    guard settings.selectsState else { return top }
    var order = 0
    while order < top, tree.childCount(active[order]) + tree.hiddenCount(active[order]) != 1 { order += 1 }
    return order
  }
}
