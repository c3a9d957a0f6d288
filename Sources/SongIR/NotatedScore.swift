// SPDX-License-Identifier: Apache-2.0
internal import SongBase

extension Score {
  /// The score as it is written down.
  ///
  /// A sync point that had to land between the beats cuts and strikes notes at any tick, which no note value shows. Such
  /// places stand at the nearest thirty-second; what is shorter than that is left out. The score itself, and what is played,
  /// keep their ticks.
  package var notated: Score {
    let odd = syncs.flatMap { [$0.start, $0.end] }.filter { !$0.isMultiple(of: thirtySecond) }
    guard !odd.isEmpty else { return self }
    func written(_ place: ScoreTime) -> ScoreTime {
      // What a strike lasts counts from its place.
      guard odd.contains(where: { (place - $0).isMultiple(of: thirtySecond) }) else { return place }
      return min(end, thirtySecond * Rational((place / thirtySecond).rounded))
    }
    var result = self
    for index in parts.indices {
      result.parts[index].notes = parts[index].notes.compactMap { note in
        var moved = note
        moved.onset = written(note.onset)
        moved.duration = written(note.end) - moved.onset
        return moved.duration > .zero ? moved : nil
      }
      result.parts[index].dynamics = parts[index].dynamics.map { DynamicMark(onset: written($0.onset), mark: $0.mark) }
    }
    result.chords = chords.compactMap { symbol in
      let onset = written(symbol.onset)
      let duration = written(symbol.onset + symbol.duration) - onset
      return duration > .zero ? ChordSymbol(onset: onset, duration: duration, chord: symbol.chord) : nil
    }
    result.tempoMarks = tempoMarks.map {
      TempoMark(start: written($0.start), beatUnit: $0.beatUnit, beatsPerMinute: $0.beatsPerMinute, isFermata: $0.isFermata)
    }
    return result
  }
}

/// In quarters.
private let thirtySecond = Rational(1, 8)

extension Rational {
  fileprivate func isMultiple(of length: Rational) -> Bool { (self / length).denominator == 1 }
}
