// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// A time signature with the grouping of its beats.
package struct Meter: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Notes of the denominator in each group; `[4]`-like regular meters hold one group a beat of equal size.
  package let groups: [Int]
  /// The note value that is counted: 1, 2, 4, 8, 16 or 32.
  package let denominator: Int
  /// Whether the spec named the groups, as in `7/8 (2+2+3)`.
  package let isGrouped: Bool

  /// A meter with the usual grouping: from eighths on compound in threes (6/8, 9/8, 12/8), 5 as 3+2, other odd numbers
  /// with the three at their end (7 as 2+2+3), even ones in twos; else single notes.
  ///
  /// - Precondition: the numerator is 1...32, the denominator a power of two up to 32.
  package init(_ numerator: Int, _ denominator: Int) {
    precondition((1...32).contains(numerator) && [1, 2, 4, 8, 16, 32].contains(denominator), "no such meter")
    self.denominator = denominator
    isGrouped = false
    if denominator >= 8, numerator % 3 == 0, numerator > 3 {
      groups = Array(repeating: 3, count: numerator / 3)
    } else if denominator >= 8, numerator == 5 {
      groups = [3, 2]
    } else if denominator >= 8, numerator > 4 {
      groups = numerator % 2 == 0 ? Array(repeating: 2, count: numerator / 2)
        : Array(repeating: 2, count: (numerator - 3) / 2) + [3]
    } else {
      groups = Array(repeating: 1, count: numerator)
    }
  }

  /// A meter with groups of its own.
  package init(groups: [Int], denominator: Int) {
    self.groups = groups
    self.denominator = denominator
    isGrouped = true
  }

  package var numerator: Int { groups.reduce(0, +) }

  /// Length of a measure.
  package var length: ScoreTime { Rational(4 * numerator, denominator) }

  /// The beats as the felt pulse: start and length of each group.
  package var beats: [(start: ScoreTime, length: ScoreTime)] {
    var start = ScoreTime.zero
    return groups.map { size in
      let length = Rational(4 * size, denominator)
      defer { start += length }
      return (start, length)
    }
  }

  /// The note that a tempo counts: a dotted quarter in 6/8, a quarter in 4/4, in grouped meters the denominator's note.
  package var beatUnit: ScoreTime {
    groups.allSatisfy { $0 == groups[0] } ? Rational(4 * groups[0], denominator) : Rational(4, denominator)
  }

  /// Whether the beats divide in three.
  package var isCompound: Bool { groups.allSatisfy { $0 == 3 } }

  /// How strong a position in the measure is: 3 the downbeat, 2 the middle of an even number of beats (or any third
  /// group), 1 other beats, 0 half beats, -1 finer.
  package func strength(at position: ScoreTime) -> Int {
    if position == .zero { return 3 }
    for (index, beat) in beats.enumerated() where beat.start == position {
      return groups.count % 2 == 0 && index == groups.count / 2 ? 2 : 1
    }
    let unit = isCompound ? Rational(4, denominator) : beatUnit / 2
    return (position / unit).isInteger ? 0 : -1
  }

  /// `4/4`, `7/8 (2+2+3)`.
  package var description: String {
    "\(numerator)/\(denominator)" + (isGrouped ? " (\(groups.map(String.init).joined(separator: "+")))" : "")
  }

  /// Reads `4/4`, `7/8 (2+2+3)`.
  package init?(text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let numerator = Int(parts[0].trimmed), (1...32).contains(numerator) else { return nil }
    let tail = parts[1].split(separator: "(", maxSplits: 1)
    guard let first = tail.first, let denominator = Int(first.trimmed), [1, 2, 4, 8, 16, 32].contains(denominator)
    else { return nil }
    guard tail.count == 2 else {
      self.init(numerator, denominator)
      return
    }
    let inner = tail[1].trimmed
    guard inner.hasSuffix(")") else { return nil }
    let groups = inner.dropLast().split(separator: "+", omittingEmptySubsequences: false).map { Int($0.trimmed) ?? 0 }
    guard groups.allSatisfy({ (1...32).contains($0) }), groups.reduce(0, +) == numerator else { return nil }
    self.init(groups: groups, denominator: denominator)
  }
}
