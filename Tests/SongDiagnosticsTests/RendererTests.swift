// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongDiagnostics
import Testing

/// A text as the only file of a run, and a diagnostic at the first place of some words in it.
private func diagnosed(
  _ text: String, at words: String, _ make: (Span) -> Diagnostic
) throws -> (sources: SourceMap, diagnostic: Diagnostic) {
  var sources = SourceMap()
  let file = sources.add(name: "a.yaml", bytes: Array(text.utf8))
  let range = try #require(text.range(of: words))
  let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
  return (sources, make(Span(file: file.id, start: start, end: start + words.utf8.count)))
}

/// The lines of the excerpt: the source line and the underline.
private func excerpt(_ text: String, at words: String) throws -> [String] {
  let (sources, diagnostic) = try diagnosed(text, at: words) { .wrongKind(expected: "a text", found: "a list", at: $0) }
  let lines = TerminalRenderer(sources: sources, colored: false).render(diagnostic).split(
    separator: "\n", omittingEmptySubsequences: false
  ).map(String.init)
  return Array(lines[3...4])
}

@Suite struct TerminalRendererTests {
  @Test func aProblemShowsItsLineCauseAndRemedy() throws {
    let (sources, diagnostic) = try diagnosed("song: 1\nstlye: folk\n", at: "stlye") {
      Diagnostic.unknownKey("stlye", in: "a song spec", at: $0, candidates: ["song", "style"]).inside("stlye")
    }
    #expect(
      TerminalRenderer(sources: sources, colored: false).render(diagnostic) == """
        error[S2001]: 'stlye' is not a key of a song spec
         --> a.yaml:2:1   (stlye)
          |
        2 | stlye: folk
          | ~~~~^
          = help: did you mean: style
          = explain: songc explain S2001

        """)
  }

  @Test func theGutterGrowsWithTheNumberOfTheLine() throws {
    let text = String(repeating: "# line\n", count: 99) + "tempo: x\n"
    let (sources, diagnostic) = try diagnosed(text, at: "tempo") { .notObeyedYet("the key 'tempo'", at: $0) }
    #expect(
      TerminalRenderer(sources: sources, colored: false).render(diagnostic) == """
        warning[S2007]: the key 'tempo' is read, but this version of songc doesn't obey it yet
           --> a.yaml:100:1
            |
        100 | tempo: x
            | ~~~~^
            = help: the build goes on without it; the report lists it
            = explain: songc explain S2007

        """)
  }

  @Test func aPlaceOfOneCharacterIsACaret() throws {
    #expect(try excerpt("a: b\n", at: "b") == ["1 | a: b", "  |    ^"])
  }

  @Test func tabsStandUnderTabs() throws {
    #expect(try excerpt("\ta:\tbcd\n", at: "bcd") == ["1 | \ta:\tbcd", "  | \t  \t~~^"])
  }

  @Test func charactersOfManyBytesTakeOneColumnEach() throws {
    #expect(try excerpt("é音: bcd\n", at: "bcd") == ["1 | é音: bcd", "  |     ~~^"])
    #expect(try excerpt("a: é音𝄞\n", at: "é音𝄞") == ["1 | a: é音𝄞", "  |    ~~^"])
  }

  @Test func anEmptyPlaceAtALineEndStandsBehindTheLine() throws {
    var sources = SourceMap()
    for (text, end) in [("ab\ncd\n", 2), ("ab\r\ncd\r\n", 2), ("ab", 2)] {
      let file = sources.add(name: "a.yaml", bytes: Array(text.utf8))
      let diagnostic = Diagnostic.missingVersion(at: Span(file: file.id, start: end, end: end))
      let lines = TerminalRenderer(sources: sources, colored: false).render(diagnostic).split(separator: "\n")
      #expect(lines[1] == " --> a.yaml:1:3")
      #expect(lines[3...4] == ["1 | ab", "  |   ^"])
    }
  }

  @Test func aPlaceOverManyLinesIsUnderlinedToTheEndOfItsFirst() throws {
    #expect(try excerpt("a: [b,\n  c]\n", at: "[b,\n  c]") == ["1 | a: [b,", "  |    ~~^"])
    #expect(try excerpt("a: [b,\r\n  c]\n", at: "[b,\r\n  c]") == ["1 | a: [b,", "  |    ~~^"])
  }

  @Test func aSecondPlaceShowsItsLine() throws {
    let text = "intensity:\n  40s 10%,\n  20s 20%\n"
    let (sources, diagnostic) = try diagnosed(text, at: "20s 20%") { span in
      Diagnostic.intensityOrder(at: span, before: Span(file: span.file, start: 13, end: 20))
    }
    #expect(
      TerminalRenderer(sources: sources, colored: false).render(diagnostic) == """
        error[S3003]: this stop lies before the one that it follows
         --> a.yaml:3:3
          |
        3 |   20s 20%
          |   ~~~~~~^
          = the stop before: line 2: 40s 10%,
          = note: the curve is read from left to right
          = help: put the stops in the order of their times
          = explain: songc explain S3003

        """)
  }

  @Test func aProblemOutsideAnyFileHasNoExcerpt() {
    let text = TerminalRenderer(sources: SourceMap(), colored: false).render(.fileUnreadable("x.yaml", reason: "gone"))
    #expect(text == "error[S9001]: can't read 'x.yaml': gone\n   = explain: songc explain S9001\n")
  }

  @Test func colorsAreThereOnlyWhereTheyAreAskedFor() throws {
    let (sources, diagnostic) = try diagnosed("a: b\n", at: "b") { .wrongKind(expected: "a text", found: "a list", at: $0) }
    let plain = TerminalRenderer(sources: sources, colored: false).render(diagnostic)
    let colored = TerminalRenderer(sources: sources, colored: true).render(diagnostic)
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.hasPrefix("\u{1B}[1;31merror[S2002]\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[31m^\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func aLongLineIsShownAroundItsPlace() throws {
    let front = try excerpt("key: " + String(repeating: "x", count: 300), at: "key")
    #expect(front == ["1 | key: " + String(repeating: "x", count: 95) + "…", "  | ~~^"])
    let middle = try excerpt(String(repeating: "é", count: 500) + "here" + String(repeating: "ö", count: 500), at: "here")
    #expect(middle[0] == "1 | …" + String(repeating: "é", count: 33) + "here" + String(repeating: "ö", count: 63) + "…")
    #expect(middle[1] == "  | " + String(repeating: " ", count: 34) + "~~~^")
    let back = try excerpt(String(repeating: "x", count: 300) + ": end\n", at: "end")
    #expect(back == ["1 | …" + String(repeating: "x", count: 95) + ": end", "  | " + String(repeating: " ", count: 98) + "~~^"])
    let long = try excerpt("a: " + String(repeating: "y", count: 100_000), at: String(repeating: "y", count: 100_000))
    #expect(long.allSatisfy { $0.count < 110 } && long[1].hasSuffix("~^"))
  }

  @Test func longWordsAreCutInMessagesToo() throws {
    let word = String(repeating: "z", count: 100_000)
    let makers: [(Span) -> Diagnostic] = [
      { .unknownKey(word, in: "a spec", at: $0, candidates: ["song"]).inside(word) },
      { .unknownValue(word, what: "a style", at: $0, candidates: ["folk"]) }, { .unsafePath(word, at: $0) },
      { .sectionNotInForm(word, at: $0, misspelt: [word]).inside("sections.\(word)") },
      { .unknownSection(word, at: $0, candidates: ["A"]) },
    ]
    for make in makers {
      let (sources, diagnostic) = try diagnosed("a: \(word)", at: word, make)
      #expect(TerminalRenderer(sources: sources, colored: false).render(diagnostic).count < 800)
    }
  }

  @Test func charactersThatATerminalObeysAreReplaced() throws {
    #expect(try excerpt("a\u{1B}[2J\u{7F}: b\u{9B}\u{202E}c", at: "b") == ["1 | a\u{FFFD}[2J\u{FFFD}: b\u{FFFD}\u{FFFD}c", "  |         ^"])
    var sources = SourceMap()
    let file = sources.add(name: "a\u{1B}.yaml", bytes: Array("x\u{7}\ny\u{8}\n".utf8))
    let diagnostic = Diagnostic.duplicateKey(
      "x\u{1B}]0;y\u{7}", at: Span(file: file.id, start: 3, end: 4), first: Span(file: file.id, start: 0, end: 1)
    ).inside("p\u{1B}[1m")
    let unreadable = Diagnostic.fileUnreadable("\u{1B}[31mx", reason: "gone")
    for text in [diagnostic, unreadable].map({ TerminalRenderer(sources: sources, colored: false).render($0) }) {
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) }, "\(text)")
    }
  }

  @Test func theSummaryCounts() {
    let span = Span(file: FileID(0), start: 0, end: 1)
    let error = Diagnostic.missingVersion(at: span)
    let warning = Diagnostic.notObeyedYet("x", at: span)
    #expect(TerminalRenderer.summary([]) == "")
    #expect(TerminalRenderer.summary([error]) == "1 error")
    #expect(TerminalRenderer.summary([warning, warning]) == "2 warnings")
    #expect(TerminalRenderer.summary([error, warning, error]) == "2 errors, 1 warning")
  }
}

