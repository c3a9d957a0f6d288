// SPDX-License-Identifier: Apache-2.0
/// A probabilistic sequence model of any kind: viewpoints, a grammar, weights by hand, a neural net.
package protocol SequenceModel: Sendable {
  var name: String { get }

  /// A cursor at the start of a sequence.
  func start() -> any SequenceCursor
}

/// A place in a sequence that a model reads.
package protocol SequenceCursor {
  /// The probabilities of the candidates for the next event, in their order; they sum to 1.
  ///
  /// - Precondition: the candidates differ and there is one at least.
  mutating func predict(_ candidates: [Event], into probabilities: inout [Double])

  /// Goes on behind an event.
  mutating func append(_ event: Event)

  /// Whether this place predicts what another of the same model does, now and behind any events; false where that isn't
  /// known.
  func predictsLike(_ other: any SequenceCursor) -> Bool
}

extension SequenceModel {
  /// The probabilities of the candidates behind a history; for single questions, since the history is read anew.
  package func probabilities(of candidates: [Event], after history: [Event]) -> [Double] {
    var cursor = start()
    for event in history { cursor.append(event) }
    var result: [Double] = []
    cursor.predict(candidates, into: &result)
    return result
  }
}
