// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// A line of a cue list with its number from 1.
struct CueLine: Sendable, Hashable {
  let number: Int
  let text: String
}

/// The bytes of a text in UTF-8 without byte order mark; UTF-16 is read where it has one.
///
/// - Throws: where they are no text, or hold a zero.
func textBytes(_ bytes: [UInt8]) throws(CueError) -> [UInt8] {
  let text: String?
  if bytes.starts(with: [0xFF, 0xFE]) {
    text = String(validating: units(bytes.dropFirst(2), low: 0), as: UTF16.self)
  } else if bytes.starts(with: [0xFE, 0xFF]) {
    text = String(validating: units(bytes.dropFirst(2), low: 1), as: UTF16.self)
  } else {
    text = String(validating: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
  }
  guard let text else { throw CueError(.notText, line: firstBadLine(of: bytes)) }
  let result = Array(text.utf8)
  if let zero = result.firstIndex(of: 0) { throw CueError(.notText, line: lineNumber(at: zero, in: result)) }
  return result
}

/// 16-bit units of the bytes; an odd byte at the end makes a unit that no text has.
private func units(_ bytes: ArraySlice<UInt8>, low: Int) -> [UInt16] {
  let all = Array(bytes)
  var result: [UInt16] = []
  result.reserveCapacity(all.count / 2)
  for index in stride(from: 0, to: all.count, by: 2) {
    guard index + 1 < all.count else { return result + [0xD800] }
    result.append(UInt16(all[index + low]) | UInt16(all[index + 1 - low]) << 8)
  }
  return result
}

/// The first line that isn't UTF-8; 1 where it can't be said.
private func firstBadLine(of bytes: [UInt8]) -> Int {
  guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else { return 1 }
  let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
  return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
}

/// The lines of a text; they end with LF, CR or both.
func lines(of text: [UInt8]) -> [CueLine] {
  var result: [CueLine] = []
  var start = 0
  var position = 0
  func add(_ end: Int) {
    result.append(CueLine(number: result.count + 1, text: String(decoding: text[start..<end], as: UTF8.self)))
  }
  while position < text.count {
    if text[position] == 0x0A || text[position] == 0x0D {
      add(position)
      if text[position] == 0x0D, position + 1 < text.count, text[position + 1] == 0x0A { position += 1 }
      start = position + 1
    }
    position += 1
  }
  if start < text.count { add(text.count) }
  return result
}

/// The number of the line that a byte lies in, from 1.
func lineNumber(at offset: Int, in text: [UInt8]) -> Int {
  1 + text[..<min(offset, text.count)].lazy.filter { $0 == 0x0A }.count
}

/// The text on one line: control characters are blanks, blanks are single, none is at the ends.
func oneLine(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  var needsBlank = false
  for scalar in text.unicodeScalars {
    if scalar.value <= 0x20 || scalar.value == 0x7F {
      needsBlank = !scalars.isEmpty
    } else {
      if needsBlank { scalars.append(" ") }
      needsBlank = false
      scalars.append(scalar)
    }
  }
  return String(scalars)
}

/// Nil for an empty text.
func nonempty(_ text: String) -> String? { text.isEmpty ? nil : text }

/// Whether all of a text is digits, and there is one.
func isAllDigits(_ text: some StringProtocol) -> Bool {
  !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
}

extension String {
  /// What stands behind a word that the text starts with, in any case; nil where it doesn't.
  func after(_ prefix: String) -> String? {
    let own = Array(utf8)
    let wanted = Array(prefix.utf8)
    guard own.count >= wanted.count, zip(own, wanted).allSatisfy({ upper($0) == upper($1) }) else { return nil }
    return String(decoding: own[wanted.count...], as: UTF8.self)
  }
}

private func upper(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte - 0x20 : byte }
