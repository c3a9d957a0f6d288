// SPDX-License-Identifier: Apache-2.0
/// How a context's mass is split between the symbols seen in it and the escape to the next shorter context.
///
/// - Source: Pearce (2005), "The construction and evaluation of statistical models of melodic structure", chapter 6.
package enum PPMEscape: UInt8, Sendable, Hashable, CaseIterable {
  /// The escape counts as one event.
  case a
  /// One is taken from every symbol's count.
  case b
  /// The escape counts once a symbol type (Witten-Bell).
  case c
  /// Half is taken from every symbol's count.
  case d
  /// The escape counts the symbols seen once, and one more (AX).
  case x
}

/// The variant of PPM* that predicts one viewpoint.
package struct PPMSettings: Sendable, Hashable {
  package var escape: PPMEscape
  /// Shorter contexts add to the symbols of longer ones; else they are only backed off to.
  package var isInterpolated: Bool
  /// Shorter contexts count a symbol only where no longer one had seen it.
  package var excludesUpdates: Bool
  /// The longest context in events; nil = unbounded (PPM*).
  package var orderBound: Int?
  /// Start from the shortest context that has seen a single symbol (PPM* state selection); else from the longest.
  package var selectsState: Bool

  package init(
    escape: PPMEscape = .c, isInterpolated: Bool = true, excludesUpdates: Bool = false, orderBound: Int? = nil,
    selectsState: Bool = true
  ) {
    self.escape = escape
    self.isInterpolated = isInterpolated
    self.excludesUpdates = excludesUpdates
    self.orderBound = orderBound
    self.selectsState = selectsState
  }

  /// What is added to every count.
  var countOffset: Double {
    switch escape {
    case .a, .c, .x: 0
    case .b: -1
    case .d: -0.5
    }
  }

  /// The mass of the escape against the sum of the counts.
  ///
  /// - Parameters:
  ///   - types: how many symbols were seen.
  ///   - singles: how many of them were seen once.
  func escapeMass(types: Int, singles: Int) -> Double {
    switch escape {
    case .a: 1
    case .b, .c: Double(types)
    case .d: Double(types) / 2
    case .x: Double(1 + singles)
    }
  }
}
