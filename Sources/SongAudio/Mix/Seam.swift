// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// Leads the end of a loop into what was heard before its beginning.
///
/// The end of one turn isn't sample for sample that of the turn before: reverbs move their delays, and the synths' grid
/// of blocks needn't divide the loop. So the last frames are faded over to those of the roll-in, which the beginning
/// goes on from. What is the same in both stays as it is.
struct Seam {
  /// Long enough for a change of phase to be no click, short enough for a change of level to be no hole, seconds.
  private static let seconds = Rational(1, 25)

  private let length: Int64
  /// Frames that are faded over; 0 where the piece isn't a loop.
  private let width: Int
  /// The last frames before the beginning, interleaved.
  private var before: [Float]

  init(_ session: Session) {
    length = session.length.value
    width = session.isLoop ? Int(min(Frames(Self.seconds, sampleRate: session.sampleRate).value, length)) : 0
    before = [Float](repeating: 0, count: width * 2)
  }

  /// Keeps the end of the roll-in, changes that of the loop; interleaved frames come in order from `position` on.
  mutating func process(_ samples: inout [Float], frames: Int, at position: Int64) {
    // The place in the fade of the first of the frames.
    let start = Int(clamping: (position < 0 ? position : position - length) + Int64(width))
    guard width > 0, start + frames > 0 else { return }
    for i in max(0, -start)..<max(0, -start, min(frames, width - start)) {
      let place = start + i
      guard position >= 0 else {
        before[2 * place] = samples[2 * i]
        before[2 * place + 1] = samples[2 * i + 1]
        continue
      }
      let x = Float(place + 1) / Float(width + 1)
      let share = x * x * (3 - 2 * x)
      samples[2 * i] += (before[2 * place] - samples[2 * i]) * share
      samples[2 * i + 1] += (before[2 * place + 1] - samples[2 * i + 1]) * share
    }
  }
}
