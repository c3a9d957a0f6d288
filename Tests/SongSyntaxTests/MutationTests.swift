// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

/// Broken specs: the front end gives an answer to anything, and the same one each time.
@Suite struct MutationTests {
  @Test(arguments: samples.indices) func lines(_ index: Int) {
    let lines = samples[index].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var seen: Set<[UInt8]> = []
    for line in lines.indices {
      var deleted = lines
      deleted.remove(at: line)
      check(Array(deleted.joined(separator: "\n").utf8), &seen)
      var doubled = lines
      doubled.insert(lines[line], at: line)
      check(Array(doubled.joined(separator: "\n").utf8), &seen)
      var swapped = lines
      swapped.swapAt(line, (line + 1) % lines.count)
      check(Array(swapped.joined(separator: "\n").utf8), &seen)
      check(Array(lines.prefix(line).joined(separator: "\n").utf8), &seen)
    }
  }

  @Test(arguments: samples.indices) func bytes(_ index: Int) {
    let bytes = Array(samples[index].utf8)
    var stream = Seed(11).child("bytes", index).generator
    let usual = Array("\t\n\r \"'#%&*()+,-./0:;<=>?@[\\]^_`{|}~!xbAV7\u{0}".utf8)
    var seen: Set<[UInt8]> = []
    for _ in 0..<600 {
      var broken = bytes
      for _ in 0...stream.below(3) {
        let place = stream.below(broken.count)
        switch stream.below(4) {
        case 0: broken[place] ^= UInt8(1 << stream.below(8))
        case 1: broken[place] = stream.element(of: usual)
        case 2: broken.insert(stream.element(of: usual), at: place)
        default: broken.remove(at: place)
        }
      }
      check(broken, &seen)
    }
  }

  /// Each notation on text that is meant for another one, and on broken text.
  @Test func notationsTakeAnything() {
    var stream = Seed(12).generator
    var texts = samples.flatMap { scalars(of: parsed($0).tree).map(\.text) }
    texts += [
      "999999999999999999999999", "x" + String(repeating: "9", count: 400), String(repeating: "[", count: 3000),
    ]
    for _ in 0..<1500 {
      var bytes = Array(stream.element(of: texts).utf8)
      for _ in 0..<2 where !bytes.isEmpty {
        bytes[stream.below(bytes.count)] = UInt8(0x20 + stream.below(0x5F))
      }
      texts.append(String(decoding: bytes, as: UTF8.self))
    }
    for text in texts {
      let first = readAll(scalar(text))
      #expect(first == readAll(scalar(text)))
      for diagnostic in first {
        #expect(diagnostic.span.map { Int($0.end) <= text.utf8.count } ?? false, "\(text): \(diagnostic.message)")
        checkStyle(diagnostic)
      }
    }
  }

  @Test func samplesAreClean() {
    for sample in samples { #expect(parsed(sample).diagnostics.map(\.message) == []) }
  }

  /// - Parameter seen: texts that the notations have read before, as most scalars of a broken spec are whole.
  private func check(_ bytes: [UInt8], _ seen: inout Set<[UInt8]>) {
    let (tree, diagnostics, file) = parsed(bytes)
    let (again, diagnosticsAgain, _) = parsed(bytes)
    #expect(tree == again && diagnostics == diagnosticsAgain && tree.dump() == again.dump())
    var found = diagnostics
    for scalar in scalars(of: tree) {
      if seen.insert(Array(scalar.text.utf8)).inserted { found += readAll(scalar) }
      let count = scalar.text.utf8.count
      var last = scalar.span.start
      for offset in stride(from: 0, to: count, by: max(1, count / 16)) {
        let span = scalar.span(of: offset..<min(count, offset + 3))
        #expect(last <= span.start && span.end <= scalar.span.end)
        last = span.start
      }
    }
    for node in tree.nodes { #expect(Int(node.span.end) <= bytes.count) }
    for diagnostic in found {
      for span in [diagnostic.span].compactMap({ $0 }) + diagnostic.labels.map(\.span) {
        #expect(Int(span.end) <= bytes.count, "\(diagnostic.message)")
      }
    }
    #expect(tree.root != nil || !diagnostics.isEmpty, "\(file.name)")
  }
}

private func scalars(of tree: SyntaxTree) -> [Scalar] {
  tree.nodes.flatMap { node in
    node.scalar.map { [$0] } ?? node.entries?.map(\.key) ?? []
  }
}

/// The diagnostics of all notations on one scalar.
private func readAll(_ scalar: Scalar) -> [Diagnostic] {
  var sink = DiagnosticSink()
  _ = parseTime(scalar, sink: &sink)
  _ = parseTimeRange(scalar, sink: &sink)
  _ = parseDuration(scalar, sink: &sink)
  _ = parsePlace(scalar, sink: &sink)
  _ = parseChords(scalar, sink: &sink)
  _ = parseChordSymbol(scalar, sink: &sink)
  _ = parseForm(scalar, sink: &sink)
  _ = parseForm([scalar], at: scalar.span, sink: &sink)
  _ = parseIntensity(scalar, sink: &sink)
  _ = parseIntensityCurve(scalar, sink: &sink)
  _ = parseIntensityLevel(scalar, sink: &sink)
  _ = parseTempo(scalar, sink: &sink)
  _ = parseNoteValue(scalar, sink: &sink)
  _ = parseKey(scalar, sink: &sink)
  _ = parseMeter(scalar, sink: &sink)
  _ = parseKeyRange(scalar, sink: &sink)
  _ = parsePercent(scalar, sink: &sink)
  _ = parseInteger(scalar, in: 0...100, sink: &sink)
  _ = parseIntegerRange(scalar, in: 0...100, sink: &sink)
  _ = parseDecibels(scalar, sink: &sink)
  _ = parseRhythm(scalar, sink: &sink)
  _ = parseDegrees(scalar, sink: &sink)
  _ = parseTones(scalar, sink: &sink)
  _ = parseContour(scalar, sink: &sink)
  _ = parseLily(scalar, sink: &sink)
  _ = parseABC(scalar, sink: &sink)
  _ = parseGrid(scalar, sink: &sink)
  _ = parseLyrics(scalar, sink: &sink)
  if let pattern = parseMini(scalar, sink: &sink)?.pattern {
    for cycle in 0..<2 { _ = pattern.events(inCycle: cycle, seed: Seed(1)) }
  }
  return sink.diagnostics
}
