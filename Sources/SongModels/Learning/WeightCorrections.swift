// SPDX-License-Identifier: Apache-2.0
/// Factors on the weights of a mixture, moved after each event towards what would have predicted it better.
///
/// A factor of 1 is the weight that the entropies give. There is a set of factors for each stretch of a piece, since the
/// short-term part is worth more the more it has read.
/// - Source: Mahoney (2005), "Adaptive weighing of context models for lossless data compression" (sets chosen by context).
struct WeightCorrections: Sendable {
  private let rate: Double
  private(set) var factors: WeightFactors
  private var steps = 0
  private var sum: WeightFactors
  private var summed = 0

  /// - Parameters:
  ///   - count: of sources, of the long-term and the short-term part.
  ///   - rate: how far a gradient moves a factor; 0 leaves all as they are.
  init(count: Int, rate: Double) {
    self.rate = rate
    factors = WeightFactors(count: count)
    sum = factors.scaled(by: 0)
  }

  /// The mean of the factors over the steps behind the first ones, which wavers less than the last ones.
  ///
  /// - Source: Polyak & Juditsky (1992), "Acceleration of stochastic approximation by averaging".
  var settled: WeightFactors { summed == 0 ? factors : sum.scaled(by: 1 / Double(summed)) }

  var isUsed: Bool { rate > 0 }

  /// - Parameter events: how many events of the piece came before.
  mutating func learn(from mixture: SourceMixture, _ probabilities: [Double], truth: Int, behind events: Int) {
    guard isUsed else { return }
    steps += 1
    // Steps grow shorter, so that factors settle.
    let step = rate / (1 + Double(steps) / 20_000).squareRoot()
    mixture.gradient(probabilities, truth: truth) { number, gradient in
      factors.move(number, by: step * gradient, behind: events)
    }
    guard steps > settlingSteps else { return }
    sum.add(factors)
    summed += 1
  }
}

/// A factor for each source in each stretch of a piece.
struct WeightFactors: Sendable, Hashable {
  /// Stretches x sources.
  private(set) var values: [Double]
  private let count: Int

  init(count: Int) {
    self.count = count
    values = Array(repeating: 1, count: count * WeightFactors.stretchCount)
  }

  /// - Returns: nil where the values don't fill the stretches.
  init?(values: [Double], count: Int) {
    guard values.count == count * WeightFactors.stretchCount else { return nil }
    self.values = values
    self.count = count
  }

  /// The mean of several.
  init(meanOf all: [WeightFactors]) {
    precondition(!all.isEmpty && all.allSatisfy { $0.count == all[0].count }, "factors of the same sources have a mean")
    var sum = all[0]
    for other in all.dropFirst() { sum.add(other) }
    self = sum.scaled(by: 1 / Double(all.count))
  }

  func factor(_ number: Int, behind events: Int) -> Double { values[stretch(events) * count + number] }

  mutating func move(_ number: Int, by step: Double, behind events: Int) { values[stretch(events) * count + number] += step }

  mutating func add(_ other: WeightFactors) {
    for index in values.indices { values[index] += other.values[index] }
  }

  func scaled(by scale: Double) -> WeightFactors {
    var result = self
    for index in values.indices { result.values[index] *= scale }
    return result
  }

  private func stretch(_ events: Int) -> Int { stretches.firstIndex { events < $0 } ?? stretches.count }

  static let stretchCount = stretches.count + 1
}

/// Steps that aren't part of the mean.
private let settlingSteps = 800
/// Events of a piece from which the next set of factors holds.
private let stretches = [4, 12, 30]
