// SPDX-License-Identifier: Apache-2.0
import SongBinder
import SongDiagnostics
import SongIR
import SongSyntax
import SongTestSupport
import Testing

/// `${name}` in the scalars of a tree.
@Suite struct VariableTests {
  /// The text and the place of the value of a top key.
  private func scalar(_ key: String, in text: MarkedText, _ settings: [Spec.VariableValue] = []) throws -> Scalar {
    let file = SourceFile(id: FileID(0), name: "test.song.yaml", bytes: text.bytes)
    var sink = DiagnosticSink()
    let tree = expand(parseYAML(file, sink: &sink), settings: settings, sink: &sink).tree
    #expect(sink.diagnostics.isEmpty)
    let root = try #require(tree.root)
    return try #require(tree[root].entries?.first { $0.key.text == key }.flatMap { tree[$0.value].scalar })
  }

  private func bytes(_ marks: MarkedText, _ from: Int, _ to: Int) -> Range<Int> { marks.range(from, to) }

  @Test(arguments: ["a 1️⃣${who}2️⃣ b", "\"a 1️⃣${who}2️⃣ b\"", "'a 1️⃣${who}2️⃣ b'", "\"a\\u00201️⃣${who}2️⃣\\x20b\"", ">-\n  a\n  1️⃣${who}2️⃣\n  b"])
  func whatStandsBehindKeepsItsPlace(_ value: String) throws {
    for name in ["x", "Johanna", "12345678"] {
      let marked = MarkedText("vars: {who: \(name)}\nsong: 1\ntitle: \(value)\n")
      let title = try scalar("title", in: marked)
      #expect(title.text == "a \(name) b")
      let place = bytes(marked, 1, 2)
      let end = title.text.utf8.count
      for range in [2..<end - 2, 2..<3, 1 + name.utf8.count..<2 + name.utf8.count] {
        let span = title.span(of: range)
        #expect(Int(span.start) == place.lowerBound && Int(span.end) == place.upperBound, "\(value) \(name) \(range)")
      }
      let behind = title.span(of: end - 1..<end)
      #expect(marked.bytes[Int(behind.start)..<Int(behind.end)] == [UInt8(ascii: "b")][...])
      #expect(Int(title.span(of: 0..<1).end) <= place.lowerBound)
    }
  }

  @Test func theCommandLineComesBeforeTheSpec() throws {
    let text = MarkedText("vars: {a: 1, b: \"${a}2\", c: [x]}\ntitle: ${a} ${b} ${c}\n")
    let settings = ["a=one", "c=", "a=${two}=2"].compactMap { Spec.VariableValue(text: $0) }
    #expect(settings.count == 3)
    #expect(try scalar("title", in: text, settings).text == "${two}=2 ${two}=22 ")
    #expect(Spec.VariableValue(text: "a") == nil && Spec.VariableValue(text: "=a") == nil)
  }

  @Test func aNameThatTheSpecHasNotIsRefused() {
    func said(_ spec: String, _ setting: String) -> [Diagnostic] {
      let file = SourceFile(id: FileID(0), name: "test.song.yaml", bytes: Array(spec.utf8))
      var sink = DiagnosticSink()
      _ = expand(parseYAML(file, sink: &sink), settings: [Spec.VariableValue(text: setting)!], sink: &sink)
      return sink.diagnostics
    }
    #expect(said("vars: {tempo: 96}\ntempo: ${tempo}", "tempo=90").isEmpty)
    #expect(said("vars: {tempo: 96}", "tmpo=90").map(\.help) == [["did you mean 'tempo'?"]])
    #expect(said("song: 1", "tempo=90").first?.help.first?.contains("'tempo: ${tempo}'") == true)
    #expect(said("song: 1", "x=90").map(\.notes) == [["the spec has no 'vars'"]])
    #expect(said("song: 1", "x=90").map(\.code) == [.unknownValue])
  }

  @Test func aRepairOfTextThatDoesNotStandThereIsTakenBack() throws {
    let source = MarkedText("song: 1\nvars: {d: 12.5}\nduration: ${d}\n")
    let file = SourceFile(id: FileID(0), name: "test.song.yaml", bytes: source.bytes)
    var sink = DiagnosticSink()
    let expanded = expand(parseYAML(file, sink: &sink), sink: &sink)
    _ = bind(expanded.tree, sink: &sink)
    let before = try #require(sink.diagnostics.first)
    #expect(sink.diagnostics.count == 1 && before.code == .timeWithoutUnit && !before.fixIts.isEmpty)
    sink.explain(expanded.substitutions)
    sink.explain(expanded.substitutions)
    let after = try #require(sink.diagnostics.first)
    #expect(after.fixIts.isEmpty && after.notes == before.notes + ["'${d}' stands for '12.5'"])
  }

  @Test func aTreeWithoutVariablesStaysAsItIs() {
    let file = SourceFile(id: FileID(0), name: "test.song.yaml", bytes: Array("song: 1\ntitle: $5 $a $\nparts: {a: {role: bass}}\n".utf8))
    var sink = DiagnosticSink()
    let tree = parseYAML(file, sink: &sink)
    let expanded = expand(tree, sink: &sink)
    #expect(expanded.tree == tree && expanded.substitutions.isEmpty && sink.diagnostics.isEmpty)
  }
}
