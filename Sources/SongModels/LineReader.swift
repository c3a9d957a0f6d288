// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Reads lines of words and numbers; lines that begin with a number sign are remarks.
struct LineReader {
  private let bytes: FileBytes
  private var offset = 0

  init(_ bytes: FileBytes) { self.bytes = bytes }

  var invalid: ModelError { .invalid(offset: offset) }

  private var byte: UInt8? { offset < bytes.buffer.count ? bytes.buffer[offset] : nil }

  /// The first word of the next line that isn't empty and no remark; nil at the end.
  mutating func next() throws(ModelError) -> String? {
    while let byte, byte == UInt8(ascii: "#") || byte == UInt8(ascii: "\n") {
      while let byte = self.byte, byte != UInt8(ascii: "\n") { offset += 1 }
      offset += 1
    }
    return byte == nil ? nil : try word()
  }

  mutating func word() throws(ModelError) -> String {
    skipSpaces()
    let start = offset
    while let byte, byte > UInt8(ascii: " ") { offset += 1 }
    guard let word = String(validating: bytes.buffer[start..<offset], as: UTF8.self), start < offset else { throw invalid }
    return word
  }

  var isAtLineEnd: Bool {
    mutating get {
      skipSpaces()
      return byte == nil || byte == UInt8(ascii: "\n")
    }
  }

  mutating func endLine() throws(ModelError) {
    guard isAtLineEnd else { throw invalid }
    offset += 1
  }

  private mutating func skipSpaces() {
    while byte == UInt8(ascii: " ") { offset += 1 }
  }

  /// The byte that stands here without a space before it; nil at the end of a word.
  mutating func letter() -> UInt8? {
    guard let byte, byte > UInt8(ascii: " ") else { return nil }
    offset += 1
    return byte
  }

  /// A number that isn't negative.
  mutating func number() throws(ModelError) -> Int {
    skipSpaces()
    let start = offset
    var value = 0
    while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      value = 10 * value + Int(byte - UInt8(ascii: "0"))
      offset += 1
    }
    guard (1...9).contains(offset - start) else { throw invalid }
    return value
  }

  mutating func number(below limit: Int) throws(ModelError) -> Int {
    let value = try number()
    guard value < limit else { throw invalid }
    return value
  }

  /// A number of at most eight hexadecimal digits, one at least.
  mutating func bits() throws(ModelError) -> UInt32 {
    guard let bits = try UInt32(word(), radix: 16) else { throw invalid }
    return bits
  }

  mutating func numbers(_ count: Int) throws(ModelError) -> [Int] {
    var result: [Int] = []
    for _ in 0..<count { result.append(try number()) }
    return result
  }
}
