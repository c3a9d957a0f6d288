// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Draws sequences from a model under hard constraints, without violations and without dead ends.
///
/// At each position the model's full distribution is multiplied by the backward message of a low-order chain from the
/// same counts, so what is drawn leans towards values from which the constraints behind can be met in a likely way, and
/// never takes one from which they can't. Where the model itself is of order 1 and has one viewpoint, the drawn
/// sequences follow its exact conditional distribution. Draws are on integers: the same seed gives the same sequence on
/// every machine.
package struct ConstrainedSampler: Sendable {
  private let model: any SequenceModel
  private let field: UnknownField
  /// The values that can be drawn.
  package let alphabet: [Int]
  /// Hard, between neighbours.
  package var rule = PairRule()
  /// The model's probabilities are taken to the power of 1/temperature; 0.7...1.2 is sensible, larger is wilder.
  package var temperature = 1.0

  /// - Precondition: the alphabet isn't empty and its values differ.
  package init(model: any SequenceModel, field: UnknownField, alphabet: [Int]) {
    precondition(!alphabet.isEmpty, "a sampler needs values to draw")
    self.model = model
    self.field = field
    self.alphabet = alphabet
  }

  /// Draws a sequence; nil only where no sequence satisfies the hard constraints, which is known before anything is
  /// drawn.
  ///
  /// - Parameters:
  ///   - history: the events before the first position; the last one takes part in the pair rule.
  ///   - candidates: how many sequences are drawn; the one whose mean information is nearest the corpus's is kept (the
  ///     likeliest would be dull).
  package func sample(
    _ positions: [SamplingPosition], after history: [Event] = [], candidates: Int = 1, using stream: inout RandomStream
  ) -> SampledSequence? {
    let viewpointModel = model as? ViewpointModel
    let messages = BackwardMessages(
      positions, field: field, alphabet: alphabet, rule: rule, model: viewpointModel)
    guard !positions.isEmpty else { return SampledSequence(events: [], information: 0) }
    guard isPossible(positions[0], messages, history) else { return nil }
    var cursor = model.start()
    for event in history { cursor.append(event) }
    var best: SampledSequence?
    let target = viewpointModel?.information.mean ?? 0
    for _ in 0..<max(1, candidates) {
      let drawn = walk(positions, messages, history.last, cursor, &stream)
      if best.map({ abs(drawn.information - target) < abs($0.information - target) }) ?? true { best = drawn }
    }
    return best
  }

  /// Whether some value of the first position has a continuation.
  private func isPossible(_ first: SamplingPosition, _ messages: BackwardMessages, _ history: [Event]) -> Bool {
    alphabet.indices.contains { slot in
      messages.factors[slot] > 0 && messages.messages[slot] > 0
        && (first.freeFromRule || history.last.map { rule.allows(field.value(of: $0), alphabet[slot], mayRepeat: first.mayRepeat) } ?? true)
    }
  }

  private func walk(
    _ positions: [SamplingPosition], _ messages: BackwardMessages, _ last: Event?, _ start: any SequenceCursor,
    _ stream: inout RandomStream
  ) -> SampledSequence {
    var cursor = start
    var previous = last.map { field.value(of: $0) }
    var events: [Event] = []
    var options: [Event] = []
    var probabilities: [Double] = []
    var weights = [Double](repeating: 0, count: alphabet.count)
    var information = 0.0
    var choices = 0
    for (index, position) in positions.enumerated() {
      let base = index * alphabet.count
      var possible = 0
      var only = 0
      for (slot, value) in alphabet.enumerated() {
        weights[slot] = messages.factors[base + slot] * messages.messages[base + slot]
        if let previous, !position.freeFromRule, !rule.allows(previous, value, mayRepeat: position.mayRepeat) {
          weights[slot] = 0
        }
        if weights[slot] > 0 {
          possible += 1
          only = slot
        }
      }
      var event = position.event
      if possible > 1 {
        options.removeAll(keepingCapacity: true)
        for value in alphabet {
          field.set(value, in: &event)
          options.append(event)
        }
        cursor.predict(options, into: &probabilities)
        only = draw(probabilities, &weights, &stream)
        information -= portableLog2(probabilities[only])
        choices += 1
      }
      field.set(alphabet[only], in: &event)
      previous = alphabet[only]
      events.append(event)
      cursor.append(event)
    }
    return SampledSequence(events: events, information: choices > 0 ? information / Double(choices) : 0)
  }

  /// Draws a value by its probability to the power of 1/temperature times its weight.
  private func draw(_ probabilities: [Double], _ weights: inout [Double], _ stream: inout RandomStream) -> Int {
    var largest = 0.0
    for slot in weights.indices where weights[slot] > 0 {
      let probability = max(probabilities[slot], 1e-100)
      weights[slot] *= temperature == 1 ? probability : portablePow(probability, 1 / max(0.01, temperature))
      weights[slot] = max(weights[slot], 1e-250)
      largest = max(largest, weights[slot])
    }
    for slot in weights.indices { weights[slot] /= largest }
    return stream.pick(probabilities: weights)
  }
}
