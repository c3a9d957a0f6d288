// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The clock of a clip: where it begins on the timeline, where on its own clock, and how fast it runs.
struct FCPXMLClock: Sendable {
  /// On the timeline.
  let begin: ExactTime
  /// On the clip's own clock.
  let start: ExactTime
  /// Seconds of the timeline a second of the clip.
  let scale: Rational

  /// When a time of the clip is on the timeline.
  func timeline(_ time: ExactTime) -> ExactTime { begin + (time - start).scaled(by: scale) }
}

/// How much longer a clip lasts in the timeline than by itself, as Final Cut fits its frame rate to the timeline's.
///
/// - Parameters:
///   - media: frames a second of the clip as its `conform-rate` names them: `23.98`.
///   - timeline: seconds a frame of the timeline.
/// - Returns: nil for rates whose fit isn't known.
/// - Source: the times that Final Cut Pro 10.6 writes: 23.98 plays as 24 at 24, 30, 50, 59.94 and 60, 25 plays frame by
///   frame at 24 and 23.98; Apple, "conform-rate", for 24 at 23.98 and 25.
func conformScale(media: String, timeline: Rational) -> Rational? {
  let isPulledDown24 = timeline == Rational(1001, 24_000)
  switch media {
  case "23.98":
    let known = [Rational(1, 24), Rational(1, 30), Rational(1, 50), Rational(1, 60), Rational(1001, 60_000)]
    return known.contains(timeline) ? Rational(1000, 1001) : nil
  case "24":
    if timeline == Rational(1, 25) { return Rational(24, 25) }
    return isPulledDown24 ? Rational(1001, 1000) : nil
  case "25":
    if timeline == Rational(1, 24) { return Rational(25, 24) }
    return isPulledDown24 ? Rational(1001, 960) : nil
  default: return nil
  }
}
