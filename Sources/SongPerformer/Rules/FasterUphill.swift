// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension PerformanceRule {
  /// A rising line hurries.
  ///
  /// dr -= 2 k ms for each note of a rise: its second tone comes 2 k ms early, its third 4 k, up to four tones' worth; the
  /// tone behind the rise is on the grid again. Reads a line's pitches, writes leanings.
  /// - Source: Friberg, Bresin & Sundberg (2006): "faster uphill".
  static let fasterUphill = PerformanceRule(.fasterUphill) { playing, amount in
    var tones = 0
    for place in playing.line.indices.dropFirst() {
      let rises = playing.pitch(playing.line[place]) > playing.pitch(playing.line[place - 1])
      tones = rises && playing.interval(place - 1) != nil ? min(tones + 1, mostTones) : 0
      playing.notes[playing.line[place]].leanMS -= 2 * amount * Double(tones)
    }
  }
}

/// Tones over which the hurry may grow.
private let mostTones = 4
