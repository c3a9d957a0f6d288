// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Draws sequences from a model under hard constraints, without violations and without dead ends.
///
/// At each position the model's full distribution is multiplied by the backward message of a low-order chain from the
/// same counts, so what is drawn leans towards values from which the constraints behind can be met in a likely way, and
/// never takes one from which they can't. Where the model itself is of order 1 and has one viewpoint, the drawn
/// sequences follow its exact conditional distribution. Where it isn't, particles and passes come as near to it as
/// effort is spent. Draws are on integers: the same seed gives the same sequence on every machine.
package struct ConstrainedSampler: Sendable {
  private let model: any SequenceModel
  private let field: UnknownField
  private let slots: Alphabet
  /// The values that can be drawn.
  package var alphabet: [Int] { slots.values }
  /// The model's probabilities are taken to the power of 1/temperature; 0.7...1.2 is sensible, larger is wilder.
  package var temperature = 1.0

  /// - Precondition: the alphabet isn't empty and its values differ.
  package init(model: any SequenceModel, field: UnknownField, alphabet: [Int]) {
    precondition(!alphabet.isEmpty, "a sampler needs values to draw")
    self.model = model
    self.field = field
    slots = Alphabet(alphabet)
  }

  /// Draws a sequence; nil only where no sequence satisfies the hard constraints, which is known before anything is
  /// drawn.
  ///
  /// - Parameters:
  ///   - constraints: what the whole must satisfy beside the positions' own sets.
  ///   - history: the events before the first position; the last one is the first position's neighbour.
  ///   - effort: how much work it is worth; of all sequences that were drawn, the one whose mean information is nearest
  ///     the corpus's is kept.
  package func sample(
    _ positions: [SamplingPosition], under constraints: [Constraint] = [], after history: [Event] = [],
    effort: SamplingEffort = SamplingEffort(), using stream: inout RandomStream
  ) -> SampledSequence? {
    guard !positions.isEmpty else { return SampledSequence(events: [], information: 0) }
    guard var drawer = drawer(positions, constraints, history, effort) else { return nil }
    let start = start(drawer, history)
    var best: SampledSequence?
    let target = (model as? ViewpointModel)?.information.mean ?? 0
    func offer(_ line: SampledLine) {
      let drawn = drawer.sequence(line)
      if best.map({ abs(drawn.information - target) < abs($0.information - target) }) ?? true { best = drawn }
    }
    for _ in 0..<max(1, effort.candidates) {
      var population = Population(start, count: max(1, effort.particles))
      for _ in positions { population.advance(&drawer, &stream) }
      for line in population.survivors(&stream) {
        guard effort.passes > 0 else {
          offer(line)
          continue
        }
        var passes = BarPasses(line.slots, start, &drawer)
        for _ in 0..<effort.passes { passes.pass(drawer, &stream) }
        offer(passes.line(&drawer))
      }
    }
    return best
  }

  /// Draws weighted sequences: their shares come the nearer to the model's exact conditional distribution the more
  /// there are. Nil where no sequence satisfies the constraints.
  package func population(
    _ positions: [SamplingPosition], under constraints: [Constraint] = [], after history: [Event] = [], particles: Int,
    using stream: inout RandomStream
  ) -> [(sequence: SampledSequence, share: Double)]? {
    let effort = SamplingEffort(particles: particles)
    guard var drawer = drawer(positions, constraints, history, effort) else { return nil }
    let start = start(drawer, history)
    var population = Population(start, count: max(1, particles))
    for _ in positions { population.advance(&drawer, &stream) }
    return population.shares.map { (drawer.sequence($0.line), $0.share) }
  }

  /// Nil where no sequence satisfies the constraints.
  private func drawer(
    _ positions: [SamplingPosition], _ constraints: [Constraint], _ history: [Event], _ effort: SamplingEffort
  ) -> LineDrawer? {
    let table = ConstraintTable(positions, constraints, field: field, alphabet: slots, after: history)
    var search = CompletionSearch(table)
    guard search.isPossible(Reach(table)) else { return nil }
    return LineDrawer(table: table, search: search, temperature: temperature, weighs: effort.weighs)
  }

  private func start(_ drawer: LineDrawer, _ history: [Event]) -> SampledLine {
    let reach = Reach(drawer.table)
    var cursor = model.start()
    for event in history { cursor.append(event) }
    return SampledLine(
      cursor: cursor, reach: reach,
      messages: BackwardMessages(drawer.table, reach, model: model as? ViewpointModel))
  }
}
