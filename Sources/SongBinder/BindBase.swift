// SPDX-License-Identifier: Apache-2.0
package import SongDiagnostics
internal import SongIR
package import SongSyntax

extension TreeReader {
  /// What `from` and `keep` say.
  mutating func base(_ fields: Fields) -> Spec.Base? {
    // An edit may stand in another folder than its track: `retime -o` puts it there.
    let path = inputPath(fields["from"], "the path of a spec", mayClimb: true)
    var keep: [Located<Spec.Aspect>]?
    if let field = fields["keep"] {
      if fields["from"] == nil { sink.report(.keepWithoutBase(at: field.span).inside(field.path)) }
      let names = Spec.Aspect.allCases.map(\.rawValue)
      keep = list(field, of: "aspects")?.compactMap { item in
        word(item, "an aspect that 'keep' can name", among: names)?.map { Spec.Aspect(rawValue: $0)! }
      }
    }
    return path.map { Spec.Base(path: $0, keep: keep) }
  }

  /// A path that doesn't leave the folder of the spec, if only by `..` where that is allowed.
  mutating func inputPath(_ field: Field?, _ what: String = "a path", mayClimb: Bool = false) -> Located<String>? {
    guard let field, let path = text(field, what) else { return nil }
    if mayClimb ? InputPath.isRelative(path.value) : InputPath.staysInside(path.value) { return path }
    sink.report(.unsafeInput(path.value, mayClimb: mayClimb, at: path.span).inside(field.path))
    return nil
  }
}

/// The track that a spec names by `from`, without reading the rest of it; nothing is reported. A path that leaves its folder
/// is none.
package func basePath(_ tree: SyntaxTree) -> Located<String>? { relativePath("from", in: tree) }

/// The folder that a spec names by `models`, as above.
package func modelsPath(_ tree: SyntaxTree) -> Located<String>? { relativePath("models", in: tree) }

private func relativePath(_ key: String, in tree: SyntaxTree) -> Located<String>? {
  guard let root = tree.root, let entries = tree[root].entries,
    let entry = entries.first(where: { $0.key.text == key }), let scalar = tree[entry.value].scalar, !scalar.isNull,
    InputPath.isRelative(scalar.text)
  else { return nil }
  return Located(scalar.text, at: scalar.span)
}

/// The path of the cue list in `sync: {import: …}`, before the spec is bound.
package func cuePath(_ tree: SyntaxTree) -> Located<String>? {
  guard let root = tree.root, let sync = tree[root].entries?.first(where: { $0.key.text == "sync" }),
    let entry = tree[sync.value].entries?.first(where: { $0.key.text == "import" }),
    let scalar = tree[entry.value].scalar, !scalar.isNull, InputPath.staysInside(scalar.text)
  else { return nil }
  return Located(scalar.text, at: scalar.span)
}

/// The files that given notes are read from, before the spec is bound: `midi` and `musicxml` under `melody` and `given`.
package func givenPaths(_ tree: SyntaxTree) -> [String] {
  func values(_ node: NodeID?, _ key: String) -> [NodeID] {
    node.flatMap { tree[$0].entries }?.filter { $0.key.text == key }.map(\.value) ?? []
  }
  func children(_ nodes: [NodeID]) -> [NodeID] { nodes.flatMap { tree[$0].entries?.map(\.value) ?? [] } }
  let sections = children(values(tree.root, "sections"))
  let holders = sections + children(values(tree.root, "parts"))
  let items = sections.flatMap { values($0, "melody") } + holders.flatMap { values($0, "given") }.flatMap { tree[$0].items ?? [] }
  var paths: [String] = []
  for item in items {
    for node in Spec.NoteFile.Kind.allCases.flatMap({ values(item, $0.rawValue) }) {
      guard let scalar = tree[node].scalar, !scalar.isNull, !paths.contains(scalar.text), InputPath.staysInside(scalar.text)
      else { continue }
      paths.append(scalar.text)
    }
  }
  return paths
}
