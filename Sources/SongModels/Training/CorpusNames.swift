// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The pitch class of a note name (`Bb`, `F##`) at the start of a text, and what follows it.
func readNoteName(_ text: Substring) -> (pitchClass: Int, rest: Substring)? {
  guard let letter = text.utf8.first else { return nil }
  let naturals: [UInt8: Int] = [
    UInt8(ascii: "C"): 0, UInt8(ascii: "D"): 2, UInt8(ascii: "E"): 4, UInt8(ascii: "F"): 5, UInt8(ascii: "G"): 7,
    UInt8(ascii: "A"): 9, UInt8(ascii: "B"): 11,
  ]
  guard var semitones = naturals[letter] else { return nil }
  var rest = text.dropFirst()
  while let sign = rest.first, sign == "#" || sign == "b" {
    semitones += sign == "#" ? 1 : -1
    rest = rest.dropFirst()
  }
  return (pitchClass(semitones), rest)
}

/// Root and type of a corpus chord symbol (`F#:min7(9)/E`); nil for `N`, `X` and what can't be read.
func readChordSymbol(_ text: String) -> (root: Int, type: ChordType)? {
  guard let (root, rest) = readNoteName(text[...]), rest.first == ":" else { return nil }
  let quality = rest.dropFirst().prefix { $0 != "/" }
  let word = String(quality.prefix { $0 != "(" })
  if let entry = chordWords.first(where: { utf8Equal($0.0, word) }) { return (root, entry.1) }
  // A bare root with added degrees: minor where the flat third is among them.
  if utf8Equal(word, "1") { return (root, quality.contains("b3") ? .minor : .power) }
  return nil
}

/// The quality words of the corpora's vocabulary and the type they count as.
private let chordWords: [(String, ChordType)] = [
  ("maj", .major), ("min", .minor), ("7", .dominant7), ("min7", .minor7), ("maj7", .major7), ("sus2", .sus2),
  ("sus4", .sus4), ("5", .power), ("6", .sixth), ("dim", .diminished), ("dim7", .diminished7),
  ("hdim7", .halfDiminished), ("7sus4", .sus4), ("9sus4", .sus4), ("min9", .minor7), ("maj9", .major7),
  ("9", .dominant7), ("aug", .augmented), ("11", .dominant7), ("min6", .minor6), ("min11", .minor7),
  ("13", .dominant7), ("aug7", .augmented), ("7b5", .dominant7), ("maj13", .major7), ("minmaj7", .minor),
  ("augmaj7", .augmented), ("majb5", .major), ("min13", .minor7), ("maj11", .major7),
]

/// A key in force from an onset on.
struct KeyEntry {
  let onset: Int
  let tonic: Int
  /// 0 major, 1 minor.
  let mode: Int
}

/// The minor mode where the minor tonic chord sounds longer than the major one.
func modeByTonicChords(_ chords: [CorpusSong.SpannedText], tonic: Int) -> Int {
  var balance = 0
  for chord in chords {
    guard let (root, type) = readChordSymbol(chord.text), root == tonic, type.pitchClasses.count > 2 else { continue }
    if type.pitchClasses.contains(3) { balance += chord.duration }
    if type.pitchClasses.contains(4) { balance -= chord.duration }
  }
  return balance > 0 ? 1 : 0
}

/// Major or its relative minor of a key signature, by how well the notes' durations fit either profile.
///
/// - Source: Krumhansl & Kessler (1982), "Tracing the dynamic changes in perceived tonal organization", Psych. Review
///   89.
func keyOfSignature(fifths: Int, notes: some Sequence<[Int]>) -> (tonic: Int, mode: Int) {
  var weights = [Double](repeating: 0, count: 12)
  for note in notes where note.count > 2 { weights[pitchClass(note[2])] += Double(note[1]) }
  let major = pitchClass(7 * fifths)
  let minor = pitchClass(major + 9)
  func fit(_ profile: [Double], _ tonic: Int) -> Double {
    let mean = profile.reduce(0, +) / 12
    var sum = 0.0
    var square = 0.0
    for (step, value) in profile.enumerated() {
      sum += (value - mean) * weights[(tonic + step) % 12]
      square += (value - mean) * (value - mean)
    }
    return sum / square.squareRoot()
  }
  return fit(minorProfile, minor) > fit(majorProfile, major) ? (minor, 1) : (major, 0)
}

private let majorProfile = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
private let minorProfile = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
