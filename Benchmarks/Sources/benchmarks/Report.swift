// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// One line of the table.
struct Figure: Encodable {
  let name: String
  let value: Double
  /// `ms`, `s`, `/s`, `MiB`, or `x` for a ratio.
  let unit: String
  /// The most that DESIGN.md allows; nil where the figure only explains another.
  var limit: Double?

  /// Whether the limit is the least, not the most.
  var isLeast = false

  var isWithinLimit: Bool { limit.map { isLeast ? value >= $0 : value <= $0 } ?? true }
}

/// What `--json` writes.
struct Report: Encodable {
  /// The 1, 5 and 15 minute averages.
  struct Load: Encodable {
    let before: [Double]
    let after: [Double]
  }

  let cores: Int
  let load: Load
  let figures: [Figure]

  /// The table for the terminal, with a line about the machine above it.
  var table: String {
    let width = figures.map(\.name.count).max() ?? 0
    let lines = figures.map { figure in
      let name = figure.name.padding(toLength: width, withPad: " ", startingAt: 0)
      let value = right("\(number(figure.value)) \(figure.unit)", 12)
      guard let limit = figure.limit else { return "\(name) \(value)" }
      let bound = "\(figure.isLeast ? ">= " : "")\(limit.formatted()) \(figure.unit)"
      let verdict = figure.isWithinLimit ? "ok" : "OVER"
      return "\(name) \(value) \(right(bound, 12))  \(verdict)"
    }
    let head = "\("".padding(toLength: width, withPad: " ", startingAt: 0)) \(right("value", 12)) \(right("limit", 12))"
    let machine = "\(cores) cores, load average \(text(load.before)) before, \(text(load.after)) after"
    return ([machine, "", head] + lines).joined(separator: "\n")
  }
}

/// The 1, 5 and 15 minute load averages.
func loadAverages() -> [Double] {
  var averages = [Double](repeating: 0, count: 3)
  let count = getloadavg(&averages, 3)
  return Array(averages.prefix(max(0, Int(count))))
}

/// The middle value, or the mean of the two middle ones. At least one value.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

private func number(_ value: Double) -> String { String(format: "%.2f", value) }
private func text(_ averages: [Double]) -> String { averages.map(number).joined(separator: " ") }
private func right(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
