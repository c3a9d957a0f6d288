// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

@Suite struct ChordNotationTests {
  private let chords: Notation<ChordsNotation> = { parseChords($0, sink: &$1) }
  /// The symbols bar by bar, in the compiler's own spelling.
  private let symbols: Notation<[String]> = { scalar, sink in
    parseChords(scalar, sink: &sink)?.bars.map { bar in bar.tokens.map { written($0.value) }.joined(separator: " ") }
  }

  @Test func bars() {
    accept("Dm7 | G7 | Cmaj7 | %", as: ["Dm7", "G7", "Cmaj7", "Cmaj7"], symbols)
    accept("| C | F |", as: ["C", "F"], symbols)
    accept("C|F|G", as: ["C", "F", "G"], symbols)
    accept("I . . . | I", as: ["I . . .", "I"], symbols)
    accept("N.C. | NC C", as: ["N.C.", "N.C. C"], symbols)
    accept("Dm G7 x2 | C", as: ["Dm G7", "Dm G7", "C"], symbols)
    accept("Dm *3", as: ["Dm", "Dm", "Dm"], symbols)
    accept("Dm*2 | % x2", as: ["Dm", "Dm", "Dm", "Dm"], symbols)
    accept("C * 2 | F x 2 | G ×2", as: ["C", "C", "F", "F", "G", "G"], symbols)
    accept("C | . F", as: ["C", ". F"], symbols)
    accept("| C |\n  F |", as: ["C", "F"], symbols)
  }

  @Test func whatTheNotationKnows() {
    var sink = DiagnosticSink()
    #expect(chords(scalar("C | F"), &sink)?.isRoman == false)
    #expect(chords(scalar("ii | V"), &sink)?.isRoman == true)
    #expect(chords(scalar("N.C."), &sink)?.isRoman == nil)
    let repeated = chords(scalar(" C G | %"), &sink)
    #expect(repeated?.bars.map(\.span.start) == [1, 7])
    #expect(repeated?.bars.last?.tokens.map(\.span.start) == [1, 3])
    #expect(repeated?.span == Span(file: FileID(0), start: 1, end: 8))
  }

  @Test func refusedBars() {
    refuse("1️⃣%2️⃣ | C", .badChordSymbol, chords)
    refuse("C | 1️⃣%2️⃣ F", .badChordSymbol, chords)
    refuse("C | F 1️⃣%2️⃣", .badChordSymbol, chords)
    refuse("1️⃣.2️⃣ C", .badChordSymbol, chords)
    refuse("C | 1️⃣|2️⃣ F", .badChordSymbol, chords)
    refuse("C | 1️⃣x42️⃣ | F", .badChordSymbol, chords)
    refuse("C 1️⃣x22️⃣ F", .badChordSymbol, chords)
    refuse("C 1️⃣x02️⃣", .badNumber, chords)
    refuse("C 1️⃣x999999999999999999999992️⃣", .badNumber, chords)
    refuse("1️⃣C x1000 | F2️⃣", .badNumber, chords)
    refuse("C 1️⃣/2️⃣", .badChordSymbol, chords)
    refuse("C 1️⃣*2️⃣ F", .badChordSymbol, chords)
    refuse("", .badChordSymbol, chords)
    refuse("|", .badChordSymbol, chords)
    refuse("| 1️⃣:2️⃣ C", .badChordSymbol, chords)
    var sink = DiagnosticSink()
    #expect(chords(scalar(String(repeating: "Q ", count: 1000)), &sink) == nil)
    #expect((1...25).contains(sink.diagnostics.count))
  }

  @Test func refusedSymbols() {
    refuse("C1️⃣mja72️⃣", .badChordSymbol, chords)
    refuse("C1️⃣foo2️⃣/E", .badChordSymbol, chords)
    refuse("Dm7 | 1️⃣Q2️⃣", .badChordSymbol, chords)
    refuse("1️⃣dm72️⃣", .badChordSymbol, chords)
    refuse("1️⃣H72️⃣", .badChordSymbol, chords)
    refuse("C1️⃣7alt2️⃣", .badChordSymbol, chords)
    refuse("C/1️⃣e2️⃣", .badChordSymbol, chords)
    refuse("1️⃣C/2️⃣", .badChordSymbol, chords)
    refuse("C1️⃣7(b92️⃣", .badChordSymbol, chords)
    refuse("C1️⃣7)2️⃣", .badChordSymbol, chords)
    refuse("C1️⃣772️⃣", .badChordSymbol, chords)
    refuse("1️⃣IIm72️⃣", .badChordSymbol, chords)
    refuse("1️⃣VIIo2️⃣", .badChordSymbol, chords)
    refuse("1️⃣iii+2️⃣", .badChordSymbol, chords)
    refuse("V1️⃣652️⃣", .badChordSymbol, chords)
    refuse("V/1️⃣92️⃣", .badChordSymbol, chords)
    refuse("V/1️⃣G2️⃣", .badChordSymbol, chords)
    refuse("1️⃣V/2️⃣", .badChordSymbol, chords)
    refuse("1️⃣x2️⃣", .badChordSymbol, chords)
    let misspelt = refuse("Cmja7", .badChordSymbol, chords)
    #expect(misspelt?.help == ["did you mean 'maj7'?"])
  }

