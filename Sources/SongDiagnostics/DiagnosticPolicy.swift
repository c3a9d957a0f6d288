// SPDX-License-Identifier: Apache-2.0
/// Which warnings and notes a run takes for errors, and which it doesn't want to see. Errors can't be switched off.
package struct DiagnosticPolicy: Sendable, Hashable {
  package var deniesWarnings: Bool
  /// Codes whose warnings are errors.
  package var denied: Set<DiagnosticCode>
  /// Codes whose warnings aren't shown, and are none of those that `deniesWarnings` means.
  package var allowed: Set<DiagnosticCode>

  package init(deniesWarnings: Bool = false, denied: Set<DiagnosticCode> = [], allowed: Set<DiagnosticCode> = []) {
    self.deniesWarnings = deniesWarnings
    self.denied = denied
    self.allowed = allowed
  }

  /// The diagnostic with the severity that it has in this run.
  func judged(_ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.severity != .error, !allowed.contains(diagnostic.code) else { return diagnostic }
    let isDenied = deniesWarnings && diagnostic.severity == .warning || denied.contains(diagnostic.code)
    guard isDenied else { return diagnostic }
    var copy = diagnostic
    copy.severity = .error
    return copy
  }

  /// Whether the diagnostic is shown.
  package func shows(_ diagnostic: Diagnostic) -> Bool {
    diagnostic.severity == .error || !allowed.contains(diagnostic.code)
  }
}
