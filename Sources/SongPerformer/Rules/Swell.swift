// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// How the level of a tone moves: from below up to its own at some place, and down again.
struct Swell: Equatable {
  /// Decibels below its own at its beginning and its end.
  let riseDB: Double
  let fadeDB: Double
}

extension PerformanceRule {
  /// Long tones grow and fade, of who blows, bows, sings or pulls bellows.
  ///
  /// Tones of a second or more, chords that begin and end together too, but none that sounds with others: from
  /// k s min(1, t / 2 s) dB below, with the instrument's s, up to their own level and as far down again; on a side that
  /// joins another tone without a rest half as far. What has a sign of articulation or strikes at a sync point begins at its level.
  /// `swells` has the shape. Reads lengths, writes swells.
  /// - Source: Quantz (1752), "Versuch einer Anweisung die Flöte traversiere zu spielen", chapter 14, section 10, and
  ///   L. Mozart (1756), "Versuch einer gründlichen Violinschule", chapter 5: long notes are begun softly, swelled to the
  ///   middle and let fade. Their sizes are set by hand.
  static let swell = PerformanceRule(.swell) { playing, amount in
    guard playing.tone.swellDB > 0, playing.humanize.velocity > 0 else { return }
    let chords = playing.onsets
    var last = ScoreTime.zero
    for (place, chord) in chords.enumerated() {
      let first = playing.notes[chord.lowerBound].note
      let joinsLast = first.onset == last && place > 0
      let isAlone = first.onset >= last && chord.allSatisfy { playing.notes[$0].note.end == first.end }
      last = max(last, chord.map { playing.notes[$0].note.end }.max() ?? last)
      let next = place + 1 < chords.count ? playing.notes[chords[place + 1].lowerBound].note.onset : nil
      let length = playing.milliseconds(of: first.duration, at: chord.lowerBound)
      guard isAlone, length >= 1000, next.map({ $0 >= first.end }) ?? true,
        chord.allSatisfy({ playing.notes[$0].note.holdsItsPitch })
      else { continue }
      let size = amount * playing.tone.swellDB * min(1, length / 2000)
      let isStruck = playing.strikes.contains(first.onset) || chord.contains { !playing.notes[$0].note.articulations.isEmpty }
      let swell = Swell(riseDB: isStruck ? 0 : joinsLast ? size / 2 : size, fadeDB: next == first.end ? size / 2 : size)
      for index in chord { playing.notes[index].swell = swell }
    }
  }
}
