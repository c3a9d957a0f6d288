// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Turns times of a piece into timecodes.
struct TimecodeWriter {
  let rate: FrameRate
  /// The frame of the piece's start.
  private let start: Int

  init(_ rate: FrameRate, _ start: Timecode) throws(CueError) {
    self.rate = rate
    do {
      self.start = try rate.frame(of: start)
    } catch {
      switch error {
      case .dropped: throw CueError(.droppedTimecode("\(start)", rate))
      case .frameOutOfRange: throw CueError(.frameOutOfRange("\(start)", rate))
      case .rateCountsAllNumbers: throw CueError(.dropFrameList(rate))
      case .outOfDay: throw CueError(.badTimecode("\(start)"))
      }
    }
  }

  /// The frame that is nearest to a time from the start of the piece.
  private func frame(of time: ExactTime) throws(CueError) -> Int {
    guard let bounded = time.seconds else { throw CueError(.timeTooLarge) }
    return start + rate.nearestFrame(to: bounded)
  }

  /// Where a cue begins and ends; a point ends where it begins.
  func frames(of cue: Cue) throws(CueError) -> (from: Int, to: Int) {
    let begin = ExactTime(cue.time)
    let from = try frame(of: begin)
    return (from, max(from, try frame(of: begin + (cue.length.map { ExactTime($0) } ?? .zero))))
  }

  func text(_ frame: Int) throws(CueError) -> String {
    guard let timecode = rate.timecode(ofFrame: frame) else { throw CueError(.outOfDay) }
    return "\(timecode)"
  }
}
