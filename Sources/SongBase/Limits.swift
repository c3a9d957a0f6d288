// SPDX-License-Identifier: Apache-2.0

/// The most of everything that a spec, a lock or an imported file may hold.
///
/// Each lies far beyond what a person writes and keeps what a broken or hostile file costs within seconds and megabytes.
/// `Documentation/robustness.md` lists them.
package enum Limits {
  // MARK: Files

  /// Bytes of a spec or a lock: a spec of an hour's music written out takes a tenth of it.
  package static let specBytes = 1 << 20
  /// Bytes of a file that a spec imports: notes and cue lists.
  package static let importBytes = 16 << 20
  /// Bytes of any file that is read as a whole.
  package static let fileBytes = 256 << 20

  // MARK: The tree

  /// Collections inside each other.
  package static let nesting = 64
  /// Nodes that all aliases together stand for.
  package static let aliasNodes = 10_000
  /// Bytes that all variables together may stand for.
  package static let variableBytes = 1 << 20

  // MARK: Notations

  /// Bytes of one notation: 20,000 notes with their blanks.
  package static let notationBytes = 200_000
  /// Notes in one field or file: far more than a section holds.
  package static let lineNotes = 20_000
  /// Quarter notes of an imported tune: more than `measures` of any meter, and few enough for exact sums.
  package static let lineQuarters: ScoreTime = 5_000_000
  /// Bars of chords in one field, repeats counted: an hour at 66 BPM in 4/4.
  package static let chordBars = 1_000
  /// Cells in one line: sixteen bars of 64.
  package static let gridCells = 1_024
  /// Stops of one curve: more than one a second for half an hour.
  package static let intensityStops = 2_000

  // MARK: The piece

  package static let sections = 1_000
  /// Sections that the form plays, repeats written out.
  package static let formSections = 1_000
  package static let parts = 128
  /// Effects of one part.
  package static let effects = 16
  package static let exports = 100
  /// Sync points with those of an imported list.
  package static let syncPoints = 2_000
  /// Sync points that the music follows, which the solver weighs against each other.
  package static let syncHits = 400
  package static let voiceWindows = 1_000
  /// Measures: more than a piece of three hours has at any sensible tempo.
  package static let measures = 20_000
}