@Suite struct JSONRendererTests {
  @Test func anObjectALineWithSortedKeys() throws {
    let (sources, diagnostic) = try diagnosed("é: 1\nstlye: x\n", at: "stlye") {
      Diagnostic.unknownKey("stlye", in: "a song spec", at: $0, candidates: ["style"]).inside("stlye")
    }
    let span = """
      {"column":1,"end":11,"endColumn":6,"endLine":2,"file":"a.yaml","line":2,"start":6}
      """
    #expect(
      JSONRenderer(sources: sources).render(diagnostic) == """
        {"code":"S2001","fixes":[{"edits":[{"replacement":"style","span":\(span)}],"safe":true,"title":"did you mean"}],\
        "help":[],"labels":[],"message":"'stlye' is not a key of a song spec","notes":[],"path":"stlye",\
        "severity":"error","span":\(span)}

        """)
  }

  @Test func aProblemOutsideAnyFileHasNoSpan() throws {
    let line = JSONRenderer(sources: SourceMap()).render(.fileUnreadable("a\"\n\u{1}b", reason: "gone"))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(object?["span"] == nil)
    #expect(object?["message"] as? String == "can't read 'a\"\n\u{1}b': gone")
    #expect(line.hasSuffix("}\n") && line.dropLast().contains("\n") == false)
  }

  @Test func labelsCarryTheirPlaces() throws {
    var sources = SourceMap()
    let file = sources.add(name: "a.yaml", bytes: Array("ab cd".utf8))
    let diagnostic = Diagnostic.intensityOrder(
      at: Span(file: file.id, start: 3, end: 5), before: Span(file: file.id, start: 0, end: 2))
    #expect(
      JSONRenderer(sources: sources).render(diagnostic).contains(
        """
        "labels":[{"span":{"column":1,"end":2,"endColumn":3,"endLine":1,"file":"a.yaml","line":1,"start":0},"text":"the stop before"}]
        """))
  }
}

