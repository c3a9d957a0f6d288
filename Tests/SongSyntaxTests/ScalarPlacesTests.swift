// SPDX-License-Identifier: Apache-2.0
import SongDiagnostics
import SongSyntax
import SongTestSupport
import Testing

@Suite struct ScalarPlacesTests {
  /// Expects that a part of the value of `k`, found in its text, lies between the markers in the source.
  private func check(_ part: String, in source: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let marked = MarkedText(source)
    let (tree, diagnostics, _) = parsed(marked.bytes)
    #expect(diagnostics.map(\.message) == [], sourceLocation: sourceLocation)
    let entry = tree.root.flatMap { tree[$0].entries }?.first { $0.key.text == "k" }
    guard let scalar = entry.flatMap({ tree[$0.value].scalar }), let range = scalar.text.utf8Range(of: part) else {
      Issue.record("no \(part) in \(source)", sourceLocation: sourceLocation)
      return
    }
    let span = scalar.span(of: range)
    #expect(Int(span.start)..<Int(span.end) == marked.range(), "\(source)", sourceLocation: sourceLocation)
  }

  @Test func verbatim() {
    check("b", in: "k: a 1️⃣b2️⃣ c\n")
    check("b", in: "k: 'a 1️⃣b2️⃣ c'\n")
    check("é", in: "ö: 1\nk: \"ü 1️⃣é2️⃣ c\"\n")
  }

  @Test func singleQuotes() {
    check("b", in: "k: 'a'' 1️⃣b2️⃣ c'\n")
    check("'", in: "k: 'a1️⃣''2️⃣ b'\n")
    check("a'b", in: "k: '1️⃣a''b2️⃣'\n")
    check("b", in: "k: 'a\n\n   1️⃣b2️⃣'\n")
  }

  @Test func escapes() {
    check("é", in: "k: \"a 1️⃣\\u00e92️⃣ b\"\n")
    check("b", in: "k: \"a \\u00e9 1️⃣b2️⃣\"\n")
    check("\t", in: "k: \"a1️⃣\\t2️⃣b\"\n")
    check("𝄞", in: "k: \"é1️⃣\\U0001D11E2️⃣b\"\n")
    check("A", in: "k: \"\\x42\\n1️⃣\\x412️⃣b\"\n")
    check("a\"b", in: "k: \"\\\\1️⃣a\\\"b2️⃣\"\n")
    check("b", in: "k: \"a\\\n    1️⃣b2️⃣\"\n")
    check("b", in: "k: \"a \\\n\n    \\ 1️⃣b2️⃣\"\n")
  }

  @Test func foldedLines() {
    check("b", in: "k: a\n  1️⃣b2️⃣ c\n")
    check(" ", in: "k: a1️⃣\n2️⃣   b\n")
    check("a b", in: "k: 1️⃣a  \n   b2️⃣\n")
    check("b", in: "k: a\r\n  1️⃣b2️⃣ c\r\n")
    check("\n", in: "k: a\n1️⃣\n2️⃣   b\n")
    check("c", in: "k: \"a b\n  \n  1️⃣c2️⃣\"\n")
  }

  @Test func blocks() {
    check("b", in: "k: |\n  a\n  1️⃣b2️⃣\n")
    check("b c", in: "k: |\n  é\n    1️⃣b c2️⃣\n")
    check("b", in: "k: >\n  a\n  1️⃣b2️⃣\n")
    check(" ", in: "k: >\n  a1️⃣\n2️⃣  b\n")
    check("b", in: "k: >-  # note\n\n  a\n\n\n  1️⃣b2️⃣\n")
    check("b", in: "k: >1\n a\n  x\n 1️⃣b2️⃣\n")
    check("b", in: "k: |2\n     a\n    1️⃣b2️⃣\n")
    check("a\nb", in: "k: |\r\n  1️⃣a\r\n  b2️⃣\r\n")
    check("b", in: "l:\n  - x\nk: &a !!str |+\n  1️⃣b2️⃣\n\n")
    check("b", in: "k: |-\n  a\n  1️⃣b2️⃣")
  }

  @Test func emptyRangesAndClipping() {
    let text = scalar("abc")
    #expect(text.span(of: 1..<1) == Span(file: text.span.file, start: 1, end: 1))
    #expect(text.span(of: 2..<99) == Span(file: text.span.file, start: 2, end: 3))
    #expect(text.span(of: 50..<99) == Span(file: text.span.file, start: 3, end: 3))
    let (tree, _, _) = parsed("\"a\\tb\"")
    let root = tree.root.flatMap { tree[$0].scalar }
    #expect(root?.span(of: 3..<3).start == 5)
    #expect(root?.span(of: 0..<3).end == 5)
  }
}

extension String {
  /// The first place of a text, in UTF-8 offsets.
  fileprivate func utf8Range(of part: String) -> Range<Int>? {
    let (whole, wanted) = (Array(utf8), Array(part.utf8))
    guard whole.count >= wanted.count else { return nil }
    return (0...whole.count - wanted.count).first { Array(whole[$0..<$0 + wanted.count]) == wanted }
      .map { $0..<$0 + wanted.count }
  }
}
