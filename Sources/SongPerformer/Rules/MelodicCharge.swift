// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// Tones that are remarkable over their chord are louder.
  ///
  /// sl += 0.2 k C dB, with C by semitones above the chord's root. The rule's lengthening would add up and is left out.
  /// Reads a line's pitches and the chords, writes levels.
  /// - Source: Friberg, Bresin & Sundberg (2006): "melodic charge".
  static let melodicCharge = PerformanceRule(.melodicCharge) { playing, amount in
    var chord = 0
    let chords = playing.score.chords
    for index in playing.line {
      let onset = playing.notes[index].note.onset
      while chord + 1 < chords.count, chords[chord + 1].onset <= onset { chord += 1 }
      guard chord < chords.count, chords[chord].onset <= onset, let root = chords[chord].chord?.root.pitchClass
      else { continue }
      playing.notes[index].levelDB += 0.2 * amount * charges[((playing.pitch(index) - root) % 12 + 12) % 12]
    }
  }
}

/// By semitones above the root.
private let charges = [0, 6.5, 2, 4.5, 4, 2.5, 6, 1, 5.5, 3, 3.5, 5]
