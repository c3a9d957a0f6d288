// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A weighted geometric mean of distributions, in logarithms to base 2.
struct LogMixture: Sendable {
  private var sums: [Double] = []
  private var weights = 0.0

  mutating func clear(_ count: Int) {
    sums.removeAll(keepingCapacity: true)
    sums.append(contentsOf: repeatElement(0, count: count))
    weights = 0
  }

  mutating func add(logarithms: [Double], of classes: [Int32], weight: Double) {
    for index in sums.indices { sums[index] += weight * logarithms[Int(classes[index])] }
    weights += weight
  }

  /// Adds a mixture that was normalised.
  mutating func add(_ other: LogMixture, weight: Double) {
    for index in sums.indices { sums[index] += weight * other.sums[index] }
    weights += weight
  }

  /// Makes the mean a distribution; the sums become its logarithms. Uniform where nothing was added.
  mutating func normalise(into probabilities: inout [Double]) {
    let divisor = weights > 0 ? weights : 1
    var largest = -Double.infinity
    for index in sums.indices {
      sums[index] /= divisor
      largest = max(largest, sums[index])
    }
    var total = 0.0
    for index in sums.indices {
      probabilities[index] = portableExp2(sums[index] - largest)
      total += probabilities[index]
    }
    let shift = largest + portableLog2(total)
    for index in sums.indices {
      probabilities[index] /= total
      sums[index] -= shift
    }
    weights = 1
  }

  /// Makes the weighted sum a distribution, as its weights stand. Uniform where nothing was added.
  mutating func normaliseSum(into probabilities: inout [Double]) {
    weights = 1
    normalise(into: &probabilities)
  }

  /// Adds logarithms by candidate.
  mutating func add(logarithms: [Double], weight: Double) {
    for index in sums.indices { sums[index] += weight * logarithms[index] }
    weights += weight
  }

  /// The entropy in bits of the distribution that `normalise` wrote.
  func entropy(of probabilities: [Double]) -> Double {
    var entropy = 0.0
    for index in sums.indices { entropy -= probabilities[index] * sums[index] }
    return entropy
  }
}

/// The weight of a distribution by its entropy against the largest one of as many values, both in bits.
func weight(entropy: Double, bits: Double, bias: Double) -> Double {
  let ratio = bits / max(entropy, 1e-9)
  if bias == 1 { return ratio }
  // The square root is exact everywhere and much quicker than a power.
  return bias == 0.5 ? ratio.squareRoot() : portablePow(ratio, bias)
}
