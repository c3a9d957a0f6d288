// SPDX-License-Identifier: Apache-2.0
extension Spec {
  /// What the command line says for a variable of `vars`: `--set name=value`.
  package struct VariableValue: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }

    /// Reads `name=value`; nil where there is no `=` or no name.
    package init?(text: String) {
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
      self.init(name: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }
  }
}
