// SPDX-License-Identifier: Apache-2.0
import SongDiagnostics
import SongSyntax
import Testing

/// Edits change what they are about and no other byte.
@Suite struct TreeEditTests {
  private func edited(_ text: String, _ path: [String], _ value: NewValue, order: [String] = []) throws -> String {
    let file = SourceFile(id: FileID(0), name: "test.song.yaml", bytes: Array(text.utf8))
    return String(decoding: try setting(path, to: value, order: order, in: file), as: UTF8.self)
  }

  @Test(
    arguments: [
      ("song: 1\n", "song: 1\nkey: D major\n"),
      ("song: 1", "song: 1\nkey: D major\n"),
      ("song: 1 # one\n# end\n", "song: 1 # one\nkey: D major\n# end\n"),
      ("song: 1\r\nend: ring\r\n", "song: 1\r\nend: ring\r\nkey: D major\r\n"),
      ("\u{FEFF}song: 1\n", "\u{FEFF}song: 1\nkey: D major\n"),
      ("---\nsong: 1\n...\n", "---\nsong: 1\nkey: D major\n...\n"),
      ("{song: 1}\n", "{song: 1, key: D major}\n"),
      ("{}\n", "{key: D major}\n"),
      ("{song: 1, end: ring, # c\n}\n", "{song: 1, end: ring, key: D major, # c\n}\n"),
      ("song: 1\nform:\n  - A\n  - B\n", "song: 1\nform:\n  - A\n  - B\nkey: D major\n"),
      ("song: 1\nparts:\n  a: {role: bass}\n  # of parts\n# of all\n", "song: 1\nparts:\n  a: {role: bass}\n  # of parts\nkey: D major\n# of all\n"),
      ("song: 1\ntitle: |\n  Two\n  lines\n", "song: 1\ntitle: |\n  Two\n  lines\nkey: D major\n"),
      ("a: &x one\nb: *x # c\n", "a: &x one\nb: *x # c\nkey: D major\n"),
      ("song: 1\nkey: C # was\n", "song: 1\nkey: D major # was\n"),
      ("song: 1\nkey: \"C\"\nend: ring\n", "song: 1\nkey: D major\nend: ring\n"),
      ("song: 1\nkey:\nend: ring\n", "song: 1\nkey: D major\nend: ring\n"),
      ("song: 1\nkey: >\n  C\n  major\nend: ring\n", "song: 1\nkey: D major\nend: ring\n"),
      ("{song: 1, key: C, end: ring}", "{song: 1, key: D major, end: ring}"),
      ("title: Übermut – ♪\nsong: 1 # ü\n", "title: Übermut – ♪\nsong: 1 # ü\nkey: D major\n"),
    ]) func aKeyIsSet(before: String, after: String) throws {
    #expect(try edited(before, ["key"], .text("D major")) == after)
  }

  @Test func anOrderSaysWhere() throws {
    let order = ["song", "title", "style", "key", "form"]
    #expect(try edited("song: 1\nform: A\n", ["key"], .text("C major"), order: order) == "song: 1\nkey: C major\nform: A\n")
    #expect(try edited("song: 1\nkey: C\nform: A\n", ["style"], .text("pop"), order: order) == "song: 1\nstyle: pop\nkey: C\nform: A\n")
    #expect(try edited("{song: 1, form: A}", ["key"], .text("C"), order: order) == "{song: 1, key: C, form: A}")
  }

  @Test func deeperKeysAreSet() throws {
    let block = "song: 1\nparts:\n    bass:   # low\n        role: bass\n    lead: {role: melody}\nend: ring\n"
    #expect(
      try edited(block, ["parts", "bass", "instrument"], .text("tuba"))
        == "song: 1\nparts:\n    bass:   # low\n        role: bass\n        instrument: tuba\n    lead: {role: melody}\nend: ring\n")
    #expect(
      try edited(block, ["parts", "lead", "range"], .text("c4..c5"))
        == block.replacing("{role: melody}", with: "{role: melody, range: c4..c5}"))
    #expect(try edited("song: 1\n", ["humanize", "timing"], .text("9ms")) == "song: 1\nhumanize: {timing: 9ms}\n")
    #expect(
      try edited("song: 1\nhumanize: {swing: 54%}\n", ["humanize", "timing"], .text("9ms"))
        == "song: 1\nhumanize: {swing: 54%, timing: 9ms}\n")
    #expect(try edited("{song: 1}", ["a", "b"], .text("c")) == "{song: 1, a: {b: c}}")
  }

  @Test func mapsOfMapsGetLines() throws {
    let band = NewValue.map([
      .init("bass", .map([.init("role", .text("bass")), .init("range", .text("e1..c3"))])),
      .init("my part", .map([.init("role", .text("pad"))])),
    ])
    #expect(
      try edited("song: 1\nend: ring\n", ["parts"], band, order: ["song", "parts"])
        == "song: 1\nparts:\n  bass: {role: bass, range: e1..c3}\n  my part: {role: pad}\nend: ring\n")
    #expect(
      try edited("{song: 1}", ["parts"], band)
        == "{song: 1, parts: {bass: {role: bass, range: e1..c3}, my part: {role: pad}}}")
  }

  @Test(
    arguments: [
      "1:30.000", "yes", "NULL", "~", "- a", "a: b", "a #b", "x, y", "[A]", "", " a", "a ", "*a", "&a", "!a", "%a", "@a",
      "`a", "'a'", "\"a\"", "a\\b", "two\nlines", "\u{85}x", "a\u{2028}b", "?", "a:", "#1", "{}", "🎵 notes", "ßä", "12:30",
    ]) func anyTextComesBack(text: String) throws {
    for before in ["song: 1\n", "{song: 1}", "song: 1\ntitle: x # c\n", "{title: x, song: 1}"] {
      let after = try edited(before, ["title"], .text(text))
      let (tree, diagnostics, _) = parsed(after)
      #expect(diagnostics.isEmpty, "\(after)")
      #expect(tree.root.flatMap { tree[$0].entries }?.contains { $0.key.text == "title" && tree[$0.value].scalar?.text == text } == true)
    }
  }

  @Test func whatCantBeEditedIsSaid() {
    #expect(throws: TreeEditError.unreadable) { try edited("a: b: c\n", ["key"], .text("C")) }
    #expect(throws: TreeEditError.unreadable) { try edited("[1, 2]\n", ["key"], .text("C")) }
    #expect(throws: TreeEditError.notAMap("parts")) { try edited("parts: none\n", ["parts", "bass"], .text("C")) }
    let shared = "parts:\n  a: &p {role: pad}\n  b: *p\n"
    #expect(throws: TreeEditError.shared("parts.b")) { try edited(shared, ["parts", "b", "range"], .text("c4..c5")) }
  }
}
