// SPDX-License-Identifier: Apache-2.0
package enum Severity: String, Sendable, Hashable, Comparable, Codable {
  case error, warning, note

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .note: 2
    }
  }
}

/// One problem in a spec or in the environment, with its place, cause and remedy.
///
/// Made only by the factories in `Messages/`; `code` says what kind it is, `message` what is wrong here.
package struct Diagnostic: Sendable, Hashable {
  /// A second place that matters, with what it has to do with the problem.
  package struct Label: Sendable, Hashable {
    package let span: Span
    package let text: String
  }

  /// A replacement of text that repairs the problem.
  package struct FixIt: Sendable, Hashable {
    package struct Edit: Sendable, Hashable {
      package let span: Span
      package let replacement: String

      package init(span: Span, replacement: String) {
        self.span = span
        self.replacement = replacement
      }
    }

    /// An imperative title: `add the unit`.
    package let title: String
    package let edits: [Edit]
    /// Whether the repair can be made without a person's look at it.
    package let isSafe: Bool
  }

  package let code: DiagnosticCode
  package var severity: Severity
  package let message: String
  /// The place; nil where the problem lies outside any source text (a missing plugin).
  package var span: Span?
  /// What stands at the end of the underline.
  package var caption: String
  /// Where in the spec, as a path of keys: `parts.bass.instrument`.
  package var path: String
  /// Where in the piece it is played for the first time; nil where that isn't known.
  package var place: MusicalPlace?
  package var labels: [Label] = []
  package var notes: [String] = []
  package var help: [String] = []
  package var fixIts: [FixIt] = []

  init(
    _ code: DiagnosticCode, _ message: String, at span: Span?, caption: String = "", path: String = "",
    notes: [String] = [], help: [String] = []
  ) {
    self.code = code
    self.severity = code.severity
    self.message = message
    self.span = span
    self.caption = caption
    self.path = path
    self.notes = notes
    self.help = help
  }

  func label(_ span: Span?, _ text: String) -> Diagnostic {
    guard let span else { return self }
    var copy = self
    copy.labels.append(Label(span: span, text: text))
    return copy
  }

  func fix(_ title: String, _ span: Span?, _ replacement: String, safe: Bool = true) -> Diagnostic {
    guard let span else { return self }
    var copy = self
    copy.fixIts.append(FixIt(title: title, edits: [.init(span: span, replacement: replacement)], isSafe: safe))
    return copy
  }

  /// The same with the path of keys that leads to the place.
  package func inside(_ path: String) -> Diagnostic {
    var copy = self
    copy.path = path
    return copy
  }
}

extension Diagnostic {
  /// `sections.A.chords, first played at bar 5 beat 3 = 0:08.120`; empty where neither is known.
  var placeText: String {
    [path.isEmpty ? nil : shortened(path), place.map { "first played at \($0.text)" }].compactMap { $0 }.joined(separator: ", ")
  }
}

/// Proof that an error was reported: only `DiagnosticSink.fail` makes one, so a stage can't fail silently.
package struct ErrorsEmitted: Error, Sendable {
  fileprivate init() {}
}

/// Collects the diagnostics of a run.
package struct DiagnosticSink: Sendable {
  private var collected: [Diagnostic] = []
  private let policy: DiagnosticPolicy

  package init(policy: DiagnosticPolicy = DiagnosticPolicy()) { self.policy = policy }

  package mutating func report(_ diagnostic: Diagnostic) { collected.append(policy.judged(diagnostic)) }

  package mutating func report(_ diagnostics: [Diagnostic]) { collected += diagnostics.map(policy.judged) }

  /// Reports an error and gives the proof that a stage throws.
  package mutating func fail(_ diagnostic: Diagnostic) -> ErrorsEmitted {
    precondition(diagnostic.severity == .error, "a stage fails with an error")
    collected.append(diagnostic)
    return ErrorsEmitted()
  }

  /// Replaces each diagnostic by what is made of it.
  package mutating func revise(_ change: (Diagnostic) -> Diagnostic) { collected = collected.map(change) }

  /// The proof, where errors were reported before.
  package var failure: ErrorsEmitted? { hasErrors ? ErrorsEmitted() : nil }

  package var hasErrors: Bool { collected.contains { $0.severity == .error } }

  /// The diagnostics in reading order: by file, start and code; one for each place and code.
  package var diagnostics: [Diagnostic] {
    var seen: Set<Key> = []
    let unique = collected.filter { seen.insert(Key(span: $0.span, code: $0.code, message: $0.span == nil ? $0.message : "")).inserted }
    return unique.enumerated().sorted { left, right in
      let a = order(left.element)
      let b = order(right.element)
      return a == b ? left.offset < right.offset : a.lexicographicallyPrecedes(b)
    }.map(\.element)
  }

  private struct Key: Hashable {
    let span: Span?
    let code: DiagnosticCode
    let message: String
  }
}

private func order(_ diagnostic: Diagnostic) -> [UInt32] {
  let file = diagnostic.span.map { $0.file.value } ?? UInt32.max
  return [file, diagnostic.span?.start ?? 0, UInt32(DiagnosticCode.allCases.firstIndex(of: diagnostic.code) ?? 0)]
}
