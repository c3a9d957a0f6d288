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
  /// leaves out bars before the last two, which bring the cadence; a longer one begins again before them. Given chords and
  /// tunes, phrases that are built of so many bars and sections of more than twice their usual length are written as they are; of very long ones a long stretch
  /// goes round.
  package func playing(of index: Int) -> Playing {
    let section = sections[index]
    let count = section.count
    let usual = settings.form[index].preferredBars
    let isGiven = section.chords != nil || given.contains { $0.section == index }
    let isPhrased = settings.form[index].phrases?.suits(count) ?? false
    let written: Int
    if isGiven || isPhrased || count == usual {
      written = count
    } else if usual <= mostWritten, count <= 2 * usual {
      written = usual
    } else {
      written = count > longSection ? roundBars : count
    }
    guard written != count else { return Playing(written: count, measures: Array(0..<count)) }
    let ending = min(2, written, count)
    return Playing(written: written, measures: (0..<(count - ending)).map { $0 % written } + ((written - ending)..<written))
  }
}

/// Bars of the form's length that are written in one piece at most.
private let mostWritten = 32
/// Bars from which on a section goes round, and those that do: nobody hears a tune of ten minutes as one.
private let longSection = 128
private let roundBars = 64
