// SPDX-License-Identifier: Apache-2.0
/// One place of a sequence to draw.
package struct SamplingPosition: Sendable, Hashable {
  /// All that is known: onset, duration, bar, chord, key ...; the drawn field is overwritten.
  package var event: Event
  /// Hard: the allowed values; nil = the whole alphabet, one value = fixed. Values outside of the alphabet don't count.
  package var allowed: [Int]?
  /// Soft: one factor for each value of the sampler's alphabet, 0 forbids; empty = all 1.
  package var weights: [Double]
  /// Lifts what is asked of all neighbours against the position before, as after a long rest.
  package var freeFromRule: Bool
  /// Lifts only the ban on repetition.
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

/// How much work a sample is worth.
package struct SamplingEffort: Sendable, Hashable {
  /// How many times a sequence is drawn; the one whose mean information is nearest the corpus's is kept (the likeliest
  /// would be dull).
  package var candidates: Int
  /// Sequences that are drawn side by side and weighed by the full model; 1 = a single walk.
  package var particles: Int
  /// How many times each bar is drawn anew between what stands before and behind it.
  package var passes: Int

  package init(candidates: Int = 1, particles: Int = 1, passes: Int = 0) {
    self.candidates = candidates
    self.particles = particles
    self.passes = passes
  }

  /// Whether the full model's probabilities are needed where there is no choice.
  var weighs: Bool { particles > 1 || passes > 0 }
}

/// A drawn sequence.
package struct SampledSequence: Sendable, Hashable {
  /// The positions' events with the drawn values.
  package let events: [Event]
  /// Mean bits of the drawn values under the unconstrained model, over the positions that had a choice; 0 where none
  /// had.
  package let information: Double
}
