// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

/// How a part reads in the key of a measure.
struct Reading: Hashable {
  /// Sharps (positive) or flats of the written signature, -7...7.
  let fifths: Int
  let mode: Mode
  /// From written to sounding pitch, with the staff steps that the written signature asks for.
  let transposition: Score.Transposition

  /// Where the written key would need more than seven accidentals it is read as its enharmonic one.
  init(_ key: Key, _ transposition: Score.Transposition) {
    var steps = -transposition.diatonic
    let semitones = -transposition.chromatic
    var fifths = key.tonic.transposed(steps: steps, semitones: semitones).fifths + key.mode.fifths
    while fifths > 7 {
      fifths -= 12
      steps += 1
    }
    while fifths < -7 {
      fifths += 12
      steps -= 1
    }
    self.fifths = fifths
    mode = key.mode
    self.transposition = Score.Transposition(chromatic: transposition.chromatic, diatonic: -steps)
  }

  func written(_ name: PitchName) -> PitchName {
    plain(name.transposed(steps: -transposition.diatonic, semitones: -transposition.chromatic))
  }

  func written(_ pitch: Pitch) -> Pitch {
    let moved = pitch.transposed(steps: -transposition.diatonic, semitones: -transposition.chromatic)
    return Pitch(plain(moved.name), key: moved.key)
  }

  /// Alteration of a step by the signature.
  func alter(ofStep step: Int) -> Int {
    if fifths > 0 { return sharpSteps.prefix(fifths).contains(step) ? 1 : 0 }
    return sharpSteps.reversed().prefix(-fifths).contains(step) ? -1 : 0
  }
}

/// The steps that signatures sharpen, in order: F C G D A E B.
private let sharpSteps = [3, 0, 4, 1, 5, 2, 6]

/// The name with at most two accidentals.
private func plain(_ name: PitchName) -> PitchName {
  var fifths = name.fifths
  while PitchName(fifths: fifths).alter > 2 { fifths -= 12 }
  while PitchName(fifths: fifths).alter < -2 { fifths += 12 }
  return PitchName(fifths: fifths)
}
