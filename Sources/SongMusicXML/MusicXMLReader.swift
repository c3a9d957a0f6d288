// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// A part of a MusicXML file as given notes.
package struct MusicXMLTune: Sendable, Hashable {
  package let line: NoteLine
  package let key: Key?
  package let meter: Meter?
  /// Chord symbols, from the beginning; nil is N.C.
  package let chords: [Symbol]

  package struct Symbol: Sendable, Hashable {
    package let onset: ScoreTime
    package let chord: Chord?
  }
}

/// Reads the notes of a partwise score with one part: pitches as they sound, ties as one note, lyrics of the first
/// verse, chord symbols, key and time. Grace notes and added degrees of chords are left out.
///
/// - Throws: where it isn't such a score.
/// - Source: MusicXML 4.0.
package func readMusicXML(_ bytes: [UInt8]) throws(MusicXMLError) -> MusicXMLTune {
  let root = try musicXMLRoot(bytes)
  let parts = root.children.filter { part in
    part.name == "part" && part.children.contains { $0.children.contains { $0.name == "note" && $0.child("rest") == nil } }
  }
  guard let part = parts.first else { throw .noNotes }
  guard parts.count == 1 else { throw .severalParts(parts.count) }
  var reader = PartReader()
  for measure in part.children where measure.name == "measure" { try reader.read(measure) }
  return reader.tune
}

/// The step of a letter, 0 = C.
func step(_ letter: String) -> Int? { ["C", "D", "E", "F", "G", "A", "B"].firstIndex(of: letter) }

extension XMLDocument.Node {
  /// The whole number in a child; nil for one beyond what a score holds, so that sums of them stay in range.
  func number(_ name: String) -> Int? {
    value(name).flatMap { Int($0) }.flatMap { (-10_000_000...10_000_000).contains($0) ? $0 : nil }
  }
}

extension LinePitch {
  var midi: Int { if case .pitch(let pitch) = self { pitch.key } else { 0 } }
}

/// MusicXML's kinds of chords as the language writes them.
let readKinds: [(kind: String, suffix: String)] = [
  ("major", ""), ("minor", "m"), ("dominant", "7"), ("major-seventh", "maj7"), ("minor-seventh", "m7"),
  ("diminished", "dim"), ("augmented", "aug"), ("suspended-fourth", "sus4"), ("suspended-second", "sus2"), ("power", "5"),
  ("major-sixth", "6"), ("minor-sixth", "m6"), ("half-diminished", "m7b5"), ("diminished-seventh", "dim7"),
  ("major-minor", "mMaj7"), ("augmented-seventh", "aug7"), ("dominant-ninth", "9"), ("major-ninth", "maj9"),
  ("minor-ninth", "m9"), ("dominant-11th", "11"), ("minor-11th", "m11"), ("major-11th", "maj11"), ("dominant-13th", "13"),
  ("minor-13th", "m13"), ("major-13th", "maj13"),
]
