// SPDX-License-Identifier: Apache-2.0
package import SongMusic

/// Writes an EDL that Resolve imports as timeline markers: one event of one frame a cue, with its marker line.
///
/// Times count from the start of the piece and go to the nearest frame. Colours that Resolve hasn't become its nearest.
/// - Parameter start: the timecode of the piece's start; 01:00:00:00 is where timelines start by custom.
/// - Throws: where a timecode isn't within a day, or the start is none of the rate.
/// - Source: what Resolve writes itself (Timelines > Export > Timeline Markers to EDL).
package func writeMarkerEDL(
  _ cues: [Cue], title: String, frameRate: FrameRate, start: Timecode = Timecode(hours: 1)
) throws(CueError) -> [UInt8] {
  let clock = try TimecodeWriter(frameRate, start)
  var text = "TITLE: \(oneLine(title))\n"
  text += "FCM: \(frameRate.isDropFrame ? "DROP FRAME" : "NON-DROP FRAME")\n\n"
  for (index, cue) in cues.enumerated() {
    let frames = try clock.frames(of: cue)
    let from = try clock.text(frames.from)
    let to = try clock.text(frames.from + 1)
    let number = String(index + 1)
    let note = noteText(cue.comment ?? "")
    text += String(repeating: "0", count: max(0, 3 - number.utf8.count)) + number
    text += "  001      V     C        \(from) \(to) \(from) \(to)  \n"
    text += "\(note) |C:ResolveColor\(resolveColour(cue.colour)) |M:\(withoutBars(cue.name))"
    text += " |D:\(max(1, frames.to - frames.from))\n\n"
  }
  return Array(text.utf8)
}

/// A note that starts with a digit looks like an event to Resolve, one with an asterisk like a comment.
private func noteText(_ text: String) -> String {
  let note = withoutBars(text)
  guard let first = note.utf8.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "*") else { return note }
  return "- " + note
}

/// The bar parts the fields of a marker line.
private func withoutBars(_ text: String) -> String { oneLine(String(text.map { $0 == "|" ? "/" : $0 })) }

/// Resolve's own colours, and the nearest of them for those that other programs have.
private func resolveColour(_ colour: String?) -> String {
  let known = [
    "Blue", "Cyan", "Green", "Yellow", "Red", "Pink", "Purple", "Fuchsia", "Rose", "Lavender", "Sky", "Mint", "Lemon",
    "Sand", "Cocoa", "Cream",
  ]
  guard let key = colour?.lowercased() else { return "Blue" }
  if let name = known.first(where: { $0.lowercased() == key }) { return name }
  switch key {
  case "orange", "gold": return "Sand"
  case "magenta": return "Fuchsia"
  case "violet": return "Purple"
  case "white", "grey", "gray": return "Cream"
  case "black", "brown": return "Cocoa"
  case "forest": return "Green"
  case "denim": return "Sky"
  default: return "Blue"
  }
}
