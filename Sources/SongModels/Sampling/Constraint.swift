// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Something that a drawn sequence must satisfy: a value, so that several make a list.
///
/// Positions count from the first that is drawn. What speaks of neighbours also holds between the last event before the
/// sequence and its first position.
package struct Constraint: Sendable {
  let kind: Kind

  enum Kind: Sendable {
    case range(ClosedRange<Int>)
    case chordTones(MetricLevel, lastingTicks: Int?)
    case cadence([[Int]])
    case equality(Range<Int>, source: Int, shift: Int)
    case local(Viewpoint, symbols: [Int], position: Int)
    case neighbour(Viewpoint, symbols: [Int], position: Int)
    case maximumLeap(Int)
    case noRepetition
    case neighbours(@Sendable (_ previous: Int, _ value: Int) -> Bool)
    case neighboursAt(Int, @Sendable (_ previous: Int, _ value: Int) -> Bool)
    case copiedRun(CopyGuard)
  }

  /// All values lie in a range.
  package static func range(_ values: ClosedRange<Int>) -> Constraint { Constraint(kind: .range(values)) }

  /// Pitches at strong places, and long ones, are tones of the sounding chord; where none sounds, any pitch may stand.
  ///
  /// - Parameters:
  ///   - level: the weakest metric level that counts as strong.
  ///   - ticks: notes of this duration and longer count too; nil = no length does.
  package static func chordTones(from level: MetricLevel, orLasting ticks: Int? = nil) -> Constraint {
    Constraint(kind: .chordTones(level, lastingTicks: ticks))
  }

  /// The last values, each from a set; in a sequence that is shorter the first sets are left out.
  package static func cadence(_ sets: [[Int]]) -> Constraint { Constraint(kind: .cadence(sets)) }

  /// A stretch equals an earlier one value by value, moved by a number of semitones (or whatever the values count).
  ///
  /// - Precondition: the source begins before the stretch.
  package static func equality(of positions: Range<Int>, with source: Int, movedBy shift: Int = 0) -> Constraint {
    precondition(source >= 0 && source < positions.lowerBound, "what is repeated comes before its repetition")
    return Constraint(kind: .equality(positions, source: source, shift: shift))
  }

  /// A viewpoint has one of several symbols at a position; where it says nothing, it has none.
  ///
  /// - Throws: for a name that is unknown, and for a viewpoint that reads more than the event and the one before.
  package static func viewpoint(
    _ name: String, isOneOf symbols: [Int], at position: Int
  ) throws(ConstraintError) -> Constraint {
    guard let viewpoint = Viewpoint.named(name) else { throw .unknownViewpoint(name) }
    if viewpoint.isLocal { return Constraint(kind: .local(viewpoint, symbols: symbols, position: position)) }
    guard viewpoint.readsOnlyThePreviousEvent else { throw .farReachingViewpoint(name) }
    return Constraint(kind: .neighbour(viewpoint, symbols: symbols, position: position))
  }

  /// Neighbours differ by this much at most.
  package static func maximumLeap(_ difference: Int) -> Constraint { Constraint(kind: .maximumLeap(difference)) }

  /// A value differs from the one before.
  package static let noRepetition = Constraint(kind: .noRepetition)

  /// Any rule of neighbours.
  package static func neighbours(
    _ allows: @escaping @Sendable (_ previous: Int, _ value: Int) -> Bool
  ) -> Constraint {
    Constraint(kind: .neighbours(allows))
  }

  /// Any rule of a position's value and the one before, as of a voice against others that move there.
  package static func neighbours(
    at position: Int, _ allows: @escaping @Sendable (_ previous: Int, _ value: Int) -> Bool
  ) -> Constraint {
    Constraint(kind: .neighboursAt(position, allows))
  }

  /// No run of the guarded pieces is copied that is longer than the guard's limit.
  package static func copiedRun(within copyGuard: CopyGuard) -> Constraint { Constraint(kind: .copiedRun(copyGuard)) }
}

/// Why a constraint can't be made.
package enum ConstraintError: Error, Hashable {
  case unknownViewpoint(String)
  /// The viewpoint depends on events before the last one.
  case farReachingViewpoint(String)
}

/// How strong a place of the bar is, the strongest first; as the viewpoint `metric` counts.
package enum MetricLevel: Int, Sendable, Hashable {
  case barLine, middle, beat, halfBeat, quarterBeat, other

  init(of event: Event) { self = MetricLevel(rawValue: metric.symbol(event, EventHistory())) ?? .other }
}

private let metric: Viewpoint = {
  guard let viewpoint = Viewpoint.named("metric") else { preconditionFailure("there is a metric viewpoint") }
  return viewpoint
}()

extension Viewpoint {
  /// Whether the symbol depends on the event and the one before alone.
  fileprivate var readsOnlyThePreviousEvent: Bool {
    name.split(separator: "*").allSatisfy { word in
      let part = String(word)
      return Viewpoint.named(part)?.isLocal ?? false || previousEventViewpoints.contains { utf8Equal($0, part) }
    }
  }
}

private let previousEventViewpoints = [
  "interval", "contour", "rootInterval", "chordStep", "gap", "afterRest", "upperStep", "lowerStep", "lowestStep",
  "highestStep",
]
