// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension PerformanceRule {
  /// A breath between melodic gestures.
  ///
  /// A note ends a gesture where a phrase ends with it, or where it is half as long again as both its neighbours. A silence
  /// of 20 k ms (notes of 160 ms) to 60 k ms (of 640 ms) comes before the next note, which begins by 0.45 of it late. Reads
  /// a line's onsets and the phrases, writes gaps and leanings.
  /// - Source: Friberg, Bresin, Frydén & Sundberg (1998), "Musical punctuation on the microlevel", Journal of New Music
  ///   Research 27(3), whose weights for finding gestures are reduced to these two.
  static let punctuation = PerformanceRule(.punctuation) { playing, amount in
    for place in playing.line.indices {
      guard let length = playing.interval(place) else { continue }
      let (index, next) = (playing.line[place], playing.line[place + 1])
      let shape = playing.shape
      let endsPhrase =
        shape[playing.notes[index].index].phraseNumber != shape[playing.notes[next].index].phraseNumber
      let isLong =
        place > 0
        && [playing.interval(place - 1), playing.interval(place + 1)].allSatisfy { $0.map { $0 * 1.5 <= length } ?? false }
      guard endsPhrase || isLong else { continue }
      let silence = amount * (20 + 40 * min(max(0, (length - 160) / 480), 1))
      playing.notes[index].gapMS += silence
      playing.notes[next].leanMS += 0.45 * silence
    }
  }
}
