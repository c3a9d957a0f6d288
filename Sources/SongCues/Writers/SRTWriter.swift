// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// Writes subtitles that show the name of each cue; one without length shows for two seconds or until the next.
///
/// Times are whole milliseconds, halves upward; a cue without name shows its number.
/// - Parameter start: seconds from the start of the picture to that of the piece.
/// - Throws: where a time is before zero or beyond 100 hours.
package func writeSRT(_ cues: [Cue], start: Rational = 0) throws(CueError) -> [UInt8] {
  func milliseconds(_ time: ExactTime) throws(CueError) -> Int {
    guard let seconds = time.seconds else { throw CueError(.timeTooLarge) }
    guard seconds >= 0 else { throw CueError(.outOfDay) }
    return (seconds * 1000).rounded
  }
  let shown = ExactTime(Rational(2))
  var text = ""
  for (index, cue) in cues.enumerated() {
    let from = ExactTime(start) + ExactTime(cue.time)
    var to = from + (cue.length.map { ExactTime($0) } ?? shown)
    if cue.length == nil, index + 1 < cues.count {
      let next = ExactTime(start) + ExactTime(cues[index + 1].time)
      if from < next { to = min(to, next) }
    }
    let name = oneLine(cue.name)
    text += "\(index + 1)\n\(stamp(try milliseconds(from))) --> \(stamp(try milliseconds(to)))\n"
    text += "\(name.isEmpty ? "\(index + 1)" : name)\n\n"
  }
  return Array(text.utf8)
}

/// `00:00:01,000`
private func stamp(_ milliseconds: Int) -> String {
  let seconds = milliseconds / 1000
  return "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2)),"
    + padded(milliseconds % 1000, 3)
}
