// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// Music as it is compared: what a score, a MIDI file or a MusicXML file holds of bars, time, chords and notes.
///
/// Knows nothing of files. What a format doesn't say is nil and no difference.
package struct Piece: Sendable, Hashable {
  package struct Bar: Sendable, Hashable {
    package let start: ScoreTime
    /// Positive.
    package let length: ScoreTime
    package let meter: Meter
    package let key: Key?
    /// Repeat signs and endings, in words; empty where there are none.
    package let signs: String

    package init(start: ScoreTime, length: ScoreTime, meter: Meter, key: Key? = nil, signs: String = "") {
      self.start = start
      self.length = length
      self.meter = meter
      self.key = key
      self.signs = signs
    }

    package var end: ScoreTime { start + length }
  }

  /// Where a section, or what a marker names, begins.
  package struct Section: Sendable, Hashable {
    package let name: String
    package let start: ScoreTime

    package init(name: String, start: ScoreTime) {
      self.name = name
      self.start = start
    }
  }

  package struct Tempo: Sendable, Hashable {
    package let at: ScoreTime
    /// 1...16777215.
    package let microsecondsPerQuarter: Int

    package init(at: ScoreTime, microsecondsPerQuarter: Int) {
      self.at = at
      self.microsecondsPerQuarter = microsecondsPerQuarter
    }
  }

  /// A chord that holds until the next one; nil is none.
  package struct ChordChange: Sendable, Hashable {
    package let at: ScoreTime
    package let chord: Chord?

    package init(at: ScoreTime, chord: Chord?) {
      self.at = at
      self.chord = chord
    }
  }

  package struct Note: Sendable, Hashable {
    package var onset: ScoreTime
    package var duration: ScoreTime
    /// MIDI key 0...127.
    package var key: Int
    /// 1...127; nil where the format says none of a single note.
    package var velocity: Int?
    /// Its spelling; nil where the format knows only keys, and of drums.
    package var pitch: Pitch?
    /// Articulations and ornaments, sorted.
    package var marks: [String]
    /// What is sung on it.
    package var syllable: String?

    package init(
      onset: ScoreTime, duration: ScoreTime, key: Int, velocity: Int? = nil, pitch: Pitch? = nil, marks: [String] = [],
      syllable: String? = nil
    ) {
      self.onset = onset
      self.duration = duration
      self.key = key
      self.velocity = velocity
      self.pitch = pitch
      self.marks = marks
      self.syllable = syllable
    }
  }

  package struct Part: Sendable, Hashable {
    /// As people know it: of a spec its key, of a file its name; may stand twice.
    package let name: String
    /// What plays it, in words.
    package let instrument: String
    package let isPercussion: Bool
    /// By onset, then key, then duration.
    package let notes: [Note]
    /// Names of drums by their keys.
    package let drums: [Int: String]

    package init(name: String, instrument: String, isPercussion: Bool, notes: [Note], drums: [Int: String] = [:]) {
      self.name = name
      self.instrument = instrument
      self.isPercussion = isPercussion
      self.notes = notes.sorted { ($0.onset, $0.key, $0.duration) < ($1.onset, $1.key, $1.duration) }
      self.drums = drums
    }
  }

  /// Without gaps from 0, at least one.
  package let bars: [Bar]
  package let sections: [Section]
  /// Sorted, the first at 0.
  package let tempos: [Tempo]
  /// Sorted.
  package let chords: [ChordChange]
  package let parts: [Part]
  /// Whether the onsets are those of players, which lie off the grid.
  package let isPlayed: Bool

  /// - Precondition: there is a bar, and the tempos begin at 0.
  package init(
    bars: [Bar], sections: [Section] = [], tempos: [Tempo], chords: [ChordChange] = [], parts: [Part],
    isPlayed: Bool = false
  ) {
    precondition(!bars.isEmpty && tempos.first?.at == .zero, "a piece has bars and a tempo")
    self.bars = bars
    self.sections = sections
    self.tempos = tempos
    self.chords = chords
    self.parts = parts
    self.isPlayed = isPlayed
  }

  package var end: ScoreTime { bars[bars.count - 1].end }

  /// The bar that a time lies in; the last one for times behind the end, the first for times before 0.
  package func bar(at time: ScoreTime) -> Int { bars.last(notAfter: time, by: \.start) }

  /// Seconds from the start to a time.
  package func seconds(at time: ScoreTime) -> Double {
    var sum = 0.0
    for (index, tempo) in tempos.enumerated() where tempo.at < time {
      let end = index + 1 < tempos.count ? min(tempos[index + 1].at, time) : time
      sum += (end - tempo.at).double * Double(tempo.microsecondsPerQuarter) / 1_000_000
    }
    return sum
  }

  /// `5|3.5`: the bar and the beat of a time, both from 1.
  package func place(of time: ScoreTime) -> String {
    let index = bar(at: time)
    return "\(index + 1)|\(shortest(beat(of: time, in: index), 3))"
  }

  /// A note of a part with where it stands.
  package func notePlace(_ note: Note, in part: Part) -> NotePlace {
    let bar = bar(at: note.onset)
    return NotePlace(note: note, bar: bar + 1, beat: beat(of: note.onset, in: bar), name: name(of: note, in: part))
  }

  /// The beat of a time from a bar's line on, from 1, as its meter's pulse counts.
  func beat(of time: ScoreTime, in bar: Int) -> Double {
    let inside = time - bars[bar].start
    let beats = bars[bar].meter.beats
    let beat = beats.lastIndex { $0.start <= inside } ?? 0
    return Double(beat + 1) + ((inside - beats[beat].start) / beats[beat].length).double
  }
}
