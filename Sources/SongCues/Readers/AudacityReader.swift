// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Reads Audacity's labels: start and end in seconds and a name, parted by tabs; equal times are a point.
///
/// Lines that begin with a backslash say frequencies and are skipped. A decimal comma is read, as some systems have
/// it.
func readAudacityLabels(_ text: [UInt8]) throws(CueError) -> CueDraft {
  var draft = CueDraft()
  for line in lines(of: text) where !line.text.trimmed.isEmpty && line.text.utf8.first != UInt8(ascii: "\\") {
    let cells = line.text.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
    guard cells.count >= 2 else { throw CueError(.otherFormat(expected: .audacity), line: line.number) }
    let start = try seconds(cells[0], line.number)
    let end = try seconds(cells[1], line.number)
    try draft.add(
      name: cells.count > 2 ? String(cells[2]) : "", at: start, length: end - start, line: line.number)
  }
  return draft
}

private func seconds(_ cell: Substring, _ line: Int) throws(CueError) -> ExactTime {
  guard let number = DecimalNumber(String(cell.trimmed.map { $0 == "," ? "." : $0 })) else {
    throw CueError(.badTime(quotable(cell)), line: line)
  }
  return number.time
}
