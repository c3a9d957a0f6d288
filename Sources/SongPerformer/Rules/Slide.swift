// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension PerformanceRule {
  /// A finger, a slide or a voice glides from one tone of a line into the next.
  ///
  /// In 0.25 k of the tones of 200 ms or more that follow another pitch, an octave away at most, without a rest: from the
  /// last tone, the instrument's cents at most, within 70 ms. None at sync points, and none into what is scooped. Runs after
  /// `scoop`. Reads a line's pitches and lengths, writes where its tones come from.
  /// - Source: slides are those of Abeßer and others (2017), see `scoop`; 70 ms and the share are set by hand.
  static let slide = PerformanceRule(.slide) { playing, amount in
    let cents = playing.tone.bends.slide
    guard playing.bendsPitch, cents > 0 else { return }
    for place in playing.line.indices.dropFirst() {
      let (before, index) = (playing.line[place - 1], playing.line[place])
      let note = playing.notes[index]
      let interval = playing.pitch(index) - playing.pitch(before)
      guard interval != 0, interval.magnitude <= 12, note.pitch.approach == nil, playing.isAlone[before],
        playing.notes[before].note.end >= note.note.onset, playing.canComeFromElsewhere(index),
        playing.milliseconds(of: note.note.duration, at: index) >= 200,
        playing.player.child("slide").unit(at: note.identity) < 0.25 * amount
      else { continue }
      let way = min(cents, 100 * Double(interval.magnitude))
      playing.notes[index].pitch.approach = .init(cents: interval > 0 ? -way : way, milliseconds: 70)
    }
  }
}
