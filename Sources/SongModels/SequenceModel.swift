// SPDX-License-Identifier: Apache-2.0
/// A probabilistic sequence model of any kind: viewpoints, a grammar, weights by hand, a neural net.
package protocol SequenceModel: Sendable {
  var name: String { get }

  /// The values of the predicted field that it knows, rising.
  func alphabet() -> [Int]

  /// Whether it says by itself how values follow each other, so that no habit of the composer is put on top.
  var hasSyntax: Bool { get }

  /// Whether an event has any probability whatever stands before it; true where that isn't known.
  func allows(_ event: Event) -> Bool

  /// A cursor at the start of a sequence.
  func start() -> any SequenceCursor

  /// The model that knows beforehand what may stand at each place of a whole sequence; nil where none of its sequences
  /// fits. A model that can't look ahead stays as it is.
  ///
  /// - Parameters:
  ///   - positions: all of the sequence, from its first event; one factor of a position's weights for each value of
  ///     `alphabet`.
  func fitted(to positions: [SamplingPosition], alphabet: [Int]) -> (any SequenceModel)?
}

/// A place in a sequence that a model reads.
package protocol SequenceCursor {
  /// The probabilities of the candidates for the next event, in their order; they sum to 1 and none is 0, since their
  /// logarithms are asked for.
  ///
  /// - Precondition: the candidates differ and there is one at least.
  mutating func predict(_ candidates: [Event], into probabilities: inout [Double])

  /// The same of candidates that differ in one field alone, which has these values.
  mutating func predict(_ event: Event, _ field: UnknownField, _ values: [Int], into probabilities: inout [Double])

  /// Goes on behind an event.
  mutating func append(_ event: Event)

  /// Whether this place predicts what another of the same model does, now and behind any events; false where that isn't
  /// known.
  func predictsLike(_ other: any SequenceCursor) -> Bool
}

/// The probability of what can't be.
let leastProbability = 1e-100

extension SequenceCursor {
  package mutating func predict(
    _ event: Event, _ field: UnknownField, _ values: [Int], into probabilities: inout [Double]
  ) {
    let candidates = values.map { value in
      var candidate = event
      field.set(value, in: &candidate)
      return candidate
    }
    predict(candidates, into: &probabilities)
  }

  package func predictsLike(_ other: any SequenceCursor) -> Bool { false }
}

extension SequenceModel {
  package var hasSyntax: Bool { false }

  package func allows(_ event: Event) -> Bool { true }

  package func fitted(to positions: [SamplingPosition], alphabet: [Int]) -> (any SequenceModel)? { self }

  /// The probabilities of the candidates behind a history; for single questions, since the history is read anew.
  package func probabilities(of candidates: [Event], after history: [Event]) -> [Double] {
    var cursor = start()
    for event in history { cursor.append(event) }
    var result: [Double] = []
    cursor.predict(candidates, into: &result)
    return result
  }
}
