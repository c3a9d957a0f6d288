// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// The number of a source file in its `SourceMap`.
package struct FileID: Sendable, Hashable, Codable {
  package let value: UInt32
  package init(_ value: UInt32) { self.value = value }
}

/// A half-open range of UTF-8 bytes in one file.
///
/// Line, column and UTF-16 appear only in renderers.
package struct Span: Sendable, Hashable, Codable {
  package var file: FileID
  package var start: UInt32
  package var end: UInt32

  /// - Precondition: `start <= end`, both fit 32 bits.
  package init(file: FileID, start: Int, end: Int) {
    precondition(start <= end, "a span can't end before it starts")
    self.file = file
    self.start = UInt32(start)
    self.end = UInt32(end)
  }

  package var isEmpty: Bool { start == end }

  /// The part of the span that covers the bytes `range` counted from its start, clipped to the span.
  package func sub(_ range: Range<Int>) -> Span {
    let low = min(Int(start) + max(0, range.lowerBound), Int(end))
    let high = min(Int(start) + max(0, range.upperBound), Int(end))
    return Span(file: file, start: low, end: max(low, high))
  }
}

/// A source text with its lines.
package struct SourceFile: Sendable, Hashable {
  package let id: FileID
  /// The name as the user gave it.
  package let name: String
  package let bytes: [UInt8]
  private let lineStarts: [Int]

  package init(id: FileID, name: String, bytes: [UInt8]) {
    self.id = id
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
    lineStarts = starts
  }

  /// Line and column, both from 1; the column counts Unicode scalars.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(0, offset), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    var column = 1
    for byte in bytes[lineStarts[low]..<offset] where byte & 0xC0 != 0x80 { column += 1 }
    return (low + 1, column)
  }

  /// The byte at a line and column from 1; the end of the line behind its last column, that of the file behind its last line.
  package func offset(line: Int, column: Int) -> Int {
    guard line <= lineStarts.count else { return bytes.count }
    var offset = lineStarts[max(1, line) - 1]
    let end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    for _ in 1..<max(2, column) where column > 1 && offset < end {
      offset += 1
      while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }

  /// The text of a line counted from 1, without its line end.
  package func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  /// The text under a span.
  package func text(_ span: Span) -> String {
    String(decoding: bytes[min(Int(span.start), bytes.count)..<min(Int(span.end), bytes.count)], as: UTF8.self)
  }

  /// The whole file.
  package var span: Span { Span(file: id, start: 0, end: bytes.count) }
}

/// All the files of a run.
package struct SourceMap: Sendable {
  package private(set) var files: [SourceFile] = []

  package init() {}

  /// Adds a text and gives its id.
  @discardableResult
  package mutating func add(name: String, bytes: [UInt8]) -> SourceFile {
    let file = SourceFile(id: FileID(UInt32(files.count)), name: name, bytes: bytes)
    files.append(file)
    return file
  }

  package subscript(_ id: FileID) -> SourceFile { files[Int(id.value)] }
}
