// SPDX-License-Identifier: Apache-2.0
package import SongDiagnostics
package import SongSyntax

/// A choice as a lock file says it.
package struct LockChoice: Sendable, Hashable {
  package let key: String
  package let value: String
  /// The words of the file; empty where it has none.
  package let reason: String
  package let seedPath: String

  package init(key: String, value: String, reason: String = "", seedPath: String = "") {
    self.key = key
    self.value = value
    self.reason = reason
    self.seedPath = seedPath
  }
}

/// The choices of a lock file by key.
///
/// Reports what isn't a lock; versions of songc, stdlib and models are recorded there and not compared.
package func bindLock(_ tree: SyntaxTree, sink: inout DiagnosticSink) -> [String: String] {
  Dictionary(bindLockChoices(tree, sink: &sink).map { ($0.key, $0.value) }) { first, _ in first }
}

/// The choices of a lock file as they stand there, in its order.
package func bindLockChoices(_ tree: SyntaxTree, sink: inout DiagnosticSink) -> [LockChoice] {
  var reader = TreeReader(tree: tree, sink: DiagnosticSink())
  defer { sink.report(reader.sink.diagnostics) }
  guard let root = reader.root, let fields = reader.map(root, lockSchema) else { return [] }
  guard let choices = fields["choices"], let entries = reader.names(choices, of: "choices") else { return [] }
  var result: [LockChoice] = []
  for (name, field) in entries {
    guard let choice = reader.map(field, choiceSchema) else { continue }
    func text(_ key: String) -> String? { choice[key].flatMap { reader.tree[$0.node].scalar?.text } }
    // An empty value is a choice too: no mood.
    guard let value = text("value") else { continue }
    result.append(LockChoice(key: name.value, value: value, reason: text("reason") ?? "", seedPath: text("from") ?? ""))
  }
  return result
}

/// The checksums of models in a lock file by name; what is wrong with the file is said by `bindLockChoices`.
package func bindLockModels(_ tree: SyntaxTree) -> [(name: String, checksum: String)] {
  var reader = TreeReader(tree: tree, sink: DiagnosticSink())
  guard let root = reader.root, let models = reader.map(root, lockSchema)?["models"],
    let entries = reader.names(models, of: "models")
  else { return [] }
  return entries.compactMap { name, field in reader.tree[field.node].scalar.map { (name.value, $0.text) } }
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
