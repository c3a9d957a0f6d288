// SPDX-License-Identifier: Apache-2.0
/// A spec that `check` found sound: every name is known, every notation read, every reference holds.
///
/// Only SongBinder makes one; a house test sees to it.
package struct CheckedSpec: Sendable, Hashable {
  package let spec: Spec

  package init(checked spec: Spec) { self.spec = spec }
}

/// The names that a spec may use.
package struct Vocabulary: Sendable, Hashable {
  package let styles: [String]
  package let moods: [String]
  package let instruments: [String]
  package let effects: [String]

  package init(styles: [String], moods: [String], instruments: [String], effects: [String] = []) {
    self.styles = styles
    self.moods = moods
    self.instruments = instruments
    self.effects = effects
  }
}
