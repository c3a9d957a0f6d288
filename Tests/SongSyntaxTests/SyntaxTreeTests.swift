// SPDX-License-Identifier: Apache-2.0
import SongDiagnostics
import SongSyntax
import SongTestSupport
import Testing

@Suite struct SyntaxTreeTests {
  /// Expects the span of the first node of a kind to be the marked one, with 3️⃣ and 4️⃣ for the first key.
  private func check(_ source: String, _ isWanted: (Node) -> Bool, sourceLocation: SourceLocation = #_sourceLocation) {
    let marked = MarkedText(source)
    let (tree, diagnostics, _) = parsed(marked.bytes)
    #expect(diagnostics.map(\.message) == [], sourceLocation: sourceLocation)
    let node = tree.nodes.first(where: isWanted)
    #expect(node.map { Int($0.span.start)..<Int($0.span.end) } == marked.range(), sourceLocation: sourceLocation)
    if marked.has(3) {
      let key = tree.nodes.lazy.compactMap(\.entries?.first?.key).first
      #expect(
        key.map { Int($0.span.start)..<Int($0.span.end) } == marked.range(3, 4), sourceLocation: sourceLocation)
    }
  }

  @Test func spansOfScalars() {
    func isValue(_ node: Node) -> Bool { node.scalar.map { $0.text == "a b" } ?? false }
    check("3️⃣k4️⃣: 1️⃣a b2️⃣", isValue)
    check("3️⃣k4️⃣: 1️⃣a b2️⃣   # note\n", isValue)
    check("3️⃣'k'4️⃣: 1️⃣'a b'2️⃣\n", isValue)
    check("3️⃣\"k\"4️⃣ : 1️⃣\"a b\"2️⃣\n", isValue)
    check("3️⃣ключ4️⃣: 1️⃣a b2️⃣\n", isValue)
    check("# ééé\n3️⃣k4️⃣: 1️⃣a\n   b2️⃣\n", isValue)
    check("k: {3️⃣ö4️⃣: 1️⃣a b2️⃣}\n", isValue)
    check("- ü\n- 1️⃣a b2️⃣\n", isValue)
    check("[𝄞, 1️⃣a b2️⃣]\n", isValue)
    check("k: &anchor 1️⃣a b2️⃣\n", isValue)
    check("k: !!str 1️⃣a b2️⃣\n", isValue)
    check("k: &x !!str 1️⃣'a b'2️⃣\n", isValue)
    check("k: &x # note\n  1️⃣a b2️⃣\n", isValue)
    check("? 3️⃣k4️⃣\n: 1️⃣a b2️⃣\n", isValue)
    check("\u{FEFF}3️⃣k4️⃣: 1️⃣a b2️⃣\n", isValue)
    check("k: 1️⃣a b2️⃣\r\nl: c\r\n", isValue)
    check("k: &an1️⃣:chor a2️⃣\n", { $0.scalar?.text == ":chor a" })
    check("k: 1️⃣>-2️⃣\n", { $0.scalar?.style == .folded })
    check("k: 1️⃣|-\n  a b2️⃣\n\nl: 1\n", isValue)
    check("k: 1️⃣>-\n  a\n  b2️⃣\n", isValue)
    check("k: &x 1️⃣|\n  é\n2️⃣l: 1\n", { $0.scalar?.text == "é\n" })
    check("k: 1️⃣|+ # note\n  é\n\n2️⃣l: 1\n", { $0.scalar?.text == "é\n\n" })
    check("k: 1️⃣|2-\n    x\n   y2️⃣\n", { $0.scalar?.text == "  x\n y" })
  }

  @Test func spansOfEmptyValues() {
    check("k:1️⃣2️⃣\nl: 1\n", \.isNull)
    check("l: [1, {k: 1️⃣~2️⃣}]", \.isNull)
    check("-1️⃣2️⃣\n- 1\n", \.isNull)
    check("k: &x1️⃣2️⃣\nl: 1\n", \.isNull)
    check("k: 1️⃣''2️⃣\n", { $0.scalar?.text == "" && !$0.isNull })
  }

  @Test func spansOfCollections() {
    func isList(_ node: Node) -> Bool { node.items != nil }
    func isMap(_ node: Node) -> Bool { node.entries != nil }
    check("k: 1️⃣[a, é]2️⃣ # note", isList)
    check("k: 1️⃣[\n  a,\n  ]2️⃣\n", isList)
    check("k: &x 1️⃣[]2️⃣\n", isList)
    check("k:\n  1️⃣- a\n  - é2️⃣\n\n# note\nl: 1\n", isList)
    check("k:\n1️⃣- a\n- b2️⃣\nl: 1\n", isList)
    check("k:\n1️⃣- a\n-2️⃣\nl: 1\n", isList)
    check("é: &a x\nk:\n  1️⃣- *a2️⃣\nl: 1\n", isList)
    check("1️⃣3️⃣k4️⃣: a2️⃣ # note\n", isMap)
    check("# note\n---\n1️⃣3️⃣k4️⃣: a\nl: 'b'2️⃣\n...\n", isMap)
    check("1️⃣{3️⃣k4️⃣: é}2️⃣\n", isMap)
    check("- 1️⃣3️⃣k4️⃣: a\n  l: b2️⃣\n- c\n", isMap)
    check("- &x\n  1️⃣3️⃣l4️⃣: a2️⃣\n", isMap)
    check("[1️⃣3️⃣a4️⃣: b2️⃣ , c]\n", isMap)
  }

  @Test func aliasesShareTheirNode() {
    let (tree, diagnostics, _) = parsed("a: &x {n: 1}\nb: *x\nc: [*x, *x]\n&k d: 1\ne: *k\n")
    #expect(diagnostics.isEmpty)
    let entries = tree.root.flatMap { tree[$0].entries } ?? []
    #expect(entries.map(\.key.text) == ["a", "b", "c", "d", "e"])
    #expect(entries[1].value == entries[0].value)
    #expect(tree[entries[2].value].items == [entries[0].value, entries[0].value])
    #expect(tree[entries[4].value].scalar?.text == "d")
  }

  @Test func theLatestAnchorOfANameCounts() {
    let (tree, diagnostics, _) = parsed("a: &x [&x 1, *x]\nb: *x\nc: &x 2\nd: *x\n")
    #expect(diagnostics.isEmpty)
    let entries = tree.root.flatMap { tree[$0].entries } ?? []
    #expect(tree[entries[1].value].scalar?.text == "1")
    #expect(tree[entries[3].value].scalar?.text == "2")
  }

  @Test func scalarsAreRawText() {
    let (tree, _, _) = parsed("[1.50, 0x1F, true, 1:23.450, 2024-01-01, ~, null, Null, 'null', .inf]")
    let scalars = tree.root.flatMap { tree[$0].items }?.compactMap { tree[$0].scalar } ?? []
    #expect(
      scalars.map(\.text)
        == ["1.50", "0x1F", "true", "1:23.450", "2024-01-01", "~", "null", "Null", "null", ".inf"])
    #expect(scalars.map(\.isNull) == [false, false, false, false, false, true, true, true, false, false])
  }

  @Test func dumpIsStable() {
    let source = """
      song: 1
      parts:
        - &a {name: 'b"ass', level: "-4\\tdB"}
        - *a
      text: |
        é
        x
      """
    let (tree, diagnostics, _) = parsed(source)
    #expect(diagnostics.isEmpty)
    #expect(
      tree.dump() == """
        mapping @0..78
          key @0..4 "song"
            plain @6..7 "1"
          key @8..13 "parts"
            sequence @17..61
              mapping @22..54
                key @23..27 "name"
                  singleQuoted @29..36 "b\\"ass"
                key @38..43 "level"
                  doubleQuoted @45..53 "-4\\tdB"
              shared @22..54
          key @62..66 "text"
            literal @68..78 "é\\nx"

        """)
    #expect(parsed(source).tree.dump() == tree.dump())
    #expect(parsed(source).tree == tree)
  }
}
