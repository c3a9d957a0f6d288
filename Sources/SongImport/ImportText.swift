// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic
internal import SongSyntax

/// The text of a file: UTF-8, UTF-16 with its mark, else Latin-1 as old files have it.
///
/// - Throws: where it holds what no text holds.
func importedText(_ bytes: [UInt8], log: inout ImportLog) throws(ImportError) -> String {
  guard bytes.count <= mostBytes else { throw ImportError(.notText) }
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
    let low = bytes[0] == 0xFF ? 0 : 1
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0 + low]) | UInt16(bytes[$0 + 1 - low]) << 8 }
    return String(decoding: units, as: UTF16.self)
  }
  let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  guard !plain.contains(0) else { throw ImportError(.notText) }
  if let text = String(validating: plain, as: UTF8.self) { return text }
  log.decide("the file isn't UTF-8 and is read as Latin-1")
  var text = String.UnicodeScalarView()
  for byte in plain { text.append(UnicodeScalar(byte)) }
  return String(text)
}

/// A line of a file with its number from 1 and the offset of its first byte.
struct ImportLine {
  let number: Int
  let text: String
  let offset: Int
}

/// The lines of a text; they end with LF, CR or both.
func importedLines(_ text: String) -> [ImportLine] {
  let bytes = Array(text.utf8)
  var result: [ImportLine] = []
  var start = 0
  var position = 0
  while position < bytes.count {
    if bytes[position] == 0x0A || bytes[position] == 0x0D {
      result.append(ImportLine(number: result.count + 1, text: String(decoding: bytes[start..<position], as: UTF8.self), offset: start))
      if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { position += 1 }
      start = position + 1
    }
    position += 1
  }
  if start < bytes.count {
    result.append(ImportLine(number: result.count + 1, text: String(decoding: bytes[start...], as: UTF8.self), offset: start))
  }
  return result
}

/// What a chord symbol of another program means.
enum ImportedChord: Hashable {
  case chord(Chord)
  case noChord
  /// A simpler chord, as the language hasn't all of the symbol.
  case simplified(Chord)

  var chord: Chord? {
    switch self {
    case .chord(let chord), .simplified(let chord): chord
    case .noChord: nil
    }
  }
}

/// Reads a chord symbol with the spellings of other programs; nil for what is none.
func importedChord(_ text: String) -> ImportedChord? {
  var symbol = text.trimmed
  if symbol.hasPrefix("("), symbol.hasSuffix(")"), symbol.utf8.count > 2 { symbol = String(symbol.dropFirst().dropLast()) }
  if ["N.C.", "NC", "N.C", "n.c.", "nc", "NC."].contains(symbol) { return .noChord }
  guard symbol.utf8.count <= mostSymbolBytes, let first = symbol.unicodeScalars.first, first.isASCII else { return nil }
  for candidate in [symbol, respelled(symbol)] {
    if let chord = readChord(candidate) { return .chord(chord) }
  }
  // What is left of it from its beginning, with the bass if there is one.
  let parts = respelled(symbol).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
  guard var head = parts.first, PitchName.prefix(of: head) != nil else { return nil }
  while !head.isEmpty {
    for tail in parts.count > 1 ? ["/" + parts[1], ""] : [""] {
      if let chord = readChord(head + tail) { return .simplified(chord) }
    }
    head.removeLast()
  }
  return nil
}

private func readChord(_ text: String) -> Chord? {
  guard !text.isEmpty else { return nil }
  let span = Span(file: FileID(0), start: 0, end: text.utf8.count)
  var sink = DiagnosticSink()
  guard case .chord(let chord)? = parseChordSymbol(Scalar(text: text, span: span, style: .plain), sink: &sink)?.value
  else { return nil }
  return chord
}

/// With an upper-case root and bass, and sharps and flats as the language writes them.
private func respelled(_ symbol: String) -> String {
  var parts = symbol.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
  for index in parts.indices {
    guard let first = parts[index].first, "abcdefg".contains(first), index == parts.count - 1 || index == 0 else { continue }
    parts[index] = first.uppercased() + parts[index].dropFirst()
  }
  if parts.count > 1, let bass = parts.last, bass.count == 2, bass.hasSuffix("+") || bass.hasSuffix("-") {
    parts[parts.count - 1] = bass.prefix(1) + (bass.hasSuffix("+") ? "#" : "b")
  }
  return parts.joined(separator: "/")
}

/// Whether a character may stand in a line of a spec.
func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && ![0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF].contains(scalar.value)
}

private let mostBytes = 8_000_000
private let mostSymbolBytes = 40
