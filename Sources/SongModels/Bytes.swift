// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Reads little-endian fields; every read checks that the bytes are there.
struct ByteReader {
  let bytes: FileBytes
  /// Of the next field, in bytes from the start.
  private(set) var offset = 0

  init(_ bytes: FileBytes) { self.bytes = bytes }

  var remaining: Int { bytes.buffer.count - offset }
  var isAtEnd: Bool { remaining == 0 }
  /// The error for a value that no writer makes.
  var invalid: ModelError { .invalid(offset: offset) }

  mutating func byte() throws(ModelError) -> UInt8 {
    guard remaining > 0 else { throw .truncated }
    offset += 1
    return bytes.buffer[offset - 1]
  }

  /// A number of a fixed width in bytes, at most 8.
  mutating func fixed(_ width: Int) throws(ModelError) -> UInt64 {
    guard remaining >= width else { throw .truncated }
    var value: UInt64 = 0
    for index in 0..<width { value |= UInt64(bytes.buffer[offset + index]) << (8 * UInt64(index)) }
    offset += width
    return value
  }

  /// Goes over fields that are used where they lie.
  mutating func skip(_ count: Int) throws(ModelError) {
    guard remaining >= count else { throw .truncated }
    offset += count
  }

  /// Goes to the next multiple of so many bytes, over zeros.
  mutating func align(to width: Int) throws(ModelError) {
    while offset % width != 0 {
      guard try byte() == 0 else { throw invalid }
    }
  }

  /// A count in groups of seven bits, at most `limit`.
  mutating func count(limit: Int) throws(ModelError) -> Int {
    var value = 0
    var shift = 0
    while true {
      let byte = try self.byte()
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
      guard shift <= 28 else { throw invalid }
    }
    guard value <= limit else { throw invalid }
    return value
  }

  /// A finite number in a range.
  mutating func number(_ range: ClosedRange<Double>) throws(ModelError) -> Double {
    let value = Double(bitPattern: try fixed(8))
    guard range.contains(value) else { throw invalid }
    return value
  }

  /// A short text in UTF-8.
  mutating func text() throws(ModelError) -> String {
    let length = try count(limit: 1024)
    guard remaining >= length else { throw .truncated }
    guard let text = String(validating: bytes.buffer[offset..<offset + length], as: UTF8.self) else { throw invalid }
    offset += length
    return text
  }

  /// A strictly rising list of numbers, by their differences.
  mutating func rising(limit: Int) throws(ModelError) -> [Int32] {
    let length = try count(limit: min(limit, remaining))
    var result: [Int32] = []
    result.reserveCapacity(length)
    var value = -1
    for _ in 0..<length {
      value += try count(limit: Int(Int32.max)) + 1
      guard value < Int(Int32.max) else { throw invalid }
      result.append(Int32(value))
    }
    return result
  }
}

/// Writes what `ByteReader` reads.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func fixed(_ value: UInt64, _ width: Int) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
  }

  /// Adds zeros up to the next multiple of so many bytes.
  mutating func align(to width: Int) {
    while bytes.count % width != 0 { bytes.append(0) }
  }

  mutating func count(_ value: Int) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func text(_ text: String) {
    count(text.utf8.count)
    bytes += text.utf8
  }

  mutating func rising(_ values: [Int32]) {
    count(values.count)
    var last = -1
    for value in values {
      count(Int(value) - last - 1)
      last = Int(value)
    }
  }
}
