// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// Constrained sampling: no violation, no dead end, the right distribution.
@Suite struct SamplerTests {
  @Test func twoThousandSamplesKeepEveryConstraint() throws {
    let model = try ViewpointModel(bytes: tinyModel(.melody, songs: 12).bytes)
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: Array(57...76))
    let rules: [Constraint] = [.maximumLeap(4), .noRepetition]
    let triad: [Int] = (57...76).filter { [0, 4, 7].contains($0 % 12) }
    var positions: [SamplingPosition] = []
    for index in 0..<24 {
      let event = Event(onset: index * 24, position: index * 24 % 96, chordRoot: 0, chordType: 0)
      positions.append(SamplingPosition(event: event, allowed: index % 4 == 0 ? triad : nil))
    }
    positions[8].allowed = [76]
    positions[10].freeFromRule = true
    positions[10].allowed = [57]
    positions[22].allowed = [59, 62, 67]
    positions[23].allowed = [60]
    for seed in 0..<2000 {
      var stream = Seed(seed).generator
      let drawn = try #require(sampler.sample(positions, under: rules, using: &stream))
      for (index, event) in drawn.events.enumerated() {
        if let allowed = positions[index].allowed { #expect(allowed.contains(event.pitch), "seed \(seed)") }
        guard index > 0, index != 10 else { continue }
        let leap = abs(event.pitch - drawn.events[index - 1].pitch)
        #expect((1...4).contains(leap), "seed \(seed), position \(index)")
      }
    }
  }

  @Test func onlyTheImpossibleIsRefused() throws {
    let model = try ViewpointModel(bytes: tinyModel(.melody, songs: 12).bytes)
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: Array(60...72))
    let rules: [Constraint] = [.maximumLeap(2)]
    var positions = (0..<7).map { SamplingPosition(event: Event(onset: $0 * 24, position: $0 * 24 % 96)) }
    positions[0].allowed = [60]
    positions[6].allowed = [72]
    var stream = Seed(1).generator
    let climb = try #require(sampler.sample(positions, under: rules, using: &stream))
    #expect(climb.events.map(\.pitch) == [60, 62, 64, 66, 68, 70, 72])
    #expect(climb.information == 0, "there was no choice")
    positions.remove(at: 3)
    #expect(sampler.sample(positions, under: rules, using: &stream) == nil)
    #expect(sampler.sample(positions.suffix(1), under: rules, after: [Event(pitch: 60)], using: &stream) == nil)
    positions[5].freeFromRule = true
    #expect(sampler.sample(positions, under: rules, using: &stream) != nil)
    positions[5].allowed = []
    #expect(sampler.sample(positions, under: rules, using: &stream) == nil)
    #expect(sampler.sample([], using: &stream)?.events == [])
  }

  @Test func sameSeedSameSequence() throws {
    let model = try ViewpointModel(bytes: tinyModel(.melody, songs: 12).bytes)
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: model.alphabet())
    let positions = (0..<16).map { SamplingPosition(event: Event(onset: $0 * 24, position: $0 * 24 % 96)) }
    var first = Seed(5).generator
    var second = Seed(5).generator
    var other = Seed(6).generator
    let sequence = sampler.sample(positions, effort: SamplingEffort(candidates: 4), using: &first)
    #expect(sequence == sampler.sample(positions, effort: SamplingEffort(candidates: 4), using: &second))
    #expect(sequence != sampler.sample(positions, effort: SamplingEffort(candidates: 4), using: &other))
  }

  /// On a model of order 1 with one viewpoint the sampler is exact: drawn frequencies against all sequences enumerated.
  @Test func theConditionalDistributionIsExact() throws {
    let model = try orderOneModel()
    let alphabet = model.alphabet()
    let sampler = ConstrainedSampler(model: model, field: .chord, alphabet: alphabet)
    let rules: [Constraint] = [.neighbours { $0 != alphabet[0] || $1 != alphabet[1] }]
    var positions = (0..<4).map { SamplingPosition(event: Event(onset: $0 * 96, duration: 96)) }
    positions[1].weights = alphabet.indices.map { $0 == 2 ? 0.25 : 1 }
    positions[3].allowed = [alphabet[0]]
    let exact = enumerate(model, alphabet, positions) { $0 != alphabet[0] || $1 != alphabet[1] }
    #expect(exact.count > 8)
    let draws = 20_000
    var counts: [[Int]: Int] = [:]
    var stream = Seed(11).generator
    for _ in 0..<draws {
      let drawn = try #require(sampler.sample(positions, under: rules, using: &stream))
      counts[drawn.events.map { UnknownField.chord.value(of: $0) }, default: 0] += 1
    }
    #expect(counts.keys.allSatisfy { exact[$0] != nil })
    for (sequence, probability) in exact {
      let expected = probability * Double(draws)
      let deviation = (expected * (1 - probability)).squareRoot()
      let got = Double(counts[sequence] ?? 0)
      #expect(abs(got - expected) < 4.5 * deviation + 1, "\(sequence): \(got) for \(expected)")
    }
  }

  @Test func anyModelCanBeSampled() throws {
    let model = FixedDistribution(name: "hand", field: .pitch, weights: [(60, 1), (62, 1), (64, 2)])
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: [60, 62, 64])
    var stream = Seed(3).generator
    let positions = (0..<8).map { SamplingPosition(event: Event(onset: $0 * 24)) }
    let drawn = try #require(sampler.sample(positions, under: [.noRepetition], using: &stream))
    for (left, right) in zip(drawn.events, drawn.events.dropFirst()) { #expect(left.pitch != right.pitch) }
  }

  private func orderOneModel() throws -> ViewpointModel {
    try trainOrderOneModel(.chords, ShippedModel.chordsPop.corpora(tinyFiles(.chordsPop, songs: 12)))
  }

  /// All sequences that satisfy the constraints with their conditional probabilities.
  private func enumerate(
    _ model: ViewpointModel, _ alphabet: [Int], _ positions: [SamplingPosition], allows: (Int, Int) -> Bool
  ) -> [[Int]: Double] {
    var result: [[Int]: Double] = [:]
    func extend(_ events: [Event], _ values: [Int], _ mass: Double) {
      guard values.count < positions.count else {
        result[values] = mass
        return
      }
      let position = positions[values.count]
      let candidates = alphabet.map { value in
        var event = position.event
        UnknownField.chord.set(value, in: &event)
        return event
      }
      let shares = model.probabilities(of: candidates, after: events)
      for (slot, value) in alphabet.enumerated() {
        if let allowed = position.allowed, !allowed.contains(value) { continue }
        if let last = values.last, !allows(last, value) { continue }
        let factor = position.weights.isEmpty ? 1 : position.weights[slot]
        extend(events + [candidates[slot]], values + [value], mass * shares[slot] * factor)
      }
    }
    extend([], [], 1)
    let total = result.values.sorted().reduce(0, +)
    return result.mapValues { $0 / total }
  }
}
