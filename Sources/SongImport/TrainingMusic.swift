// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// A piece as a model is trained on it: who plays what, in exact times from the first bar line.
package struct TrainingMusic: Sendable, Hashable {
  package struct Bar: Sendable, Hashable {
    package let start: ScoreTime
    package let meter: Meter
    package let key: Key
  }

  package struct Note: Sendable, Hashable {
    package let onset: ScoreTime
    package let duration: ScoreTime
    /// MIDI 0...127.
    package let key: Int
  }

  package struct Hit: Sendable, Hashable {
    package let onset: ScoreTime
    /// A General MIDI drum key.
    package let key: Int
    /// MIDI 1...127.
    package let velocity: Int
  }

  /// A chord that sounds until the next one.
  package struct ChordSymbol: Sendable, Hashable {
    package let onset: ScoreTime
    /// Nil is no chord.
    package let chord: Chord?
  }

  /// A section with what the file calls it.
  package struct Section: Sendable, Hashable {
    package let start: ScoreTime
    package let label: String?
  }

  package internal(set) var bars: [Bar] = []
  package internal(set) var end = ScoreTime.zero
  /// As the file has them, else found by the notes of several parts; empty for a tune alone.
  package internal(set) var chords: [ChordSymbol] = []
  package internal(set) var sections: [Section] = []
  /// One note at a time, as those of the other lines.
  package internal(set) var melody: [Note] = []
  /// A second line under the melody, or over it.
  package internal(set) var second: [Note] = []
  package internal(set) var bass: [Note] = []
  /// What all other parts play, by onset and key.
  package internal(set) var accompaniment: [Note] = []
  package internal(set) var hits: [Hit] = []
  /// Soprano, alto, tenor and bass of a piece for four voices that move together; else empty.
  package internal(set) var voices: [[Note]] = []
}

/// Reads a file of another program as music for training: its pieces in order, several where it is a book of tunes in ABC.
///
/// - Throws: where it isn't of that format, or no piece of it can be read.
package func trainingMusic(_ bytes: [UInt8], format: ImportFormat) throws(ImportError) -> [TrainingMusic] {
  switch format {
  case .abc:
    let tunes = try tunes(ofABC: bytes)
    guard !tunes.isEmpty else { throw ImportError(.noTune) }
    var pieces: [TrainingMusic] = []
    var failure: ImportError?
    for tune in tunes {
      do { pieces.append(try trainingMusic(of: try importABC(tune, tune: nil))) } catch { failure = failure ?? error }
    }
    if pieces.isEmpty, let failure { throw failure }
    return pieces
  case .chordpro: return [try trainingMusic(of: try importChordPro(bytes, song: nil))]
  case .musicxml: return [try trainingMusic(of: try importMusicXML(bytes))]
  case .midi:
    var music = try trainingMusic(of: try importMIDI(bytes))
    // Where a file has no markers, the import cuts it by the clock.
    music.sections.removeAll { $0.label == nil }
    return [music]
  case .mma: return [try trainingMusic(of: try importMMA(bytes))]
  }
}

private func trainingMusic(of read: ImportedScore) throws(ImportError) -> TrainingMusic {
  guard read.bars.count <= mostImportedBars else {
    throw ImportError(.tooLong(bars: read.bars.count, limit: mostImportedBars))
  }
  let score = read.withFullBars()
  var music = TrainingMusic()
  music.bars = score.bars.map { .init(start: $0.start, meter: $0.meter, key: $0.key) }
  music.end = score.end
  music.chords = score.soundingChords.map { .init(onset: $0.onset, chord: $0.chord) }
  music.sections = score.bars.indices.filter { $0 == 0 || score.bars[$0].isStart || score.bars[$0].label != nil }
    .map { .init(start: score.bars[$0].start, label: score.bars[$0].label) }
  for part in score.parts {
    for (index, stroke) in part.strokes.enumerated() {
      let velocity = part.velocities.isEmpty ? stroke.stroke.usualVelocity : part.velocities[index]
      music.hits.append(.init(onset: stroke.onset, key: stroke.key, velocity: velocity))
    }
  }
  music.hits.sort { ($0.onset, $0.key, $0.velocity) < ($1.onset, $1.key, $1.velocity) }
  PartGuess(score.parts.filter { !$0.notes.isEmpty }).give(to: &music)
  return music
}

extension ImportedScore {
  /// The chords of the file, else those that its notes make; a tune alone makes none.
  fileprivate var soundingChords: [Symbol] {
    guard chords.isEmpty else { return chords }
    let pitched = parts.filter { !$0.notes.isEmpty }
    guard pitched.count > 1 || pitched.contains(where: { $0.notes.contains { $0.pitches.count > 2 } }) else { return [] }
    return foundChords(of: pitched.flatMap(\.notes), bars: bars)
  }
}

/// As above, under a name that a score's own list doesn't hide.
private func foundChords(of notes: [NoteLine.Note], bars: [ImportedScore.Bar]) -> [ImportedScore.Symbol] {
  chords(of: notes, bars: bars)
}

extension GridStroke {
  /// MIDI velocity of a stroke that a file only names.
  fileprivate var usualVelocity: Int {
    switch self {
    case .ghost: 35
    case .accent, .accentedDown, .accentedUp: 115
    case .hit, .open, .flam, .down, .up: 90
    }
  }
}
