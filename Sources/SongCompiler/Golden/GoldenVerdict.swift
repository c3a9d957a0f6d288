// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// What a test says of a layer.
package enum GoldenVerdict: Sendable, Hashable {
  /// The same bytes.
  case identical
  /// Other bytes that mean the same.
  case tolerated
  case changed
  /// There is no golden.
  case missing
  /// The golden can't be read.
  case unreadable

  /// Whether the golden is met.
  package var isMet: Bool { self == .identical || self == .tolerated }

  package var words: String {
    switch self {
    case .identical: "identical"
    case .tolerated: "within tolerance"
    case .changed: "changed"
    case .missing: "new"
    case .unreadable: "unreadable"
    }
  }
}

/// What came of the test of a spec.
package struct GoldenTest: Sendable {
  package struct Layer: Sendable {
    package let layer: GoldenLayer
    package internal(set) var verdict: GoldenVerdict
    /// What differs, a line each.
    package internal(set) var details: [String] = []
    /// Its goldens that aren't met.
    package internal(set) var files: [String] = []
  }

  package let spec: String
  package internal(set) var layers: [Layer] = []
  /// What differs in the terms of music; empty where nothing of it does.
  package internal(set) var difference = ""
  /// What was wrong with the spec, where it gave nothing to compare.
  package internal(set) var errors: [Diagnostic] = []
  /// Fingerprints of a spec that has no sound any more, and the like.
  package internal(set) var obsolete: [String] = []
  package internal(set) var wasCancelled = false

  init(spec: String) { self.spec = spec }

  package var isMet: Bool { errors.isEmpty && !wasCancelled && layers.allSatisfy(\.verdict.isMet) }

  /// `changed: score, notes; within tolerance: audio`, or `identical`.
  package var summary: String {
    if layers.isEmpty, !errors.isEmpty { return "not built" }
    let verdicts: [GoldenVerdict] = [.changed, .missing, .unreadable, .tolerated]
    let groups = verdicts.compactMap { verdict -> String? in
      let own = layers.filter { $0.verdict == verdict }.map(\.layer.rawValue)
      return own.isEmpty ? nil : "\(verdict.words): \(own.joined(separator: ", "))"
    }
    if !errors.isEmpty { return (groups + ["not compared to the end"]).joined(separator: "; ") }
    if layers.isEmpty { return "nothing to compare" }
    return groups.isEmpty ? "identical" : groups.joined(separator: "; ")
  }

  /// For people: the spec with its verdict, what differs in music, and what else does.
  package var text: String {
    var out = "\(spec)  \(summary)\n"
    if layers.contains(where: { $0.verdict == .changed }) { out += difference }
    for layer in layers {
      for detail in layer.details { out += " \(layer.layer.rawValue.leftAligned(8))  \(detail)\n" }
    }
    return out
  }
}

extension GoldenTest {
  /// A suite of a JUnit report: a case for each layer.
  package var suite: JUnitRenderer.Suite {
    if layers.isEmpty, errors.isEmpty {
      return JUnitRenderer.Suite(name: spec, cases: [.init(name: "comparison", skipped: "nothing to compare")])
    }
    if layers.isEmpty {
      let failures = errors.map { JUnitRenderer.Failure(type: $0.code.rawValue, message: $0.message, text: $0.message) }
      return JUnitRenderer.Suite(name: spec, cases: [.init(name: "build", failures: failures)])
    }
    let unfinished = errors.map { JUnitRenderer.Failure(type: $0.code.rawValue, message: $0.message, text: $0.message) }
    return JUnitRenderer.Suite(
      name: spec,
      cases: (unfinished.isEmpty ? [] : [.init(name: "comparison", failures: unfinished)]) + layers.map { layer in
        guard !layer.verdict.isMet else {
          let output = layer.verdict == .identical ? [] : ["\(layer.verdict.words)"] + layer.details
          return .init(name: layer.layer.rawValue, output: output.joined(separator: "\n"))
        }
        let code: DiagnosticCode =
          switch layer.verdict {
          case .missing: .goldenMissing
          case .unreadable: .goldenUnreadable
          case .changed, .identical, .tolerated: .goldenChanged
          }
        let text = layer.files + layer.details + (layer.verdict == .changed ? [difference] : [])
        return .init(
          name: layer.layer.rawValue,
          failures: [
            .init(
              type: code.rawValue, message: "\(layer.verdict.words): \(layer.files.joined(separator: ", "))",
              text: text.joined(separator: "\n"))
          ])
      })
  }
}

/// `3 specs: 1 identical, 1 within tolerance, 1 changed`, and the names of obsolete goldens.
package func summary(of tests: [GoldenTest], obsolete: [String]) -> String {
  var counts: [(words: String, count: Int)] = []
  func add(_ words: String, _ holds: (GoldenTest) -> Bool) {
    let count = tests.count(where: holds)
    if count > 0 { counts.append((words, count)) }
  }
  let has = { (test: GoldenTest, verdict: GoldenVerdict) in test.layers.contains { $0.verdict == verdict } }
  add("identical") { $0.isMet && !$0.layers.isEmpty && !has($0, .tolerated) }
  add("within tolerance") { $0.isMet && has($0, .tolerated) }
  add("changed") { has($0, .changed) }
  add("new") { has($0, .missing) && !has($0, .changed) && !has($0, .unreadable) }
  add("unreadable") { has($0, .unreadable) && !has($0, .changed) }
  add("not compared to the end") { !$0.layers.isEmpty && !$0.errors.isEmpty }
  add("with nothing to compare") { $0.isMet && $0.layers.isEmpty }
  add("not built") { $0.layers.isEmpty && !$0.errors.isEmpty }
  let gone = obsolete + tests.flatMap(\.obsolete)
  let words = counts.map { "\($0.count) \($0.words)" }
  return "\(tests.count) spec\(tests.count == 1 ? "" : "s")" + (words.isEmpty ? "" : ": " + words.joined(separator: ", ")) + "\n"
    + gone.map { "obsolete: \($0)\n" }.joined()
}

/// Writes a JUnit report of tests; false where that can't be done, which is reported.
package func writeJUnit(_ tests: [GoldenTest], to path: String, world: any World, sink: inout DiagnosticSink) -> Bool {
  replace([(path, Array(JUnitRenderer(sources: SourceMap()).render(suites: tests.map(\.suite)).utf8))], world, &sink)
}
