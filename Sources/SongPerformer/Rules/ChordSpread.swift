// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension PerformanceRule {
  /// Keys, harps and guitars play chords from low to high, a guitar's up strokes from high to low.
  ///
  /// From the first tone to the last 30 k (1 - 1/n) ms for n tones, 25 at most, with the beat in their middle; mallets half
  /// of it. Plucked chords between the finest beats of a measure are up strokes: the hand swings. Reads General MIDI
  /// programs and onsets, writes leanings.
  /// - Source: the median spread of chords in the Vienna 4x22 corpus (Goebl 1999), 30 ms.
  static let chordSpread = PerformanceRule(.chordSpread) { playing, amount in
    guard let kind = Spreading(playing) else { return }
    for chord in playing.onsets where chord.count > 1 {
      let size = kind.scale * min(25, 30 * amount * (1 - 1 / Double(chord.count)))
      let isUp = kind.isGuitar && isUpStroke(playing, chord)
      for (place, index) in chord.enumerated() {
        let share = Double(place) / Double(chord.count - 1) - 0.5
        playing.notes[index].leanMS += size * (isUp ? -share : share)
      }
    }
  }
}

/// How an instrument spreads chords.
private struct Spreading {
  var scale = 1.0
  var isGuitar = false

  /// Nil for instruments that don't.
  init?(_ playing: PartPlaying) {
    guard !playing.part.isPercussion else { return nil }
    switch playing.part.program {
    case 0...7, 46: break
    case 8...15: scale = 0.5
    case 24...31: isGuitar = true
    default: return nil
    }
  }
}

/// Whether the hand comes up: strokes lie on sixteenths where the measure has any off the eighths, else on eighths.
private func isUpStroke(_ playing: PartPlaying, _ chord: Range<Int>) -> Bool {
  let note = playing.notes[chord.lowerBound]
  let eighth = Rational(1, 2)
  func inMeasure(_ index: Int) -> Bool { playing.notes[index].index == note.index }
  let first = (0...chord.lowerBound).reversed().prefix(while: inMeasure).last ?? chord.lowerBound
  let measure = playing.notes[first...].prefix { $0.index == note.index }
  let isFine = measure.contains { !($0.position / eighth).isInteger }
  let stroke = (note.position / (isFine ? eighth / 2 : eighth)).floor
  return !stroke.isMultiple(of: 2)
}
