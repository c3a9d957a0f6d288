// SPDX-License-Identifier: Apache-2.0
extension Settings {
  /// A rule of playing whose amount a style says; `Documentation/performance.md` has the formulas.
  package enum PlayingRule: String, Sendable, Hashable, Codable, CaseIterable {
    case highLoud = "high-loud"
    case durationContrast = "duration-contrast"
    case doubleDuration = "double-duration"
    case melodicCharge = "melodic-charge"
    case harmonicCharge = "harmonic-charge"
    case phraseArch = "phrase-arch"
    case sectionArch = "section-arch"
    case punctuation
    case leapTone = "leap-tone"
    case leapArticulation = "leap-articulation"
    case repetitionArticulation = "repetition-articulation"
    case fasterUphill = "faster-uphill"
    case inegales
    case swingByTempo = "swing-by-tempo"
    case ensembleTiming = "ensemble-timing"
    case chordSpread = "chord-spread"
    case vibrato, scoop, slide, fall, legato, swell
  }

  /// How much a style uses a rule.
  package struct RuleAmount: Sendable, Hashable, Codable {
    package let rule: PlayingRule
    /// 100 is the size that the rule's source gives.
    package let percent: Int

    package init(_ rule: PlayingRule, _ percent: Int) {
      self.rule = rule
      self.percent = percent
    }
  }

  /// Where drummers of a style strike against the grid, by the sixteenth of a measure.
  package struct Groove: Sendable, Hashable, Codable {
    /// How many sixteenths a template has: a measure of four quarters.
    package static let slots = 16

    /// Percent of what was measured.
    package let share: Int
    /// Microseconds from the grid, late is positive: the kick, and the kit as a whole.
    package let kick: [Int]
    package let kit: [Int]
    /// Level against the usual stroke, hundredths of a decibel.
    package let levels: [Int]

    package init(share: Int, kick: [Int], kit: [Int], levels: [Int]) {
      self.share = share
      self.kick = kick
      self.kit = kit
      self.levels = levels
    }
  }
}
