// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongMusic

extension Settings {
  /// Which random streams the notes come from, where it isn't the piece's seed alone.
  package struct Streams: Sendable, Hashable, Codable {
    /// Parts, or the harmony, that are drawn anew.
    package var rerolls: [Reroll] = []
    /// The seeds of the track that this one is an edit of, where it keeps its chords and its tunes.
    package var harmonySeed: Spec.SeedValue?
    package var melodySeed: Spec.SeedValue?

    package init() {}

    /// The stream of a section's chords; that of the piece where nothing is drawn anew.
    ///
    /// - Parameters:
    ///   - pass: the composer's stream of the whole piece.
    ///   - path: leads from a stream of the whole piece to that of the chords.
    package func harmony(in section: String, pass: Seed, path: (Seed) -> Seed) -> Seed {
      rerolled(path(harmonySeed?.seed.child("compose") ?? pass), .harmony, section)
    }

    /// The stream of a part's tune in a section.
    package func melody(of part: String, in section: String, pass: Seed, path: (Seed) -> Seed) -> Seed {
      rerolled(path(melodySeed?.seed.child("compose") ?? pass), .part(part), section)
    }

    /// The stream of what a part's player makes of what is written for it, in a section.
    package func playing(of part: String, in section: String, pass: Seed, path: (Seed) -> Seed) -> Seed {
      rerolled(path(pass), .part(part), section)
    }

    /// What tells the draws of a section apart from those of other sections of the same material: empty where nothing
    /// is drawn anew.
    package func tag(_ target: Reroll.Target, in section: String) -> String {
      numbers(target, section).map { "|\($0.key)=\($0.number)" }.joined()
    }

    /// The draws that concern a section, those of the whole piece first.
    private func numbers(_ target: Reroll.Target, _ section: String) -> [Reroll] {
      var result = rerolls.filter { $0.target == target && $0.number != 0 && $0.section == nil }
      for name in Reroll.names(of: section) {
        result += rerolls.filter { $0.target == target && $0.number != 0 && $0.section == name }
      }
      return result
    }

    private func rerolled(_ seed: Seed, _ target: Reroll.Target, _ section: String) -> Seed {
      numbers(target, section).reduce(seed) { $0.child($1.section == nil ? "reroll" : "reroll in section", $1.number) }
    }
  }

  /// A part, or the harmony, that is drawn anew: in the whole piece or in one section.
  package struct Reroll: Sendable, Hashable, Codable {
    package enum Target: Sendable, Hashable, Codable {
      case harmony
      case part(String)
    }

    package let target: Target
    /// A section's name; one without primes means the variations of its material too. Nil is the whole piece.
    package let section: String?
    /// Each number is another draw; 0 is the first one.
    package let number: Int

    package init(target: Target, section: String?, number: Int) {
      self.target = target
      self.section = section
      self.number = number
    }

    /// Reads what the lock says.
    package init?(key: String, value: String) {
      guard key.hasPrefix(Reroll.prefix), let number = Int(value), number >= 0 else { return nil }
      var name = key.dropFirst(Reroll.prefix.count)
      var section: Substring?
      if let at = name.lastIndex(of: "@") {
        section = name[name.index(after: at)...]
        name = name[..<at]
      }
      guard !name.isEmpty, section?.isEmpty != true else { return nil }
      let target: Target = name == Reroll.harmonyName ? .harmony
        : .part(String(name.hasPrefix(Reroll.partPrefix) ? name.dropFirst(Reroll.partPrefix.count) : name))
      self.init(target: target, section: section.map { String($0) }, number: number)
    }

    /// The key of the decision: `reroll.lead@chorus`. A part with the harmony's name has `parts.` before it.
    package var key: String {
      let name: String = switch target {
      case .harmony: Reroll.harmonyName
      case .part(let part): part == Reroll.harmonyName ? Reroll.partPrefix + part : part
      }
      return Reroll.prefix + name + (section.map { "@\($0)" } ?? "")
    }

    /// What every key begins with.
    package static let prefix = "reroll."
    /// What stands for the harmony where a part's name is due.
    package static let harmonyName = "chords"
    /// May stand before a part's name.
    package static let partPrefix = "parts."

    /// The names by which a section is meant: its material's, then its own.
    package static func names(of section: String) -> [String] {
      let material = Spec.material(of: section)
      return material == section ? [section] : [material, section]
    }
  }
}

extension [Settings.Part] {
  /// The parts with a tune; all that have pitches where there is none.
  package var tunes: [String] {
    let melodies = filter { $0.role == .melody }
    return (melodies.isEmpty ? filter { $0.role != .drums } : melodies).map(\.id)
  }
}

extension Settings.Part {
  /// The pattern that the spec writes out for a section: the section's own, its material's or the part's.
  ///
  /// A section that names a pattern of the library has none.
  package func written(in section: String) -> Spec.Pattern? {
    for name in Settings.Reroll.names(of: section).reversed() {
      if let own = sectionPatterns.first(where: { $0.section == name }) { return own.pattern.isWritten ? own.pattern : nil }
    }
    return written
  }

  /// The pattern set's key for a section's meter: the section's own, its material's or the part's; nil where the part
  /// plays without one.
  package func pattern(in meter: Meter, section: String) -> String? {
    for name in Settings.Reroll.names(of: section).reversed() {
      if let own = patterns.first(where: { $0.meter == meter && $0.section == name }) { return own.key }
    }
    return patterns.first { $0.meter == meter && $0.section == nil }?.key
  }
}
