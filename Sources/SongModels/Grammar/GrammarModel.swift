// SPDX-License-Identifier: Apache-2.0
/// A model that knows a weighted grammar: the exact probabilities of what comes next in a sequence that it derives.
///
/// A sequence of unknown length may go on in any way that ends; `fitted` makes a model of sequences of known length. An
/// event that no derivation has begins a new sequence, or, where none begins with it, is passed over. Where no
/// candidate can come, all are alike.
package struct GrammarModel: SequenceModel {
  package let name: String
  package let field: UnknownField
  private let grammar: NormalForm
  private let places: PlannedPlaces?

  /// - Returns: nil where a rule derives no sequence of values or names another that isn't there.
  package init?(name: String, field: UnknownField, grammar: WeightedGrammar) {
    guard grammar.isSound else { return nil }
    self.init(name: name, field: field, grammar: NormalForm(grammar), places: nil)
  }

  private init(name: String, field: UnknownField, grammar: NormalForm, places: PlannedPlaces?) {
    self.name = name
    self.field = field
    self.grammar = grammar
    self.places = places
  }

  package func alphabet() -> [Int] { grammar.values }

  package var hasSyntax: Bool { true }

  package func fitted(to positions: [SamplingPosition], alphabet: [Int]) -> (any SequenceModel)? {
    let factors = positions.map { position in
      grammar.values.map { value -> Double in
        guard let slot = alphabet.firstIndex(of: value), position.allowed?.contains(value) ?? true else { return 0 }
        return position.weights.count == alphabet.count ? max(0, position.weights[slot]) : 1
      }
    }
    return fitted(toFactors: factors)
  }

  /// The model of sequences of exactly so many events; nil where the grammar derives none.
  package func fitted(toCount count: Int) -> GrammarModel? {
    fitted(toFactors: Array(repeating: Array(repeating: 1, count: grammar.values.count), count: max(0, count)))
  }

  private func fitted(toFactors factors: [[Double]]) -> GrammarModel? {
    let places = PlannedPlaces(grammar, places: factors)
    guard places.isPossible(grammar) else { return nil }
    return GrammarModel(name: name, field: field, grammar: grammar, places: places)
  }

  /// Whether the grammar derives a whole sequence.
  package func derives(_ values: [Int]) -> Bool {
    let places = values.map { value in grammar.values.map { $0 == value ? 1.0 : 0.0 } }
    return PlannedPlaces(grammar, places: places).isPossible(grammar)
  }

  package func start() -> any SequenceCursor {
    if let places { return Cursor(grammar: grammar, field: field, parse: ClosedParse(grammar, places)) }
    return Cursor(grammar: grammar, field: field, parse: OpenParse(grammar))
  }

  private struct Cursor<Parse: GrammarParse>: SequenceCursor {
    let grammar: NormalForm
    let field: UnknownField
    var parse: Parse

    mutating func predict(_ candidates: [Event], into probabilities: inout [Double]) {
      let next = parse.next
      probabilities = candidates.map { event in grammar.terminal(of: field.value(of: event)).map { next[$0] } ?? 0 }
      var sum = 0.0
      for probability in probabilities { sum += probability }
      let alike = 1 / Double(candidates.count)
      for index in probabilities.indices {
        probabilities[index] = sum > 0 ? max(leastProbability, probabilities[index] / sum) : alike
      }
    }

    mutating func append(_ event: Event) {
      let terminal = grammar.terminal(of: field.value(of: event))
      if let terminal, parse.next[terminal] > 0 { return parse.append(terminal: terminal) }
      parse.restart(skipsPlace: false)
      if let terminal, parse.next[terminal] > 0 { return parse.append(terminal: terminal) }
      parse.restart(skipsPlace: true)
    }

    /// Parses aren't compared.
    func predictsLike(_ other: any SequenceCursor) -> Bool { false }
  }
}
