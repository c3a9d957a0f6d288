// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// One playing of a section by one part: where, over which harmony, how active.
struct SectionView {
  let section: Arrangement.Section
  let measures: [Arrangement.Measure]
  let activity: [Arrangement.Activity]
  let harmony: Harmony
  let part: Settings.Part
  let pattern: PatternSet?
  let treatment: Settings.Treatment
  /// How the band leads into the section that follows.
  let leadsOut: Settings.Transition
  /// A pattern that the spec writes out, in the place of the grooves.
  var written: WrittenPattern?
  /// Semitones by which the part's chords lie above the middle of its range, apart from those of other parts.
  var register = 0

  var meter: Meter { measures[0].meter }
  var key: Key { section.key }
  var length: ScoreTime { meter.length * Rational(measures.count) }

  /// From the section's start.
  func start(of measure: Int) -> ScoreTime { meter.length * Rational(measure) }

  func isActive(_ measure: Int) -> Bool { activity[measure] != .silent }

  /// The measures that play by pattern, with the pattern's hits there; a part that has just come in plays thinner.
  func hits() -> [(measure: Int, hits: [PatternSet.Hit])] {
    var result: [(measure: Int, hits: [PatternSet.Hit])] = []
    for index in measures.indices where isActive(index) && !measures[index].isRing {
      if let written {
        result.append((index, written.hits(inBar: index)))
        continue
      }
      let momentum = measures[index].momentum + treatment.density
      let level = IntensityMapping.grooveLevel(momentum: momentum, isThin: activity[index] == .thin)
      guard let groove = pattern?.groove(at: level) else { continue }
      let bar = index % groove.bars
      let from = meter.length * Rational(bar)
      let to = from + meter.length
      let inside = groove.hits.filter { $0.onset >= from && $0.onset < to }
      let end = from + meter.length * Rational(held(index, limit: groove.bars - bar))
      result.append(
        (index, inside.map { .init(onset: $0.onset - from, duration: min($0.duration, end - $0.onset), tone: $0.tone, stroke: $0.stroke) }))
    }
    return result
  }

  /// How many measures from this one on a note may last: as long as the part plays and nothing rings.
  private func held(_ measure: Int, limit: Int) -> Int {
    var count = 1
    while count < limit, measure + count < measures.count, isActive(measure + count), !measures[measure + count].isRing { count += 1 }
    return count
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
