// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension PerformanceRule {
  /// Swells towards the middle of each phrase of four measures and falls to its end.
  ///
  /// Velocity follows a parabola that is highest at two thirds of the phrase; its mean over the phrase is near zero, so
  /// the level of the section stays. Reads onsets, writes velocities; percussion is left alone.
  /// - Source: the shape of the KTH rule "phrase arch" (Friberg 1995, "Matching the rule parameters of phrase arch to
  ///   performances of Träumerei"), here on dynamics only.
  static let phraseArch = PerformanceRule(name: "phrase-arch") { playing in
    guard playing.humanize.velocity > 0, !playing.part.isPercussion else { return }
    for index in playing.notes.indices {
      let note = playing.notes[index]
      let phrase = Double(note.index % 4) + (note.position / note.measure.length).double
      let x = phrase / 4
      let distance = x < turn ? (turn - x) / turn : (x - turn) / (1 - turn)
      playing.notes[index].velocity += depth * (1.0 / 3 - distance * distance)
    }
  }
}

/// The peak lies at two thirds of the phrase.
private let turn = 2.0 / 3

/// Velocity steps from the phrase's edge to its peak.
private let depth = 7.0
