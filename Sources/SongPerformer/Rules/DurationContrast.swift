// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension PerformanceRule {
  /// Short notes become shorter and softer.
  ///
  /// With d = -(11/170)(dr - 30) for 30 < dr < 201 ms, -(4/200)(400 - dr) - 7 to 401, -(7/200)(600 - dr) to 600:
  /// sl += 0.075 k d dB. A short note between two longer ones begins by 1.5 k |d| ms later, so that it is shorter and the
  /// next keeps its place; elsewhere the time would add up over the notes, and is left alone. Notes of double duration
  /// have a rule of their own. Reads a line's onsets, writes levels and leanings.
  /// - Source: Friberg, Bresin & Sundberg (2006): "duration contrast"; Friberg (1991), "Generative rules for music
  ///   performance", Computer Music Journal 15(2).
  static let durationContrast = PerformanceRule(.durationContrast) { playing, amount in
    for place in playing.line.indices {
      guard let length = playing.interval(place), !isDoubled(playing, place) else { continue }
      let index = playing.line[place]
      let contrast = contrast(length)
      playing.notes[index].levelDB += 0.075 * amount * contrast
      guard place > 0, let before = playing.interval(place - 1), before > length else { continue }
      if let after = playing.interval(place + 1), after <= length { continue }
      playing.notes[index].leanMS -= 1.5 * amount * contrast
    }
  }
}

/// Milliseconds of the formula, none of them positive.
private func contrast(_ length: Double) -> Double {
  switch length {
  case ..<30: 0
  case ..<201: -(11.0 / 170) * (length - 30)
  case ..<401: -(4.0 / 200) * (400 - length) - 7
  case ..<600: -(7.0 / 200) * (600 - length)
  default: 0
  }
}
