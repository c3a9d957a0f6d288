// SPDX-License-Identifier: Apache-2.0
package import SongBase
internal import SongBinder
internal import SongDiagnostics
internal import SongSyntax

/// Breaks specs: each number gives one text, the same one every time.
package struct SpecMutator: Sendable {
  /// Whole specs, sound and refused ones.
  package let corpus: [[UInt8]]
  /// Lines with their line ends left out, keys and values of the corpus.
  private let lines: [[UInt8]]
  private let keys: [[UInt8]]
  private let values: [[UInt8]]
  private let seed: Seed

  /// - Parameter seed: of all draws.
  package init(corpus: [[UInt8]], seed: Seed) {
    self.corpus = corpus
    self.seed = seed
    lines = corpus.flatMap { $0.split(separator: newline).map(Array.init) }
    let pairs = lines.compactMap { split(line: $0) }
    keys = pairs.map(\.key).filter { !$0.isEmpty }
    values = pairs.map(\.value).filter { !$0.isEmpty }
  }

  /// The specs of `specs/` and the cases of `Tests/Suite/`.
  package static func ofTheCheckout() throws -> SpecMutator {
    var corpus = try names(in: "specs").filter { $0.hasSuffix(".song.yaml") }.map { try contents(of: "specs/\($0)") }
    for name in try names(in: "Tests/Suite") where name.hasSuffix(".yaml.txt") {
      let text = "\n" + String(decoding: try contents(of: "Tests/Suite/\(name)"), as: UTF8.self)
      for part in text.split(separator: "\n--- ") {
        corpus.append(Array(part.drop { $0 != "\n" }.dropFirst().utf8))
      }
    }
    return SpecMutator(corpus: corpus, seed: Seed(71))
  }

  /// The same specs as lead sheets; those that can't be read are left out.
  package static func leadSheetsOfTheCheckout() throws -> SpecMutator {
    let sheets = try ofTheCheckout().corpus.compactMap { bytes in
      var sink = DiagnosticSink()
      return try? formatted(SourceFile(id: FileID(0), name: "spec.song.yaml", bytes: bytes), as: .song, sink: &sink)
    }
    return SpecMutator(corpus: sheets, seed: Seed(73))
  }

  /// A spec of the corpus with one to four changes.
  package func mutant(_ number: Int) -> [UInt8] {
    var stream = seed.child("mutant", number).generator
    var bytes = stream.element(of: corpus)
    for _ in 0...stream.below(4) { change(&bytes, &stream) }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    guard !bytes.isEmpty else {
      bytes = stream.element(of: lines)
      return
    }
    switch stream.below(12) {
    case 0: bytes[stream.below(bytes.count)] ^= 1 << UInt8(stream.below(8))
    case 1: bytes[stream.below(bytes.count)] = stream.element(of: usual)
    case 2: bytes.insert(stream.element(of: usual), at: stream.below(bytes.count + 1))
    case 3: bytes.remove(at: stream.below(bytes.count))
    case 4: splice(&bytes, &stream)
    case 5, 6: changeLines(&bytes, &stream)
    case 7: changeNumber(&bytes, &stream)
    default: changeValue(&bytes, &stream)
    }
  }

  /// The start of one spec with the end of another.
  private func splice(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let own = bytes.split(separator: newline, omittingEmptySubsequences: false)
    let other = stream.element(of: corpus).split(separator: newline, omittingEmptySubsequences: false)
    let mixed = own.prefix(stream.below(own.count + 1)) + other.suffix(stream.below(other.count + 1))
    bytes = Array(mixed.joined(separator: [newline]))
  }

  private func changeLines(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    var own = bytes.split(separator: newline, omittingEmptySubsequences: false).map(Array.init)
    let at = stream.below(own.count)
    switch stream.below(7) {
    case 0: own.remove(at: at)
    case 1: own.insert(own[at], at: at)
    case 2: own.swapAt(at, stream.below(own.count))
    case 3: own.insert(stream.element(of: lines), at: at)
    case 4: own[at] = Array("  ".utf8) + own[at]
    case 5: own[at] = Array(own[at].drop { $0 == UInt8(ascii: " ") })
    default:
      // Another key, also one of another map.
      guard let pair = split(line: own[at]) else { return }
      own[at] = pair.indent + stream.element(of: keys) + [UInt8(ascii: ":"), UInt8(ascii: " ")] + pair.value
    }
    bytes = Array(own.joined(separator: [newline]))
  }

  /// One number becomes another that nobody writes.
  private func changeNumber(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let digits = bytes.indices.filter { isDigit(bytes[$0]) }
    guard !digits.isEmpty else { return }
    var low = stream.element(of: digits)
    var high = low + 1
    while low > 0, isDigit(bytes[low - 1]) { low -= 1 }
    while high < bytes.count, isDigit(bytes[high]) { high += 1 }
    bytes.replaceSubrange(low..<high, with: Array(stream.element(of: oddNumbers).utf8))
  }

  /// What stands behind a key, changed as text of its notation.
  private func changeValue(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    var own = bytes.split(separator: newline, omittingEmptySubsequences: false).map(Array.init)
    let places = own.indices.filter { !(split(line: own[$0])?.value.isEmpty ?? true) }
    guard !places.isEmpty else { return }
    let at = stream.element(of: places)
    guard let (indent, key, old) = split(line: own[at]) else { return }
    var value = old
    switch stream.below(8) {
    case 0: value = stream.element(of: values)
    case 1:
      let other = stream.element(of: values)
      value = value.prefix(stream.below(value.count + 1)) + other.suffix(stream.below(other.count + 1))
    case 2, 3:
      // Words of the value: left out, doubled, swapped, taken from another one.
      var words = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
      let word = stream.below(words.count)
      switch stream.below(5) {
      case 0: words.remove(at: word)
      case 1: words.insert(words[word], at: word)
      case 2: words.swapAt(word, stream.below(words.count))
      case 3:
        let others = stream.element(of: values).split(separator: UInt8(ascii: " ")).map(Array.init)
        if !others.isEmpty { words[word] = stream.element(of: others) }
      default: words = Array(repeating: words, count: 1 + stream.below(40)).flatMap { $0 }
      }
      value = Array(words.joined(separator: [UInt8(ascii: " ")]))
    case 4: value.insert(contentsOf: Array(stream.element(of: signs).utf8), at: stream.below(value.count + 1))
    case 5: value.remove(at: stream.below(value.count))
    case 6: value[stream.below(value.count)] = stream.element(of: usual)
    default: changeNumber(&value, &stream)
    }
    own[at] = indent + key + [UInt8(ascii: ":"), UInt8(ascii: " ")] + value
    bytes = Array(own.joined(separator: [newline]))
  }
}

