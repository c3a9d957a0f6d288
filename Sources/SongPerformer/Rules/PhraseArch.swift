// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension PerformanceRule {
  /// Swells towards the turn of each phrase and falls to its end; the beats of its last measures lean to the bar line.
  ///
  /// With x from the phrase's start to the turn and y from the turn to its end, both 0...1:
  /// sl -= k [0.5 (1-x)^2; 1.0 y^2] A dB, with A = 1.5 and the turn at two thirds, less its mean, so that the level of the
  /// section stays. The rule's time, dr *= 1 + k [0.1 (1-x)^2; 0.2 y^2], can't run on against the tempo map: a tenth of it
  /// is played inside each measure, where it begins and ends alike. Percussion keeps its level.
  /// - Source: Friberg (1995), "Matching the rule parameters of phrase arch to performances of Träumerei"; Friberg, Bresin &
  ///   Sundberg (2006).
  static let phraseArch = PerformanceRule(.phraseArch) { playing, amount in
    for index in playing.notes.indices {
      let note = playing.notes[index]
      let place = (note.position / note.measure.length).double
      let arch = Arch(turn: 2.0 / 3, at: playing.shape[note.index].phrase.at(place))
      if !playing.part.isPercussion { playing.notes[index].levelDB += 1.5 * amount * arch.level }
      let measure = playing.milliseconds(of: note.measure.length, at: index)
      playing.notes[index].leanMS += amount * arch.slowing * timeShare * measure * (1.0 / 6 - place * (1 - place))
    }
  }

  /// The same over a section, on levels alone, with A = 3 and the turn at three tenths.
  ///
  /// - Source: as `phraseArch`; amounts and turn are those of the higher level in the default palette of Director Musices.
  static let sectionArch = PerformanceRule(.sectionArch) { playing, amount in
    guard !playing.part.isPercussion else { return }
    for index in playing.notes.indices {
      let note = playing.notes[index]
      let place = (note.position / note.measure.length).double
      playing.notes[index].levelDB += 3 * amount * Arch(turn: 0.3, at: playing.shape[note.index].section.at(place)).level
    }
  }
}

/// Part of the formula's time that is played.
private let timeShare = 0.1

/// The two parabolas of an arch at a place in it, 0...1.
private struct Arch {
  /// Share of the amplitude, with mean 0 over the arch.
  let level: Double
  /// How much slower the formula plays.
  let slowing: Double

  init(turn: Double, at place: Double) {
    let (before, after) = (max(0, (turn - place) / turn), max(0, (place - turn) / (1 - turn)))
    let mean = -(0.5 * turn + (1 - turn)) / 3
    level = -0.5 * before * before - after * after - mean
    slowing = 0.1 * before * before + 0.2 * after * after
  }
}
