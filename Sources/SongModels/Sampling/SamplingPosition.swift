// SPDX-License-Identifier: Apache-2.0
/// One place of a sequence to draw.
package struct SamplingPosition: Sendable, Hashable {
  /// All that is known: onset, duration, bar, chord, key ...; the drawn field is overwritten.
  package var event: Event
  /// Hard: the allowed values; nil = the whole alphabet, one value = fixed. Values outside of the alphabet don't count.
  package var allowed: [Int]?
  /// Soft: one factor for each value of the sampler's alphabet, 0 forbids; empty = all 1.
  package var weights: [Double]
  /// Lifts the pair rule against the position before, as after a long rest.
  package var freeFromRule: Bool
  /// Lifts only the rule's ban on repetition.
  package var mayRepeat: Bool

  package init(
    event: Event, allowed: [Int]? = nil, weights: [Double] = [], freeFromRule: Bool = false, mayRepeat: Bool = false
  ) {
    self.event = event
    self.allowed = allowed
    self.weights = weights
    self.freeFromRule = freeFromRule
    self.mayRepeat = mayRepeat
  }
}

/// What neighbours must satisfy.
package struct PairRule: Sendable {
  /// The largest difference of two neighbours; nil = any.
  package var maximumLeap: Int?
  /// Whether a value must differ from the one before.
  package var forbidsRepetition: Bool
  /// Any other rule: whether (previous value, value) is forbidden.
  package var forbidden: (@Sendable (Int, Int) -> Bool)?

  package init(
    maximumLeap: Int? = nil, forbidsRepetition: Bool = false, forbidden: (@Sendable (Int, Int) -> Bool)? = nil
  ) {
    self.maximumLeap = maximumLeap
    self.forbidsRepetition = forbidsRepetition
    self.forbidden = forbidden
  }

  /// Whether the rule says nothing.
  var isEmpty: Bool { maximumLeap == nil && !forbidsRepetition && forbidden == nil }

  func allows(_ previous: Int, _ value: Int, mayRepeat: Bool = false) -> Bool {
    if let maximumLeap, abs(value - previous) > maximumLeap { return false }
    if forbidsRepetition, !mayRepeat, value == previous { return false }
    if let forbidden, forbidden(previous, value) { return false }
    return true
  }
}

/// A drawn sequence.
package struct SampledSequence: Sendable, Hashable {
  /// The positions' events with the drawn values.
  package let events: [Event]
  /// Mean bits of the drawn values under the unconstrained model, over the positions that had a choice; 0 where none
  /// had.
  package let information: Double
}
