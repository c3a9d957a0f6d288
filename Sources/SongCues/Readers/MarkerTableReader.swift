// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

/// Reads a table of markers by the names in its header: Premiere's `Marker Name, Description, In, Out, Duration, Marker
/// Type`, also Audition's `Name, Start, Duration, ...`.
///
/// Cells are parted by tabs, as Premiere does in spite of the name `.csv`, by commas, or by semicolons; quotes as in
/// RFC 4180. Times are timecodes, clock times `1:02.500` or seconds.
func readMarkerTable(_ text: [UInt8], _ frameRate: FrameRate?) throws(CueError) -> CueDraft {
  guard let columns = header(text) else { throw CueError(.otherFormat(expected: .markerTable), line: 1) }
  let rows = try cells(text, separator: columns.separator)
  guard let timeColumn = columns.time else { throw CueError(.noColumn("In"), line: rows.first?.line) }
  var clock = TimecodeClock(frameRate)
  var draft = CueDraft()
  for row in rows.dropFirst() where row.cells.contains(where: { !$0.isEmpty }) {
    func cell(_ column: Int?) -> String {
      guard let column, column < row.cells.count else { return "" }
      return row.cells[column]
    }
    let start = try time(cell(timeColumn), &clock, row.line)
    var length: ExactTime?
    if !cell(columns.end).isEmpty {
      length = try time(cell(columns.end), &clock, row.line) - start
    } else if !cell(columns.length).isEmpty {
      length = try time(cell(columns.length), &clock, row.line)
    }
    let comment = cell(columns.comment)
    let name = cell(columns.name)
    try draft.add(
      name: name.isEmpty ? comment : name, at: start, length: length, colour: cell(columns.colour), comment: comment,
      line: row.line)
  }
  draft.frameRate = clock.used
  return draft
}

/// Whether the first line with text is the header of a table of markers.
func isMarkerTable(_ bytes: [UInt8]) -> Bool {
  guard let text = try? textBytes(bytes), let columns = header(text) else { return false }
  return columns.time != nil
}

/// Where each column stands, from 0.
private struct Columns {
  let separator: UInt8
  var name: Int?
  var time: Int?
  var end: Int?
  var length: Int?
  var comment: Int?
  var colour: Int?
}

/// Nil where the first line isn't a header that names markers.
private func header(_ text: [UInt8]) -> Columns? {
  guard let line = lines(of: text).first(where: { !$0.text.trimmed.isEmpty }) else { return nil }
  let separator = [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")].first { line.text.utf8.contains($0) }
  guard let separator, let row = try? cells(Array(line.text.utf8), separator: separator).first else { return nil }
  var columns = Columns(separator: separator)
  for (index, cell) in row.cells.enumerated() {
    switch cell.lowercased() {
    case "marker name", "name": columns.name = columns.name ?? index
    case "in", "start": columns.time = columns.time ?? index
    case "out", "end": columns.end = columns.end ?? index
    case "duration", "length": columns.length = columns.length ?? index
    case "description", "comment", "comments", "notes": columns.comment = columns.comment ?? index
    case "color", "colour", "marker color": columns.colour = columns.colour ?? index
    default: break
    }
  }
  return columns.name == nil ? nil : columns
}

private func time(_ text: String, _ clock: inout TimecodeClock, _ line: Int) throws(CueError) -> ExactTime {
  if let timecode = Timecode(text: text) { return try clock.time(timecode, line: line) }
  guard let time = clockTime(text) else { throw CueError(.badTime(quotable(text)), line: line) }
  return time
}

/// `12.5`, `1:02.500`, `0:01:02,500`; nil for anything else.
private func clockTime(_ text: String) -> ExactTime? {
  let groups = text.split(separator: ":", omittingEmptySubsequences: false)
  guard groups.count <= 3, let last = groups.last, last.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false,
    let seconds = DecimalNumber(String(last.map { $0 == "," ? "." : $0 }))
  else { return nil }
  var whole = 0
  for group in groups.dropLast() {
    guard isAllDigits(group), group.utf8.count <= 6, let value = Int(group) else { return nil }
    whole = whole * 60 + value
  }
  return seconds.time + ExactTime(Rational(whole * (groups.count > 1 ? 60 : 1)))
}

/// The rows of a table, each with the line that it begins in; cells without the blanks at their ends.
private func cells(_ text: [UInt8], separator: UInt8) throws(CueError) -> [(line: Int, cells: [String])] {
  var rows: [(line: Int, cells: [String])] = []
  var row: [String] = []
  var cell: [UInt8] = []
  var quoteLine: Int?
  var line = 1
  var rowLine = 1
  var position = 0
  func finishCell() {
    row.append(String(decoding: cell, as: UTF8.self).trimmed)
    cell = []
  }
  while position < text.count {
    let byte = text[position]
    let next = position + 1 < text.count ? text[position + 1] : 0
    position += 1
    if byte == 0x0A || byte == 0x0D && next != 0x0A { line += 1 }
    if quoteLine != nil {
      if byte != UInt8(ascii: "\"") {
        cell.append(byte)
      } else if next == UInt8(ascii: "\"") {
        cell.append(byte)
        position += 1
      } else {
        quoteLine = nil
      }
    } else if byte == UInt8(ascii: "\""), cell.isEmpty {
      quoteLine = line
    } else if byte == separator {
      finishCell()
    } else if byte == 0x0A || byte == 0x0D {
      if byte == 0x0A || next != 0x0A {
        finishCell()
        rows.append((rowLine, row))
        row = []
        rowLine = line
      }
    } else {
      cell.append(byte)
    }
  }
  if let quoteLine { throw CueError(.openQuote, line: quoteLine) }
  finishCell()
  if row.count > 1 || row[0] != "" { rows.append((rowLine, row)) }
  return rows.filter { $0.cells != [""] }
}
