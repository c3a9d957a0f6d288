// SPDX-License-Identifier: Apache-2.0
package import SongDiagnostics

/// A scalar as its raw text, which knows for each byte of the text where it stands in the source.
///
/// Knows nothing of YAML's types: `1.5`, `true` and `x` are all text.
package struct Scalar: Sendable, Hashable {
  /// How a scalar is written.
  package enum Style: String, Sendable, Hashable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  /// Bytes of the text that one stretch of the source stands for: byte by byte where both have one length, else
  /// (an escape, a folded line end) as a whole.
  struct Run: Sendable, Hashable {
    var text: Range<UInt32>
    var source: Range<UInt32>
    /// Whether the source stands for the text as a whole although both have one length.
    var isWhole = false

    var isVerbatim: Bool { !isWhole && text.count == source.count }
  }

  /// Where the text stands.
  enum Places: Sendable, Hashable {
    /// All of it in one piece from this byte of the source.
    case verbatim(UInt32)
    /// In runs without gaps in the text, in the order of the source.
    case runs([Run])
    /// Only the whole is known.
    case unknown
  }

  package let text: String
  /// The scalar with its quotes or its block header.
  package let span: Span
  package let style: Style
  private let places: Places

  init(text: String, span: Span, style: Style, places: Places) {
    self.text = text
    self.span = span
    self.style = style
    self.places = places
  }

  /// A scalar whose text stands in the source as it is, behind the quote of a quoted one.
  package init(text: String, span: Span, style: Style) {
    let quote: UInt32 = style == .singleQuoted || style == .doubleQuoted ? 1 : 0
    self.init(text: text, span: span, style: style, places: .verbatim(span.start + quote))
  }

  /// The same with parts of its text replaced; all of a new text stands where what it replaces stood.
  ///
  /// - Parameter parts: UTF-8 offsets of the text, in order and without overlap.
  package func replacing(_ parts: [(range: Range<Int>, text: String)]) -> Scalar {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var runs: [Run] = []
    var position = 0
    func add(_ new: some Sequence<UInt8>, _ pieces: [Run]) {
      let start = UInt32(result.count)
      result += new
      for piece in pieces where !piece.text.isEmpty {
        runs.append(Run(text: start + piece.text.lowerBound..<start + piece.text.upperBound, source: piece.source))
      }
    }
    for part in parts {
      add(bytes[position..<part.range.lowerBound], self.runs(in: position..<part.range.lowerBound))
      let place = span(of: part.range)
      add(part.text.utf8, [Run(text: 0..<UInt32(part.text.utf8.count), source: place.start..<place.end, isWhole: true)])
      position = part.range.upperBound
    }
    add(bytes[position...], self.runs(in: position..<bytes.count))
    let places: Places = self.places == .unknown ? .unknown : .runs(runs)
    return Scalar(text: String(decoding: result, as: UTF8.self), span: span, style: style, places: places)
  }

  /// The runs of a part of the text, counted from its start; a run that is cut stands where all of it stands, unless it
  /// is verbatim.
  private func runs(in range: Range<Int>) -> [Run] {
    let low = UInt32(range.lowerBound)
    let high = UInt32(range.upperBound)
    switch places {
    case .verbatim(let start): return [Run(text: 0..<high - low, source: start + low..<start + high)]
    case .unknown: return []
    case .runs(let runs):
      return runs.filter { $0.text.lowerBound < high && $0.text.upperBound > low }.map { run in
        let from = max(low, run.text.lowerBound)
        let to = min(high, run.text.upperBound)
        guard run.isVerbatim else { return Run(text: from - low..<to - low, source: run.source, isWhole: true) }
        let shift = run.source.lowerBound
        return Run(
          text: from - low..<to - low, source: shift + from - run.text.lowerBound..<shift + to - run.text.lowerBound)
      }
    }
  }

  /// Whether YAML reads the scalar as null: plain and `~`, `null` or empty.
  package var isNull: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(text) }

  /// The place of some bytes of the text, given as UTF-8 offsets; those beyond the text count as its end.
  package func span(of range: Range<Int>) -> Span {
    let count = text.utf8.count
    let low = min(max(0, range.lowerBound), count)
    let high = min(max(low, range.upperBound), count)
    switch places {
    case .verbatim(let start):
      return Span(file: span.file, start: Int(start) + low, end: Int(start) + high)
    case .runs(let runs):
      guard let last = runs.last else { return Span(file: span.file, start: Int(span.end), end: Int(span.end)) }
      let start = low == count ? last.source.upperBound : source(ofStart: UInt32(low), in: runs)
      let end = high == low ? start : source(ofEnd: UInt32(high), in: runs)
      return Span(file: span.file, start: Int(start), end: Int(max(start, end)))
    case .unknown:
      return span
    }
  }

  private func source(ofStart offset: UInt32, in runs: [Run]) -> UInt32 {
    let run = runs[index(of: offset, in: runs)]
    return run.isVerbatim ? run.source.lowerBound + offset - run.text.lowerBound : run.source.lowerBound
  }

  private func source(ofEnd offset: UInt32, in runs: [Run]) -> UInt32 {
    let run = runs[index(of: offset - 1, in: runs)]
    return run.isVerbatim ? run.source.lowerBound + offset - run.text.lowerBound : run.source.upperBound
  }

  /// The index of the run that holds a byte of the text.
  private func index(of offset: UInt32, in runs: [Run]) -> Int {
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].text.lowerBound <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
