// SPDX-License-Identifier: Apache-2.0
import SongBinder
import SongDiagnostics
import SongSyntax
import Testing

/// Every key of the language has a case in `Tests/Suite/` that accepts it and, unless any text will do, one that refuses
/// what is wrong in it.
@Suite struct SuiteCoverageTests {
  /// Keys of the schema that a spec has, as `a section.chords`.
  static func keys(of text: String) -> Set<String> {
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
      if !spec.expectations.contains(where: { $0.severity == .error }) { accepted.formUnion(SuiteCoverageTests.keys(of: spec.text)) }
      for diagnostic in checkedSpec(spec.text) where diagnostic.severity == .error || diagnostic.code == .notBuiltYet {
        refused.formUnion(keys(inPath: diagnostic.path))
      }
    }
    var missing: [String] = []
    var seen: Set<String> = []
    for (_, map) in SchemaPath.maps {
      for key in map.keys where seen.insert("\(map.name).\(key.name)").inserted {
        let name = "\(map.name).\(key.name)"
        if key.state != .planned, !accepted.contains(name), !SuiteCoverageTests.ofFiles.contains(name) { missing.append("accepted: \(name)") }
        let isAnyText = key.value.choices.contains(.text) && key.state != .planned
        if !isAnyText, !refused.contains(name), !SuiteCoverageTests.ofFiles.contains(name) { missing.append("refused: \(name)") }
      }
    }
    #expect(missing.isEmpty, "keys without a case of the suite")
  }

  /// Keys that name other files, or stand beside one that does: their tests bring the files.
  static let ofFiles: Set = [
    "a song spec.from", "a song spec.keep", "a song spec.models", "a cue list.import", "a cue list.map", "a cue list.offset",
    "a cue list.start",
    "a kind of cue.hit", "a kind of cue.want", "a melody.midi", "a melody.musicxml", "given notes.midi", "given notes.musicxml",
  ]
}
