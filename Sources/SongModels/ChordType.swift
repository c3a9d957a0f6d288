// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The kinds of chords that the models tell apart; richer chords count as the nearest of them.
package enum ChordType: Int, Sendable, Hashable, CaseIterable {
  case major, minor, dominant7, major7, minor7, sus4, sus2, diminished, halfDiminished, diminished7, augmented, sixth
  case minor6, power

  package static let count = allCases.count

  /// The suffix of a chord symbol.
  package var suffix: String {
    switch self {
    case .major: ""
    case .minor: "m"
    case .dominant7: "7"
    case .major7: "maj7"
    case .minor7: "m7"
    case .sus4: "sus4"
    case .sus2: "sus2"
    case .diminished: "dim"
    case .halfDiminished: "m7b5"
    case .diminished7: "dim7"
    case .augmented: "aug"
    case .sixth: "6"
    case .minor6: "m6"
    case .power: "5"
    }
  }

  /// Semitones of the tones above the root.
  package var pitchClasses: [Int] {
    switch self {
    case .major: [0, 4, 7]
    case .minor: [0, 3, 7]
    case .dominant7: [0, 4, 7, 10]
    case .major7: [0, 4, 7, 11]
    case .minor7: [0, 3, 7, 10]
    case .sus4: [0, 5, 7]
    case .sus2: [0, 2, 7]
    case .diminished: [0, 3, 6]
    case .halfDiminished: [0, 3, 6, 10]
    case .diminished7: [0, 3, 6, 9]
    case .augmented: [0, 4, 8]
    case .sixth: [0, 4, 7, 9]
    case .minor6: [0, 3, 7, 9]
    case .power: [0, 7]
    }
  }

  /// The type of a chord symbol's suffix (`m9`, `7sus4`, `maj13` ...).
  package static func nearest(suffix: String) -> ChordType {
    if let exact = allCases.first(where: { utf8Equal($0.suffix, suffix) }) { return exact }
    let table: [(String, ChordType)] = [
      ("mMaj7", .minor), ("mMaj9", .minor), ("aug7", .augmented), ("augMaj7", .augmented), ("7sus4", .sus4),
      ("9sus4", .sus4), ("13sus4", .sus4), ("sus2sus4", .sus4), ("add9", .major), ("add11", .major), ("madd9", .minor),
      ("9", .dominant7), ("11", .dominant7), ("13", .dominant7), ("maj9", .major7), ("maj11", .major7),
      ("maj13", .major7), ("m9", .minor7), ("m11", .minor7), ("m13", .minor7), ("69", .sixth), ("m69", .minor6),
    ]
    if let entry = table.first(where: { utf8Equal($0.0, suffix) }) { return entry.1 }
    return suffix.hasPrefix("m") && !suffix.hasPrefix("maj") ? .minor : .major
  }
}
