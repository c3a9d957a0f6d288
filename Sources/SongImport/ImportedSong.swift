// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongMusic

/// What is imported, as a spec says it: sections and their order, parts and what they play.
package struct ImportedSong: Sendable {
  package struct Section: Sendable {
    package var name: String
    package var bars: Int
    package var meter: Meter
    package var key: Key?
    package var tempo: ImportedTempo?
    /// Chords bar by bar as they are written; empty where they are composed.
    package var chords: [String] = []
    /// From the section's start.
    package var melody: NoteLine?
    /// Lines for a person to read.
    package var comments: [String] = []
    /// Parts that are silent here.
    package var resting: [String] = []
    /// Grids that parts play here in place of their own.
    package var grids: [(part: String, rows: [(voice: String, grid: String)])] = []
  }

  package struct Part: Sendable {
    package var name: String
    package var role: String
    package var instrument: String
    /// What it plays in sections, by their names.
    package var lines: [(section: String, line: NoteLine)] = []
    /// Its grid, by voices of the kit.
    package var pattern: [(voice: String, grid: String)] = []
  }

  package var title: String?
  package var credits: [(role: String, name: String)] = []
  package var style: String?
  package var key: Key?
  package var meter: Meter?
  package var tempo: ImportedTempo?
  /// `cut` where the last bar is played as it stands.
  package var ending: String?
  package var form: [String] = []
  package var sections: [Section] = []
  /// Empty where the style's band plays.
  package var parts: [Part] = []
  /// Whether melodies are written in ABC.
  package var isABC = false
  package var log = ImportLog()
}

/// An instrument of the library, as far as an import chooses by it.
package struct ImportInstrument: Sendable {
  package let key: String
  package let name: String
  /// General MIDI 0...127.
  package let program: Int
  /// Roles that suit it, best first.
  package let roles: [String]
  /// The keys of its kit; empty for pitched ones.
  package let kit: [(voice: String, key: Int)]
  package let low: Int
  package let high: Int

  package init(
    key: String, name: String, program: Int, roles: [String], kit: [(voice: String, key: Int)], low: Int, high: Int
  ) {
    self.key = key
    self.name = name
    self.program = program
    self.roles = roles
    self.kit = kit
    self.low = low
    self.high = high
  }
}
