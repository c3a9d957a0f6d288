// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// A timecode address `hh:mm:ss:ff`; what frame it is depends on the frame rate.
///
/// - Source: SMPTE ST 12-1:2014, section 5.
package struct Timecode: Sendable, Hashable, Codable, CustomStringConvertible {
  package let hours: Int
  package let minutes: Int
  package let seconds: Int
  package let frames: Int
  /// Whether it is written with `;` before the frames.
  package let isDropFrame: Bool

  /// Takes any numbers: `FrameRate.frame(of:)` checks them.
  package init(hours: Int = 0, minutes: Int = 0, seconds: Int = 0, frames: Int = 0, isDropFrame: Bool = false) {
    self.hours = hours
    self.minutes = minutes
    self.seconds = seconds
    self.frames = frames
    self.isDropFrame = isDropFrame
  }

  /// Reads four groups of two digits between `:` or `;`, the last of which says drop-frame.
  ///
  /// Premiere writes `00;11;23;01`, Resolve and Avid `00:11:23;01`. The numbers aren't checked.
  package init?(text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 11 else { return nil }
    var groups: [Int] = []
    for start in stride(from: 0, to: 11, by: 3) {
      let tens = Int(bytes[start]) - 0x30
      let ones = Int(bytes[start + 1]) - 0x30
      guard (0...9).contains(tens), (0...9).contains(ones) else { return nil }
      if start > 0, bytes[start - 1] != UInt8(ascii: ":"), bytes[start - 1] != UInt8(ascii: ";") { return nil }
      groups.append(tens * 10 + ones)
    }
    self.init(
      hours: groups[0], minutes: groups[1], seconds: groups[2], frames: groups[3],
      isDropFrame: bytes[8] == UInt8(ascii: ";"))
  }

  /// `01:00:05:12`, `01:00:05;12`.
  package var description: String {
    "\(padded(hours, 2)):\(padded(minutes, 2)):\(padded(seconds, 2))\(isDropFrame ? ";" : ":")\(padded(frames, 2))"
  }
}

/// Why a timecode is no frame of a rate.
package enum TimecodeError: Error, Sendable, Hashable {
  /// Hours not in 0...23, or minutes or seconds not in 0...59.
  case outOfDay
  /// The second has only so many frame numbers.
  case frameOutOfRange(numbersPerSecond: Int)
  /// Drop-frame leaves the number out.
  case dropped
  /// Written as drop-frame, at a rate that counts every number.
  case rateCountsAllNumbers
}

extension FrameRate {
  /// Frames from `00:00:00:00` up to the timecode.
  ///
  /// Numbers decide, not separators: at a drop-frame rate `:` is read as `;`.
  package func frame(of timecode: Timecode) throws(TimecodeError) -> Int {
    guard (0..<24).contains(timecode.hours), (0..<60).contains(timecode.minutes), (0..<60).contains(timecode.seconds)
    else { throw .outOfDay }
    guard (0..<numbersPerSecond).contains(timecode.frames) else {
      throw .frameOutOfRange(numbersPerSecond: numbersPerSecond)
    }
    guard isDropFrame || !timecode.isDropFrame else { throw .rateCountsAllNumbers }
    let minutes = timecode.hours * 60 + timecode.minutes
    if timecode.seconds == 0, timecode.frames < droppedPerMinute, !minutes.isMultiple(of: 10) { throw .dropped }
    return (minutes * 60 + timecode.seconds) * numbersPerSecond + timecode.frames
      - droppedPerMinute * (minutes - minutes / 10)
  }

  /// The timecode of a frame from `00:00:00:00`; nil before that and from midnight on.
  package func timecode(ofFrame frame: Int) -> Timecode? {
    guard (0..<framesPerDay).contains(frame) else { return nil }
    let minute = numbersPerSecond * 60 - droppedPerMinute
    let tenMinutes = minute * 10 + droppedPerMinute
    // The first minute of ten leaves nothing out, so the others start that much later.
    let minutesThatDrop = max(0, frame % tenMinutes - droppedPerMinute) / minute
    let number = frame + droppedPerMinute * (frame / tenMinutes * 9 + minutesThatDrop)
    let seconds = number / numbersPerSecond
    return Timecode(
      hours: seconds / 3600, minutes: seconds / 60 % 60, seconds: seconds % 60, frames: number % numbersPerSecond,
      isDropFrame: isDropFrame)
  }

  /// Frames from `00:00:00:00` to midnight by the timecode.
  package var framesPerDay: Int { 86_400 * numbersPerSecond - droppedPerMinute * 9 * 144 }

  /// When a frame begins, in seconds of clock time from frame 0, exactly.
  package func time(ofFrame frame: Int) -> Rational { Rational(frame) / framesPerSecond }

  /// When a frame begins, rounded once.
  package func microseconds(ofFrame frame: Int) -> Microseconds { Microseconds(seconds: time(ofFrame: frame)) }

  /// The frame whose beginning is nearest to a time in seconds, halves upward.
  package func nearestFrame(to time: Rational) -> Int { (time * framesPerSecond).rounded }

  /// Numbers left out at the start of every minute but each tenth: 2 at 29.97, 4 at 59.94.
  private var droppedPerMinute: Int { isDropFrame ? numbersPerSecond / 15 : 0 }
}
