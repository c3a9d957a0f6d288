// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The figures of one piece against what has to hold.
struct Result {
  let line: String
  /// What doesn't hold, in words.
  let misses: [String]

  init(_ curve: Curve, _ measures: [Measure]) {
    let loudness = measures.map(\.loudness)
    let range = (loudness.max() ?? 0) - (loudness.min() ?? 0)
    var misses: [String] = []
    func figure(_ value: Double, atLeast least: Double, _ name: String) -> String {
      if !(value >= least) { misses.append(name) }
      return String(format: "%8.3f", value)
    }
    var columns = String(format: "%4d", measures.count)
    switch curve.kind {
    case .flat:
      let mean = loudness.reduce(0, +) / Double(loudness.count)
      let deviation = (loudness.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(loudness.count)).squareRoot()
      if deviation > 1.5 { misses.append("standard deviation") }
      columns += String(format: "  standard deviation %.2f LU", deviation)
    case .followed, .step:
      let asked = measures.map(\.asked)
      // Of a curve of two levels the loudness can't have the correlation that is asked for of the others.
      let isStep = curve.kind == .step
      columns += "  " + figure(spearman(asked, loudness), atLeast: isStep ? 0.85 : 0.9, "loudness")
      columns += figure(spearman(asked, measures.map(\.onsets)), atLeast: 0.75, "onsets")
      columns += figure(spearman(asked, measures.map { Double($0.parts) }), atLeast: 0.85, "parts")
      columns += String(format: "%8.1f", range)
      for index in measures.indices.dropFirst() where asked[index] - asked[index - 1] >= 0.495 {
        let rise = loudness[index] - loudness[index - 1]
        columns += String(format: "  step %+.1f LU", rise)
        if rise < 4 { misses.append("step") }
      }
    }
    line = columns
    self.misses = misses
  }
}

/// Spearman's rank correlation; ties have their mean rank.
func spearman(_ first: [Double], _ second: [Double]) -> Double {
  func ranks(_ values: [Double]) -> [Double] {
    values.map { value in Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2 }
  }
  let a = ranks(first)
  let b = ranks(second)
  let mean = Double(a.count - 1) / 2
  let product = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
  let squares = a.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * b.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return squares > 0 ? product / squares.squareRoot() : 0
}
