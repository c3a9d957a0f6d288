// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// A rule of playing: what it changes is added to what the rules before it did.
///
/// Rules that shape the music write of each note how far it leans off the grid, a level and a silence before the next
/// note, and how its pitch moves; the player's hand then makes of these how far the onset lies off the grid, the velocity,
/// and the share of the written length that sounds. Deviations are always measured against the grid, so they never
/// accumulate. An amount of 0 leaves the score as it stands.
struct PerformanceRule: Sendable {
  let name: String
  let apply: @Sendable (inout PartPlaying) -> Void

  /// What the music asks of its players: read notes, write `leanMS`, `levelDB`, `gapMS`, `pitch`, `slur` and `swell`, in
  /// any order but for `slide`, which leaves out what `scoop` took, and `legato`, which leaves out what is detached.
  static let shaping: [PerformanceRule] = [
    .highLoud, .durationContrast, .doubleDuration, .melodicCharge, .harmonicCharge, .phraseArch, .sectionArch, .punctuation,
    .leapTone, .leapArticulation, .repetitionArticulation, .fasterUphill, .inegales, .ensembleTiming, .chordSpread, .groove,
    .vibrato, .scoop, .slide, .fall, .legato, .swell,
  ]

  /// How they play it, in order: accents are steps of the written dynamic, levels are shares of it; the hand comes last.
  static let playing: [PerformanceRule] = [
    .metricAccent, .levels, .swing, .articulation, .gaps, .playerTiming, .playerVelocity, .playerLength, .ringRelease,
    .syncPoints,
  ]
}

extension PartPlaying {
  /// How much the style uses a rule.
  func amount(of rule: Settings.PlayingRule) -> Double { settings.humanize.amount(of: rule) }
}

extension PerformanceRule {
  /// The rule of a palette, played by the amount that the style says, and not at all where it says none.
  init(_ rule: Settings.PlayingRule, _ apply: @escaping @Sendable (inout PartPlaying, Double) -> Void) {
    name = rule.rawValue
    self.apply = { playing in
      let amount = playing.amount(of: rule)
      if amount > 0 { apply(&playing, amount) }
    }
  }
}
