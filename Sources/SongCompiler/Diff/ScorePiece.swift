// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiff
internal import SongIR
internal import SongMusic

extension Piece {
  /// A score as it is compared: parts by their keys in the spec, velocities from the level of the measure and the note's
  /// emphasis.
  init(_ score: Score) {
    let parts = score.parts.map { part in
      Part(
        name: part.id, instrument: part.instrument, isPercussion: part.isPercussion,
        notes: part.notes.map { Piece.note($0, part, score) },
        drums: Dictionary(part.kit.map { ($0.key, $0.name) }) { first, _ in first })
    }
    self.init(
      bars: score.measures.map { Bar(start: $0.start, length: $0.length, meter: $0.meter, key: $0.key) },
      sections: score.sections.map { Section(name: $0.name, start: $0.start) },
      tempos: Piece.tempos(score.tempo), chords: score.chords.map { ChordChange(at: $0.onset, chord: $0.chord) },
      parts: parts)
  }

  /// A performance as it is compared, in the bars of its score.
  init(_ performance: Performance, bars: [Bar], drums: [[Int: String]]) {
    let time = { (ticks: Ticks) in Rational(ticks.value, Ticks.perQuarter) }
    self.init(
      bars: bars, tempos: Piece.tempos(performance.tempo),
      parts: zip(performance.parts, drums).map { part, drums in
        Part(
          name: part.id, instrument: part.instrument, isPercussion: part.isPercussion,
          notes: part.notes.map {
            Note(
              onset: time($0.onset), duration: time($0.duration), key: $0.key, velocity: $0.velocity,
              syllable: $0.lyric?.text)
          }, drums: drums)
      }, isPlayed: true)
  }

  /// The tempi of a map, where the time it takes is rounded to microseconds only.
  static func tempos(_ map: TempoMap) -> [Tempo] {
    map.events.map {
      Tempo(at: Rational($0.at.value, Ticks.perQuarter), microsecondsPerQuarter: $0.microsecondsPerQuarter)
    }
  }

  private static func note(_ note: Score.Note, _ part: Score.Part, _ score: Score) -> Note {
    var pitch: Pitch?
    let key: Int
    switch note.sound {
    case .pitch(let own):
      pitch = own
      key = own.key
    case .kit(let index): key = part.kit[index].key
    }
    var velocity: Int?
    if let level = part.levels.isEmpty
      ? nil : part.levels[min(score.measures.last(notAfter: note.onset, by: \.start), part.levels.count - 1)]
    {
      velocity = min(127, max(1, level + note.emphasis))
    }
    return Note(
      onset: note.onset, duration: note.duration, key: key, velocity: velocity, pitch: pitch,
      marks: note.articulations.map(\.rawValue).sorted(by: utf8Precedes) + (note.ornament.map { [$0.words] } ?? []),
      syllable: note.lyric?.text)
  }
}

extension Score.Ornament {
  /// `trill`, `graces D5 E5`.
  fileprivate var words: String {
    let name =
      switch self {
      case .graces: "graces"
      case .appoggiatura: "appoggiatura"
      case .trill: "trill"
      case .mordent: "mordent"
      case .shortTrill: "short trill"
      case .turn: "turn"
      case .roll: "roll"
      case .flam: "flam"
      case .drag: "drag"
      }
    return ([name] + pitches.map { "\($0)" }).joined(separator: " ")
  }
}
