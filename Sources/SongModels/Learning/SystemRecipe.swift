// SPDX-License-Identifier: Apache-2.0
/// Which viewpoints a system has and how they are put together.
package struct SystemRecipe: Sendable, Hashable {
  /// Which parts predict.
  package enum Parts: String, Sendable, Hashable, CaseIterable {
    /// The long-term part, as it was trained.
    case longTerm = "ltm"
    /// The long-term part, which goes on learning.
    case longTermPlus = "ltm+"
    case shortTerm = "stm"
    /// The long-term part that goes on learning, with the short-term part.
    case bothPlus = "both+"

    var usesLong: Bool { self != .shortTerm }
    var usesShort: Bool { self == .shortTerm || self == .bothPlus }
    var learns: Bool { self == .longTermPlus || self == .bothPlus }
  }

  package var viewpoints: [String]
  /// PPM of the long-term part.
  package var longTerm: PPMSettings
  package var combination: CombinationSettings
  package var parts: Parts
  /// How fast weights are corrected; 0 leaves them to the entropies.
  package var rate: Double

  package init(
    viewpoints: [String], longTerm: PPMSettings = PPMSettings(escape: .x, orderBound: 8),
    combination: CombinationSettings = CombinationSettings(), parts: Parts = .bothPlus, rate: Double = 0
  ) {
    self.viewpoints = viewpoints
    self.longTerm = longTerm
    self.combination = combination
    self.parts = parts
    self.rate = rate
  }
}
