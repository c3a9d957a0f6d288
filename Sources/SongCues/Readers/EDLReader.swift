// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Reads an edit decision list: Resolve's marker lines ` |C:ResolveColorBlue |M:name |D:1` behind their event, at its
/// record-in, and Avid's locators `* LOC: 01:00:05:12 RED     name`.
///
/// What stands before `|C:`, and on lines between event and marker line, is the marker's note. Events without markers
/// are cuts, no cues.
/// - Source: CMX3600 as Resolve and Avid write it; Resolve's `D` counts frames and is 1 for a point.
func readEDL(_ text: [UInt8], _ frameRate: FrameRate?) throws(CueError) -> CueDraft {
  var reader = EDLReader(clock: TimecodeClock(frameRate))
  for line in lines(of: text) { try reader.read(line) }
  guard reader.looksLikeEDL else { throw CueError(.otherFormat(expected: .edl), line: 1) }
  reader.draft.frameRate = reader.clock.used
  return reader.draft
}

private struct EDLReader {
  var clock: TimecodeClock
  var draft = CueDraft()
  var looksLikeEDL = false
  /// Record-in and -out of the event that marker lines belong to.
  private var event: (recordIn: Timecode, recordOut: Timecode, line: Int)?
  /// Lines behind the event that no one has taken.
  private var note: [String] = []

  init(clock: TimecodeClock) { self.clock = clock }

  mutating func read(_ line: CueLine) throws(CueError) {
    let text = line.text.trimmed
    if text.isEmpty || text.after("TITLE:") != nil {
      looksLikeEDL = looksLikeEDL || !text.isEmpty
    } else if let mode = text.after("FCM:") {
      readMode(mode.trimmed)
    } else if let marker = MarkerLine(text) {
      try readMarker(marker, line.number)
    } else if text.utf8.first == UInt8(ascii: "*") {
      if let locator = String(text.dropFirst()).trimmed.after("LOC:") { try readLocator(locator.trimmed, line.number) }
    } else if let timecodes = try eventTimecodes(text, line.number) {
      looksLikeEDL = true
      event = (timecodes[2], timecodes[3], line.number)
      note = []
    } else if event != nil {
      note.append(text)
    }
  }

  /// `DROP FRAME` or `NON-DROP FRAME`; Avid's `FILM` says nothing.
  private mutating func readMode(_ mode: String) {
    looksLikeEDL = true
    if mode.after("DROP") != nil {
      clock.saysDropFrame = true
    } else if mode.after("NON") != nil {
      clock.saysDropFrame = false
    }
  }

  private mutating func readMarker(_ marker: MarkerLine, _ line: Int) throws(CueError) {
    guard let event else { throw CueError(.markerWithoutEvent, line: line) }
    let start = try clock.time(event.recordIn, line: event.line)
    var length: ExactTime?
    if let text = marker.length {
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty else { throw CueError(.badValue(name: "D", text: quotable(text)), line: line) }
      let frames = Int(digits) ?? Int.max
      length = frames > 1 ? clock.length(frames: frames) : nil
      if frames > 1, length == nil { throw CueError(.timeTooLarge, line: line) }
    } else {
      let end = try clock.time(event.recordOut, line: event.line)
      if let frame = clock.length(frames: 1), start + frame < end { length = end - start }
    }
    let comment = (note + [marker.note]).joined(separator: " ")
    try draft.add(
      name: marker.name, at: start, length: length, colour: marker.colour, comment: comment, line: line)
    note = []
  }

  private mutating func readLocator(_ text: String, _ line: Int) throws(CueError) {
    looksLikeEDL = true
    let (first, rest) = firstWord(of: text)
    guard let timecode = Timecode(text: first) else { throw CueError(.badTimecode(quotable(first)), line: line) }
    let (word, name) = firstWord(of: rest)
    let isColour = avidColours.contains(word.uppercased())
    let time = try clock.time(timecode, line: line)
    try draft.add(name: isColour ? name : rest, at: time, colour: isColour ? word : nil, line: line)
  }
}

/// The colours of Avid's locators and markers.
private let avidColours: Set = [
  "RED", "GREEN", "BLUE", "CYAN", "MAGENTA", "YELLOW", "BLACK", "WHITE", "PINK", "FOREST", "DENIM", "VIOLET", "PURPLE",
  "ORANGE", "GREY", "GOLD",
]

private func firstWord(of text: String) -> (word: String, rest: String) {
  let parts = text.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
  return (parts.first.map(String.init) ?? "", parts.count > 1 ? parts[1].trimmed : "")
}

/// Source in, source out, record in and record out of an event line; nil for other lines.
private func eventTimecodes(_ text: String, _ line: Int) throws(CueError) -> [Timecode]? {
  let words = text.split { $0 == " " || $0 == "\t" }
  guard words.count >= 2, let number = words.first, number.utf8.count >= 3, isAllDigits(number) else { return nil }
  let timecodes = words.compactMap { Timecode(text: $0) }
  guard !timecodes.isEmpty else { return nil }
  guard timecodes.count >= 4, words.suffix(4).allSatisfy({ Timecode(text: $0) != nil }) else {
    throw CueError(.badEvent, line: line)
  }
  return Array(timecodes.suffix(4))
}

/// `note |C:ResolveColorBlue |M:name |D:1`; without `M` it has no name, without `D` the event's length.
private struct MarkerLine {
  let note: String
  let colour: String?
  let name: String
  /// What `D` counts, with anything behind it; nil where there is none.
  let length: String?

  /// Nil for a line that isn't one. A name may have bars: the last `D` is the length.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let nameAt = place(of: "|M:", in: bytes)
    let colourAt = place(of: "|C:", in: bytes).flatMap { $0 < nameAt ?? bytes.count ? $0 : nil }
    guard let fieldsAt = colourAt ?? nameAt else { return nil }
    let lengthAt = lastPlace(of: "|D:", in: bytes).flatMap { $0 > nameAt ?? fieldsAt ? $0 : nil }
    let end = lengthAt ?? bytes.count
    func part(_ start: Int?, _ end: Int) -> String? {
      start.map { String(decoding: bytes[min($0, end)..<end], as: UTF8.self).trimmed }
    }
    note = part(0, fieldsAt) ?? ""
    let colourName = part(colourAt.map { $0 + 3 }, nameAt ?? end)
    colour = colourName.flatMap { nonempty($0.after("ResolveColor") ?? $0) }
    name = part(nameAt.map { $0 + 3 }, end) ?? ""
    length = part(lengthAt.map { $0 + 3 }, bytes.count)
  }
}

private func place(of mark: String, in bytes: [UInt8]) -> Int? {
  let wanted = Array(mark.utf8)
  guard bytes.count >= wanted.count else { return nil }
  return (0...(bytes.count - wanted.count)).first { bytes[$0...].starts(with: wanted) }
}

private func lastPlace(of mark: String, in bytes: [UInt8]) -> Int? {
  let wanted = Array(mark.utf8)
  guard bytes.count >= wanted.count else { return nil }
  return (0...(bytes.count - wanted.count)).last { bytes[$0...].starts(with: wanted) }
}
