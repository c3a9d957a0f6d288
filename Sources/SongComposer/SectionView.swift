// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// One playing of a section by one part: where, over which harmony, how active.
struct SectionView {
  let section: Arrangement.Section
  var measures: [Arrangement.Measure]
  let activity: [Arrangement.Activity]
  var harmony: Harmony
  let part: Settings.Part
  let pattern: PatternSet?
  let treatment: Settings.Treatment
  /// How the band leads into the section that follows.
  let leadsOut: Settings.Transition
  /// A pattern that the spec writes out, in the place of the grooves.
  var written: WrittenPattern?
  /// What the part is played on: chords are laid out for its player's hands.
  var instrument: Instrument?

  var meter: Meter { measures[0].meter }
  var key: Key { section.key }
  var length: ScoreTime { meter.length * Rational(measures.count) }

  /// From the section's start.
  func start(of measure: Int) -> ScoreTime { meter.length * Rational(measure) }

  func isActive(_ measure: Int) -> Bool { activity[measure] != .silent }

  /// The measures that play by pattern, with the pattern's hits there; a part that has just come in plays thinner.
  func hits() -> [(measure: Int, hits: [PatternSet.Hit])] {
    var result: [(measure: Int, hits: [PatternSet.Hit])] = []
    let momenta = part.role == .drums ? steadyMomenta : measures.map(\.momentum)
    for index in measures.indices where isActive(index) && !measures[index].isRing {
      if let written {
        result.append((index, written.hits(inBar: index)))
        continue
      }
      let momentum = momenta[index] + treatment.density
      let level = IntensityMapping.grooveLevel(momentum: momentum, isThin: activity[index] == .thin)
      guard let groove = pattern?.groove(at: level) else { continue }
      let end = meter.length * Rational(held(index, limit: groove.bars - index % groove.bars))
      result.append(
        (index, groove.hits(inBar: index, of: meter).map { .init(onset: $0.onset, duration: min($0.duration, end - $0.onset), tone: $0.tone, stroke: $0.stroke) }))
    }
    return result
  }

  /// The momentum that drums take for each measure's: a drummer keeps a groove for phrases of four measures, and until the
  /// music has moved far or steps. Peaks are their own.
  var steadyMomenta: [Int] {
    let levels = measures.map(\.unraised.momentum)
    func steps(_ index: Int) -> Bool { abs(levels[index] - levels[index - 1]) >= IntensityMapping.step }
    var result: [Int] = []
    while result.count < levels.count {
      let start = result.count
      let end = (start + 1..<levels.count).first { $0 % 4 == 0 || steps($0) } ?? levels.count
      let mean = levels[start..<end].reduce(0, +) / (end - start)
      let keeps = start > 0 && !steps(start) && IntensityMapping.keepsGroove(momentum: mean, from: result[start - 1])
      result += Array(repeating: keeps ? result[start - 1] : mean, count: end - start)
    }
    for index in measures.indices where measures[index].isPeak { result[index] = measures[index].momentum }
    return result
  }

  /// How many measures from this one on a note may last: as long as the part plays and nothing rings.
  private func held(_ measure: Int, limit: Int) -> Int {
    var count = 1
    while count < limit, measure + count < measures.count, isActive(measure + count), !measures[measure + count].isRing { count += 1 }
    return count
  }
}

extension PatternSet.Groove {
  /// The hits of a bar counted from where the groove began, from the bar line.
  func hits(inBar bar: Int, of meter: Meter) -> [PatternSet.Hit] {
    let from = meter.length * Rational(bar % bars)
    let to = from + meter.length
    return hits.filter { $0.onset >= from && $0.onset < to }.map {
      .init(onset: $0.onset - from, duration: $0.duration, tone: $0.tone, stroke: $0.stroke)
    }
  }
}

extension PatternSet.Stroke {
  /// Change of velocity.
  var emphasis: Int {
    switch self {
    case .normal, .open, .flam: 0
    case .accent: 14
    case .soft: -14
    case .ghost: -34
    }
  }
}
