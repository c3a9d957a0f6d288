// SPDX-License-Identifier: Apache-2.0
/// A spelled pitch with its octave: middle C is C4, MIDI key 60.
package struct Pitch: Sendable, Hashable, Codable, CustomStringConvertible {
  package let name: PitchName
  /// The octave of the staff position: B#3 sounds as C4.
  package let octave: Int

  package init(_ name: PitchName, octave: Int) {
    self.name = name
    self.octave = octave
  }

  /// The pitch of this name that sounds as a MIDI key.
  ///
  /// - Precondition: the name's pitch class is the key's.
  package init(_ name: PitchName, key: Int) {
    let natural = naturalSemitones[name.step] + name.alter
    precondition((key - natural) % 12 == 0, "\(name) doesn't name the key \(key)")
    self.init(name, octave: (key - natural) / 12 - 1)
  }

  /// The MIDI key, 0...127 where it can be played.
  package var key: Int { 12 * (octave + 1) + naturalSemitones[name.step] + name.alter }

  /// The position on the staff counted in steps from C0.
  package var staffPosition: Int { octave * 7 + name.step }

  /// `C#4`.
  package var description: String { "\(name)\(octave)" }

  /// Reads scientific pitch, letters in either case: `a4`, `Eb3`, `F#-1`.
  package init?(text: some StringProtocol) {
    guard let first = text.first else { return nil }
    let normal = first.uppercased() + text.dropFirst()
    guard let (name, length) = PitchName.prefix(of: normal), let octave = Int(normal.dropFirst(length)),
      (-1...9).contains(octave)
    else { return nil }
    self.init(name, octave: octave)
  }

  /// The pitch a staff interval above.
  package func transposed(steps: Int, semitones: Int) -> Pitch {
    Pitch(name.transposed(steps: steps, semitones: semitones), key: key + semitones)
  }
}

/// A range of MIDI keys, both ends included.
package struct KeyRange: Sendable, Hashable, Codable, CustomStringConvertible {
  package let low: Int
  package let high: Int

  /// - Precondition: `low <= high`.
  package init(low: Int, high: Int) {
    precondition(low <= high, "a range can't end below its start")
    self.low = low
    self.high = high
  }

  package func contains(_ key: Int) -> Bool { low <= key && key <= high }

  package var middle: Int { (low + high) / 2 }

  package func intersection(_ other: KeyRange) -> KeyRange? {
    let low = max(low, other.low)
    let high = min(high, other.high)
    return low <= high ? KeyRange(low: low, high: high) : nil
  }

  package var description: String { "\(low)..\(high)" }

  /// As the language writes it, with flats: `a4..d6`.
  package var noteNames: String { "\(noteName(low))..\(noteName(high))" }

  /// The lowest note as the language writes it.
  package var lowName: String { noteName(low) }

  /// Reads `a4..d6`.
  package init?(text: some StringProtocol) {
    guard let dots = text.firstRange(of: "..") else { return nil }
    guard let low = Pitch(text: text[..<dots.lowerBound]), let high = Pitch(text: text[dots.upperBound...]),
      low.key <= high.key
    else { return nil }
    self.init(low: low.key, high: high.key)
  }
}

private func noteName(_ key: Int) -> String {
  let names = ["c", "db", "d", "eb", "e", "f", "gb", "g", "ab", "a", "bb", "b"]
  return names[key % 12] + String(key / 12 - 1)
}
