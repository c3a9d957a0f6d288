// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

/// A point of a cue list: something that happens in the picture.
package struct Cue: Sendable, Hashable {
  /// On one line; empty where the list has none.
  package let name: String
  /// Seconds of clock time from the list's own zero, exact for every frame rate, else to the microsecond.
  ///
  /// In a list of timecodes the zero is `00:00:00:00`, so a piece that starts at `01:00:00:00` starts an hour later.
  /// Within 100 hours of zero, with a denominator of at most 1,000,000.
  package let time: Rational
  /// Seconds; nil for a point.
  package let length: Rational?
  /// As the list calls it, in lower case: `blue`, `red`.
  package let colour: String?
  /// What the list says beside the name, on one line.
  package let comment: String?

  package init(name: String, time: Rational, length: Rational? = nil, colour: String? = nil, comment: String? = nil) {
    self.name = name
    self.time = time
    self.length = length
    self.colour = colour
    self.comment = comment
  }

  /// The time from a start on the list's own clock, rounded once.
  ///
  /// - Parameter start: seconds, within 100 hours of zero.
  package func time(since start: Rational) -> Microseconds {
    let exact = ExactTime(time) - ExactTime(start)
    return exact.microseconds ?? Microseconds.zero
  }
}

/// The cues of a list in order of time, and what the list says about its own clock.
package struct CueList: Sendable, Hashable {
  /// At least one when it is read.
  package let cues: [Cue]
  /// Where the timeline begins on the clock of the cues, in seconds; nil where the list doesn't say.
  package let start: Rational?
  /// The rate by which timecodes were read, drop-frame if the list is; nil where none was.
  package let frameRate: FrameRate?
  /// Markers that lie in parts of clips that the cut doesn't show; they are no cues.
  package let hidden: Int

  package init(cues: [Cue], start: Rational? = nil, frameRate: FrameRate? = nil, hidden: Int = 0) {
    self.cues = cues
    self.start = start
    self.frameRate = frameRate
    self.hidden = hidden
  }
}
