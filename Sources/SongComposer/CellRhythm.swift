// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// Draws the rhythm of a tune in 4/4 half bar by half bar, of cells that songs share. A tune keeps to few of them: what it has
/// had is likelier to come again.
///
/// A bar is one of several drawn, by how well they do what is asked of it.
struct CellRhythm {
  private let plan: SegmentPlan
  private let motifs: MotifPlan
  private let fixed: [BarRhythm?]
  private let wish: RhythmWish
  private let model: RhythmCells
  /// By half and cell: how often the tune has had it.
  private var had: [[Int]]
  /// The cells, two of a measure.
  private var cells: [Int] = []

  init(_ plan: SegmentPlan, _ motifs: MotifPlan, fixed: [BarRhythm?], wish: RhythmWish, model: RhythmCells) {
    self.plan = plan
    self.motifs = motifs
    self.fixed = fixed
    self.wish = wish
    self.model = model
    had = RhythmCells.Half.allCases.map { _ in Array(repeating: 0, count: model.cells.count) }
  }

  mutating func compose(seed: Seed) -> [BarPattern] {
    for measure in 0..<plan.count {
      var stream = seed.child("bar", measure).generator
      let bar = bar(measure, using: &stream)
      cells += [bar.first, bar.second]
      had[0][bar.first] += 1
      had[1][bar.second] += 1
    }
    return (0..<plan.count).map { pattern(Bar(first: cells[2 * $0], second: cells[2 * $0 + 1])) }
  }

  private struct Bar: Hashable {
    let first: Int
    let second: Int
  }

  private func pattern(_ bar: Bar) -> BarPattern {
    guard let pattern = BarPattern(meter: "4/4", steps: model.cells[bar.first].steps + model.cells[bar.second].steps) else {
      preconditionFailure("a cell that begins tied stands behind one that is held")
    }
    return pattern
  }

  private func bar(_ measure: Int, using stream: inout RandomStream) -> Bar {
    // What stands already may be held or not.
    let before = measure == 0 || fixed[measure - 1] != nil ? nil : cells.last
    let source = motifs.sources[measure]
    let closes = plan.closes(measure, takesUp: source != nil)
    if !closes, let same = source?.rhythm, follows(cells[2 * same], before) {
      return Bar(first: cells[2 * same], second: cells[2 * same + 1])
    }
    let heads = probabilities(of: .first, after: before)
    var tails: [Int: [Double]] = [:]
    var drawn: [Bar] = []
    for _ in 0..<(closes ? triesToClose : tries) {
      let first = half(.first, of: source, after: before) ?? stream.pick(probabilities: heads)
      if let second = half(.second, of: source, after: first) {
        drawn.append(Bar(first: first, second: second))
        continue
      }
      let weights = tails[first] ?? probabilities(of: .second, after: first)
      tails[first] = weights
      drawn.append(Bar(first: first, second: stream.pick(probabilities: weights)))
    }
    return drawn[stream.pick(probabilities: drawn.map { weight(of: $0, in: measure, source, closes: closes) })]
  }

  /// The half that is taken up, where it can stand there.
  private func half(_ half: RhythmCells.Half, of source: MotifPlan.Source?, after before: Int?) -> Int? {
    guard let source, source.likeness == (half == .first ? .firstHalf : .secondHalf) else { return nil }
    let cell = cells[2 * source.measure + half.rawValue]
    return follows(cell, before) ? cell : nil
  }

  private func follows(_ cell: Int, _ before: Int?) -> Bool {
    !model.cells[cell].startsTied || before.map { model.cells[$0].endsHeld } == true
  }

  private func probabilities(of half: RhythmCells.Half, after before: Int?) -> [Double] {
    let had = self.had[half.rawValue]
    let all = Double(had.reduce(0, +))
    return zip(model.probabilities(of: half, after: before), had).enumerated().map { cell, entry in
      let (probability, count) = entry
      return (habit * probability + (follows(cell, before) ? Double(count) : 0)) / (habit + all)
    }
  }

  /// How welcome a bar is; one that doesn't close where it must is so only where no other was drawn.
  private func weight(of bar: Bar, in measure: Int, _ source: MotifPlan.Source?, closes: Bool) -> Double {
    let pattern = pattern(bar)
    var weight = wish.weight(of: pattern, in: measure, plan.meter)
    let isKnown = (0..<measure).contains { cells[2 * $0] == bar.first && cells[2 * $0 + 1] == bar.second }
    if source == nil, pattern.onsetCount > 0, isKnown { weight *= again }
    // Where the tonic comes only in the middle of the bar, the tune waits for it.
    let closing = isCadential(pattern) && (!plan.closesLate(measure) || isLate(pattern, plan.meter))
    return closes && !closing ? weight * 1e-9 : weight
  }
}

/// Bars among which one is chosen; ends of phrases are rare.
private let tries = 48
private let triesToClose = 160
/// How many halves the model counts for, beside those that the tune has had.
private let habit = 4.0
/// How welcome a bar is that the plan wants new and isn't.
private let again = 0.02
