// SPDX-License-Identifier: Apache-2.0
/// A note of a chord, as a degree above the root of a major scale and an alteration.
package struct ChordTone: Sendable, Hashable, Codable {
  /// 1, 2, 3, 4, 5, 6, 7, 9, 11 or 13.
  package let degree: Int
  /// Semitones against the major scale of the root (the seventh of a dominant is -1).
  package let alter: Int

  package init(_ degree: Int, _ alter: Int = 0) {
    self.degree = degree
    self.alter = alter
  }

  /// Semitones above the root, 0...23.
  package var semitones: Int { naturalSemitones[(degree - 1) % 7] + 12 * ((degree - 1) / 7) + alter }
}

/// What a chord is above its root.
package struct ChordQuality: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The canonical suffix of a chord symbol: `` (major), `m`, `7`, `maj7`, `m7b5`.
  package let suffix: String
  /// The tones from the root up; the root is the first.
  package let tones: [ChordTone]

  package init(suffix: String, tones: [ChordTone]) {
    self.suffix = suffix
    self.tones = tones
  }

  package var description: String { suffix }

  /// Whether the third is minor.
  package var isMinor: Bool { tones.contains(ChordTone(3, -1)) }

  /// Pitch classes above the root, without doubles, from the root up in order of the tones.
  package var pitchClasses: [Int] {
    var seen: [Int] = []
    for tone in tones where !seen.contains(tone.semitones % 12) { seen.append(tone.semitones % 12) }
    return seen
  }

  /// The quality with this canonical suffix.
  package static func named(_ suffix: String) -> ChordQuality? { all.first { $0.suffix == suffix } }

  package static let major = all[0]
  package static let minor = all[1]

  /// The qualities that have a name, commonest first.
  package static let all: [ChordQuality] = [
    quality("", "1 3 5"), quality("m", "1 b3 5"), quality("7", "1 3 5 b7"), quality("maj7", "1 3 5 7"),
    quality("m7", "1 b3 5 b7"), quality("dim", "1 b3 b5"), quality("aug", "1 3 #5"), quality("sus4", "1 4 5"),
    quality("sus2", "1 2 5"), quality("5", "1 5"), quality("6", "1 3 5 6"), quality("m6", "1 b3 5 6"),
    quality("m7b5", "1 b3 b5 b7"), quality("dim7", "1 b3 b5 bb7"), quality("mMaj7", "1 b3 5 7"),
    quality("aug7", "1 3 #5 b7"), quality("7sus4", "1 4 5 b7"), quality("add9", "1 3 5 9"),
    quality("madd9", "1 b3 5 9"), quality("add11", "1 3 5 11"), quality("9", "1 3 5 b7 9"),
    quality("maj9", "1 3 5 7 9"), quality("m9", "1 b3 5 b7 9"), quality("9sus4", "1 4 5 b7 9"),
    quality("69", "1 3 5 6 9"), quality("m69", "1 b3 5 6 9"), quality("11", "1 3 5 b7 9 11"),
    quality("m11", "1 b3 5 b7 9 11"), quality("maj11", "1 3 5 7 9 11"), quality("13", "1 3 5 b7 9 13"),
    quality("m13", "1 b3 5 b7 9 13"), quality("maj13", "1 3 5 7 9 13"), quality("13sus4", "1 4 5 b7 9 13"),
    quality("augMaj7", "1 3 #5 7"), quality("mMaj9", "1 b3 5 7 9"), quality("sus2sus4", "1 2 4 5"),
  ]
}

private func quality(_ suffix: String, _ tones: String) -> ChordQuality {
  ChordQuality(
    suffix: suffix,
    tones: tones.split(separator: " ").map { text in
      let accidentals = text.prefix { $0 == "b" || $0 == "#" }
      return ChordTone(Int(text.dropFirst(accidentals.count))!, accidentals.reduce(0) { $0 + ($1 == "b" ? -1 : 1) })
    })
}

/// A chord: root, quality and, where it isn't the root, the bass.
package struct Chord: Sendable, Hashable, Codable, CustomStringConvertible {
  package let root: PitchName
  package let quality: ChordQuality
  package let bass: PitchName?

  package init(root: PitchName, quality: ChordQuality, bass: PitchName? = nil) {
    self.root = root
    self.quality = quality
    self.bass = bass == root ? nil : bass
  }

  /// The lowest note's name.
  package var lowest: PitchName { bass ?? root }

  /// The names of the chord's tones, from the root up.
  package var names: [PitchName] {
    quality.tones.map { root.transposed(steps: ($0.degree - 1) % 7, semitones: $0.semitones % 12) }
  }

  /// The pitch classes of the chord's tones, from the root up, without doubles.
  package var pitchClasses: [Int] { quality.pitchClasses.map { ($0 + root.pitchClass) % 12 } }

  /// The chord symbol: `F#m7b5/A`.
  package var description: String { "\(root)\(quality.suffix)" + (bass.map { "/\($0)" } ?? "") }

  package func transposed(steps: Int, semitones: Int) -> Chord {
    Chord(
      root: root.transposed(steps: steps, semitones: semitones), quality: quality,
      bass: bass?.transposed(steps: steps, semitones: semitones))
  }
}
