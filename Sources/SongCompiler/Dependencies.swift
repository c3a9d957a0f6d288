// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// What builds read and wrote, for the build systems that call songc.
package struct Dependencies {
  /// The form of the list.
  package enum Format: String, CaseIterable {
    /// A rule of make for each spec, and an empty one for each input, so that none is missed when it is gone.
    case make
    /// The inputs, each ended by a zero byte.
    case zero
    /// Inputs, outputs and what came of each spec.
    case json
  }

  private struct Entry {
    let spec: String
    let inputs: [String]
    let outputs: [String]
    let hasSucceeded: Bool
  }

  private var entries: [Entry] = []

  package init() {}

  package mutating func add(_ spec: String, _ result: BuildResult) {
    // A lock that is written again is read, too; no rule may make a file of itself.
    let inputs = result.inputs.filter { input in !result.outputs.contains { utf8Equal($0, input) } }
    entries.append(Entry(spec: spec, inputs: inputs, outputs: result.outputs, hasSucceeded: result.summary != nil))
  }

  /// Writes the list; false where that can't be done, which is reported. A rule of make says that its outputs are up to
  /// date, so none is written where a spec has failed.
  package func write(_ format: Format, to path: String, world: any World, sink: inout DiagnosticSink) -> Bool {
    let bytes: [UInt8]
    switch format {
    case .json: bytes = Array(json.text.utf8)
    case .zero: bytes = inputs.flatMap { Array($0.utf8) + [0] }
    case .make:
      guard entries.allSatisfy(\.hasSucceeded) else { return true }
      let paths = entries.flatMap { $0.inputs + $0.outputs }
      if let path = paths.first(where: { $0.utf8.contains(UInt8(ascii: "\n")) }) {
        sink.report(.fileUnwritable(path, reason: "make has no way to write a name with a line break; use --deps-format json"))
        return false
      }
      bytes = Array(rules.utf8)
    }
    return replace([(path, bytes)], world, &sink)
  }

  private var inputs: [String] { distinct(entries.flatMap(\.inputs)) }

  private var rules: String {
    var text = ""
    for entry in entries {
      text += entry.outputs.map(escaped).joined(separator: " ") + ":"
      for input in entry.inputs { text += " \\\n  \(escaped(input))" }
      text += "\n"
    }
    for input in inputs { text += "\n\(escaped(input)):\n" }
    return text
  }

  /// A name as make reads it.
  ///
  /// - Source: GNU make manual, sections 4.4 and 3.1; Ninja's reader of the same files.
  private func escaped(_ path: String) -> String {
    var text = ""
    // Backslashes in front of what is escaped are doubled; all others stay.
    var backslashes = 0
    for scalar in path.unicodeScalars {
      switch scalar {
      case " ", "#", ":": text += String(repeating: "\\", count: backslashes) + "\\\(scalar)"
      case "$": text += "$$"
      default: text.unicodeScalars.append(scalar)
      }
      backslashes = scalar == "\\" ? backslashes + 1 : 0
    }
    return text
  }

  private var json: JSONValue {
    .members([
      .init("dependencies", .integer(1)),
      .init(
        "builds",
        .array(
          entries.map { entry in
            .members([
              .init("spec", .string(entry.spec)), .init("status", .string(entry.hasSucceeded ? "ok" : "error")),
              .init("inputs", .array(entry.inputs.map { .string($0) })),
              .init("outputs", .array(entry.outputs.map { .string($0) })),
            ])
          })),
    ])
  }
}
