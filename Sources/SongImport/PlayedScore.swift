// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// A score or a performance of the user's own, as its file holds it: every note where it is played, with its velocity,
/// and where it would be written.
package struct PlayedScore: Sendable {
  package struct Bar: Sendable {
    package var start: ScoreTime
    package var length: ScoreTime
    package var meter: Meter
    package var key: Key
    /// What the file calls the section that begins here.
    package var label: String?
  }

  /// A value of a kind that holds from a time on.
  package struct Change<Value: Sendable>: Sendable {
    package let at: ScoreTime
    package let value: Value

    package init(at: ScoreTime, value: Value) {
      self.at = at
      self.value = value
    }
  }

  package struct Controller: Sendable {
    /// 0...119.
    package let number: Int
    /// 0...127.
    package let value: Int
  }

  package struct Note: Sendable {
    package var onset: ScoreTime
    package var duration: ScoreTime
    /// MIDI key 0...127.
    package var key: Int
    /// 1...127.
    package var velocity: Int
    /// Where it is written: of what was played, the nearest place of a grid.
    package var writtenOnset: ScoreTime
    package var writtenDuration: ScoreTime
    /// Its spelling; nil where the file knows only keys.
    package var pitch: Pitch?
    /// From 1; nil where the file says none.
    package var staff: Int?
    package var voice = 1
    /// `staccato`, `tenuto`, `accent`, `marcato`.
    package var articulations: [String] = []
    package var syllable: Syllable?

    package var end: ScoreTime { onset + duration }
  }

  package struct Part: Sendable {
    /// The file's; may be empty.
    package var name: String
    /// General MIDI program 0...127; of percussion its kit.
    package var program: Int
    package var isPercussion: Bool
    /// By onset, then key.
    package var notes: [Note]
    package var controllers: [Change<Controller>] = []
    /// Pitch bends 0...16383.
    package var bends: [Change<Int>] = []
    package var dynamics: [Change<Dynamic>] = []
  }

  /// `MIDI` or `MusicXML`.
  package let format: ImportFormat
  package var title: String?
  package var credits: [(role: String, name: String)] = []
  package var copyright = ""
  /// In the order in which they are played, without gaps from 0.
  package var bars: [Bar] = []
  /// The first at 0.
  package var meters: [Change<Meter>] = []
  package var keys: [Change<Key>] = []
  /// Microseconds a quarter note, sorted, the first at 0.
  package var tempos: [Change<Int>] = []
  package var markers: [Change<String>] = []
  /// From the beginning; empty where the file has none; nil is no chord.
  package var chords: [Change<Chord?>] = []
  /// Those with notes.
  package var parts: [Part] = []
  package var log = ImportLog()

  init(format: ImportFormat) { self.format = format }

  package var end: ScoreTime { bars.last.map { $0.start + $0.length } ?? .zero }

  /// Whether somebody played it: more than a tenth of the onsets lie off the grid of thirty-seconds and their triplets.
  package var isPlayed: Bool {
    guard format == .midi else { return false }
    let onsets = parts.flatMap { $0.notes.map(\.onset) }
    let exact = onsets.count { ($0 * 8).isInteger || ($0 * 12).isInteger }
    return exact * 10 < onsets.count * 9
  }
}

/// Reads a score that is to be played: a Standard MIDI File, else MusicXML.
///
/// - Throws: where it is neither, or has no notes.
package func playedScore(_ bytes: [UInt8]) throws(ImportError) -> PlayedScore {
  if isMIDI(bytes) { return try playedMIDI(bytes) }
  // A text, in UTF-8 or UTF-16, or a compressed score, which has a message of its own.
  let isXML = bytes.prefix(64).contains(UInt8(ascii: "<")) || bytes.starts(with: Array("PK".utf8))
  guard isXML else { throw ImportError(.noScore) }
  return try playedMusicXML(bytes)
}

/// The format that a file seems to be of.
package func playedFormat(_ bytes: [UInt8]) -> ImportFormat { isMIDI(bytes) ? .midi : .musicxml }

private func isMIDI(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("MThd".utf8)) }
