// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension PerformanceRule {
  /// The tone that a leap goes to comes early after a leap up and late after one down.
  ///
  /// From three semitones on: up 4.2 k sqrt(leap) ms go from the leap's first note to its second, down the first gains
  /// 2.4 k sqrt(leap) ms. Reads a line's pitches, writes leanings.
  /// - Source: Friberg, Bresin & Sundberg (2006): "leap tone duration".
  static let leapTone = PerformanceRule(.leapTone) { playing, amount in
    for place in playing.line.indices where playing.interval(place) != nil {
      let next = playing.line[place + 1]
      let leap = playing.pitch(next) - playing.pitch(playing.line[place])
      guard leap.magnitude >= 3 else { continue }
      playing.notes[next].leanMS += amount * (leap > 0 ? -4.2 : 2.4) * Double(leap.magnitude).squareRoot()
    }
  }

  /// A small silence before a leap.
  ///
  /// dro += 8 k min(leap, 9) (0.3 + 0.3 (dr - 100) / 600) ms, from three semitones on. Reads a line's pitches, writes gaps.
  /// - Source: Friberg, Bresin & Sundberg (2006): "leap articulation".
  static let leapArticulation = PerformanceRule(.leapArticulation) { playing, amount in
    for place in playing.line.indices {
      guard let length = playing.interval(place) else { continue }
      let leap = (playing.pitch(playing.line[place + 1]) - playing.pitch(playing.line[place])).magnitude
      guard leap >= 3 else { continue }
      playing.notes[playing.line[place]].gapMS += 8 * amount * Double(min(leap, 9)) * max(0, 0.3 + 0.3 * (length - 100) / 600)
    }
  }

  /// A small silence of 35 k ms before a note that repeats the last one.
  ///
  /// - Source: Friberg, Bresin & Sundberg (2006): "repetition articulation".
  static let repetitionArticulation = PerformanceRule(.repetitionArticulation) { playing, amount in
    for place in playing.line.indices where playing.interval(place) != nil {
      let index = playing.line[place]
      if playing.pitch(index) == playing.pitch(playing.line[place + 1]) { playing.notes[index].gapMS += 35 * amount }
    }
  }
}
