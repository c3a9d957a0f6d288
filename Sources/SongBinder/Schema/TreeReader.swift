// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongSyntax

/// A value of the tree with the path of keys that leads to it.
package struct Field: Sendable, Hashable {
  package let node: NodeID
  /// `parts.bass.instrument`.
  package let path: String
  package let span: Span
}

/// The fields of a map, by key; a key that is missing, broken or not built is nil.
package struct Fields: Sendable {
  let schema: MapSchema
  private let fields: [String: Field]
  package let span: Span
  package let path: String

  init(schema: MapSchema, fields: [String: Field], span: Span, path: String) {
    self.schema = schema
    self.fields = fields
    self.span = span
    self.path = path
  }

  /// - Precondition: the schema has the key.
  package subscript(_ key: String) -> Field? {
    precondition(schema.key(key) != nil, "\(schema.name) has no key \(key)")
    return fields[key]
  }
}

/// Reads a tree by schemas and reports what doesn't fit; the only reader of trees.
package struct TreeReader {
  package let tree: SyntaxTree
  package var sink: DiagnosticSink
  /// Whether what isn't built yet is only warned of (`songc check`).
  package let isLenient: Bool

  package init(tree: SyntaxTree, sink: DiagnosticSink, isLenient: Bool = false) {
    self.tree = tree
    self.sink = sink
    self.isLenient = isLenient
  }

  /// The document's outermost value.
  package var root: Field? { tree.root.map { Field(node: $0, path: "", span: tree[$0].span) } }

  /// The known keys of a map; reports a value that isn't one, unknown keys and keys that aren't built.
  package mutating func map(_ field: Field, _ schema: MapSchema) -> Fields? {
    guard let entries = tree[field.node].entries else {
      sink.report(.wrongKind(expected: "a map (\(schema.name))", found: kind(field), at: field.span).inside(field.path))
      return nil
    }
    var fields: [String: Field] = [:]
    for entry in entries {
      let name = entry.key.text
      let path = join(field.path, name)
      guard let key = schema.key(name) else {
        let candidates = schema.keys.filter { $0.state != .planned }.map(\.name)
        sink.report(.unknownKey(name, in: schema.name, at: entry.key.span, candidates: candidates).inside(path))
        continue
      }
      switch key.state {
      case .built, .checked:
        fields[name] = Field(node: entry.value, path: path, span: tree[entry.value].span)
      case .planned:
        sink.report(.notBuiltYet("the key '\(name)'", at: entry.key.span, isWarning: isLenient).inside(path))
      }
    }
    return Fields(schema: schema, fields: fields, span: field.span, path: field.path)
  }

  /// The entries of a map whose keys are the user's own names.
  package mutating func names(_ field: Field, of what: String) -> [(name: Located<String>, field: Field)]? {
    guard let entries = tree[field.node].entries else {
      sink.report(.wrongKind(expected: "a map of \(what)", found: kind(field), at: field.span).inside(field.path))
      return nil
    }
    return entries.map { entry in
      (
        Located(entry.key.text, at: entry.key.span),
        Field(node: entry.value, path: join(field.path, entry.key.text), span: tree[entry.value].span)
      )
    }
  }

  /// The items of a list.
  package mutating func list(_ field: Field, of what: String) -> [Field]? {
    guard let items = tree[field.node].items else {
      sink.report(.wrongKind(expected: "a list of \(what)", found: kind(field), at: field.span).inside(field.path))
      return nil
    }
    return items.enumerated().map { Field(node: $1, path: "\(field.path)[\($0)]", span: tree[$1].span) }
  }

  /// Whether a map has a key, built or not.
  package func hasKey(_ name: String, in field: Field) -> Bool {
    tree[field.node].entries?.contains { utf8Equal($0.key.text, name) } ?? false
  }

  /// Whether a map has keys but for one.
  func hasKeys(besides name: String, in field: Field) -> Bool {
    tree[field.node].entries?.contains { !utf8Equal($0.key.text, name) } ?? false
  }

  /// Whether a list has no items.
  func isEmptyList(_ field: Field) -> Bool { tree[field.node].items?.isEmpty ?? false }

  package func isList(_ field: Field) -> Bool { tree[field.node].items != nil }
  package func isMap(_ field: Field) -> Bool { tree[field.node].entries != nil }

  /// The scalar of a field; reports another kind of value and an empty one.
  package mutating func scalar(_ field: Field, _ expected: String) -> Scalar? {
    guard let scalar = tree[field.node].scalar, !scalar.isNull else {
      sink.report(.wrongKind(expected: expected, found: kind(field), at: field.span).inside(field.path))
      return nil
    }
    return scalar
  }

  /// A scalar read by a notation, whose diagnostics get the field's path.
  package mutating func read<Value>(
    _ field: Field?, _ expected: String, _ parse: (Scalar, inout DiagnosticSink) -> Value?
  ) -> Value? {
    guard let field, let scalar = scalar(field, expected) else { return nil }
    return reporting(field.path) { parse(scalar, &$0) }
  }

  /// Any text.
  package mutating func text(_ field: Field?, _ expected: String = "a text") -> Located<String>? {
    guard let field, let scalar = scalar(field, expected) else { return nil }
    return Located(scalar.text, at: scalar.span)
  }

  /// One of the known words.
  package mutating func word(_ field: Field?, _ what: String, among words: [String]) -> Located<String>? {
    guard let text = text(field, what), let field else { return nil }
    if words.contains(where: { utf8Equal($0, text.value) }) { return text }
    sink.report(.unknownValue(text.value, what: what, at: text.span, candidates: words).inside(field.path))
    return nil
  }

  /// Runs a parser and puts the path on what it reports.
  package mutating func reporting<Value>(_ path: String, _ body: (inout DiagnosticSink) -> Value) -> Value {
    var inner = DiagnosticSink()
    let value = body(&inner)
    sink.report(inner.diagnostics.map { $0.inside(path) })
    return value
  }

  private func kind(_ field: Field) -> String {
    let node = tree[field.node]
    if node.items != nil { return "a list" }
    if node.entries != nil { return "a map" }
    return node.isNull ? "nothing" : "a text"
  }

  private func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
