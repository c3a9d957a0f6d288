// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

extension Settings {
  /// Given material, before its place in time is known.
  package struct Given: Sendable, Hashable, Codable {
    /// The part that plays it.
    package let part: String
    /// The index in the form; nil where the place counts the bars of the piece.
    package let entry: Int?
    package let item: Spec.Given
    package let lyrics: Spec.Lyrics?

    package init(part: String, entry: Int?, item: Spec.Given, lyrics: Spec.Lyrics?) {
      self.part = part
      self.entry = entry
      self.item = item
      self.lyrics = lyrics
    }
  }
}

extension Arrangement {
  /// Given material at its place in a section, its pitches known but for tones of chords.
  package struct Given: Sendable, Hashable, Codable {
    package let part: String
    /// Index into `sections`.
    package let section: Int
    /// From the section's start.
    package let from: ScoreTime
    /// Up to here the line says everything; where it fixes no rhythm, its start.
    package let to: ScoreTime
    /// From the section's start; those without pitches are a rhythm.
    package let notes: [NoteLine.Note]
    /// For composed notes, in order.
    package let pitches: [LinePitch]
    package let contour: [ContourMove]
    /// Where the spec gives it.
    package var place: Span? = nil

    package init(
      part: String, section: Int, from: ScoreTime, to: ScoreTime, notes: [NoteLine.Note], pitches: [LinePitch],
      contour: [ContourMove]
    ) {
      self.part = part
      self.section = section
      self.from = from
      self.to = to
      self.notes = notes
      self.pitches = pitches
      self.contour = contour
    }

    /// Whether every note has its pitch.
    package var isComplete: Bool { !notes.isEmpty && notes.allSatisfy { !$0.pitches.isEmpty } }
  }
}
