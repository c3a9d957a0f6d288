// SPDX-License-Identifier: Apache-2.0
extension Arrangement {
  /// How a section plays the material that its name stands for.
  package struct Playing: Sendable, Hashable {
    /// Measures that are written.
    package let written: Int
    /// For each measure the one of the written material that it plays.
    package let measures: [Int]
  }

  /// The measures of its material that a section plays.
  ///
  /// Material is written in the form's length, so that a version of another duration has the same bars. A shorter section
  /// leaves out bars before the last two, which bring the cadence; a longer one begins again before them. Given chords
  /// and tunes, long sections and those of more than twice their usual length are written as they are.
  package func playing(of index: Int) -> Playing {
    let section = sections[index]
    let count = section.count
    let usual = settings.form[index].preferredBars
    let isGiven = section.chords != nil || given.contains { $0.section == index }
    guard !isGiven, usual <= mostWritten, count <= 2 * usual, count != usual else {
      return Playing(written: count, measures: Array(0..<count))
    }
    let ending = min(2, usual, count)
    return Playing(written: usual, measures: (0..<(count - ending)).map { $0 % usual } + ((usual - ending)..<usual))
  }
}

/// Bars that are written in one piece at most.
private let mostWritten = 32