@Suite struct MusicalPlaceRenderingTests {
  private func placed() throws -> (sources: SourceMap, diagnostic: Diagnostic) {
    var (sources, diagnostic) = try diagnosed("a: Xy\n", at: "Xy") { Diagnostic.notObeyedYet("this", at: $0).inside("sections.A.chords") }
    diagnostic.place = MusicalPlace(bar: 5, beat: Rational(7, 2), time: Microseconds(8_120_400))
    return (sources, diagnostic)
  }

  @Test func peopleReadTheBarAndTheTime() throws {
    let (sources, diagnostic) = try placed()
    let text = TerminalRenderer(sources: sources, colored: false).render(diagnostic)
    #expect(text.contains("a.yaml:1:4   (sections.A.chords, first played at bar 5 beat 3.5 = 0:08.120)\n"))
  }

  @Test func theDownbeatAndWhatIsUnknownAreLeftAway() {
    #expect(MusicalPlace(bar: 1, beat: 1, time: .zero).text == "bar 1 = 0:00.000")
    #expect(MusicalPlace(bar: 2, beat: nil, time: nil).text == "bar 2")
    #expect(MusicalPlace(bar: 2, beat: Rational(5, 3), time: nil).text == "bar 2 beat 1.667")
  }

  @Test func programsReadNumbers() throws {
    let (sources, diagnostic) = try placed()
    let place = "\"firstPlayed\": {\"bar\": 5, \"beat\": 3.5, \"seconds\": 8.1204}"
    let flat: (String) -> String = { String($0.filter { !$0.isWhitespace }) }
    #expect(flat(JSONRenderer(sources: sources).render(diagnostic)).contains(flat(place)))
    #expect(flat(SARIFRenderer(sources: sources, version: "1").render([diagnostic])).contains(flat("\"properties\": {\(place)}")))
  }

  @Test func reportsOfTestsNameThePlace() throws {
    var (sources, diagnostic) = try placed()
    diagnostic.severity = .error
    let text = JUnitRenderer(sources: sources).render([.init(name: "a", diagnostics: [diagnostic])])
    #expect(text.contains("place: sections.A.chords, first played at bar 5 beat 3.5 = 0:08.120"))
  }
}
