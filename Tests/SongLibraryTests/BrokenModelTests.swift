// SPDX-License-Identifier: Apache-2.0
import SongDiagnostics
import SongLibrary
import Testing

/// Models that people write: grammars and weights.
@Suite struct BrokenModelTests {
  @Test(arguments: brokenFiles) func saysWhatIsWrong(_ broken: BrokenFile) throws { try broken.check(in: goodFiles) }

  @Test func theGoodFilesAreGood() throws {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let files = goodFiles.map { ($0.path, Array($0.text.utf8)) }
    let library = try #require(Library.decode(files: files, sources: &sources, sink: &sink))
    #expect(sink.diagnostics.map(\.message) == [])
    guard case .weights(let weights) = library.model("places")?.body else { throw Missing() }
    #expect(weights.viewpoint == "position")
    #expect(weights.rows.map(\.symbol) == [0, 36])
    guard case .weights(let loops) = library.model("loops")?.body else { throw Missing() }
    #expect(loops.rows.map(\.symbol) == [0, nil], "the row for all others is the last")
    guard case .cells(let cells) = library.model("cells")?.body else { throw Missing() }
    // `4 4 _4` may be filled by `_4`, and so on; `2.` by `_4`.
    #expect(cells[0].bars(of: cells[0].first).map(\.steps).sorted() == [
      "x---------------", "x---x-----------", "x---x---x-x-x---",
    ])
    #expect(cells[0].bars(of: cells[0].first).map(\.weight).sorted() == [2, 3, 12])
  }

  @Test func theWordIsMarkedThatIsWrong() throws {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let text = "name: X\nof: form\nsections: [A]\ngrammar: {start: s, rules: {s: {A: 1, A  s Q: 1}}}\n"
    #expect(Library.decode(files: [("models/x.yaml", Array(text.utf8))], sources: &sources, sink: &sink) == nil)
    let span = try #require(sink.diagnostics.first?.span)
    #expect(Array(text.utf8)[Int(span.start)..<Int(span.end)] == Array("Q".utf8)[...])
  }

  @Test func grammarsHaveALargestSize() {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let productions = (0..<30).map { "\(String(repeating: "A ", count: 17 + $0)): 1" }.joined(separator: ", ")
    let text = "name: X\nof: form\nsections: [A]\ngrammar: {start: s, rules: {s: {\(productions)}}}\n"
    #expect(Library.decode(files: [("models/x.yaml", Array(text.utf8))], sources: &sources, sink: &sink) == nil)
    #expect(sink.diagnostics.map(\.message) == ["the grammar has 945 symbols; 500 is the most"])
  }
}

private let goodFiles: [(path: String, text: String)] = [
  (
    "models/songs.yaml",
    """
    name: Songs
    of: form
    sections: [verse, chorus]
    grammar:
      start: song
      rules:
        song:  {round: 2, song round: 1}
        round: {verse chorus: 3, verse verse chorus: 1}
    """
  ),
  (
    "models/functions.yaml",
    """
    name: Functions
    of: chords
    grammar:
      start: piece
      rules:
        piece: {t: 2, t d t: 1, piece piece: 1}
      major:
        t: {I: 3, vi: 1}
        d: {V7: 2, V7/V V: 1}
      minor:
        t: {i: 1}
        d: {V7: 1}
    """
  ),
  (
    "models/loops.yaml",
    """
    name: Loops
    of: chords
    by: metric
    weights:
      bar: {I: 3, vi: 1}
      otherwise: {IV: 1, V: 2}
    """
  ),
  (
    "models/places.yaml",
    """
    name: Places
    of: pitch
    by: position
    weights:
      "0": {c4: 2, g4: 1}
      3/2: {d4: 1}
    """
  ),
  (
    "models/cells.yaml",
    """
    name: Cells
    of: rhythm
    cells:
      4/4:
        first: {4 4: 3, 2.: 1}
        then: {_4: 2, 8 8 4: 1}
        closing: {1: 1}
    """
  ),
]

private let brokenFiles = brokenText.split(separator: "\n\n").map { BrokenFile(String($0)) }

