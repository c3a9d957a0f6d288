// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongDiagnostics
import SongSyntax
import SongTestSupport
import Testing

/// The cases of yaml-test-suite; `Tests/YAMLSuite/README.md` says where they come from.
@Suite struct YAMLSuiteTests {
  /// What libyaml answers as the suite asks, events alone (version 0.2.5).
  private static let floor = 335

  @Test func theAnswersAreThoseOfTheList() throws {
    let cases = try YAMLCase.all()
    #expect(cases.count == 402 && cases.count { $0.isError } == 94)
    var right = 0
    var lines: [String] = []
    for yaml in cases {
      let (tree, diagnostics, file) = parsed(yaml.bytes)
      for span in diagnostics.flatMap({ [$0.span].compactMap { $0 } + $0.labels.map(\.span) }) {
        #expect(Int(span.end) <= file.bytes.count, "\(yaml.id)")
      }
      let isRefused = !diagnostics.isEmpty
      let isSyntax = diagnostics.contains { $0.code == .yamlSyntax }
      // What the language leaves out of YAML on purpose is no wrong answer to the question whether it is YAML.
      if yaml.isError ? isRefused : !isSyntax { right += 1 }
      if let reason = divergence(yaml, tree, diagnostics) { lines.append("\(yaml.id.leftAligned(8)) \(reason)  (\(yaml.title))") }
    }
    #expect(right >= YAMLSuiteTests.floor)
    try expectGolden(
      "# \(right) of \(cases.count) are accepted and refused as the suite asks; all answers that differ from it.\n"
        + lines.joined(separator: "\n") + "\n",
      at: "Tests/YAMLSuite/divergences.txt")
  }

  /// In which way the answer isn't that of the suite; nil where it is.
  private func divergence(_ yaml: YAMLCase, _ tree: SyntaxTree, _ diagnostics: [Diagnostic]) -> String? {
    guard diagnostics.isEmpty else {
      if yaml.isError { return nil }
      let codes = Set(diagnostics.map(\.code.rawValue)).sorted().joined(separator: " ")
      let isSyntax = diagnostics.contains { $0.code == .yamlSyntax }
      return isSyntax ? "libyaml refuses it: \(diagnostics[0].message)" : "left out on purpose, \(codes): \(diagnostics[0].message)"
    }
    if yaml.isError { return "libyaml accepts it" }
    guard let json = yaml.json else { return nil }
    guard let data = try? JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed), let root = tree.root
    else { return "the suite's JSON isn't one value" }
    return difference(tree, root, data).map { "another value: \($0)" }
  }

  /// Where a node isn't a value of JSON; nil where it is. Our scalars are texts, so one of a plain style may be typed.
  private func difference(_ tree: SyntaxTree, _ id: NodeID, _ value: Any, at path: String = "") -> String? {
    let node = tree[id]
    switch node.kind {
    case .sequence(let items):
      guard let list = value as? [Any], list.count == items.count else { return "\(path) is a list" }
      for (index, pair) in zip(items, list).enumerated() {
        if let found = difference(tree, pair.0, pair.1, at: "\(path)[\(index)]") { return found }
      }
    case .mapping(let entries):
      guard let map = value as? [String: Any], map.count == entries.count else { return "\(path) is a map" }
      for entry in entries {
        guard let other = map[entry.key.isNull ? "" : entry.key.text] ?? map[entry.key.text] else {
          return "\(path) has no key '\(entry.key.text)' there"
        }
        if let found = difference(tree, entry.value, other, at: "\(path).\(entry.key.text)") { return found }
      }
    case .scalar(let scalar):
      guard !isSame(scalar, value) else { return nil }
      return "\(path) is '\(scalar.text.replacing("\n", with: "\\n"))'"
    }
    return nil
  }

  private func isSame(_ scalar: Scalar, _ value: Any) -> Bool {
    if let text = value as? String { return utf8Equal(scalar.text, text) }
    if value is NSNull { return scalar.isNull }
    guard let number = value as? NSNumber else { return false }
    if ["true", "True", "TRUE"].contains(scalar.text) { return number == true }
    if ["false", "False", "FALSE"].contains(scalar.text) { return number == false }
    if scalar.text.hasPrefix("0x") { return Int(scalar.text.dropFirst(2), radix: 16) == number.intValue }
    if scalar.text.hasPrefix("0o") { return Int(scalar.text.dropFirst(2), radix: 8) == number.intValue }
    return Double(scalar.text) == number.doubleValue
  }
}

/// A case of the suite.
private struct YAMLCase {
  let id: String
  let title: String
  let bytes: [UInt8]
  /// The value, one JSON text a document; nil where the suite says none.
  let json: String?
  let isError: Bool

  static func all() throws -> [YAMLCase] {
    let text = String(decoding: try contents(of: "Tests/YAMLSuite/cases.jsonl"), as: UTF8.self)
    return try text.split(separator: "\n").map { line in
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let fields = try #require(value as? [String: Any])
      return YAMLCase(
        id: try #require(fields["id"] as? String), title: try #require(fields["title"] as? String),
        bytes: Array(try #require(fields["yaml"] as? String).utf8), json: fields["json"] as? String,
        isError: fields["error"] != nil)
    }
  }
}
