// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels
import Testing

/// Grammars against all of their derivations, written out.
@Suite struct GrammarTests {
  @Test(arguments: TinyGrammar.all) func nextIsExact(_ tiny: TinyGrammar) throws {
    let model = try #require(tiny.model)
    let strings = tiny.strings()
    let mass: Double = strings.values.sorted().reduce(0, +)
    #expect(abs(mass - tiny.finiteMass) < 1e-3)
    for prefix in tiny.prefixes() {
      let expected = tiny.next(after: prefix, among: strings)
      let found = model.probabilities(of: tiny.candidates, after: prefix.map(event))
      let sum: Double = found.reduce(0, +)
      #expect(abs(sum - 1) < 1e-12, "\(tiny) \(prefix)")
      guard let expected else { continue }
      for (left, right) in zip(expected, found) { #expect(abs(left - right) < 3e-3, "\(tiny) \(prefix): \(found)") }
    }
  }

  @Test(arguments: TinyGrammar.all) func nextOfKnownLengthIsExact(_ tiny: TinyGrammar) throws {
    let model = try #require(tiny.model)
    let strings = tiny.strings()
    for count in 1...7 {
      let exact = strings.filter { $0.key.count == count }
      guard let fitted = model.fitted(toCount: count) else {
        #expect(exact.isEmpty, "\(tiny) \(count)")
        continue
      }
      #expect(!exact.isEmpty, "\(tiny) \(count)")
      for prefix in tiny.prefixes() where prefix.count < count {
        guard let expected = tiny.next(after: prefix, among: exact) else { continue }
        let found = fitted.probabilities(of: tiny.candidates, after: prefix.map(event))
        for (left, right) in zip(expected, found) { #expect(abs(left - right) < 1e-9, "\(tiny) \(prefix) of \(count)") }
      }
    }
  }

  /// Factors of what is ahead weigh whole sequences; those of the next place are left to who draws.
  @Test func whatIsAskedAheadIsExact() throws {
    let tiny = try #require(TinyGrammar.all.first { $0.name == "ambiguous" })
    let model = try #require(tiny.model)
    var positions = (0..<5).map { _ in SamplingPosition(event: Event()) }
    positions[2].weights = [1, 0.25]
    positions[3].allowed = [1]
    let fitted = try #require(model.fitted(to: positions, alphabet: [0, 1]))
    var weighted: [[Int]: Double] = [:]
    for (string, mass) in tiny.strings() where string.count == 5 && string[3] == 1 {
      weighted[string] = mass * (string[2] == 1 ? 0.25 : 1)
    }
    for prefix in [[], [0], [1], [0, 1], [1, 1]] {
      let expected = try #require(tiny.next(after: prefix, among: weighted))
      var found = fitted.probabilities(of: tiny.candidates, after: prefix.map(event))
      if prefix.count == 2 { found = scaled(found, by: [1, 0.25]) }
      for (left, right) in zip(expected, found) { #expect(abs(left - right) < 1e-12, "\(prefix)") }
    }
    positions[4].allowed = [7]
    #expect(model.fitted(to: positions, alphabet: [0, 1]) == nil)
  }

  @Test func whatCantBeDerivedBeginsAnew() throws {
    let tiny = try #require(TinyGrammar.all.first { $0.name == "bracket" })
    let model = try #require(tiny.model)
    // 2 closes what nobody opened: it is passed over, and the next event begins a sequence.
    let fresh = model.probabilities(of: tiny.candidates, after: [])
    #expect(model.probabilities(of: tiny.candidates, after: [event(2)]) == fresh)
    let opened = model.probabilities(of: tiny.candidates, after: [event(0)])
    #expect(model.probabilities(of: tiny.candidates, after: [event(2), event(9), event(0)]) == opened)
    #expect(model.probabilities(of: [event(7), event(8)], after: []) == [0.5, 0.5])
    let fitted = try #require(model.fitted(toCount: 3))
    let whole = [0, 1, 2].map(event)
    let alike: [Double] = Array(repeating: 1.0 / 3, count: 3)
    #expect(fitted.probabilities(of: tiny.candidates, after: whole) == alike, "it is over")
    #expect(fitted.probabilities(of: tiny.candidates, after: whole + whole) == alike)
    #expect(fitted.probabilities(of: tiny.candidates, after: [event(2), event(9)]) == [least, 1, least], "one place is left")
  }

  @Test func grammarsWithoutSequencesAreRefused() {
    func model(_ rules: [[WeightedGrammar.Production]], start: Int = 0) -> GrammarModel? {
      GrammarModel(name: "x", field: .symbol, grammar: WeightedGrammar(rules: rules, start: start))
    }
    let end = [WeightedGrammar.Production([.value(0)], weight: 1)]
    #expect(model([end]) != nil)
    #expect(model([]) == nil)
    #expect(model([[]]) == nil)
    #expect(model([end], start: 1) == nil)
    #expect(model([[.init([], weight: 1)]]) == nil)
    #expect(model([[.init([.value(0)], weight: 0)]]) == nil)
    #expect(model([[.init([.rule(3)], weight: 1)]]) == nil)
    #expect(model([[.init([.rule(0), .value(1)], weight: 1)]]) == nil, "it never ends")
    #expect(model([[.init([.rule(1)], weight: 1)], [.init([.rule(0)], weight: 1)]]) == nil)
  }

  /// Drawn sequences of known length are derived by the grammar, however long.
  @Test func drawnSequencesAreDerived() throws {
    for tiny in TinyGrammar.all {
      let model = try #require(tiny.model)
      for count in [1, 2, 3, 8, 40] {
        guard let fitted = model.fitted(toCount: count) else { continue }
        let sampler = ConstrainedSampler(model: fitted, field: .symbol, alphabet: model.alphabet())
        for seed in 0..<10 {
          var stream = Seed(seed).generator
          let positions = (0..<count).map { _ in SamplingPosition(event: Event()) }
          let drawn = try #require(sampler.sample(positions, using: &stream))
          #expect(model.derives(drawn.events.map(\.symbol)), "\(tiny) seed \(seed)")
        }
      }
    }
  }

  @Test func theModeSaysWhichModelIsAsked() throws {
    let major = FixedDistribution(name: "m", field: .chord, weights: [(0, 1), (14, 3)])
    let minor = FixedDistribution(name: "m", field: .chord, weights: [(1, 1)])
    let model = ModelByMode(name: "m", major: major, minor: minor)
    #expect(model.alphabet() == [0, 1, 14])
    func candidates(_ mode: Int) -> [Event] {
      [0, 1, 14].map { value in
        var event = Event(mode: mode)
        UnknownField.chord.set(value, in: &event)
        return event
      }
    }
    #expect(model.probabilities(of: candidates(0), after: []) == [0.25, least, 0.75])
    #expect(model.probabilities(of: candidates(1), after: candidates(1)) == [least, 1, least])
  }

  private func event(_ symbol: Int) -> Event { Event(symbol: symbol) }

  private func scaled(_ shares: [Double], by factors: [Double]) -> [Double] {
    let products = zip(shares, factors).map { $0 * $1 }
    return products.map { $0 / products.reduce(0, +) }
  }
}

/// Fixed weights by a viewpoint.
@Suite struct FixedDistributionTests {
  @Test func weightsFollowTheViewpoint() throws {
    let rows = [
      FixedDistribution.Row(symbols: [0, 1], weights: [(60, 3), (64, 1)]),
      FixedDistribution.Row(symbols: [2], weights: [(62, 1)]),
      FixedDistribution.Row(symbols: nil, weights: [(60, 1), (62, 1), (64, 2)]),
    ]
    let model = try #require(FixedDistribution(name: "hand", field: .pitch, by: "metric", rows: rows))
    #expect(model.alphabet() == [60, 62, 64])
    func shares(_ position: Int) -> [Double] {
      model.probabilities(of: [60, 62, 64].map { Event(position: position, pitch: $0) }, after: [])
    }
    #expect(shares(0) == [0.75, least, 0.25])
    #expect(shares(48) == [0.75, least, 0.25])
    #expect(shares(24) == [least, 1, least])
    #expect(shares(12) == [0.25, 0.25, 0.5])
    let others = [60, 64].map { Event(position: 24, pitch: $0) }
    #expect(model.probabilities(of: others, after: []) == [0.5, 0.5])
  }

  @Test func onlyLocalViewpointsAreContexts() {
    #expect(FixedDistribution(name: "x", field: .pitch, by: "interval", rows: []) == nil)
    #expect(FixedDistribution(name: "x", field: .pitch, by: "nothing", rows: []) == nil)
    #expect(FixedDistribution(name: "x", field: .pitch, by: "metric*mode", rows: []) != nil)
  }
}

/// What can't be keeps so much, so that its logarithm is a number.
private let least = 1e-100
