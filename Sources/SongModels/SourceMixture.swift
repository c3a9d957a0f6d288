// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// What viewpoints say of the next event, put together: the weighted geometric mean of their distributions.
///
/// Sources with even numbers belong to the long-term part, odd ones to the short-term part. Inside a part a source
/// weighs by its entropy, and so does each part as a whole; a factor corrects a source's weight. Factors need not keep
/// the sum of the weights: sources that agree may together be surer than each.
/// - Source: Pearce (2005), chapter 7; Mattern (2012), "Mixing strategies in data compression", DCC (geometric mixing).
struct SourceMixture: Sendable {
  private(set) var numbers: [Int] = []
  /// By source; with `combine` they become what the sum was taken with, before factors.
  private(set) var weights: [Double] = []
  /// Sources x candidates, logarithms to base 2.
  private var rows: [Double] = []
  private var width = 0
  private var sums: [Double] = []
  private var effective: [Double] = []

  mutating func clear(_ count: Int) {
    numbers.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    width = count
  }

  /// - Parameters:
  ///   - logarithms: by class.
  ///   - classes: by candidate.
  mutating func add(_ number: Int, weight: Double, logarithms: [Double], of classes: [Int32]) {
    numbers.append(number)
    weights.append(weight)
    addRow(logarithms, of: classes, to: &rows)
  }

  /// The mean as a distribution; uniform where no source was added.
  ///
  /// - Parameters:
  ///   - bits: the largest entropy of as many candidates.
  ///   - bias: of the weights of both parts.
  ///   - factor: of a source's number.
  mutating func combine(bits: Double, bias: Double, factor: (Int) -> Double, into probabilities: inout [Double]) {
    let long = part(0)
    let short = part(1)
    if long > 0 && short > 0 {
      let longShare = share(0, long, bits: bits, bias: bias, &probabilities)
      let shortShare = share(1, short, bits: bits, bias: bias, &probabilities)
      let all = longShare + shortShare
      for index in weights.indices {
        weights[index] *= numbers[index].isMultiple(of: 2) ? longShare / (long * all) : shortShare / (short * all)
      }
    } else {
      for index in weights.indices { weights[index] /= long + short }
    }
    effective.removeAll(keepingCapacity: true)
    for (index, number) in numbers.enumerated() { effective.append(weights[index] * factor(number)) }
    sum()
    makeDistribution(&sums, &probabilities)
  }

  /// The gradient of the log-loss to each source's factor, after `combine`: its weight times the difference of its
  /// logarithm of what came and the mean of its logarithms under the prediction.
  func gradient(_ probabilities: [Double], truth: Int, _ body: (_ number: Int, _ gradient: Double) -> Void) {
    for (index, number) in numbers.enumerated() {
      let row = index * width
      var mean = 0.0
      for slot in 0..<width { mean += probabilities[slot] * rows[row + slot] }
      body(number, weights[index] * (rows[row + truth] - mean))
    }
  }

  private func part(_ parity: Int) -> Double {
    var sum = 0.0
    for (index, number) in numbers.enumerated() where number & 1 == parity { sum += weights[index] }
    return sum
  }

  /// What a part weighs by the entropy of its own mean.
  private mutating func share(
    _ parity: Int, _ whole: Double, bits: Double, bias: Double, _ probabilities: inout [Double]
  ) -> Double {
    effective.removeAll(keepingCapacity: true)
    for (index, number) in numbers.enumerated() { effective.append(number & 1 == parity ? weights[index] / whole : 0) }
    sum()
    makeDistribution(&sums, &probabilities)
    var entropy = 0.0
    for slot in 0..<width { entropy -= probabilities[slot] * sums[slot] }
    return weight(entropy: entropy, bits: bits, bias: bias)
  }

  /// The sums of the rows by the effective weights.
  private mutating func sum() {
    sums.removeAll(keepingCapacity: true)
    sums.append(contentsOf: repeatElement(0, count: width))
    for (index, weight) in effective.enumerated() where weight != 0 {
      addWeighted(rows, at: index * width, times: weight, to: &sums)
    }
  }
}

/// Adds the logarithm of each candidate's class.
private func addRow(_ logarithms: [Double], of classes: [Int32], to rows: inout [Double]) {
  let first = rows.count
  rows.append(contentsOf: repeatElement(0, count: classes.count))
  var rows = rows.mutableSpan
  for place in classes.indices { rows[first + place] = logarithms[Int(classes[place])] }
}

/// Adds a row of the sources, weighed.
private func addWeighted(_ rows: [Double], at first: Int, times weight: Double, to sums: inout [Double]) {
  var sums = sums.mutableSpan
  for slot in 0..<sums.count { sums[slot] += weight * rows[first + slot] }
}

/// Makes the sums a distribution; they become its logarithms.
private func makeDistribution(_ sums: inout [Double], _ probabilities: inout [Double]) {
  let largest = sums.max() ?? 0
  var sums = sums.mutableSpan
  var probabilities = probabilities.mutableSpan
  var total = 0.0
  for slot in 0..<sums.count {
    probabilities[slot] = portableExp2(sums[slot] - largest)
    total += probabilities[slot]
  }
  let shift = largest + portableLog2(total)
  for slot in 0..<sums.count {
    probabilities[slot] /= total
    sums[slot] -= shift
  }
}

/// The weight of a distribution by its entropy against the largest one of as many values, both in bits.
func weight(entropy: Double, bits: Double, bias: Double) -> Double {
  let ratio = bits / max(entropy, 1e-9)
  if bias == 1 { return ratio }
  // The square root is exact everywhere and much quicker than a power.
  return bias == 0.5 ? ratio.squareRoot() : portablePow(ratio, bias)
}
