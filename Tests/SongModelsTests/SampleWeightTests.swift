// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// What particles and passes are for: the full model's own distribution under the constraints.
@Suite struct SampleWeightTests {
  private static let corpora = Result {
    let bytes = TinyCorpus.wandering(songs: 60, notes: 48)
    return try ShippedModel.melody.corpora([CorpusFile(folder: "pop909", name: "songs.jsonl", bytes: bytes)])
  }
  private static let trained = Result {
    try ViewpointModel(bytes: trainModel("melody", .melody, corpora.get()).bytes)
  }
  private let model: ViewpointModel

  init() throws { model = try SampleWeightTests.trained.get() }

  private let alphabet = [60, 62, 64, 65, 67]
  /// Two bars of two and one of one, from far to far.
  private let positions = (0..<5).map { index in
    SamplingPosition(
      event: Event(
        onset: index * 24, barLength: 48, position: index * 24 % 48, phraseBar: index / 2, phrase: index == 0 ? 1 : 0,
        chordRoot: 0, chordType: 0),
      weights: index == 2 ? [1, 0.3, 1, 1, 1] : [])
  }
  private let constraints: [Constraint] = [.cadence([[62, 67], [60]]), .equality(of: 3..<4, with: 1), .maximumLeap(5)]

  @Test func particlesComeNearTheExactDistribution() throws {
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: alphabet)
    let exact = enumerate()
    #expect(exact.count > 20)
    var distances: [Double] = []
    for count in [1, 4, 64] {
      var shares: [[Int]: Double] = [:]
      var stream = Seed(count).generator
      let runs = 12_800 / count
      for _ in 0..<runs {
        let drawn = try #require(sampler.population(positions, under: constraints, particles: count, using: &stream))
        for (sequence, share) in drawn { shares[sequence.events.map(\.pitch), default: 0] += share / Double(runs) }
      }
      distances.append(distance(shares, exact))
    }
    #expect(distances[0] > 0.1, "a walk alone is far from it: \(distances)")
    #expect(distances[1] < distances[0] / 1.5, "\(distances)")
    #expect(distances[2] < 0.03, "\(distances)")
  }

  @Test func passesLeadToTheExactDistribution() throws {
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: alphabet)
    let exact = enumerate()
    var shares: [[Int]: Double] = [:]
    var stream = Seed(3).generator
    let runs = 2500
    for _ in 0..<runs {
      let effort = SamplingEffort(passes: 6)
      let drawn = try #require(sampler.sample(positions, under: constraints, effort: effort, using: &stream))
      shares[drawn.events.map(\.pitch), default: 0] += 1 / Double(runs)
    }
    #expect(distance(shares, exact) < 0.05)
  }

  /// Half of the sum of all differences.
  private func distance(_ shares: [[Int]: Double], _ exact: [[Int]: Double]) -> Double {
    #expect(shares.keys.allSatisfy { exact[$0] != nil })
    return exact.map { abs($0.value - (shares[$0.key] ?? 0)) }.sorted().reduce(0, +) / 2
  }

  /// The conditional distribution over all sequences, from the full model alone.
  private func enumerate() -> [[Int]: Double] {
    var result: [[Int]: Double] = [:]
    func extend(_ events: [Event], _ mass: Double) {
      let index = events.count
      let pitches = events.map(\.pitch)
      if index == 5 {
        guard [62, 67].contains(pitches[3]), pitches[4] == 60, pitches[3] == pitches[1] else { return }
        guard zip(pitches, pitches.dropFirst()).allSatisfy({ abs($0 - $1) <= 5 }) else { return }
        result[pitches] = mass
        return
      }
      let candidates = alphabet.map { pitch in
        var event = positions[index].event
        event.pitch = pitch
        return event
      }
      for (candidate, share) in zip(candidates, model.probabilities(of: candidates, after: events)) {
        extend(events + [candidate], mass * share * (index == 2 && candidate.pitch == 62 ? 0.3 : 1))
      }
    }
    extend([], 1)
    let total = result.values.sorted().reduce(0, +)
    return result.mapValues { $0 / total }
  }

  /// The surprise of what is drawn lies where that of the corpus lies.
  @Test func meanInformationIsTheCorpuss() throws {
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: model.alphabet())
    let positions = (0..<48).map { index in
      SamplingPosition(
        event: Event(
          onset: index * 24, position: index * 24 % 96, phraseBar: index / 4 & 3, phrase: index == 0 ? 1 : 0,
          chordRoot: 0, chordType: 0))
    }
    let corpus = model.information
    let asked: [Constraint] = [.chordTones(from: .barLine), .cadence([[60]])]
    func mean(_ effort: SamplingEffort) throws -> Double {
      var sum = 0.0
      for seed in 0..<20 {
        var stream = Seed(seed).generator
        let drawn = try #require(sampler.sample(positions, under: asked, effort: effort, using: &stream))
        sum += drawn.information / 20
      }
      return sum
    }
    let walked = abs(try mean(SamplingEffort()) - corpus.mean)
    for effort in [SamplingEffort(particles: 16), SamplingEffort(particles: 8, passes: 1)] {
      let drawn = abs(try mean(effort) - corpus.mean)
      #expect(drawn < corpus.deviation, "\(effort) is \(drawn) from \(corpus)")
      #expect(drawn < walked / 2, "\(effort) is \(drawn) away, a walk \(walked)")
    }
  }

  @Test func sameSeedSameSequenceWithAllEffort() throws {
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: model.alphabet())
    let effort = SamplingEffort(candidates: 2, particles: 8, passes: 2)
    let copyGuard = try CopyGuard(.melody, SampleWeightTests.corpora.get(), maximumRun: 4)
    let asked: [Constraint] = [.cadence([[62, 67], [60]]), .equality(of: 8..<12, with: 0), .copiedRun(within: copyGuard)]
    let plain = (0..<16).map { SamplingPosition(event: Event(onset: $0 * 24, position: $0 * 24 % 96)) }
    func draw(_ seed: Int) -> SampledSequence? {
      var stream = Seed(seed).generator
      return sampler.sample(plain, under: asked, effort: effort, using: &stream)
    }
    #expect(draw(4) != nil)
    #expect(draw(4) == draw(4))
    #expect((0..<8).contains { draw($0) != draw($0 + 1) })
  }
}
