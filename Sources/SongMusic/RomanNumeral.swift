// SPDX-License-Identifier: Apache-2.0
/// A chord named by its degree in a key: `ii7`, `bVI`, `V7/V`, `IV/1`.
///
/// Degrees are those of the declared mode: in E minor `VI` is C.
package struct RomanNumeral: Sendable, Hashable, Codable {
  /// 1...7.
  package let degree: Int
  /// Semitones by which the degree is altered.
  package let alter: Int
  package let quality: ChordQuality
  /// The degree 1...7 of the key that is the bass: `V/7`.
  package let bassDegree: Int?
  /// The degree that the chord is applied to, with its alteration and whether it is minor: `V/V`, `viio/ii`.
  package let appliedTo: Target?

  package struct Target: Sendable, Hashable, Codable {
    package let degree: Int
    package let alter: Int
    package let isMinor: Bool

    package init(degree: Int, alter: Int, isMinor: Bool) {
      self.degree = degree
      self.alter = alter
      self.isMinor = isMinor
    }
  }

  package init(degree: Int, alter: Int, quality: ChordQuality, bassDegree: Int? = nil, appliedTo: Target? = nil) {
    self.degree = degree
    self.alter = alter
    self.quality = quality
    self.bassDegree = bassDegree
    self.appliedTo = appliedTo
  }

  /// The numeral as the language writes it: `bVII7`, `V/V`, `viidim/ii`.
  package var text: String {
    let numerals = ["I", "II", "III", "IV", "V", "VI", "VII"]
    func accidentals(_ alter: Int) -> String { String(repeating: alter < 0 ? "b" : "#", count: abs(alter)) }
    let isLower = quality.isMinor
    var result = accidentals(alter) + (isLower ? numerals[degree - 1].lowercased() : numerals[degree - 1])
    // The case already says the minor third of `m`, `m7` and their kin.
    result += isLower && quality.suffix.hasPrefix("m") && !quality.suffix.hasPrefix("maj")
      ? String(quality.suffix.dropFirst()) : quality.suffix
    if let bassDegree { result += "/\(bassDegree)" }
    if let appliedTo {
      let target = numerals[appliedTo.degree - 1]
      result += "/" + accidentals(appliedTo.alter) + (appliedTo.isMinor ? target.lowercased() : target)
    }
    return result
  }

  /// The chord in a key. An applied chord is read in the major or minor key of its target, where the dominant
  /// and the leading-note chord of a minor key take their raised degrees.
  package func chord(in key: Key) -> Chord {
    var home = key
    var alter = alter
    if let target = appliedTo {
      home = Key(tonic: key.degree(target.degree, alter: target.alter), mode: target.isMinor ? .minor : .major)
      if target.isMinor, degree == 7 { alter += 1 }
    }
    return Chord(
      root: home.degree(degree, alter: alter), quality: quality, bass: bassDegree.map { home.degree($0) })
  }
}

/// One token of a bar of chords.
package enum ChordToken: Sendable, Hashable, Codable {
  case chord(Chord)
  case roman(RomanNumeral)
  /// `N.C.`
  case noChord
  /// `.`: the chord before goes on for a beat.
  case hold
}

/// How an intensity curve arrives at a stop.
package enum CurveShape: String, Sendable, Hashable, Codable, CaseIterable {
  case line, ease, step, exp
}
