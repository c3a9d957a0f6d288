// SPDX-License-Identifier: Apache-2.0
package import SongBase

// The file of plans: lines of the word `plan` and its measures: the number of notes, then `w`,
// `h`, `t` or `r` for what is taken up and how many measures before that stands.

extension TunePlans {
  /// Reads a file of plans.
  package init(_ file: FileBytes) throws(ModelError) {
    var reader = LineReader(file)
    var plans: [Plan] = []
    while let word = try reader.next() {
      guard utf8Equal(word, "plan") else { throw .notAModel }
      var measures: [Measure] = []
      while !reader.isAtLineEnd { measures.append(try reader.measure(measures.count)) }
      guard measures.contains(where: { $0.onsets > 0 }) else { throw reader.invalid }
      plans.append(Plan(measures: measures))
      try reader.endLine()
    }
    guard !plans.isEmpty else { throw .notAModel }
    self.init(plans: plans, checksum: contentHash(of: file.buffer[...]))
  }
}

extension LineReader {
  /// - Parameter number: of the measure in its plan.
  fileprivate mutating func measure(_ number: Int) throws(ModelError) -> TunePlans.Measure {
    let onsets = try self.number()
    guard let letter = letter() else { return TunePlans.Measure(onsets: onsets, relation: nil, lag: 0) }
    let relation: TunePlans.Relation
    switch letter {
    case UInt8(ascii: "w"): relation = .whole
    case UInt8(ascii: "h"): relation = .firstHalf
    case UInt8(ascii: "t"): relation = .secondHalf
    case UInt8(ascii: "r"): relation = .rhythm
    default: throw invalid
    }
    let lag = try self.number()
    guard (1...max(1, number)).contains(lag), number > 0 else { throw invalid }
    return TunePlans.Measure(onsets: onsets, relation: relation, lag: lag)
  }
}
