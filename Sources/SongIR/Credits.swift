// SPDX-License-Identifier: Apache-2.0

/// Who made a piece, and what others may do with it: text that outputs carry, and nothing that changes a note.
package struct Credits: Sendable, Hashable, Codable {
  package struct Credit: Sendable, Hashable, Codable {
    /// `composer`, `lyricist`, `arranger` or a word of the user's own.
    package let role: String
    package let name: String

    package init(role: String, name: String) {
      self.role = role
      self.name = name
    }
  }

  /// In the order of the spec.
  package var all: [Credit] = []
  /// The licence or notice as the spec writes it; empty where it says none.
  package var license = ""

  package init() {}

  /// The first composer; nil where the spec names none.
  package var composer: String? { all.first { $0.role == Credits.composer }?.name }

  /// All but the first composer.
  package var others: [Credit] {
    var result = all
    if let index = result.firstIndex(where: { $0.role == Credits.composer }) { result.remove(at: index) }
    return result
  }

  package static let composer = "composer"
}
