// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics
package import SongMusic

extension Spec {
  /// A place in the form.
  package struct Place: Sendable, Hashable, Codable {
    /// Nil is the piece or, in a section's own list, that section.
    package let section: Located<String>?
    /// From 1; nil is the beginning.
    package let bar: Int?
    package let beat: Rational?
    /// The last bar of `bars 1..2`.
    package let lastBar: Int?
    /// So long before the section begins.
    package let before: TimeValue.Amount?
    package let span: Span

    package init(
      section: Located<String>?, bar: Int?, beat: Rational?, lastBar: Int?, before: TimeValue.Amount?, span: Span
    ) {
      self.section = section
      self.bar = bar
      self.beat = beat
      self.lastBar = lastBar
      self.before = before
      self.span = span
    }
  }

  /// Given notes with the place of each note and each bar.
  package struct Line: Sendable, Hashable, Codable {
    package var line: NoteLine
    package var places: [Span]
    package var bars: [Span]
    package let span: Span

    package init(line: NoteLine, places: [Span], bars: [Span], span: Span) {
      self.line = line
      self.places = places
      self.bars = bars
      self.span = span
    }
  }

  /// Pitches in order; nil holds the one before.
  package struct Pitches: Sendable, Hashable, Codable {
    package let pitches: [Located<LinePitch?>]
    /// How many stand before each bar line.
    package let barLines: [Int]
    package let span: Span

    package init(pitches: [Located<LinePitch?>], barLines: [Int], span: Span) {
      self.pitches = pitches
      self.barLines = barLines
      self.span = span
    }
  }

  /// What notes are sung on.
  package struct Lyrics: Sendable, Hashable, Codable {
    package enum Token: Sendable, Hashable, Codable {
      case syllable(Syllable)
      case hold
      case skip
    }

    package let tokens: [Located<Token>]
    /// How many stand before each bar line.
    package let barLines: [Int]
    package let span: Span

    package init(tokens: [Located<Token>], barLines: [Int], span: Span) {
      self.tokens = tokens
      self.barLines = barLines
      self.span = span
    }
  }

  /// A chord symbol that stands over a tune.
  package struct TuneChord: Sendable, Hashable, Codable {
    /// From the tune's start.
    package let onset: ScoreTime
    package let token: Located<ChordToken>

    package init(onset: ScoreTime, token: Located<ChordToken>) {
      self.onset = onset
      self.token = token
    }
  }

  /// A file that given notes are read from.
  package struct NoteFile: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      case midi, musicxml
    }

    package let kind: Kind
    /// Relative to the spec's folder.
    package let path: Located<String>

    package init(kind: Kind, path: Located<String>) {
      self.kind = kind
      self.path = path
    }
  }

  /// Viewpoints that are fixed over a stretch; what is missing is composed.
  package struct Given: Sendable, Hashable, Codable {
    /// Nil is the section's beginning.
    package var place: Place?
    /// Full notes, or a rhythm whose notes have no pitches.
    package var line: Line?
    /// Degrees of the key or tones of the chord, for the rhythm's notes or for composed ones.
    package var pitches: Pitches?
    package var contour: Located<[ContourMove]>?
    package var file: NoteFile?
    package var chords: [TuneChord] = []
    package let span: Span
    /// Of keys: `sections.A.melody`.
    package let path: String

    package init(span: Span, path: String) {
      self.span = span
      self.path = path
    }
  }
}
