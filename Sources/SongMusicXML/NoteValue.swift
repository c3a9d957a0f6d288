// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A length that one symbol shows: a note value with at most one dot.
struct NoteValue: Hashable {
  /// The undotted length is 2 to this power, in quarter notes: -8...4.
  let exponent: Int
  let dots: Int

  /// The value that is exactly as long, if there is one.
  init?(_ length: ScoreTime) {
    for (dots, dotted) in [length, length * Rational(2, 3)].enumerated() {
      guard dotted > .zero, dotted.numerator == 1 || dotted.denominator == 1 else { continue }
      let long = dotted.numerator
      let short = dotted.denominator
      guard long.nonzeroBitCount == 1, short.nonzeroBitCount == 1 else { continue }
      let exponent = long.trailingZeroBitCount - short.trailingZeroBitCount
      guard typeNames.indices.contains(exponent - shortest) else { continue }
      self.exponent = exponent
      self.dots = dots
      return
    }
    return nil
  }

  /// MusicXML's name of the undotted value.
  var type: String { typeNames[exponent - shortest] }

  /// How many flags or beams the note has.
  var flags: Int { max(0, -exponent) }
}

private let shortest = -8

private let typeNames = [
  "1024th", "512th", "256th", "128th", "64th", "32nd", "16th", "eighth", "quarter", "half", "whole", "breve", "long",
]
