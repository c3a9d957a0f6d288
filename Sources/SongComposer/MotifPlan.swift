// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// How a tune repeats itself: for each measure what it takes up of an earlier one, or nil where it is new.
struct MotifPlan {
  /// What is the same as in the earlier measure.
  enum Likeness {
    /// Rhythm and pitches; where these don't fit they move as a motif does.
    case whole
    /// The same of one half of the measure; the other is new.
    case firstHalf, secondHalf
    /// Rhythm and, moved along the scale with the chord, pitches.
    case motif
    case rhythm
    /// The rhythm but for its end.
    case beginning
  }

  struct Source: Equatable {
    let measure: Int
    let likeness: Likeness

    /// The measure that has the whole rhythm.
    var rhythm: Int? { quarters.count == 4 ? measure : nil }
    /// The quarters of the measure whose rhythm comes again.
    var quarters: Range<Int> {
      switch likeness {
      case .whole, .motif, .rhythm: 0..<4
      case .firstHalf: 0..<2
      case .secondHalf: 2..<4
      case .beginning: 0..<3
      }
    }

    /// The measure that has pitches which come again.
    var pitches: Int? { likeness == .rhythm || likeness == .beginning ? nil : measure }
  }

  let sources: [Source?]
  /// How full measures are, against their mean; nil where the plan doesn't say.
  let fullness: [Double]?

  init(sources: [Source?], fullness: [Double]? = nil) {
    self.sources = sources
    self.fullness = fullness
  }

  /// A plan as tunes have it.
  ///
  /// - Parameters:
  ///   - repetition: how much measures take up others, percent of what those tunes do.
  ///   - harmony: what comes again should do so over the same chords.
  init(like tunes: TunePlans, _ plan: SegmentPlan, repetition: Int, harmony: Harmony, using stream: inout RandomStream) {
    var sources: [Source?] = []
    var onsets: [Int] = []
    while sources.count < plan.count {
      let first = sources.count
      let stretch = tunes.stretch(repetition: repetition, count: plan.count - first, using: &stream) { stretch in
        stretch.differences(from: first, harmony, plan)
      }
      // A tune that is longer than the plan goes on as it began.
      let returns = first > 0 && stream.chance(percent: 50)
      for (place, measure) in stretch.measures.enumerated() {
        onsets.append(measure.onsets)
        if returns, place < stretch.measures.count / 2 {
          sources.append(Source(measure: place, likeness: .whole))
        } else {
          sources.append(measure.relation.map { Source(measure: first + place - measure.lag, likeness: Likeness($0)) })
        }
      }
    }
    self.sources = sources
    let mean = Double(onsets.reduce(0, +)) / Double(onsets.count)
    fullness = onsets.map { Double($0) / mean }
  }

  /// Measures that stand already take up none.
  func keeping(_ fixed: [BarRhythm?]) -> MotifPlan {
    taking(sources.enumerated().map { fixed[$0] == nil ? $1 : nil })
  }

  /// The plan with other sources.
  func taking(_ sources: [Source?]) -> MotifPlan { MotifPlan(sources: sources, fullness: fullness) }
}

extension MotifPlan.Likeness {
  fileprivate init(_ relation: TunePlans.Relation) {
    switch relation {
    case .whole: self = .whole
    case .firstHalf: self = .firstHalf
    case .secondHalf: self = .secondHalf
    case .rhythm: self = .rhythm
    }
  }
}

extension TunePlans {
  /// A part of a plan: what lies before it isn't taken up.
  fileprivate struct Stretch {
    var measures: [Measure]

    init(_ measures: ArraySlice<Measure>) {
      self.measures = measures.enumerated().map { place, measure in
        measure.lag <= place ? measure : measure.asNew
      }
    }

    /// How much of the measures is taken from others.
    var repetition: Double {
      measures.reduce(0) { sum, measure in
        switch measure.relation {
        case .whole: sum + 1
        case .firstHalf, .secondHalf, .rhythm: sum + 0.5
        case nil: sum
        }
      } / Double(measures.count)
    }

    /// Half measures that come again over another chord.
    func differences(from first: Int, _ harmony: Harmony, _ plan: SegmentPlan) -> Int {
      var result = 0
      for (place, measure) in measures.enumerated() {
        let halves: [ScoreTime]
        switch measure.relation {
        case .whole: halves = [.zero, plan.meter.length / 2]
        case .firstHalf: halves = [.zero]
        case .secondHalf: halves = [plan.meter.length / 2]
        case .rhythm, nil: continue
        }
        let start = plan.start(of: first + place)
        let earlier = plan.start(of: first + place - measure.lag)
        result += halves.count { harmony.chord(at: start + $0)?.root.pitchClass != harmony.chord(at: earlier + $0)?.root.pitchClass }
      }
      return result
    }
  }

  /// The best of some stretches of at most so many measures: one that doesn't begin with a rest, nor rests for long.
  ///
  /// - Parameter differences: how badly a stretch fits.
  fileprivate func stretch(
    repetition: Int, count: Int, using stream: inout RandomStream, differences: (Stretch) -> Int
  ) -> Stretch {
    let drawn = (0..<tries).map { _ in
      let plan = stream.element(of: plans)
      // Halves of sixteen measures are stretches of their own.
      let half = plan.measures.count / 2
      let start = count <= half && half >= 8 && stream.chance(percent: 50) ? half : 0
      return Stretch(plan.measures[start..<min(start + count, plan.measures.count)])
    }
    // Those that take up much fit worse, so the first says how much that is to be.
    let wanted = min(0.9, drawn[0].repetition * Double(repetition) / 100)
    func cost(_ stretch: Stretch) -> Double {
      let rests = stretch.measures.count { $0.onsets == 0 } * 8 > stretch.measures.count || stretch.measures[0].onsets == 0
      return Double(differences(stretch)) + 40 * abs(stretch.repetition - wanted) + (rests ? 100 : 0)
    }
    let costs = drawn.map(cost)
    return drawn[costs.indices.min { costs[$0] < costs[$1] } ?? 0]
  }
}

/// Plans among which the one that fits the chords best is taken.
private let tries = 30
