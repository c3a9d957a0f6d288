// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongMusic
import SongSyntax
import SongTestSupport
import Testing

@Suite struct FormNotationTests {
  private let form: Notation<FormNotation> = { parseForm($0, sink: &$1) }
  private let names: Notation<String> = { scalar, sink in
    parseForm(scalar, sink: &sink).map { form in
      form.sections.map(\.value).joined(separator: " ")
        + (form.loop.map { " @\($0.lowerBound)..\($0.upperBound)" } ?? "")
    }
  }

  @Test func accepted() {
    accept("intro lift logo", as: "intro lift logo", names)
    accept("intro [A A B A'] outro", as: "intro A A B A' outro @1..5", names)
    accept("verse chorus verse' chorus", as: "verse chorus verse' chorus", names)
    accept("A x2 B*3 C × 2 D * 1", as: "A A B B B C C D", names)
    accept("[A B] x2 C", as: "A B A B C", names)
    accept("[A B]*2 [C]", as: "A B A B C @4..5", names)
    accept("[[A B]x2 C]", as: "A B A B C @0..5", names)
    accept("[[A] B] x2", as: "A B A B", names)
    accept("A''  A′ A’", as: "A'' A' A'", names)
    accept("pre-chorus verse_2 Strophe2 Übergang", as: "pre-chorus verse_2 Strophe2 Übergang", names)
    accept("xylophone x2 x-ray", as: "xylophone xylophone x-ray", names)
    accept("A[B]C", as: "A B C @1..2", names)
    accept("A x1000", as: Array(repeating: "A", count: 1000).joined(separator: " "), names)
    accept("[[[[[[[[A]]]]]]]]", as: "A @0..1", names)
  }

  @Test func refused() {
    refuse("A 1️⃣[2️⃣B C", .badForm, form)
    refuse("A B1️⃣]2️⃣", .badForm, form)
    refuse("A 1️⃣[ ]2️⃣", .badForm, form)
    refuse("1️⃣x22️⃣ A", .badForm, form)
    refuse("A x2 1️⃣x22️⃣", .badForm, form)
    refuse("A 1️⃣x02️⃣", .badForm, form)
    refuse("A x999 1️⃣[B C] x22️⃣", .badForm, form)
    refuse("A 1️⃣x10012️⃣", .badForm, form)
    refuse("1️⃣[A B] x6002️⃣", .badForm, form)
    refuse("[A] 1️⃣[B]2️⃣", .badForm, form)
    refuse("[[[[[[[[1️⃣[2️⃣A]]]]]]]]]", .badForm, form)
    refuse("A 1️⃣2nd2️⃣", .badForm, form)
    refuse("A, B", .badForm, form)
    refuse("1️⃣A'B2️⃣", .badForm, form)
    refuse("A 1️⃣|2️⃣ B", .badForm, form)
    refuse("A 1️⃣*2️⃣", .badForm, form)
    refuse("", .badForm, form)
    refuse("[[1️⃣[A x100] x1002️⃣] x100]", .badForm, form)
  }

  @Test func spansOfSections() {
    let marked = MarkedText("intro [A 1️⃣B'2️⃣ x2] x1")
    var sink = DiagnosticSink()
    let form = parseForm(scalar(marked.text), sink: &sink)
    #expect(form?.sections.map(\.value) == ["intro", "A", "B'", "B'"])
    #expect(form?.sections.last.map { Int($0.span.start)..<Int($0.span.end) } == marked.range())
    #expect(form?.loop == nil)
  }

  @Test func lists() {
    func read(_ source: String) -> (FormNotation?, [DiagnosticCode]) {
      let (tree, _, _) = parsed(source)
      guard let root = tree.root, let items = tree[root].items else { return (nil, []) }
      var sink = DiagnosticSink()
      let form = parseForm(items.compactMap { tree[$0].scalar }, at: tree[root].span, sink: &sink)
      sink.diagnostics.forEach { checkStyle($0) }
      return (form, sink.diagnostics.map(\.code))
    }
    #expect(read("[intro, A, A', B x2]").0?.sections.map(\.value) == ["intro", "A", "A'", "B", "B"])
    #expect(read("- verse\n- chorus\n").0?.sections.map(\.value) == ["verse", "chorus"])
    #expect(read("[A A B A']").1 == [.badForm])
    #expect(read("[A, B C]").1 == [.badForm])
    #expect(read("[]").1 == [.badForm])
    #expect(read("[A, ~, '?']").1 == [.badForm, .badForm])
    #expect(read("[A x600, B x600]").1 == [.badForm])
  }
}
