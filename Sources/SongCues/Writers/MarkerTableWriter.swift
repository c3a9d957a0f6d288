// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongMusic

/// Writes a marker list as Premiere exports it: a table parted by tabs, drop-frame with `;` between all numbers.
///
/// UTF-8 without byte order mark, lines end with LF. Times count from the start of the piece, to the nearest frame.
/// - Parameter start: the timecode of the piece's start.
/// - Throws: where a timecode isn't within a day, or the start is none of the rate.
package func writeMarkerTable(
  _ cues: [Cue], frameRate: FrameRate, start: Timecode = Timecode()
) throws(CueError) -> [UInt8] {
  let clock = try TimecodeWriter(frameRate, start)
  func timecode(_ frame: Int) throws(CueError) -> String {
    let text = try clock.text(frame)
    return frameRate.isDropFrame ? String(text.map { $0 == ":" ? ";" : $0 }) : text
  }
  var text = "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\n"
  for cue in cues {
    let (from, to) = try clock.frames(of: cue)
    let cells = [
      cell(cue.name), cell(cue.comment ?? ""), try timecode(from), try timecode(to), try timecode(to - from), "Comment",
    ]
    text += cells.joined(separator: "\t") + "\n"
  }
  return Array(text.utf8)
}

/// On one line, so without tabs; in quotes where it begins with one.
private func cell(_ text: String) -> String {
  let line = oneLine(text)
  guard line.utf8.first == UInt8(ascii: "\"") else { return line }
  return "\"" + line.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
