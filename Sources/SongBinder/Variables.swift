// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
package import SongSyntax

/// A spec's tree in which values stand for the variables.
package struct ExpandedTree: Sendable {
  package let tree: SyntaxTree
  package let substitutions: [Substitution]
}

/// Replaces `${name}` in all scalars by the value of `vars`, and `$${` by `${`; keys of maps stay as they are.
///
/// A scalar with an unknown name is a hole of the tree. A value of `vars` may use the names above it.
/// - Parameter settings: of the command line, before the spec's own values; the last one of a name holds.
package func expand(
  _ tree: SyntaxTree, settings: [Spec.VariableValue] = [], sink: inout DiagnosticSink
) -> ExpandedTree {
  var expander = VariableExpander(tree: tree)
  expander.readVariables(settings)
  expander.expandAll()
  expander.reportUnused()
  sink.report(expander.problems)
  return ExpandedTree(tree: expander.result, substitutions: expander.substitutions)
}

private struct VariableExpander {
  private(set) var substitutions: [Substitution] = []
  private(set) var problems: [Diagnostic] = []

  private let tree: SyntaxTree
  private var nodes: [Node]
  /// Nodes that were looked at, and those among them that are holes.
  private var isDone: [Bool]
  private var isHole: [Bool]
  /// In the order of `vars`; a value that is a hole is nil.
  private var variables: [(name: String, value: String?)] = []
  private var used: Set<String> = []
  private var expandedBytes = 0

  init(tree: SyntaxTree) {
    self.tree = tree
    nodes = tree.nodes
    isDone = Array(repeating: false, count: nodes.count)
    isHole = isDone
  }

  mutating func readVariables(_ settings: [Spec.VariableValue]) {
    let field = tree.root.flatMap { tree[$0].entries }?.first { utf8Equal($0.key.text, "vars") }
    if let field {
      guard let entries = tree[field.value].entries else {
        problems.append(
          .wrongKind(expected: "a map of variables", found: kind(field.value), at: tree[field.value].span).inside("vars"))
        return
      }
      for entry in entries {
        let setting = settings.last { utf8Equal($0.name, entry.key.text) }
        variables.append((entry.key.text, value(of: entry, setting)))
      }
    }
    var reported: [String] = []
    for setting in settings where !variables.contains(where: { utf8Equal($0.name, setting.name) }) {
      guard !reported.contains(setting.name) else { continue }
      reported.append(setting.name)
      problems.append(
        .unknownSetting(
          setting.name, candidates: variables.map(\.name), isKey: specSchema.key(setting.name) != nil))
    }
  }

  private mutating func value(of entry: Entry, _ setting: Spec.VariableValue?) -> String? {
    if let setting {
      // What the spec says isn't read.
      isDone[entry.value.index] = true
      return setting.value
    }
    guard let scalar = tree[entry.value].scalar, !scalar.isNull else {
      problems.append(
        .wrongKind(expected: "a text", found: kind(entry.value), at: tree[entry.value].span)
          .inside("vars.\(entry.key.text)"))
      return nil
    }
    expand(entry.value)
    return isHole[entry.value.index] ? nil : nodes[entry.value.index].scalar?.text
  }

  private func kind(_ id: NodeID) -> String {
    tree[id].items != nil ? "a list" : tree[id].entries != nil ? "a map" : tree[id].isNull ? "nothing" : "a text"
  }

  // MARK: Scalars

  /// Children stand before their parents, so holes are known where they are left out.
  mutating func expandAll() {
    for id in tree.ids {
      switch nodes[id.index].kind {
      case .scalar: expand(id)
      case .sequence(let items):
        guard items.contains(where: { isHole[$0.index] }) else { continue }
        nodes[id.index] = Node(kind: .sequence(items.filter { !isHole[$0.index] }), span: nodes[id.index].span)
      case .mapping(let entries):
        guard entries.contains(where: { isHole[$0.value.index] }) else { continue }
        nodes[id.index] = Node(
          kind: .mapping(entries.filter { !isHole[$0.value.index] }), span: nodes[id.index].span)
      }
    }
  }

  /// Variables that stand nowhere; where one couldn't be read, its name may have been misspelt.
  mutating func reportUnused() {
    guard problems.isEmpty else { return }
    let field = tree.root.flatMap { tree[$0].entries }?.first { utf8Equal($0.key.text, "vars") }
    for entry in field.flatMap({ tree[$0.value].entries }) ?? [] where !used.contains(entry.key.text) {
      problems.append(.unusedVariable(entry.key.text, at: entry.key.span).inside("vars.\(entry.key.text)"))
    }
  }

  var result: SyntaxTree {
    SyntaxTree(file: tree.file, nodes: nodes, root: tree.root.flatMap { isHole[$0.index] ? nil : $0 })
  }

  private mutating func expand(_ id: NodeID) {
    guard !isDone[id.index], let scalar = tree[id].scalar else { return }
    isDone[id.index] = true
    let bytes = Array(scalar.text.utf8)
    guard bytes.contains(UInt8(ascii: "$")) else { return }
    var parts: [(range: Range<Int>, text: String)] = []
    var position = 0
    while let dollar = bytes[position...].firstIndex(of: UInt8(ascii: "$")) {
      position = dollar + 1
      if bytes[position...].starts(with: "${".utf8) {
        parts.append((dollar..<dollar + 3, "${"))
        position = dollar + 3
      } else if bytes[position...].starts(with: "{".utf8) {
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "}")) else {
          let rest = dollar..<bytes.count
          problems.append(.variableOpen(String(decoding: bytes[rest], as: UTF8.self), at: scalar.span(of: rest)))
          isHole[id.index] = true
          break
        }
        position = end + 1
        guard let value = value(dollar..<end + 1, bytes, scalar) else {
          isHole[id.index] = true
          continue
        }
        parts.append((dollar..<end + 1, value))
      }
    }
    guard !isHole[id.index], !parts.isEmpty else { return }
    let new = scalar.replacing(parts)
    nodes[id.index] = Node(kind: .scalar(new), span: tree[id].span)
  }

  /// What stands for `${name}`; nil where nothing does, which is reported.
  private mutating func value(_ range: Range<Int>, _ bytes: [UInt8], _ scalar: Scalar) -> String? {
    let nameRange = range.lowerBound + 2..<range.upperBound - 1
    let name = String(decoding: bytes[nameRange], as: UTF8.self)
    guard let variable = variables.last(where: { utf8Equal($0.name, name) }) else {
      problems.append(
        .unknownVariable(name, at: scalar.span(of: nameRange), candidates: variables.map(\.name)))
      return nil
    }
    used.insert(variable.name)
    guard let value = variable.value else { return nil }
    let wasFull = expandedBytes > Limits.variableBytes
    if !wasFull { expandedBytes += value.utf8.count }
    let place = scalar.span(of: range)
    guard expandedBytes <= Limits.variableBytes else {
      // Once is enough.
      if !wasFull { problems.append(.variableExpansion(limit: Limits.variableBytes, at: place)) }
      return nil
    }
    substitutions.append(
      Substitution(span: place, written: String(decoding: bytes[range], as: UTF8.self), value: value))
    return value
  }
}
