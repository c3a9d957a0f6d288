// SPDX-License-Identifier: Apache-2.0
/// Factors on the weights of a geometric mean, moved after each event towards what would have predicted it better.
///
/// A factor of 1 is the weight that the entropies give. The gradient of the log-loss to a factor is the source's weight
/// times the difference of its logarithm of what came and the mean of its logarithms under the prediction. Factors need
/// not keep the sum of the weights: sources that agree may together be surer than each. There is a set of them for each
/// stretch of a piece, since the short-term part is worth more the more it has read.
/// - Source: Mattern (2012), "Mixing strategies in data compression", DCC (geometric mixing); Mahoney (2005), "Adaptive
///   weighing of context models for lossless data compression" (sets chosen by context).
struct WeightCorrections: Sendable {
  /// A distribution that takes part in the mean.
  struct Source: Sendable {
    /// Even for a long-term part, odd for a short-term one.
    let number: Int
    var weight: Double
    /// To base 2, by candidate.
    let logarithms: [Double]
  }

  private let rate: Double
  private var factors: [[Double]]
  private var steps = 0

  /// - Parameter rate: how far a gradient moves a factor; 0 leaves all as they are.
  init(count: Int, rate: Double) {
    self.rate = rate
    factors = Array(repeating: Array(repeating: 1, count: count), count: stretches.count + 1)
  }

  var isUsed: Bool { rate > 0 }

  /// - Parameter events: how many events of the piece came before.
  func factor(of source: Source, behind events: Int) -> Double { factors[set(events)][source.number] }

  mutating func learn(from sources: [Source], _ probabilities: [Double], truth: Int, behind events: Int) {
    guard isUsed else { return }
    steps += 1
    // Steps grow shorter, so that factors settle.
    let step = rate / (1 + Double(steps) / 20_000).squareRoot()
    let set = set(events)
    for source in sources {
      var mean = 0.0
      for index in probabilities.indices { mean += probabilities[index] * source.logarithms[index] }
      factors[set][source.number] += step * source.weight * (source.logarithms[truth] - mean)
    }
  }

  private func set(_ events: Int) -> Int { stretches.firstIndex { events < $0 } ?? stretches.count }
}

/// Events of a piece from which the next set of factors holds.
private let stretches = [4, 12, 30]

extension [WeightCorrections.Source] {
  /// Lets the weights of the long-term and of the short-term sources sum to the shares of both parts.
  mutating func scaleWeights(long: Double, short: Double) {
    var sums = (long: 0.0, short: 0.0)
    for source in self {
      if source.number.isMultiple(of: 2) { sums.long += source.weight } else { sums.short += source.weight }
    }
    for index in indices {
      let isLong = self[index].number.isMultiple(of: 2)
      self[index].weight *= (isLong ? long / sums.long : short / sums.short) / (long + short)
    }
  }
}