private let brokenText = #"""
  models/songs.yaml
  - of: form
  + of: forms
  S2005 'forms'

  models/songs.yaml
  - sections: [verse, chorus]
  S9006 'sections' is missing

  models/songs.yaml
  -   start: song
  +   start: songs
  S9006 'songs' is no rule of the grammar

  models/songs.yaml
  -   start: song
  S9006 'start' is missing

  models/songs.yaml
  -     song:  {round: 2, song round: 1}
  +     song:  {round: 2, song roond: 1}
  S9006 'roond' is neither a rule nor one of the model's sections

  models/songs.yaml
  -     song:  {round: 2, song round: 1}
  +     song:  {song: 2, song round: 1}
  S9006 the rule 'song' never ends

  models/songs.yaml
  -     song:  {round: 2, song round: 1}
  +     song:  {round: 0, song round: 1}
  S2008 0

  models/songs.yaml
  -     song:  {round: 2, song round: 1}
  +     song:  {round: 2, "": 1}
  S9006 a production has a symbol at least

  models/songs.yaml
  -     song:  {round: 2, song round: 1}
  +     song:  {}
  S9006 the rule has no production

  models/songs.yaml
  -     round: {verse chorus: 3, verse verse chorus: 1}
  +     round: {verse chorus: 3}
  +     verse: {verse chorus: 3}
  S9006 'verse' is one of the model's sections and can't name a rule

  models/songs.yaml
  -     round: {verse chorus: 3, verse verse chorus: 1}
  +     round: {verse chorus: 3}
  +     a b: {verse chorus: 3}
  S9006 'a b' isn't one word and can't name a rule

  models/songs.yaml
  -     round: {verse chorus: 3, verse verse chorus: 1}
  +     round: {verse chorus: 3}
  +   minor: {}
  S9006 only chords have rules of a mode

  models/songs.yaml
  - of: form
  + of: form
  + weights: {verse: 1}
  S9006 weights or a grammar, not both

  models/functions.yaml
  -     t: {i: 1}
  S9006 't' is neither a rule nor one of numerals of chords

  models/functions.yaml
  -     t: {i: 1}
  +     t: {Am: 1}
  S9006 'Am' is neither a rule nor one of numerals of chords

  models/functions.yaml
  -     t: {i: 1}
  +     t: {i/3: 1}
  S9006 'i/3' is neither a rule nor one of numerals of chords

  models/functions.yaml
  -     d: {V7: 1}
  +     d: {V7: 1}
  +     piece: {t: 1}
  S9006 the grammar has two rules 'piece'

  models/functions.yaml
  - of: chords
  + of: chords
  + sections: [A]
  S9006 only models of forms have sections

  models/loops.yaml
  - by: metric
  + by: weather
  S2005 'weather'

  models/loops.yaml
  -   bar: {I: 3, vi: 1}
  +   upbeat: {I: 3, vi: 1}
  S9006 'upbeat' is no row of metric

  models/loops.yaml
  -   bar: {I: 3, vi: 1}
  +   bar: {I: 3, six: 1}
  S9006 'six' is none of numerals of chords

  models/loops.yaml
  -   bar: {I: 3, vi: 1}
  +   bar: {}
  S9006 at least one of numerals of chords

  models/cells.yaml
  - of: rhythm
  + of: chords
  S9006 a model of chords has no 'cells'

  models/cells.yaml
  - of: rhythm
  + of: rhythm
  + weights: {1: 1}
  S9006 a model of rhythm has no 'weights'

  models/cells.yaml
  -   4/4:
  +   5/4:
  S9006 '5/4' is none of the meters

  models/cells.yaml
  -     first: {4 4: 3, 2.: 1}
  S9006 'first' is missing

  models/cells.yaml
  -     first: {4 4: 3, 2.: 1}
  +     first: {4 4: 3, _2.: 1}
  S9006 '_2.' is none of cells

  models/cells.yaml
  -     first: {4 4: 3, 2.: 1}
  +     first: {4 4: 3, 32 32: 1}
  S9006 '32 32' is none of cells

  models/cells.yaml
  -     first: {4 4: 3, 2.: 1}
  +     first: {4 4: 3, 8: 1}
  S9006 '8' is none of cells

  models/cells.yaml
  -     first: {4 4: 3, 2.: 1}
  +     first: {4 8: 3}
  S9006 no bar of 4/4 can be filled by these cells

  models/cells.yaml
  -     closing: {1: 1}
  +     closing: {1 4: 1}
  S9006 '1 4' is none of cells

  models/places.yaml
  -   3/2: {d4: 1}
  +   3/7: {d4: 1}
  S9006 '3/7' is no row of position

  models/places.yaml
  -   3/2: {d4: 1}
  +   3/2: {h4: 1}
  S9006 'h4' is none of pitches
  """#
