// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import Testing

private func span(_ start: Int, _ end: Int, file: UInt32 = 0) -> Span { Span(file: FileID(file), start: start, end: end) }

@Suite struct SinkTests {
  @Test func diagnosticsComeInReadingOrderWhateverTheirOrderOfReport() {
    let all: [Diagnostic] = [
      .missingVersion(at: span(0, 0)), .notObeyedYet("a", at: span(4, 5)), .unsafePath("/", at: span(4, 5)),
      .missingVersion(at: span(9, 9)), .missingVersion(at: span(0, 0, file: 1)), .fileUnreadable("x", reason: "gone"),
    ]
    for seed in 0..<50 {
      var stream = Seed(seed).generator
      var sink = DiagnosticSink()
      sink.report(stream.shuffled(all))
      #expect(sink.diagnostics == all, "seed \(seed)")
    }
  }

  @Test func onePlaceAndCodeIsReportedOnce() {
    var sink = DiagnosticSink()
    sink.report(.notObeyedYet("first", at: span(1, 2)))
    sink.report(.notObeyedYet("second", at: span(1, 2)))
    sink.report(.notObeyedYet("longer", at: span(1, 3)))
    sink.report(.missingVersion(at: span(1, 2)))
    #expect(sink.diagnostics.map(\.code) == [.missingVersion, .notObeyedYet, .notObeyedYet])
    #expect(sink.diagnostics[1].message.hasPrefix("first"))
  }

  @Test func withoutAPlaceTheMessageTellsThemApart() {
    var sink = DiagnosticSink()
    for name in ["a", "b", "a"] { sink.report(.fileUnreadable(name, reason: "gone")) }
    #expect(sink.diagnostics.map(\.message) == ["can't read 'a': gone", "can't read 'b': gone"])
  }

  @Test func warningsAreNoErrors() {
    var sink = DiagnosticSink()
    #expect(!sink.hasErrors && sink.failure == nil)
    sink.report(.notObeyedYet("a", at: span(0, 1)))
    #expect(!sink.hasErrors && sink.failure == nil)
    _ = sink.fail(.missingVersion(at: span(0, 0)))
    #expect(sink.hasErrors && sink.failure != nil)
    #expect(sink.diagnostics.count == 2)
  }
}

@Suite struct CandidateTests {
  @Test func theNearestComeFirstAndTiesKeepTheirOrder() {
    #expect(nearest(to: "stlye", among: ["title", "styles", "style"]) == ["style", "styles"])
    #expect(nearest(to: "violin", among: ["viola", "violin", "violins"]) == ["violin", "violins", "viola"])
    #expect(nearest(to: "abcx", among: ["abcd", "abce", "abcf", "abcg"]) == ["abcd", "abce", "abcf"])
  }

  @Test func swapsOfNeighboursAreOneEdit() {
    #expect(nearest(to: "pni", among: ["pin"]) == ["pin"])
    #expect(nearest(to: "xyz", among: ["pin"]).isEmpty)
  }

  @Test func caseAndHyphensDoNotCount() {
    #expect(nearest(to: "Drum-And-Bass", among: ["drum_and_bass", "drum_and_bas"]) == ["drum_and_bass", "drum_and_bas"])
  }

  @Test func whatIsFarIsNoCandidate() {
    #expect(nearest(to: "banjo", among: ["piano", "flute"]).isEmpty)
    #expect(nearest(to: "", among: ["", "flute"]) == [""])
    #expect(nearest(to: "flute", among: []).isEmpty)
  }
}

@Suite struct SourceFileTests {
  private func file(_ text: String) -> SourceFile { SourceFile(id: FileID(0), name: "a", bytes: Array(text.utf8)) }

  @Test func linesAndColumnsCountFromOneInScalars() {
    let file = file("ab\né音x\n\nz")
    let expected = [(0, 1, 1), (2, 1, 3), (3, 2, 1), (5, 2, 2), (8, 2, 3), (9, 2, 4), (10, 3, 1), (11, 4, 1), (12, 4, 2)]
    for (offset, line, column) in expected {
      let found = file.position(of: offset)
      #expect(found == (line, column), "offset \(offset)")
    }
  }

  @Test func placesOutsideAreClipped() {
    let file = file("ab\nc")
    #expect(file.position(of: -3) == (1, 1))
    #expect(file.position(of: 99) == (2, 2))
    #expect(file.text(Span(file: FileID(0), start: 3, end: 99)) == "c")
    #expect(file.line(0) == "" && file.line(3) == "")
  }

  @Test func linesHaveNoLineEnds() {
    let file = file("a\r\n\r\nb\n\nc")
    #expect((1...5).map { file.line($0) } == ["a", "", "b", "", "c"])
    #expect(file.span == Span(file: FileID(0), start: 0, end: 9))
  }

  @Test func everyPositionIsWhereItsLineSays() {
    for seed in 0..<100 {
      var stream = Seed(seed).generator
      let scalars = (0..<stream.below(60)).map { _ in stream.element(of: ["a", " ", "\n", "\t", "é", "音", "𝄞"]) }
      let file = file(scalars.joined())
      var offset = 0
      var line = 1
      var column = 1
      for scalar in scalars {
        let found = file.position(of: offset)
        #expect(found == (line, column), "seed \(seed) offset \(offset)")
        offset += scalar.utf8.count
        column = scalar == "\n" ? 1 : column + 1
        line += scalar == "\n" ? 1 : 0
      }
    }
  }

  @Test func aPartOfASpanStaysInside() {
    let span = Span(file: FileID(2), start: 10, end: 14)
    #expect(span.sub(1..<3) == Span(file: FileID(2), start: 11, end: 13))
    #expect(span.sub(2..<99) == Span(file: FileID(2), start: 12, end: 14))
    #expect(span.sub(7..<9) == Span(file: FileID(2), start: 14, end: 14))
    #expect(span.sub(0..<0).isEmpty)
  }

  @Test func filesKeepTheOrderTheyWereAdded() {
    var sources = SourceMap()
    let first = sources.add(name: "a", bytes: [])
    let second = sources.add(name: "b", bytes: [0x62])
    #expect(first.id == FileID(0) && second.id == FileID(1))
    #expect(sources[second.id].name == "b" && sources.files.count == 2)
  }
}

@Suite struct CodeTests {
  @Test func exitCodesFollowTheStage() {
    let expected: [DiagnosticCode: Int32] = [
      .yamlSyntax: 1, .unknownKey: 1, .intensityOrder: 1, .durationUnreachable: 4, .syncUnreachable: 4,
      .entryForbidden: 4, .noChordLeft: 4, .fileUnreadable: 5,
      .libraryInvalid: 5, .pluginMissing: 5, .loudnessMissed: 6, .truePeakExceeded: 6, .verifyMismatch: 6,
    ]
    for (code, exit) in expected { #expect(code.exitCode == exit, "\(code)") }
    for code in DiagnosticCode.allCases { #expect(code.exitCode != 0, "\(code)") }
  }
}
