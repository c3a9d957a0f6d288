// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Bars of chords, with all repeats written out.
package struct ChordsNotation: Sendable, Hashable {
  /// What stands between two bar lines: at least one token.
  package struct Bar: Sendable, Hashable {
    package let tokens: [Located<ChordToken>]
    /// The bar as written; `%` for a bar that repeats another.
    package let span: Span

    package init(tokens: [Located<ChordToken>], span: Span) {
      self.tokens = tokens
      self.span = span
    }
  }

  package let bars: [Bar]
  /// Whether the chords are Roman numerals; nil where there are no chords at all.
  package let isRoman: Bool?
  package let span: Span

  package init(bars: [Bar], isRoman: Bool?, span: Span) {
    self.bars = bars
    self.isRoman = isRoman
    self.span = span
  }
}

/// Reads bars of chords: `Dm7 | G7 | Cmaj7 x2 | %`, `I . IV V | vi`.
package func parseChords(_ scalar: Scalar, sink: inout DiagnosticSink) -> ChordsNotation? {
  guard let scanner = NotationScanner.begin(scalar, .badChordSymbol, "chords", example: "Dm7 | G7 | C", sink: &sink)
  else { return nil }
  var reader = ChordsReader(scanner)
  let notation = reader.read()
  sink.report(reader.problems)
  return reader.problems.isEmpty ? notation : nil
}

