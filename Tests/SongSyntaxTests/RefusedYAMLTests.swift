// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongSyntax
import SongTestSupport
import Testing

@Suite struct RefusedYAMLTests {
  /// Expects one diagnostic of a code at the marked place, its label at 3️⃣.
  @discardableResult
  private func check(
    _ source: String, _ code: DiagnosticCode, sourceLocation: SourceLocation = #_sourceLocation
  ) -> SyntaxTree {
    let marked = MarkedText(source)
    let (tree, diagnostics, file) = parsed(marked.bytes)
    #expect(diagnostics.map(\.code) == [code], sourceLocation: sourceLocation)
    if let diagnostic = diagnostics.first, let span = diagnostic.span {
      checkStyle(diagnostic, sourceLocation: sourceLocation)
      if marked.has(1) {
        #expect(
          Int(span.start)..<Int(span.end) == marked.range(), "\(diagnostic.message): \(file.text(span))",
          sourceLocation: sourceLocation)
      }
      if marked.has(3) {
        #expect(diagnostic.labels.first.map { Int($0.span.start) } == marked[3], sourceLocation: sourceLocation)
      }
    }
    return tree
  }

  @Test func syntaxErrorsKeepWhatWasRead() {
    let tree = check("song: 1\nkeys: [a, b]\nform\n1️⃣2️⃣", .yamlSyntax)
    #expect(tree.root.flatMap { tree[$0].entries }?.map(\.key.text) == ["song", "keys"])
  }

  @Test func anOpenBracketIsAHole() {
    let list = check("song: 1\nkeys: 3️⃣[a, b\nform1️⃣:2️⃣ x\n", .yamlSyntax)
    #expect(list.root.flatMap { list[$0].entries }?.map(\.key.text) == ["song"])
    let map = check("song: 1\nkeys:\n  - a\n  - 3️⃣{a: [1, 2], b: 1\nform1️⃣:2️⃣ x\n", .yamlSyntax)
    let keys = map.root.flatMap { map[$0].entries } ?? []
    #expect(keys.map(\.key.text) == ["song", "keys"] && keys.last.flatMap { map[$0.value].items }?.count == 1)
    #expect(check("3️⃣{a: 1, b: [2]1️⃣2️⃣", .yamlSyntax).root == nil)
  }

  @Test func placesOfSyntaxErrors() {
    check("é: 1\n1️⃣\t2️⃣x: 1\n", .yamlSyntax)
    check("a: b1️⃣:2️⃣ c\n", .yamlSyntax)
    check("é: 1️⃣@2️⃣x\n", .yamlSyntax)
    check("a: 3️⃣'ö1️⃣2️⃣", .yamlSyntax)
    check("a: 3️⃣\"1️⃣\\2️⃣q\"\n", .yamlSyntax)
    check("a: 1\n  b1️⃣:2️⃣ 2\n", .yamlSyntax)
    check("3️⃣é: 1\n1️⃣-2️⃣ 2\n", .yamlSyntax)
    check("a: |0\n  x\n", .yamlSyntax)
    check("a: \"ü\" 1️⃣\u{7}2️⃣\n", .yamlSyntax)
    check("form: [A A B A'] 1️⃣o2️⃣utro\n", .yamlSyntax)
    check("a: 1️⃣*no2️⃣\n", .yamlSyntax)
    check("a: &x 1\nb: 1️⃣*y2️⃣\n", .yamlSyntax)
    check("a: *\n", .yamlSyntax)
    check("%FOO\n--- 1\n", .yamlSyntax)
    check("%YAML 3.0\n--- 1\n", .yamlSyntax)
    check("a: {b: 1\n", .yamlSyntax)
    check("a: [b c: d: e]\n", .yamlSyntax)
    check("a: 1\nb\nc: 1\n", .yamlSyntax)
  }

  @Test func textBehindABracketAsksForQuotes() {
    #expect(parsed("form: [A B] outro\n").diagnostics.first?.help == ["put quotes around the whole value"])
    #expect(parsed("form: 'A' B\n").diagnostics.first?.help == ["put quotes around the whole value"])
    #expect(parsed("a: 1\n- b\n").diagnostics.first?.help != ["put quotes around the whole value"])
  }

  @Test func noWordOfLibyamlComesThrough() {
    for source in [
      "a: [", "a: {", "\ta", "a: 'x", "a: b: c", "- a\nb", "a: >x\n", "a: !<x", "&", "a: %", "? [", "a\nb: c",
    ] {
      for diagnostic in parsed(source).diagnostics {
        #expect(!diagnostic.message.contains("did not find"), "\(source): \(diagnostic.message)")
        #expect(!diagnostic.message.contains("token"), "\(source): \(diagnostic.message)")
      }
    }
  }

  @Test func duplicateKeys() {
    let tree = check("3️⃣é: 1\nb: 2\n1️⃣é2️⃣: {x: 3}\nc: 4\n", .duplicateKey)
    #expect(tree.root.flatMap { tree[$0].entries }?.map(\.key.text) == ["é", "b", "c"])
    check("{3️⃣a: 1, 1️⃣\"a\"2️⃣: 2}", .duplicateKey)
    // Names are compared by their bytes, not by Unicode's canonical equivalence.
    #expect(parsed("\u{E9}: 1\ne\u{301}: 2\n").diagnostics.isEmpty)
  }

  @Test func mergeKeysAndTags() {
    let tree = check("a: &x {b: 1}\nc:\n  1️⃣<<2️⃣: *x\n  d: 2\n", .unsupportedYAML)
    #expect(!tree.dump().contains("<<") && tree.dump().contains("\"d\""))
    #expect(parsed("'<<': 1").diagnostics.isEmpty)
    check("a: 1️⃣!foo2️⃣ b\n", .unsupportedYAML)
    check("a: &e 1️⃣!e2️⃣ b\n", .unsupportedYAML)
    check("a: 1️⃣!!set2️⃣ {b}\n", .unsupportedYAML)
    check("a: 1️⃣!!str2️⃣ [b]\n", .unsupportedYAML)
    check("a: 1️⃣!2️⃣ b\n", .unsupportedYAML)
    #expect(parsed("a: !!str 1\nb: !!map {c: !!int 1}\nd: !!seq [!!null ~]\n").diagnostics.isEmpty)
    check("1️⃣[a, b]2️⃣: c\nd: 1\n", .unsupportedYAML)
    check("{1️⃣{a: b}2️⃣: c, d: 1}\n", .unsupportedYAML)
  }

  @Test func documents() {
    check("", .documentCount)
    check("# nothing\n", .documentCount)
    check("---\n", .documentCount)
    let tree = check("3️⃣a: 1\n1️⃣---2️⃣\nb: 2\n", .documentCount)
    #expect(tree.root.flatMap { tree[$0].entries }?.count == 1)
    #expect(parsed("--- \na: 1\n...\n").diagnostics.isEmpty)
  }

  @Test func encodings() {
    for (bytes, offset) in [
      ([0x61, 0x3A, 0x20, 0xFF], 3), ([0xFF, 0xFE, 0x61, 0x00], 0), ([0x61, 0xC3], 1), ([0xC0, 0xAF], 0),
      ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xE2, 0x82, 0x20], 0),
    ] as [([UInt8], UInt32)] {
      let (tree, diagnostics, _) = parsed(bytes)
      #expect(diagnostics.map(\.code) == [.notUTF8])
      #expect(diagnostics.first?.span?.start == offset)
      #expect(tree.root == nil)
      diagnostics.forEach { checkStyle($0) }
    }
  }

  @Test func size() {
    let line = Array("# 0123456789\n".utf8)
    var bytes = Array("a: 1\n".utf8)
    while bytes.count + line.count <= 1 << 20 { bytes += line }
    #expect(parsed(bytes).diagnostics.isEmpty)
    bytes += line
    #expect(parsed(bytes).diagnostics.map(\.code) == [.fileTooLarge])
  }

  @Test func nesting() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(parsed(nested(64)).diagnostics.isEmpty)
    let (tree, diagnostics, _) = parsed(nested(65))
    #expect(diagnostics.map(\.code) == [.nestingTooDeep])
    #expect(diagnostics.first?.span?.start == 64)
    #expect(tree.root != nil)
    #expect(parsed(nested(200_000)).diagnostics.map(\.code) == [.nestingTooDeep])
    // Depth counts through aliases, too.
    let half = "a: &x \(nested(40))\nb: \(String(repeating: "[", count: 23))*x\(String(repeating: "]", count: 23))\n"
    #expect(parsed(half).diagnostics.isEmpty)
    let deeper = half.replacing("[*x]", with: "[[*x]]")
    #expect(parsed(deeper).diagnostics.map(\.code) == [.nestingTooDeep])
  }

  @Test func aliasExpansion() {
    // 9 levels of nine aliases each would be 9^9 nodes.
    var source = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      source += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let (tree, diagnostics, _) = parsed(source)
    #expect(diagnostics.contains { $0.code == .aliasExpansion })
    #expect(diagnostics.allSatisfy { $0.code == .aliasExpansion })
    #expect(tree.dump().utf8.count < 100_000)
    check("a: &x [1, 1️⃣*x2️⃣]\n", .aliasExpansion)
    // Nine nodes an alias, 1,111 times, stay below 10,000; one more does not.
    func list(_ count: Int) -> String {
      "a: &a [1, 2, 3, 4, 5, 6, 7, 8]\nb: [" + Array(repeating: "*a", count: count).joined(separator: ", ") + "]\n"
    }
    #expect(parsed(list(1_111)).diagnostics.isEmpty)
    #expect(parsed(list(1_112)).diagnostics.map(\.code) == [.aliasExpansion])
  }

  @Test func manyProblemsEnd() {
    let source = String(repeating: "a: 1\n", count: 50_000)
    #expect(parsed(source).diagnostics.count == 100)
  }
}
