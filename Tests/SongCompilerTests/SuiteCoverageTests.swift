// SPDX-License-Identifier: Apache-2.0
import SongBinder
import SongDiagnostics
import SongSyntax
import Testing

/// Every key of the language has a case in `Tests/Suite/` that accepts it and, unless any text will do, one that refuses
/// what is wrong in it.
@Suite struct SuiteCoverageTests {
  /// Keys of the schema that a spec has, as `a section.chords`.
  private func keys(of text: String) -> Set<String> {
    var sink = DiagnosticSink()
    let tree = parseYAML(SourceFile(id: FileID(0), name: "test.song.yaml", bytes: Array(text.utf8)), sink: &sink)
    var found: Set<String> = []
    func visit(_ node: NodeID, _ steps: [String]) {
      for (index, item) in (tree[node].items ?? []).enumerated() { visit(item, steps + ["[\(index)]"]) }
      for entry in tree[node].entries ?? [] {
        let inner = steps + [entry.key.text]
        if let (key, map) = SchemaPath.key(at: inner) { found.insert("\(map.name).\(key.name)") }
        visit(entry.value, inner)
      }
    }
    if let root = tree.root { visit(root, []) }
    return found
  }

  /// The key that a path of a diagnostic is about, and those around it.
  private func keys(inPath path: String) -> Set<String> {
    let steps = path.replacing("[", with: ".[").split(separator: ".").map(String.init)
    var found: Set<String> = []
    for count in steps.indices.map({ $0 + 1 }) {
      if let (key, map) = SchemaPath.key(at: Array(steps.prefix(count))) { found.insert("\(map.name).\(key.name)") }
    }
    return found
  }

  @Test func everyKeyIsAcceptedAndRefusedSomewhere() {
    var accepted: Set<String> = []
    var refused: Set<String> = []
    for spec in SuiteCase.all {
      if !spec.expectations.contains(where: { $0.severity == .error }) { accepted.formUnion(keys(of: spec.text)) }
      for diagnostic in checkedSpec(spec.text) where diagnostic.severity == .error || diagnostic.code == .notBuiltYet {
        refused.formUnion(keys(inPath: diagnostic.path))
      }
    }
    var seen: Set<String> = []
    for (_, map) in SchemaPath.maps {
      for key in map.keys where seen.insert("\(map.name).\(key.name)").inserted {
        let name = "\(map.name).\(key.name)"
        if key.state != .planned { #expect(accepted.contains(name), "no case of the suite accepts '\(name)'") }
        if !key.value.choices.contains(.text) || key.state == .planned {
          #expect(refused.contains(name), "no case of the suite refuses anything in '\(name)'")
        }
      }
    }
  }
}