/// Reads one chord: `Dm7`, `V7/ii`.
package func parseChordSymbol(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<ChordToken>? {
  guard let scanner = NotationScanner.begin(scalar, .badChordSymbol, "a chord", example: "Dm7", sink: &sink) else {
    return nil
  }
  return scanner.chordSymbol(sink: &sink)
}

/// Wrong chords that are reported in one field.
private let mostProblems = 20

/// Reads a field of chords bar by bar.
private struct ChordsReader {
  private var scanner: NotationScanner
  private let whole: Span
  private var bars: [ChordsNotation.Bar] = []
  private(set) var problems: [Diagnostic] = []
  private var firstLetter: Range<Int>?
  private var firstNumeral: Range<Int>?

  init(_ scanner: NotationScanner) {
    self.scanner = scanner
    whole = scanner.span(scanner.rest)
  }

  mutating func read() -> ChordsNotation? {
    // A line before the first bar and one behind the last say nothing.
    if scanner.eat("|") { scanner.skipBlanks() }
    repeat {
      let start = scanner.position
      let end = scanner.first("|") ?? scanner.end
      readBar(scanner.part(start..<end), line: start..<min(end + 1, scanner.end))
      scanner.position = end
      if scanner.eat("|") { scanner.skipBlanks() }
    } while !scanner.isAtEnd && problems.count < mostProblems && bars.count <= Limits.chordBars
    if bars.count > Limits.chordBars { problems.append(.chordBarsLimit(Limits.chordBars, at: whole)) }
    checkMixture()
    return ChordsNotation(
      bars: bars, isRoman: firstNumeral != nil ? true : firstLetter != nil ? false : nil, span: whole)
  }

  private mutating func readBar(_ bar: NotationScanner, line: Range<Int>) {
    var bar = bar
    let range = bar.rest
    guard !bar.isAtEnd else {
      problems.append(.barEmpty(at: scanner.span(line)))
      return
    }
    var tokens: [Located<ChordToken>] = []
    var percent: Range<Int>?
    var count = 1
    var contentEnd = range.lowerBound
    while !bar.isAtEnd, problems.count < mostProblems {
      if let times = repeatCount(&bar) {
        guard bar.isAtEnd, contentEnd > range.lowerBound else {
          problems.append(.chordRepeatMisplaced(bar.text(times.range), at: bar.span(times.range)))
          return
        }
        guard let value = times.count, (1...Limits.chordBars).contains(value) else {
          problems.append(.repeatCount(bar.text(times.range), limit: Limits.chordBars, .badNumber, at: bar.span(times.range)))
          return
        }
        count = value
        break
      }
      let word = bar.chordWord()
      contentEnd = word.upperBound
      if bar.text(word) == "%" {
        percent = word
      } else {
        let isFirst = bars.isEmpty && tokens.isEmpty && problems.isEmpty
        if let token = bar.part(word).chordToken(isFirst: isFirst, problems: &problems) {
          tokens.append(Located(token, at: bar.span(word)))
          note(token, word)
        }
      }
      bar.skipBlanks()
    }
    let span = scanner.span(range.lowerBound..<contentEnd)
    if let percent {
      let place = scanner.span(percent)
      guard tokens.isEmpty, contentEnd == percent.upperBound, percent.lowerBound == range.lowerBound else {
        problems.append(.barRepeatNotAlone(at: place))
        return
      }
      guard let last = bars.last else {
        if problems.isEmpty { problems.append(.barRepeatFirst(at: place)) }
        return
      }
      tokens = last.tokens
    }
    guard !tokens.isEmpty else { return }
    let read = ChordsNotation.Bar(tokens: tokens, span: span)
    for _ in 0..<min(count, Limits.chordBars + 1 - bars.count) { bars.append(read) }
  }

  /// Takes `x4`, `*4`, `x 4` or `* 4`; the count is nil where it has too many digits.
  private func repeatCount(_ bar: inout NotationScanner) -> (count: Int?, range: Range<Int>)? {
    var ahead = bar
    let start = ahead.position
    guard ahead.eat(oneOf: ["x", "*", "×"]) != nil else { return nil }
    ahead.skipBlanks()
    guard ahead.isAtDigit else { return nil }
    let count = ahead.integer()
    guard ahead.isAtEnd || ahead.peek() == 0x20 else { return nil }
    let range = start..<ahead.position
    ahead.skipBlanks()
    bar = ahead
    return (count, range)
  }

  // MARK: Letters and numerals

  private mutating func note(_ token: ChordToken, _ word: Range<Int>) {
    switch token {
    case .chord: firstLetter = firstLetter ?? word
    case .roman: firstNumeral = firstNumeral ?? word
    case .noChord, .hold: break
    }
  }

  private mutating func checkMixture() {
    guard let letter = firstLetter, let numeral = firstNumeral else { return }
    let isRoman = numeral.lowerBound > letter.lowerBound
    let (first, second) = isRoman ? (letter, numeral) : (numeral, letter)
    problems.append(
      .mixedChordNotation(
        scanner.text(second), isRoman: isRoman, at: scanner.span(second), other: scanner.text(first),
        otherAt: scanner.span(first)))
  }
}

extension NotationScanner {
  /// The whole as one chord, `N.C.` included, no hold.
  func chordSymbol(sink: inout DiagnosticSink) -> Located<ChordToken>? {
    var problems: [Diagnostic] = []
    let token = chordToken(isFirst: true, problems: &problems)
    sink.report(problems)
    return token.map { Located($0, at: span(rest)) }
  }

  /// Takes the bytes up to a blank or a star: one byte at least.
  fileprivate mutating func chordWord() -> Range<Int> {
    let start = position
    position = max(word(stops: [UInt8(ascii: "*")]).upperBound, start + 1)
    return start..<position
  }

  /// The whole as one token of a bar.
  fileprivate func chordToken(isFirst: Bool, problems: inout [Diagnostic]) -> ChordToken? {
    switch text(rest) {
    case ".":
      if !isFirst { return .hold }
      problems.append(.nothingToHold(at: span(rest)))
    case "N.C.", "N.C", "NC", "n.c.": return .noChord
    case "/": problems.append(.slashHold(at: span(rest)))
    default:
      switch readChord() {
      case .success(let token): return token
      case .failure(let problem): problems.append(problem.diagnostic)
      }
    }
    return nil
  }
}
