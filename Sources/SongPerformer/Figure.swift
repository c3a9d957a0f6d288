// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A tone that is played for an ornamented note: where it lies against the note's onset, in ticks.
struct FigureTone: Equatable {
  var onset: Int
  var duration: Int
  let pitch: Pitch
  /// Whether it is one of the quick small notes, which are played more lightly.
  var isLight = false
}

/// The tones that an ornamented note is played as; they end with it.
///
/// Small notes come before the beat, so that the note itself keeps its place; all other figures lie within the note.
/// - Source: the figures are those of C. P. E. Bach (1753), "Versuch über die wahre Art das Clavier zu spielen", part 1,
///   chapter 2; the roll that of Larsen (2003), "The Essential Guide to Irish Flute and Tin Whistle": three equal parts,
///   the second cut from above, the third tapped from below.
///
/// - Parameters:
///   - length: ticks that sound.
///   - ticks: of a number of microseconds here.
func figure(of ornament: Score.Ornament, on pitch: Pitch, length: Int, ticks: (Int) -> Int) -> [FigureTone] {
  let main = FigureTone(onset: 0, duration: length, pitch: pitch)
  switch ornament {
  // Those of drums have no tones: `smallStrokes`.
  case .flam, .drag: return [main]
  case .graces(let pitches):
    let grace = max(1, ticks(Score.Ornament.grace))
    return pitches.enumerated().map { index, small in
      FigureTone(onset: (index - pitches.count) * grace, duration: grace, pitch: small, isLight: true)
    } + [main]
  case .appoggiatura(let leaning):
    let half = length / 2
    return inTurn([(leaning, half), (pitch, length - half)])
  case .trill(let above):
    let shakes = max(2, length / max(1, 2 * ticks(Score.Ornament.shake)))
    return inTurn(
      (0..<(2 * shakes)).map { index in
        let end = length * (index + 1) / (2 * shakes)
        return (index.isMultiple(of: 2) ? above : pitch, end - length * index / (2 * shakes))
      })
  case .mordent(let neighbour), .shortTrill(let neighbour):
    let quick = max(1, min(ticks(Score.Ornament.shake), length / 4))
    return inTurn([(pitch, quick), (neighbour, quick), (pitch, length - 2 * quick)])
  case .turn(let above, let below):
    let quick = max(1, min(ticks(Score.Ornament.shake), length / 4))
    return inTurn([(above, quick), (pitch, quick), (below, quick), (pitch, length - 3 * quick)])
  case .roll(let above, let below):
    let third = length / 3
    let quick = max(1, min(ticks(Score.Ornament.grace), third / 2))
    return inTurn([
      (pitch, third), (above, quick), (pitch, third - quick), (below, quick), (pitch, length - 2 * third - quick),
    ]).enumerated().map { index, tone in
      var tone = tone
      tone.isLight = index == 1 || index == 3
      return tone
    }
  }
}

/// The soft strokes before a drum's own, each until the next; none where the drum was struck less than one of their
/// distances before, or the piece begins later.
///
/// A flam's stroke is 9 dB softer than its own, those of a drag 11.
/// - Source: Groove MIDI, by `Benchmarks/music/flams.py`: the softer quartile of flams, since louder ones are two hands at
///   once, and the louder one of drags, since softer ones are lost in a band.
///
/// - Parameters:
///   - last: where the drum was struck before.
///   - ticks: of a number of microseconds here.
func smallStrokes(
  of ornament: Score.Ornament, before note: Performance.Note, last: Ticks?, ticks: (Int) -> Int
) -> [Performance.Note] {
  let count = ornament.smallStrokes
  guard count > 0 else { return [] }
  let step = max(1, ticks(ornament.lead / count))
  let first = note.onset.value - count * step
  guard first >= 0, last.map({ $0.value <= first - step }) ?? true else { return [] }
  let share = gain(decibels: (count == 1 ? -9 : -11) / 2)
  return (0..<count).map { place in
    Performance.Note(
      onset: Ticks(first + place * step), duration: Ticks(step), key: note.key,
      velocity: max(1, Int((Double(note.velocity) * share).rounded())), origin: note.origin)
  }
}

/// Tones one after the other.
private func inTurn(_ tones: [(pitch: Pitch, duration: Int)]) -> [FigureTone] {
  var onset = 0
  return tones.filter { $0.duration > 0 }.map { tone in
    defer { onset += tone.duration }
    return FigureTone(onset: onset, duration: tone.duration, pitch: tone.pitch)
  }
}
