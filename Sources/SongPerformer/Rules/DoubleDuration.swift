// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension PerformanceRule {
  /// Of two notes, the first twice as long, and a longer one behind them, the short one begins early.
  ///
  /// 0.12 k of the short note's length goes from the long one to it: a ratio of 2 becomes 1.68. Reads a line's onsets,
  /// writes leanings.
  /// - Source: Friberg, Bresin & Sundberg (2006): "double duration".
  static let doubleDuration = PerformanceRule(.doubleDuration) { playing, amount in
    for place in playing.line.indices where isDoubled(playing, place) {
      guard let length = playing.interval(place) else { continue }
      playing.notes[playing.line[place]].leanMS -= 0.12 * amount * length
    }
  }
}

/// Whether a line's note is the short one of double duration.
func isDoubled(_ playing: PartPlaying, _ place: Int) -> Bool {
  guard place > 0, place + 2 < playing.line.count, playing.interval(place - 1) != nil, playing.interval(place) != nil
  else { return false }
  let onsets = (place - 1...place + 2).map { playing.notes[playing.line[$0]].note.onset }
  let (long, short, next) = (onsets[1] - onsets[0], onsets[2] - onsets[1], onsets[3] - onsets[2])
  return long == short * 2 && next > short
}
