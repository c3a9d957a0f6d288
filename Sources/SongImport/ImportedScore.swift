// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongMusic

/// Beats a minute, and the note that is counted in quarter notes; nil is the beat of the meter.
package struct ImportedTempo: Sendable, Hashable {
  package let bpm: Rational
  package let beat: ScoreTime?

  /// Nil where no spec can say it: beyond 5...999.
  package init?(bpm: Rational, beat: ScoreTime? = nil) {
    let rounded = Rational((bpm * 1000).rounded, 1000)
    guard rounded >= 5, rounded <= 999 else { return nil }
    self.bpm = rounded
    self.beat = beat
  }
}

/// A piece as the file holds it: bars in the order in which they are played, with what sounds in them.
struct ImportedScore {
  /// What stands between two bar lines.
  struct Bar {
    var start: ScoreTime
    var length: ScoreTime
    var meter: Meter
    var key: Key
    var tempo: ImportedTempo?
    /// What the file calls the section that begins here.
    var label: String?
    /// Whether a section begins here.
    var isStart = false
    /// Whether the first bar was filled with rests before its notes.
    var isPickup = false
    var place: ImportPlace
  }

  /// A stroke on a drum.
  struct Stroke: Hashable {
    var onset: ScoreTime
    /// A General MIDI key.
    var key: Int
    var stroke: GridStroke
  }

  struct Part {
    var name: String
    /// General MIDI 0...127.
    var program: Int?
    var isLead = false
    /// By onset; may overlap.
    var notes: [NoteLine.Note] = []
    var strokes: [Stroke] = []
    /// MIDI velocities of the strokes; empty where the file has none.
    var velocities: [Int] = []

    var isDrums: Bool { notes.isEmpty && !strokes.isEmpty }
  }

  struct Symbol: Hashable {
    var onset: ScoreTime
    /// Nil is no chord.
    var chord: Chord?
  }

  var title: String?
  var credits: [(role: String, name: String)] = []
  var style: String?
  var bars: [Bar] = []
  var parts: [Part] = []
  /// From the beginning; empty where the file has none.
  var chords: [Symbol] = []
  /// Lines of text for a person: words that no note carries.
  var comments: [(at: ScoreTime, text: String)] = []
  var log = ImportLog()

  var end: ScoreTime { bars.last.map { $0.start + $0.length } ?? .zero }
}
