// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension PerformanceRule {
  /// The higher, the louder: 3 dB an octave against the part's middle.
  ///
  /// sl += k (pitch - mean) / 4. Reads pitches, writes levels; the mean is a whole semitone.
  /// - Source: Friberg, Bresin & Sundberg (2006), "Overview of the KTH rule system for musical performance", Advances in
  ///   Cognitive Psychology 2(2-3): "high loud".
  static let highLoud = PerformanceRule(.highLoud) { playing, amount in
    guard !playing.part.isPercussion, !playing.notes.isEmpty else { return }
    let sum = playing.notes.indices.reduce(0) { $0 + playing.pitch($1) }
    let mean = (Double(sum) / Double(playing.notes.count)).rounded()
    for index in playing.notes.indices {
      playing.notes[index].levelDB += amount * (Double(playing.pitch(index)) - mean) / 4
    }
  }
}
