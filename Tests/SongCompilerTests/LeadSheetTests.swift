// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongSyntax
import SongTestSupport
import Testing

/// Lead sheets (`.song`) and YAML say the same.
@Suite struct LeadSheetTests {
  /// Turns a spec into the other syntax; nil where it can't be read.
  private func converted(_ text: String, to syntax: SpecSyntax) -> String? {
    let name = "test" + (syntax == .song ? SpecSyntax.yaml : .song).ending
    var sources = SourceMap()
    var sink = DiagnosticSink()
    return convert(name, to: syntax, writes: false, world: MemoryWorld([name: text]), sources: &sources, sink: &sink)?.text
  }

  private func laidOut(_ text: String, _ syntax: SpecSyntax) -> String? {
    let name = "test" + syntax.ending
    var sources = SourceMap()
    var sink = DiagnosticSink()
    return format(name, writes: false, world: MemoryWorld([name: text]), sources: &sources, sink: &sink)?.text
  }

  /// The comments of a text, sorted: a `#` in the first column or behind two blanks, outside of notations.
  private func comments(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      if let at = line.firstRange(of: " # ") { return line[at.lowerBound...].trimmed }
      return line.trimmed.hasPrefix("# ") ? line.trimmed : nil
    }.sorted()
  }

  // MARK: Both ways

  @Test(arguments: SuiteCase.all) func suiteCasesGoBothWays(_ spec: SuiteCase) throws {
    guard laidOut(spec.text, .yaml) != nil else { return }
    let sheet = try #require(converted(spec.text, to: .song), "\(spec)")
    #expect(laidOut(sheet, .song) == sheet, "\(spec): canonical as it is written")
    let back = try #require(converted(sheet, to: .yaml), "\(spec)")
    #expect(converted(back, to: .song) == sheet, "\(spec): the same sheet again")
    #expect(comments(back) == comments(spec.text), "\(spec)")
    func codes(_ ending: String, _ text: String) -> [String] {
      // Names with a hyphen are put right.
      checkedSpec(text, ending: ending).map(\.code).filter { $0 != .hyphenatedName }.map(\.rawValue).sorted()
    }
    #expect(codes(".song", sheet) == codes(".song.yaml", spec.text), "\(spec)")
    guard let piece = compiled(spec.text).compilation else { return }
    for (text, ending) in [(sheet, ".song"), (back, ".song.yaml")] {
      let other = try #require(compiled(text, ending: ending).compilation, "\(spec) as \(ending)")
      #expect(other.performance.dump() == piece.performance.dump(), "\(spec) as \(ending)")
    }
  }

  @Test(arguments: ["harbour", "kettle", "meadow", "minimal", "neon", "sailor"])
  func specsGoBothWays(_ name: String) throws {
    let text = String(decoding: try contents(of: "specs/\(name).song.yaml"), as: UTF8.self)
    let sheet = try #require(converted(text, to: .song))
    let back = try #require(converted(sheet, to: .yaml))
    #expect(laidOut(sheet, .song) == sheet && converted(back, to: .song) == sheet && comments(back) == comments(text))
    let piece = try #require(compiled(text).compilation)
    let other = try #require(compiled(sheet, ending: ".song").compilation)
    #expect(other.settings.decisions == piece.settings.decisions && other.score.dump() == piece.score.dump())
  }

  // MARK: Syntax

  private let sheet = """
    ---
    song: 1
    key: D dorian
    time: 2/4
    form: A B
    parts:
      tune: {role: melody, instrument: fiddle}
      beat: {role: drums, instrument: pop-kit}
    ---
    # The verse
    [A] bars: 4, intensity: 60%  # quiet
    chords:     Dm      | %       |
    melody.abc: L:1/8
    melody.abc: AA/A/ AA/A/ | ADFA |
    lyrics:     What shall we do with a | drun- ken sai- lor, |

    chords:     C       | %       |
    melody.abc: GG/G/ GG/G/ | GCEG |
    lyrics:     What shall we do with a | drun- ken sai- lor, |

    # The chorus
    [B]
    bars: 4
    vary: {of: A}
    beat.kick:  X.......
    beat.snare.mini: sn*2
    lyrics:
      Hoo- ray and up she now | ri- ses up and |
      Hoo- ray and up she now | ri- ses up and |
    """

  @Test func aSheetIsTheTreeOfItsYAML() throws {
    let yaml = """
      song: 1
      key: D dorian
      time: 2/4
      form: A B
      parts:
        tune: {role: melody, instrument: fiddle}
        beat: {role: drums, instrument: pop-kit}
      sections:
        A:
          bars: 4
          intensity: 60%
          chords: "Dm | % |\\nC | % |"
          melody: {abc: "L:1/8\\nAA/A/ AA/A/ | ADFA |\\nGG/G/ GG/G/ | GCEG |"}
          lyrics: "What shall we do with a | drun- ken sai- lor, |\\nWhat shall we do with a | drun- ken sai- lor, |"
        B:
          bars: 4
          vary: {of: A}
          parts: {beat: {pattern: {kick: X......., snare: {mini: sn*2}}}}
          lyrics: "Hoo- ray and up she now | ri- ses up and |\\nHoo- ray and up she now | ri- ses up and |"
      """
    func tree(_ name: String, _ text: String) -> SyntaxTree {
      var sink = DiagnosticSink()
      let tree = parseSpec(SourceFile(id: FileID(0), name: name, bytes: Array(text.utf8)), sink: &sink)
      #expect(sink.diagnostics.isEmpty, "\(sink.diagnostics.map(\.message))")
      return tree
    }
    #expect(isSame(tree("a.song", sheet), tree("a.song.yaml", yaml)))
    // And it stands as the formatter would put it, comments with it.
    let canonical = try #require(laidOut(sheet, .song))
    #expect(canonical.contains("# The verse\n[A] bars: 4, intensity: 60%  # quiet\n"))
    #expect(canonical.contains("melody.abc: L:1/8\nchords:     Dm"))
    #expect(canonical.contains("\n# The chorus\n[B] bars: 4\nvary: {of: A}\nbeat.kick:"))
    #expect(comments(canonical) == ["# The chorus", "# The verse", "# quiet"])
  }

  @Test func whatIsWrongHasItsPlaceInTheSheet() {
    let text = sheet.replacing("C       | %", with: "Q7      | %")
    let wrong = checkedSpec(text, ending: ".song").filter { $0.code == .badChordSymbol }
    let source = SourceFile(id: FileID(0), name: "a.song", bytes: Array(text.utf8))
    #expect(wrong.compactMap(\.span).map { source.text($0) } == ["Q7"])
  }

  @Test(arguments: [
    ("song: 1\nform: A\n", "S1020", 1), ("---\nsong: 1\n[A]\n", "S1020", 1), ("---\nsong: 1\n---\nchords: C | G\n", "S1021", 4),
    ("---\nsong: 1\n---\n[A\nchords: C\n", "S1021", 4), ("---\nsong: 1\n---\n[]\nbars: 4\n", "S1021", 4),
    ("---\nsong: 1\nform: A\n---\n[A]\nC | G | F | C\n", "S1021", 6), ("---\nsong: 1\nform: A\n---\n[A]\nhello\n", "S1021", 6),
    ("---\nsong: 1\nform: A\n---\n[A] bars: 4\nbars: 8\n", "S1005", 6), ("---\nsong: 1\nform: A\n---\n[A]\n\n[A]\n", "S1005", 7),
    ("---\nsong: 1\nform: A\nsections:\n  A: {bars: 4}\n---\n[A] bars: 8\n", "S1005", 7),
    ("---\nsong: 1\nform: A\n---\n[A] bars: {4\n", "S1001", 5), ("---\nsong: 1\nform: A\n---\n[A] barz: 4\n", "S2001", 5),
    ("---\nsong: 1\nform: A\n---\n[A]\nmelody.abcd: CDEF\n", "S2001", 6), ("---\nsong: 1\nform: A\n---\n[A]\nchords:\n", "S1103", 6),
  ])
  func mistakesHaveTheirCodeAndLine(_ text: String, _ code: String, _ line: Int) {
    let source = SourceFile(id: FileID(0), name: "a.song", bytes: Array(text.utf8))
    let found = checkedSpec(text, ending: ".song").map { ($0.code.rawValue, $0.span.map { source.position(of: Int($0.start)).line }) }
    #expect(found.contains { $0.0 == code && $0.1 == line }, "\(found)")
  }

  @Test func anySheetWithALineLessIsReadWithoutATrap() {
    let lines = sheet.split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices {
      for other in lines.indices {
        var less = lines
        less.swapAt(index, other)
        less.remove(at: index)
        let text = less.joined(separator: "\n")
        for diagnostic in checkedSpec(text, ending: ".song") {
          #expect(diagnostic.span.map { Int($0.end) <= text.utf8.count } ?? true)
        }
      }
    }
  }

  @Test func frontMatterMayBeInBracesOrEmpty() throws {
    let text = "---\n# a\n{song: 1, form: A}\n---\n[A] bars: 4\n"
    let laid = try #require(laidOut(text, .song))
    #expect(laid == "---\n# a\nsong: 1\nform: A\n---\n\n[A] bars: 4\n" && laidOut(laid, .song) == laid)
    let empty = try #require(laidOut("---\n---\n[A]\nbars: 4\n", .song))
    #expect(empty == "---\n---\n\n[A] bars: 4\n" && laidOut(empty, .song) == empty)
  }

  @Test func windowsLineEndsStay() throws {
    let windows = sheet.replacing("\n", with: "\r\n")
    let laid = try #require(laidOut(windows, .song))
    #expect(laid.replacing("\r\n", with: "\n") == laidOut(sheet, .song))
    #expect(!laid.replacing("\r\n", with: "").contains("\n"))
  }

  @Test func thePagesExampleIsTrue() throws {
    let page = String(decoding: try contents(of: "Documentation/lead-sheets.md"), as: UTF8.self)
    let start = try #require(page.firstRange(of: "```song\n"))
    let end = try #require(page[start.upperBound...].firstRange(of: "\n```\n"))
    let text = String(page[start.upperBound..<end.lowerBound]) + "\n"
    let (piece, diagnostics) = compiled(text, ending: ".song")
    #expect(piece != nil && diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    #expect(laidOut(text, .song) == text)
  }

  // MARK: Commands

  @Test func aChoiceIsPinnedInTheFrontMatter() throws {
    let world = MemoryWorld(["tune.song": sheet])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = try #require(
      pin("tune.song", keys: ["tempo"], target: .spec, knowledge: knowledge, world: world, sources: &sources, sink: &sink),
      "\(sink.diagnostics.map(\.message))")
    #expect(result.pinned.contains("tempo"))
    let text = try #require(world.text("tune.song"))
    let front = try #require(text.firstRange(of: "\n---\n"))
    #expect(text[..<front.lowerBound].contains("\ntempo: ") && text.hasSuffix(sheet[sheet.firstRange(of: "# The verse")!.lowerBound...]))
  }

  @Test func aFileThatExistsIsNotConvertedOver() {
    let world = MemoryWorld(["tune.song": sheet, "tune.song.yaml": "song: 1\n"])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    #expect(convert("tune.song", to: .yaml, writes: true, world: world, sources: &sources, sink: &sink) == nil)
    #expect(world.text("tune.song.yaml") == "song: 1\n" && sink.diagnostics.map(\.code) == [.fileUnwritable])
  }

  // MARK: Grids of sections

  @Test func aSectionPlaysItsOwnGrid() throws {
    let text = """
      ---
      song: 1
      style: pop
      time: 4/4
      tempo: 120
      form: A B
      humanize: 0
      parts:
        lead: {role: melody, instrument: piano}
        drums: {role: drums, instrument: pop-kit, pattern: {kick: "x...x...x...x..."}}
      ---
      [A] bars: 4
      [B] bars: 4
      drums.kick:  x.......x.......
      drums.snare: ....x.......x...
      """
    let piece = try #require(compiled(text, ending: ".song").compilation, "\(compiled(text, ending: ".song").diagnostics.map(\.message))")
    let drums = try #require(piece.score.parts.first { $0.id == "drums" })
    func hits(_ bars: Range<Int>) -> Int {
      let measures = piece.score.measures[bars]
      let low = measures.first!.start
      let high = measures.last!.start + measures.last!.length
      return drums.notes.filter { $0.onset >= low && $0.onset < high }.count
    }
    #expect(hits(0..<4) == 16)
    // The last bar rings.
    #expect(hits(4..<7) == 12)
  }
}
