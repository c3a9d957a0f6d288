// SPDX-License-Identifier: Apache-2.0
/// A spelled pitch class: its place on the line of fifths, C = 0, G = 1, F = -1.
///
/// - Source: Temperley (2000), "The line of fifths", Music Analysis 19(3).
package struct PitchName: Sendable, Hashable, Codable, CustomStringConvertible {
  package let fifths: Int

  package init(fifths: Int) { self.fifths = fifths }

  /// - Parameters:
  ///   - step: 0 = C ... 6 = B.
  ///   - alter: semitones, sharps positive.
  package init(step: Int, alter: Int) { fifths = fifthsOfStep[step] + 7 * alter }

  /// 0 = C ... 6 = B.
  package var step: Int { stepOfFifths[((fifths + 1) % 7 + 7) % 7] }

  /// Sharps (positive) or flats (negative).
  package var alter: Int {
    let shifted = fifths + 1
    return shifted >= 0 ? shifted / 7 : -((6 - shifted) / 7)
  }

  /// 0 = C ... 11 = B.
  package var pitchClass: Int { ((fifths * 7) % 12 + 12) % 12 }

  package var letter: String { String("CDEFGAB".dropFirst(step).prefix(1)) }

  /// `F#`, `Bb`, `C`.
  package var description: String { letter + String(repeating: alter < 0 ? "b" : "#", count: abs(alter)) }

  /// Reads a letter A-G with any number of `#` or `b` up to two; `♯` and `♭` too.
  package init?(text: some StringProtocol) {
    guard let (name, count) = PitchName.prefix(of: text), count == text.count else { return nil }
    self = name
  }

  /// The pitch name that a text begins with and the characters it takes; the letter must be upper case.
  package static func prefix(of text: some StringProtocol) -> (name: PitchName, length: Int)? {
    guard let first = text.first, let step = "CDEFGAB".firstIndex(of: first) else { return nil }
    var alter = 0
    var length = 1
    for character in text.dropFirst() {
      if character == "#" || character == "♯", alter >= 0 {
        alter += 1
      } else if character == "b" || character == "♭", alter <= 0 {
        alter -= 1
      } else {
        break
      }
      length += 1
    }
    guard abs(alter) <= 2 else { return nil }
    return (PitchName(step: "CDEFGAB".distance(from: "CDEFGAB".startIndex, to: step), alter: alter), length)
  }

  /// The name an interval above, given as steps of the staff (0 = unison) and semitones.
  package func transposed(steps: Int, semitones: Int) -> PitchName {
    let target = ((step + steps) % 7 + 7) % 7
    let natural = naturalSemitones[target]
    let octaves = (step + steps - target) / 7
    let wanted = naturalSemitones[step] + alter + semitones - 12 * octaves
    return PitchName(step: target, alter: wanted - natural)
  }

  package init(from decoder: any Decoder) throws { fifths = try decoder.singleValueContainer().decode(Int.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(fifths)
  }
}

private let fifthsOfStep = [0, 2, 4, -1, 1, 3, 5]
private let stepOfFifths = [3, 0, 4, 1, 5, 2, 6]

/// Semitones above C of the natural steps C D E F G A B.
package let naturalSemitones = [0, 2, 4, 5, 7, 9, 11]