private let newline: UInt8 = 0x0A

/// A line as blanks, key and value; nil for one without a key.
private func split(line: [UInt8]) -> (indent: [UInt8], key: [UInt8], value: [UInt8])? {
  guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
  let indent = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
  guard indent.count <= colon else { return nil }
  let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
  return (Array(indent), Array(line[indent.count..<colon]), Array(value))
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Bytes that mean something in YAML or a notation.
private let usual = Array("\t\n\r \"'#%&*()+,-./0189:;<=>?@[\\]^_`{|}~!xbABVrz7\u{0}\u{7f}é".utf8)

private let signs = [
  "..", "|", "||", "(", ")", "(3 ", "[", "]", "~", "*9999", "x1000", "'", ",,,", "#", "##", "b", "bb", "/", "//", "%", ".", "-",
  "+", "->", "<", ">", ":", "bar ", " beat ", "end", "start", "tc ", "@", "!", "?", "\"", "\\", "é", "\u{1F3B5}", "\u{301}", "\u{202E}",
]

private let oddNumbers = [
  "0", "-0", "-1", "1", "2", "3", "00", "0.5", "0.0001", "0.000001", "0.0000001", "127", "128", "255", "256", "960", "1000",
  "9999", "65536", "86400", "99999", "100000", "999999", "4294967295", "4294967296", "2147483648", "999999999", "1000000000",
  "4000000000", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
  "1000000000000000000", "1e9", "1e308", "NaN", "inf", "0x10", "0b1", "1_000", "1/99999999", "999999999/1", "٣", "½", "999999.999999",
  "999999999.999999", "1/3", "31/32", "7/64", "99:59:59", "23:59:59.999", "00:00:00:00",
]
