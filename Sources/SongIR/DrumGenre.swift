// SPDX-License-Identifier: Apache-2.0

/// The genres of the takes that drummers know.
package enum DrumGenre: String, Sendable, Hashable, Codable, CaseIterable {
  case country, dance, funk, gospel, hiphop, pop, punk, rock, soul
}

extension Settings {
  /// How likely a drummer's take is of a genre, against those of the others.
  package struct DrumTakeWeight: Sendable, Hashable, Codable {
    package let genre: DrumGenre
    package let weight: Int

    package init(genre: DrumGenre, weight: Int) {
      self.genre = genre
      self.weight = weight
    }
  }

  /// Whether the spec itself names the pattern that a part plays in a section.
  package func namesPattern(of part: String, in section: String) -> Bool {
    let keys = ["parts.\(part).pattern", "parts.\(part).pattern@\(section)"]
    return decisions.contains { $0.reason == .spec && keys.contains($0.key) }
  }

  /// Whether a part may play a drummer's take.
  package var hasDrummers: Bool { !takes.isEmpty && parts.contains { $0.role == .drums } }
}
