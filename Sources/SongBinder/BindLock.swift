// SPDX-License-Identifier: Apache-2.0
package import SongDiagnostics
package import SongSyntax

/// The choices of a lock file by key.
///
/// Reports what isn't a lock; versions of songc, stdlib and models are recorded there and not compared.
package func bindLock(_ tree: SyntaxTree, sink: inout DiagnosticSink) -> [String: String] {
  var reader = TreeReader(tree: tree, sink: DiagnosticSink())
  defer { sink.report(reader.sink.diagnostics) }
  guard let root = reader.root, let fields = reader.map(root, lockSchema) else { return [:] }
  guard let choices = fields["choices"], let entries = reader.names(choices, of: "choices") else { return [:] }
  var result: [String: String] = [:]
  for (name, field) in entries {
    guard let choice = reader.map(field, choiceSchema) else { continue }
    // An empty value is a choice too: no mood.
    if let field = choice["value"], let scalar = reader.tree[field.node].scalar { result[name.value] = scalar.text }
  }
  return result
}

private let lockSchema = MapSchema(
  "a lock",
  [
    KeySchema("lock", "format version", .word(["1"])),
    KeySchema("songc", "version of songc", .text),
    KeySchema("stdlib", "checksum of the standard library", .text),
    KeySchema("models", "checksums of the models", .names(.text)),
    KeySchema("choices", "the choices by key", .names(.map(choiceSchema))),
  ])

private let choiceSchema = MapSchema(
  "a choice",
  [
    KeySchema("value", "what was chosen", .text),
    KeySchema("reason", "why", .text),
    KeySchema("from", "the seed path that it was drawn from", .text),
  ])
