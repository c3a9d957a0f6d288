// SPDX-License-Identifier: Apache-2.0
/// Reads little-endian fields; every read checks that the bytes are there.
struct ByteReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - offset }
  var isAtEnd: Bool { offset == bytes.count }
  /// The error for a value that no writer makes.
  var invalid: ModelError { .invalid(offset: offset) }

  mutating func byte() throws(ModelError) -> UInt8 {
    guard offset < bytes.count else { throw .truncated }
    offset += 1
    return bytes[offset - 1]
  }

  /// A number of a fixed width in bytes, at most 8.
  mutating func fixed(_ width: Int) throws(ModelError) -> UInt64 {
    guard remaining >= width else { throw .truncated }
    var value: UInt64 = 0
    for index in 0..<width { value |= UInt64(bytes[offset + index]) << (8 * UInt64(index)) }
    offset += width
    return value
  }

  /// A list of 16-bit words.
  mutating func words(_ count: Int) throws(ModelError) -> [UInt16] {
    guard remaining / 2 >= count else { throw .truncated }
    var result = [UInt16](repeating: 0, count: count)
    for index in 0..<count {
      let place = offset + 2 * index
      result[index] = UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
    }
    offset += 2 * count
    return result
  }

  /// A count in groups of seven bits, at most `limit`.
  mutating func count(limit: Int) throws(ModelError) -> Int {
    var value = 0
    var shift = 0
    while true {
      guard offset < bytes.count else { throw .truncated }
      let byte = bytes[offset]
      offset += 1
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
    guard let text = String(validating: bytes[offset..<offset + length], as: UTF8.self) else { throw invalid }
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
