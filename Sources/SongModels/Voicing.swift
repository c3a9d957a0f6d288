// SPDX-License-Identifier: Apache-2.0
/// The tones of a chord that are struck together, by their distances; the octave is left open.
package struct Voicing: Sendable, Hashable {
  /// Semitones above the chord's root, rising, of two tones at least; the first in 0..<12.
  package let tones: [Int]

  /// Nil for less than two tones, more than `maximumTones`, equal ones, and gaps of more than an octave.
  ///
  /// - Parameter keys: MIDI keys.
  package init?(keys: [Int], root: Int) {
    let sorted = Set(keys).sorted()
    guard (2...Voicing.maximumTones).contains(sorted.count), let lowest = sorted.first else { return nil }
    for (left, right) in zip(sorted, sorted.dropFirst()) where right - left > 12 { return nil }
    let first = pitchClass(lowest - root)
    tones = sorted.map { $0 - lowest + first }
  }

  /// - Precondition: a code that `code` gave.
  init(code: Int) {
    var rest = code
    var gaps: [Int] = []
    while gaps.count < Voicing.maximumTones - 1 {
      gaps.append(rest % 13)
      rest /= 13
    }
    var tones = [rest]
    for gap in gaps.reversed() where gap > 0 { tones.append(tones[tones.count - 1] + gap) }
    self.tones = tones
  }

  /// The voicing as a symbol: the first tone, then the gaps upwards, base 13.
  package var code: Int {
    var code = tones[0]
    for index in 1..<Voicing.maximumTones { code = code * 13 + (index < tones.count ? tones[index] - tones[index - 1] : 0) }
    return code
  }

  package static let maximumTones = 5
  /// One above the largest code: 12 first tones and four gaps.
  static let codeCount = 12 * 13 * 13 * 13 * 13
}
