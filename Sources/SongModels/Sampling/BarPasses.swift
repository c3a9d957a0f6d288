// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Draws the bars of a finished sequence anew, one at a time between what stands before and behind them.
///
/// A bar is drawn as a walk draws it, with all other positions fixed; those that repeat the bar follow it. The new one
/// is taken or left by the full model's probability of the whole against what the drawing favoured, so that passes lead
/// to the model's exact conditional distribution (Metropolis within Gibbs). Behind the bar the model is asked again
/// only until it predicts as it did before.
/// - Source: Hastings (1970), "Monte Carlo sampling methods using Markov chains and their applications",
///   Biometrika 57(1).
struct BarPasses {
  private let start: SampledLine
  private let bars: [Range<Int>]
  private var slots: [Int]
  /// Per position what the sequence's target has of it, as in `SampledLine`.
  private var scores: [Double]
  /// Per position the model's place before it, and what it predicts there.
  private var cursors: [any SequenceCursor] = []
  private var probabilities: [[Double]] = []

  /// - Parameters:
  ///   - slots: a sequence that satisfies all constraints.
  ///   - start: the line before its first position.
  init(_ slots: [Int], _ start: SampledLine, _ drawer: inout LineDrawer) {
    self.start = start
    self.slots = slots
    bars = BarPasses.bars(drawer.table.events)
    var line = start
    for slot in slots {
      let values = drawer.next(&line)
      cursors.append(line.cursor)
      probabilities.append(values.probabilities)
      drawer.extend(&line, by: slot, values)
    }
    scores = line.scores
  }

  /// Neighbours with the same bar line.
  private static func bars(_ events: [Event]) -> [Range<Int>] {
    var bars: [Range<Int>] = []
    var barLine = 0
    for (index, event) in events.enumerated() {
      if let last = bars.last, event.onset - event.position == barLine {
        bars[bars.count - 1] = last.lowerBound..<index + 1
      } else {
        bars.append(index..<index + 1)
        barLine = event.onset - event.position
      }
    }
    return bars
  }

  /// The sequence as it stands.
  func line(_ drawer: inout LineDrawer) -> SampledLine {
    var line = start
    for (slot, known) in zip(slots, probabilities) {
      let values = drawer.next(&line, known: known)
      drawer.extend(&line, by: slot, values)
    }
    return line
  }

  /// Draws each bar once.
  mutating func pass(_ drawer: LineDrawer, _ stream: inout RandomStream) {
    for bar in bars { redraw(bar, drawer, &stream) }
  }

  private mutating func redraw(_ bar: Range<Int>, _ drawer: LineDrawer, _ stream: inout RandomStream) {
    var fixed = drawer
    fixed.fix(slots, but: bar)
    let reach = Reach(fixed.table)
    guard bar.contains(where: { reach.slots(at: $0).count > 1 }) else { return }
    // The last position that the bar decides.
    let last = bar.reduce(bar.upperBound - 1) { max($0, fixed.table.copies[$1].last?.position ?? 0) }
    var messages = start.messages
    messages.update(bar.lowerBound..<min(last + 1, slots.count - 1), fixed.table, reach)
    let before = SampledLine(
      cursor: cursors[bar.lowerBound], reach: reach, messages: messages, slots: Array(slots[..<bar.lowerBound]))
    var old = before
    var favour = 0.0
    for index in bar {
      let values = fixed.next(&old, known: probabilities[index])
      favour += values.logarithm(of: slots[index])
      fixed.extend(&old, by: slots[index], values)
    }
    var new = Redrawn(line: before)
    for _ in bar { favour -= new.extend(&fixed, &stream) }
    guard new.line.slots != old.slots else { return }
    while new.line.slots.count < slots.count {
      if new.line.slots.count > last, new.line.cursor.predictsLike(cursors[new.line.slots.count]) { break }
      _ = new.extend(&fixed, &stream)
    }
    let changed = bar.lowerBound..<new.line.slots.count
    var gain = favour
    for (score, index) in zip(new.line.scores, changed) { gain += score - scores[index] }
    guard gain >= 0 || portableLog2(max(stream.unit(), 0x1p-53)) < gain else { return }
    slots.replaceSubrange(changed, with: new.line.slots[changed])
    scores.replaceSubrange(changed, with: new.line.scores)
    cursors.replaceSubrange(changed, with: new.cursors)
    probabilities.replaceSubrange(changed, with: new.probabilities)
  }
}

/// A bar that is drawn anew, and what changes behind it.
private struct Redrawn {
  var line: SampledLine
  var cursors: [any SequenceCursor] = []
  var probabilities: [[Double]] = []

  init(line: SampledLine) { self.line = line }

  /// Draws a position and returns the logarithm to base 2 of its chance.
  mutating func extend(_ drawer: inout LineDrawer, _ stream: inout RandomStream) -> Double {
    let values = drawer.next(&line)
    cursors.append(line.cursor)
    probabilities.append(values.probabilities)
    let drawn = drawer.draw(values, on: line, &stream)
    drawer.extend(&line, by: drawn, values)
    return values.logarithm(of: drawn.slot)
  }
}
