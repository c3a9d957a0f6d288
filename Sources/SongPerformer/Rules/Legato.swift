// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

/// A note that goes on into another.
struct Slur: Equatable {
  /// Index of the note behind.
  let next: Int
  /// Milliseconds for which both sound.
  let overlap: Double
}

extension PerformanceRule {
  /// Tones of a line are joined where breath, bow or string go on: each lasts until the next one sounds.
  ///
  /// Steps and thirds without a rest or a silence that another rule asks for, none of staccato and none into an accent, a
  /// sync point or a tone that slides or is scooped, whose bend would reach both; in moods that don't detach notes (90 % of
  /// lengths and more): both sound for 0.1 k dr ms, 30 at most.
  /// Runs behind all rules that ask for silences. Reads a line's pitches, writes slurs.
  /// - Source: Repp (1995), "Acoustics, perception, and production of legato articulation on a digital piano", J. Acoust.
  ///   Soc. Am. 97(6): the overlap of legato tones grows with the time between them; the tenth and the limit, so that one
  ///   voice isn't heard as two, are set by hand.
  static let legato = PerformanceRule(.legato) { playing, amount in
    guard playing.tone.slurs, playing.humanize.length > 0, playing.settings.articulation >= 90 else { return }
    for place in playing.line.indices.dropLast() {
      let (index, next) = (playing.line[place], playing.line[place + 1])
      let (note, following) = (playing.notes[index], playing.notes[next].note)
      guard let time = playing.interval(place), time >= 100, note.note.end == following.onset, note.gapMS == 0,
        playing.isAlone[index], playing.isAlone[next], (1...4).contains((playing.pitch(next) - playing.pitch(index)).magnitude),
        !note.note.articulations.contains(.staccato), !note.note.articulations.contains(.marcato),
        !following.articulations.contains(.accent), !following.articulations.contains(.marcato),
        following.ornament?.lead ?? 0 == 0, !playing.strikes.contains(following.onset),
        playing.notes[next].pitch.approach == nil
      else { continue }
      playing.notes[index].slur = Slur(next: next, overlap: min(30, 0.1 * amount * time))
    }
  }
}
