// SPDX-License-Identifier: Apache-2.0
/// A diatonic mode.
package enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
  case major, minor, dorian, phrygian, lydian, mixolydian, locrian

  /// Sharps (positive) or flats of the mode on C.
  package var fifths: Int {
    switch self {
    case .lydian: 1
    case .major: 0
    case .mixolydian: -1
    case .dorian: -2
    case .minor: -3
    case .phrygian: -4
    case .locrian: -5
    }
  }

  /// Semitones of the seven degrees above the tonic.
  package var semitones: [Int] {
    switch self {
    case .major: [0, 2, 4, 5, 7, 9, 11]
    case .minor: [0, 2, 3, 5, 7, 8, 10]
    case .dorian: [0, 2, 3, 5, 7, 9, 10]
    case .phrygian: [0, 1, 3, 5, 7, 8, 10]
    case .lydian: [0, 2, 4, 6, 7, 9, 11]
    case .mixolydian: [0, 2, 4, 5, 7, 9, 10]
    case .locrian: [0, 1, 3, 5, 6, 8, 10]
    }
  }

  /// Whether the third above the tonic is minor.
  package var isMinor: Bool {
    switch self {
    case .minor, .dorian, .phrygian, .locrian: true
    case .major, .lydian, .mixolydian: false
    }
  }
}

/// A tonic and a mode.
package struct Key: Sendable, Hashable, Codable, CustomStringConvertible {
  package let tonic: PitchName
  package let mode: Mode

  package init(tonic: PitchName, mode: Mode) {
    self.tonic = tonic
    self.mode = mode
  }

  /// Sharps (positive) or flats of the key signature.
  package var fifths: Int { tonic.fifths + mode.fifths }

  /// The name of a degree 1...7 of the scale, altered by semitones.
  package func degree(_ number: Int, alter: Int = 0) -> PitchName {
    let natural = tonic.transposed(steps: (number - 1) % 7, semitones: mode.semitones[(number - 1) % 7])
    return PitchName(fifths: natural.fifths + 7 * alter)
  }

  /// The pitch classes of the scale, from the tonic up.
  package var scale: [Int] { mode.semitones.map { (tonic.pitchClass + $0) % 12 } }

  /// The usual spelling of a pitch class in this key: scale tones as in the signature, others within
  /// the twelve fifths from a flat second to a sharp fourth above the tonic of the parallel major.
  package func spelling(of pitchClass: Int) -> PitchName {
    if let index = scale.firstIndex(of: pitchClass) { return degree(index + 1) }
    let low = tonic.fifths - 5
    for fifths in low..<(low + 12) where PitchName(fifths: fifths).pitchClass == pitchClass {
      return PitchName(fifths: fifths)
    }
    preconditionFailure("twelve fifths hold every pitch class")
  }

  /// `D major`, `E minor`, `D dorian`.
  package var description: String { "\(tonic) \(mode.rawValue)" }

  /// Reads `D major`, `Bb`, `e minor` (any case of the mode), `F# dorian`; a tonic alone is major, `Am` is minor.
  package init?(text: some StringProtocol) {
    let words = text.split(separator: " ")
    guard var first = words.first.map({ String($0) }), words.count <= 2 else { return nil }
    var mode = Mode.major
    if words.count == 2 {
      switch words[1].lowercased() {
      case "ionian": mode = .major
      case "aeolian": mode = .minor
      case let name:
        guard let known = Mode(rawValue: name) else { return nil }
        mode = known
      }
    } else if first.count > 1, first.hasSuffix("m") {
      first.removeLast()
      mode = .minor
    }
    guard let letter = first.first, let tonic = PitchName(text: letter.uppercased() + first.dropFirst()) else { return nil }
    self.init(tonic: tonic, mode: mode)
    guard abs(fifths) <= 7 else { return nil }
  }
}
