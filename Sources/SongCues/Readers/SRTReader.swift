// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Reads SubRip subtitles: each is a cue with the time that it is shown as length and its text as name.
///
/// Formatting tags are dropped; lines of one subtitle become one. A number before the times may be missing.
func readSRT(_ text: [UInt8]) throws(CueError) -> CueDraft {
  var draft = CueDraft()
  var open: (start: ExactTime, end: ExactTime, text: [String], line: Int)?
  func finish() throws(CueError) {
    guard let subtitle = open else { return }
    open = nil
    let name = withoutTags(subtitle.text.joined(separator: " "))
    try draft.add(name: name, at: subtitle.start, length: subtitle.end - subtitle.start, line: subtitle.line)
  }
  for line in lines(of: text) {
    let words = line.text.trimmed
    if words.utf8.count >= 3, let times = try subtitleTimes(words, line.number) {
      try finish()
      open = (times.start, times.end, [], line.number)
    } else if words.isEmpty {
      try finish()
    } else if open != nil {
      open?.text.append(words)
    } else if !isAllDigits(words) {
      throw CueError(.otherFormat(expected: .srt), line: line.number)
    }
  }
  try finish()
  return draft
}

/// `00:00:01,000 --> 00:00:04,400`, with anything behind it; nil for a line without arrow.
private func subtitleTimes(_ text: String, _ line: Int) throws(CueError) -> (start: ExactTime, end: ExactTime)? {
  let words = text.split { $0 == " " || $0 == "\t" }
  guard words.count >= 3, words[1] == "-->" else { return nil }
  guard let start = subtitleTime(words[0]) else { throw CueError(.badTime(quotable(words[0])), line: line) }
  guard let end = subtitleTime(words[2]) else { throw CueError(.badTime(quotable(words[2])), line: line) }
  return (start, end)
}

/// `00:00:01,000`; some programs write a point or fewer digits.
private func subtitleTime(_ text: Substring) -> ExactTime? {
  let groups = text.split(separator: ":", omittingEmptySubsequences: false)
  guard groups.count == 3, let hours = number(groups[0], digits: 6), let minutes = number(groups[1], digits: 2),
    minutes < 60
  else { return nil }
  let parts = groups[2].split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
  guard parts.count <= 2, let seconds = number(parts[0], digits: 2), seconds < 60 else { return nil }
  var milliseconds = 0
  if parts.count == 2 {
    guard let value = number(parts[1], digits: 3) else { return nil }
    milliseconds = value * [100, 10, 1][parts[1].utf8.count - 1]
  }
  return ExactTime(Rational(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds, 1000))
}

private func number(_ text: Substring, digits: Int) -> Int? {
  guard isAllDigits(text), text.utf8.count <= digits else { return nil }
  return Int(text)
}

/// The text without `<i>`, `</font>` and `{\an8}`; other angle brackets stay.
private func withoutTags(_ text: String) -> String {
  var out: [UInt8] = []
  let bytes = Array(text.utf8)
  var position = 0
  while position < bytes.count {
    let close: UInt8? =
      switch bytes[position] {
      case UInt8(ascii: "<"): UInt8(ascii: ">")
      case UInt8(ascii: "{"): UInt8(ascii: "}")
      default: nil
      }
    // A tag is short, so a text of brackets takes no more than its length.
    if let close, let end = bytes[position...].prefix(64).firstIndex(of: close), isTag(bytes[position + 1..<end]) {
      position = end + 1
    } else {
      out.append(bytes[position])
      position += 1
    }
  }
  return String(decoding: out, as: UTF8.self)
}

private func isTag(_ content: ArraySlice<UInt8>) -> Bool {
  if content.first == UInt8(ascii: "\\") { return true }
  let body = content.first == UInt8(ascii: "/") ? content.dropFirst() : content
  let name = String(decoding: body.prefix { $0 != 0x20 }, as: UTF8.self).lowercased()
  return ["b", "i", "u", "s", "font"].contains(name)
}
