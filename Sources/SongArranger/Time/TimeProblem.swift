// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// What has to be laid out in time: sections with their freedom, points that must land, the duration.
///
/// `TimeSolver` chooses the bars of each section and the tempo of each stretch between points. Times are microseconds
/// from the start of the piece.
package struct TimeProblem: Sendable {
  /// In playing order; there is at least one.
  package var sections: [Section]
  /// In any order.
  package var points: [Point]
  /// Nil where the form's own length holds.
  package var duration: Microseconds?
  /// Whether the last measure may last as long as the last chord rings.
  package var rings: Bool
  /// The largest change of tempo between neighbouring stretches, as a share: 0.02.
  package var drift: Double

  package init(sections: [Section], points: [Point], duration: Microseconds?, rings: Bool, drift: Double) {
    self.sections = sections
    self.points = points
    self.duration = duration
    self.rings = rings
    self.drift = drift
  }

  /// Whether a point may be off its time.
  var hasSlack: Bool { points.contains { $0.slack > .zero } }

  /// The same with no point farther off its time than so much.
  func withSlack(upTo limit: Microseconds) -> TimeProblem {
    var result = self
    result.points = points.map { Point(time: $0.time, target: $0.target, need: $0.need, slack: min($0.slack, limit)) }
    return result
  }

  package struct Section: Sendable {
    package let bars: ClosedRange<Int>
    package let preferred: Int
    /// Sections of one number have one length within a block, so that they can be one segment.
    package let material: Int
    package let meter: Meter
    /// Whether a shorter bar may follow the last.
    package let isFlexible: Bool
    package let pace: Pace

    package init(bars: ClosedRange<Int>, preferred: Int, material: Int, meter: Meter, isFlexible: Bool, pace: Pace) {
      self.bars = bars
      self.preferred = preferred
      self.material = material
      self.meter = meter
      self.isFlexible = isFlexible
      self.pace = pace
    }
  }

  /// The tempos that a section allows.
  package struct Pace: Sendable, Equatable {
    /// Microseconds of a quarter note at the preferred tempo.
    package let quarter: Double
    /// How much longer or shorter a quarter may get: 0.9 and 1.2; both 1 at an exact tempo.
    package let fastest: Double
    package let slowest: Double

    package init(quarter: Double, fastest: Double, slowest: Double) {
      self.quarter = quarter
      self.fastest = fastest
      self.slowest = slowest
    }

    package var isExact: Bool { fastest == slowest }
  }

  package struct Point: Sendable {
    package let time: Microseconds
    package let target: Target
    package let need: Need
    /// How far off a point that must land may be where no tempo leads to its time.
    package let slack: Microseconds

    package init(time: Microseconds, target: Target, need: Need, slack: Microseconds = .zero) {
      self.time = time
      self.target = target
      self.need = need
      self.slack = slack
    }
  }

  /// Where a point may land.
  package enum Target: Sendable, Equatable {
    /// At the start of one of these sections.
    case section([Int])
    case downbeat
    case beat
    /// Best on a beat; off the grid where it has to.
    case anywhere
  }

  package enum Need: Sendable, Equatable {
    /// Exactly there, or within the slack.
    case must
    /// As near as may be: weight 0...1, tolerance in microseconds.
    case prefer(weight: Double, tolerance: Microseconds)
  }
}

/// The bars and tempos that were found.
package struct TimeSolution: Sendable, Equatable {
  /// Measures of each section, an inserted short one included.
  package let bars: [Int]
  /// The length of a section's last measure in ticks where it is a short one.
  package let short: [Int?]
  /// Between neighbouring points, without gaps from 0.
  package let stretches: [Stretch]
  /// Ticks of the points that the tempo bends to, by number of the point; the others fall where they fall.
  package let cuts: [Int: Int]
  /// Whether the last stretch is the last measure with a time of its own.
  package let ringIsFree: Bool
  package let cost: Double

  package struct Stretch: Sendable, Equatable {
    /// Ticks.
    package let start: Int
    package let end: Int
    package let from: Microseconds
    package let to: Microseconds
    /// Against the preferred tempos: 1.02 is two percent slower.
    package let factor: Double
  }
}

/// Why there is no solution. Points are numbers in `TimeProblem.points`; nil is the start or the end of the piece.
package struct TimeClash: Error, Equatable {
  package enum Cause: Equatable {
    /// The sections come in another order.
    case order
    /// After the end.
    case outside
    /// The shortest way from one to the other.
    case tooClose(Microseconds)
    /// The longest way.
    case tooFar(Microseconds)
    /// No whole number of measures has a tempo in the range.
    case noWholeMeasure
    /// Each alone would fit; the tempo would have to change by this share.
    case jump(Double)
  }

  package let cause: Cause
  package let first: Int?
  package let second: Int?
  /// The time nearest to the second that would work.
  package let nearest: Microseconds?
}

/// What the solver weighs, in one place. 1 is a percent of tempo.
///
///     cost = bars + stretches + places + points missed + ring
///     bars       = 0 (a multiple of four), 5 (of two), 14 (odd), + 8 |log2(bars / preferred)|; + 6 for a short bar
///     stretch    = 100 |ln f| + 60 |ln(f / f before)|, f the factor against the preferred tempo
///     place      = of a point that may lie anywhere: 0 downbeat, 1 middle, 2 beat, 6 half beat, 25 off the grid
///     slack      = 20 (error / slack)^2, of a point that must land and is as near as the tempo allows;
///                  + 30 where it shares its place with a point of another time
///     prefer     = 20 weight x min(1, (error / tolerance)^2), + 20 weight where the tolerance is missed
///     ring       = 4 + 10 |log2(ring / 1.5 measures)|, only where the last measure has a time of its own
///
/// - Source: bars, stretch and jump as in the prototype of the notes on tempo fitting; the others were set so that a
///   point on a strong beat is worth a few percent of tempo.
enum TimeCost {
  static func bars(_ bars: Int, preferred: Int) -> Double {
    let parity = bars % 4 == 0 || bars == preferred ? 0.0 : bars % 2 == 0 ? 5 : 14
    return parity + 8 * portableLog2(Double(bars) / Double(preferred)).magnitude
  }

  static let shortBar = 6.0

  /// - Parameter before: the factor of the stretch before; nil for the first.
  static func stretch(_ factor: Double, after before: Double?) -> Double {
    100 * portableLog(factor).magnitude + (before.map { 60 * portableLog(factor / $0).magnitude } ?? 0)
  }

  /// - Parameter strength: of the place in its measure: 3 the downbeat, 2 its middle, 1 a beat, 0 half a beat.
  static func place(_ strength: Int, _ target: TimeProblem.Target) -> Double {
    guard target == .anywhere else { return 0 }
    switch strength {
    case 3: return 0
    case 2: return 1
    case 1: return 2
    default: return 6
    }
  }

  static let offGrid = 25.0
  static let shared = 30.0

  static func missed(by error: Double, weight: Double, tolerance: Microseconds) -> Double {
    let share = error / Double(max(1, tolerance.value))
    return 20 * weight * min(1, share * share) + (share > 1 ? 20 * weight : 0)
  }

  /// - Parameter error: of a point that must land, microseconds, `slack` at most.
  static func late(_ error: Int, slack: Int) -> Double {
    let share = Double(error) / Double(max(1, slack))
    return 20 * share * share
  }

  /// The ring's length in measures that is allowed.
  static let ringLimits = 0.3...4.0

  static func ring(_ measures: Double) -> Double { 4 + 10 * portableLog2(measures / 1.5).magnitude }
}
