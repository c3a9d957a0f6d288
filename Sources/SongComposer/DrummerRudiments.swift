// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

extension Drummer {
  /// A bar's strokes with the flams and drags that the player puts in: on backbeats, and on the drums of a fill.
  ///
  /// A sixteenth before a drag both hands rest. The strokes themselves stay where they are.
  ///
  /// - Parameter begin: where a fill begins; nil where there is none.
  func adorned(_ strokes: [PlayedStroke], fill begin: ScoreTime?, bar: Int) -> [PlayedStroke] {
    guard looseness > 0, isSet else { return strokes }
    let draw = lot(.rudiments, "", 0, in: habits)
    // Few do much of it; the mean is 1.
    let often = looseness * 3 * draw * draw
    let stream = stream(ofBar: bar).child("rudiments")
    return strokes.map { stroke in
      let isInFill = begin.map { stroke.onset >= $0 } ?? false
      guard stroke.rudiment == nil, stroke.emphasis >= 0, isInFill ? rudimentDrums.contains(stroke.voice) : isBackbeat(stroke)
      else { return stroke }
      let before = strokes.contains {
        hands.contains($0.voice) && $0.onset < stroke.onset && $0.onset >= stroke.onset - sixteenth
      }
      let (flam, drag) = isInFill
        ? (DrummerHabits.flams.fill, DrummerHabits.drags.fill) : (DrummerHabits.flams.backbeat, DrummerHabits.drags.backbeat)
      let lot = stream.unit(at: Ticks(stroke.onset).value)
      var result = stroke
      if lot < often * flam {
        result.rudiment = .flam
      } else if lot < often * (flam + drag), !before, stroke.onset >= sixteenth {
        result.rudiment = .drag
      }
      return result
    }
  }

  private func isBackbeat(_ stroke: PlayedStroke) -> Bool {
    let (place, fineness) = DrummerHabits.place(stroke.onset, meter)
    return stroke.voice == "snare" && fineness == .beat && place == 4
  }
}

private let rudimentDrums = ["snare", "tom-high", "tom-mid", "tom-low"]