  @Test func romanCaseIsRepaired() {
    for (text, repaired) in [
      ("IIm7", "ii7"), ("VIIo7", "viio7"), ("II-7", "ii7"), ("iii+", "III+"), ("bVImin", "bvi"), ("IIm7/5", "ii7/5"),
    ] {
      let diagnostic = refuse(text, .badChordSymbol, chords)
      #expect(diagnostic?.fixIts.first.map { applying($0, to: text) } == repaired)
    }
  }

  @Test func lettersAndNumeralsDoNotMix() {
    let diagnostic = refuse("C | N.C. | F 1️⃣V72️⃣ | vi", .mixedChordNotation, chords)
    #expect(diagnostic?.labels.map(\.span.start) == [0])
    let other = refuse("ii | 1️⃣G2️⃣", .mixedChordNotation, chords)
    #expect(other?.message == "'G' is a letter chord, 'ii' before it a numeral chord")
  }

  @Test func romanNumerals() {
    func numeral(_ text: String) -> RomanNumeral? {
      var sink = DiagnosticSink()
      let token = chords(scalar(text), &sink)?.bars.first?.tokens.first?.value
      #expect(sink.diagnostics.map(\.message) == [], "\(text)")
      guard case .roman(let numeral)? = token else { return nil }
      return numeral
    }
    func check(
      _ text: String, _ degree: Int, _ suffix: String, alter: Int = 0, bass: Int? = nil, to: RomanNumeral.Target? = nil
    ) {
      let wanted = ChordQuality.named(suffix).map {
        RomanNumeral(degree: degree, alter: alter, quality: $0, bassDegree: bass, appliedTo: to)
      }
      #expect(numeral(text) == wanted, "\(text)")
    }
    check("I", 1, "")
    check("ii", 2, "m")
    check("ii7", 2, "m7")
    check("iim7", 2, "m7")
    check("V7", 5, "7")
    check("Imaj7", 1, "maj7")
    check("iM7", 1, "mMaj7")
    check("viio", 7, "dim")
    check("vii°7", 7, "dim7")
    check("viiø", 7, "m7b5")
    check("viiø7", 7, "m7b5")
    check("vii7b5", 7, "m7b5")
    check("III+", 3, "aug")
    check("bVI", 6, "", alter: -1)
    check("♭VII7", 7, "7", alter: -1)
    check("#iv", 4, "m", alter: 1)
    check("Iadd9", 1, "add9")
    check("iadd9", 1, "madd9")
    check("Vsus4", 5, "sus4")
    check("v7sus4", 5, "7sus4")
    check("I6/9", 1, "69")
    check("V/7", 5, "", bass: 7)
    check("IV/1", 4, "", bass: 1)
    check("V/V", 5, "", to: .init(degree: 5, alter: 0, isMinor: false))
    check("V7/ii", 5, "7", to: .init(degree: 2, alter: 0, isMinor: true))
    check("viio/ii", 7, "dim", to: .init(degree: 2, alter: 0, isMinor: true))
    check("V7/bVI", 5, "7", to: .init(degree: 6, alter: -1, isMinor: false))
    check("V7/7/V", 5, "7", bass: 7, to: .init(degree: 5, alter: 0, isMinor: false))
    check("V7/V/7", 5, "7", bass: 7, to: .init(degree: 5, alter: 0, isMinor: false))
  }

  @Test func whatANumeralIsWrittenAsIsReadAgain() {
    for text in [
      "I", "ii7", "viio7/ii", "viiø", "bVI/1", "V7/V/7", "III+", "iM7", "#ivo", "v7sus4", "I6/9", "V7(b9)/vi",
    ] {
      var sink = DiagnosticSink()
      let token = parseChordSymbol(scalar(text), sink: &sink)?.value
      #expect(
        token != nil && token == token.flatMap { parseChordSymbol(scalar(written($0)), sink: &sink)?.value }, "\(text)")
    }
  }

  @Test func oneSymbol() {
    let symbol: Notation<String> = { parseChordSymbol($0, sink: &$1).map { written($0.value) } }
    accept("Dm7", as: "Dm7", symbol)
    accept("V7/ii", as: "V7/ii", symbol)
    accept("N.C.", as: "N.C.", symbol)
    refuse("D1️⃣m7 G2️⃣", .badChordSymbol, symbol)
    refuse("%", .badChordSymbol, symbol)
    refuse(".", .badChordSymbol, symbol)
  }
}

/// A token in the compiler's own spelling.
private func written(_ token: ChordToken) -> String {
  switch token {
  case .chord(let chord): chord.description
  case .roman(let numeral): numeral.text
  case .noChord: "N.C."
  case .hold: "."
  }
}
