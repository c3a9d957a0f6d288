// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Turns the timecodes of a list into time, where list and frame rate must agree on drop-frame.
struct TimecodeClock {
  /// What the caller gave.
  let given: FrameRate?
  /// What the list has said about its next timecodes; nil where nothing.
  var saysDropFrame: Bool?
  /// The rate of the last timecode.
  private(set) var used: FrameRate?

  init(_ given: FrameRate?) { self.given = given }

  /// The exact time of a timecode from `00:00:00:00`.
  mutating func time(_ timecode: Timecode, line: Int) throws(CueError) -> ExactTime {
    let rate = try self.rate(of: timecode, line: line)
    used = rate
    let numbers = Timecode(
      hours: timecode.hours, minutes: timecode.minutes, seconds: timecode.seconds, frames: timecode.frames,
      isDropFrame: rate.isDropFrame)
    do {
      return ExactTime(rate.time(ofFrame: try rate.frame(of: numbers)))
    } catch {
      switch error {
      case .dropped: throw CueError(.droppedTimecode("\(timecode)", rate), line: line)
      case .frameOutOfRange: throw CueError(.frameOutOfRange("\(timecode)", rate), line: line)
      case .outOfDay, .rateCountsAllNumbers: throw CueError(.badTimecode("\(timecode)"), line: line)
      }
    }
  }

  /// The length of so many frames.
  func length(frames: Int) -> ExactTime? {
    guard let rate = used ?? given, (0..<100_000_000).contains(frames) else { return nil }
    return ExactTime(rate.time(ofFrame: frames))
  }

  /// `;` says drop-frame, whatever a header says: there are programs that write it inverted. Without `;` the header
  /// decides, without a header the given rate.
  private func rate(of timecode: Timecode, line: Int) throws(CueError) -> FrameRate {
    guard let given else { throw CueError(.noFrameRate, line: line) }
    if timecode.isDropFrame || saysDropFrame == true {
      guard let rate = given.numbered(dropFrame: true) else { throw CueError(.dropFrameList(given), line: line) }
      return rate
    }
    if saysDropFrame == false, given.isDropFrame { throw CueError(.fullFrameList(given), line: line) }
    return given
  }
}
