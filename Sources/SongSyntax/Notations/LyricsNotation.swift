// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// What the notes of a tune are sung on, in order.
package struct LyricsNotation: Sendable, Hashable {
  package enum Token: Sendable, Hashable {
    case syllable(Syllable)
    /// `_`: the syllable before goes on.
    case hold
    /// `*`: a note without a syllable.
    case skip
  }

  package let tokens: [Located<Token>]
  /// The number of tokens before each bar line.
  package let barLines: [Int]
  package let span: Span

  package init(tokens: [Located<Token>], barLines: [Int], span: Span) {
    self.tokens = tokens
    self.barLines = barLines
    self.span = span
  }
}

/// Reads lyrics: `What shall we do with a | drun- ken sai- lor, |`.
///
/// Blanks part words, `-` syllables, `_` holds one for another note, `*` leaves a note out, `~` is a blank inside a
/// syllable, as in the `w:` lines of ABC.
package func parseLyrics(_ scalar: Scalar, sink: inout DiagnosticSink) -> LyricsNotation? {
  guard var scanner = NotationScanner.begin(scalar, .badLyrics, "lyrics", example: "la la la- la", sink: &sink) else {
    return nil
  }
  let whole = scanner.span(scanner.rest)
  var reader = LyricsReader()
  reader.read(&scanner)
  sink.report(reader.problems)
  return reader.problems.isEmpty
    ? LyricsNotation(tokens: reader.tokens, barLines: reader.barLines, span: whole) : nil
}

struct LyricsReader {
  private(set) var tokens: [Located<LyricsNotation.Token>] = []
  private(set) var barLines: [Int] = []
  private(set) var problems: [Diagnostic] = []

  mutating func read(_ scanner: inout NotationScanner) {
    while !scanner.isAtEnd, tokens.count < Limits.lineNotes {
      let start = scanner.position
      if scanner.eat("|") {
        if barLines.last != tokens.count || tokens.isEmpty { if !tokens.isEmpty { barLines.append(tokens.count) } }
      } else if scanner.eat("_") {
        tokens.append(Located(.hold, at: scanner.span(start..<scanner.position)))
      } else if scanner.eat("*") {
        tokens.append(Located(.skip, at: scanner.span(start..<scanner.position)))
      } else if scanner.eat("-") {
        continueWord(start, scanner)
      } else {
        let word = scanner.word(stops: Array("|_*-".utf8))
        let text = scanner.text(word).replacing("~", with: " ")
        let isContinued = lastSyllable.map { $0.syllable.continues } ?? false
        tokens.append(Located(.syllable(Syllable(text, isContinued: isContinued)), at: scanner.span(word)))
      }
      scanner.skipBlanks()
    }
  }

  /// A hyphen: the word of the syllable before goes on; a second one is a note that holds it.
  private mutating func continueWord(_ start: Int, _ scanner: NotationScanner) {
    let place = scanner.span(start..<start + 1)
    guard let (index, last) = lastSyllable else {
      problems.append(.hyphenWithoutSyllable(at: place))
      return
    }
    if last.continues {
      tokens.append(Located(.hold, at: place))
    } else {
      let longer = Syllable(last.text, isContinued: last.isContinued, continues: true)
      tokens[index] = Located(.syllable(longer), at: tokens[index].span)
    }
  }

  private var lastSyllable: (index: Int, syllable: Syllable)? {
    for index in tokens.indices.reversed() {
      if case .syllable(let syllable) = tokens[index].value { return (index, syllable) }
    }
    return nil
  }
}
