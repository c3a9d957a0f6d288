// SPDX-License-Identifier: Apache-2.0

/// Why a MusicXML file can't be read as one tune.
package enum MusicXMLError: Error, Sendable, Hashable {
  /// The text isn't well-formed XML.
  case malformed(line: Int)
  /// A compressed file (.mxl).
  case compressed
  /// The root is another element than `score-partwise`.
  case wrongRoot(String)
  case noNotes
  /// More than one part has notes.
  case severalParts(Int)
  /// More than `Limits.lineNotes`.
  case tooManyNotes
  /// A note without a duration, or a pitch that is none.
  case badNote(line: Int)
  /// A repeat, which stands for bars that aren't written.
  case repeats(line: Int)
  /// The time signature changes.
  case meterChange(line: Int)
  /// A kind of chord that the language hasn't.
  case unknownChord(String, line: Int)
}
