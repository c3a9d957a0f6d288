// SPDX-License-Identifier: Apache-2.0

/// How the phrases of a section are built.
///
/// - Source: Caplin (1998), "Classical Form", chapters 3 and 4 (sentence, period); Covach (2005), "Form in Rock Music: A
///   Primer" (AABA); Middleton (1990), "Studying Popular Music", chapter 7 (call and response).
package enum PhraseForm: String, Sendable, Hashable, Codable, CaseIterable {
  /// Two halves that begin alike: the first ends open, on the dominant, the second closes on the tonic.
  case period
  /// An idea, the same over other chords, and parts of it that lead to the close.
  case sentence
  /// A phrase that ends open, the same closed, a bridge, and the closed one again.
  case aaba = "AABA"
  /// Two phrases, each played open and then closed.
  case aabb = "AABB"
  /// Two phrases in turn, the first open, the second closed.
  case abab = "ABAB"
  /// Two bars that ask and break off, two that answer at home.
  case callAndAnswer = "call-and-answer"
  /// Nothing comes again.
  case throughComposed = "through-composed"

  /// Whether the last phrase closes on the tonic.
  package var closes: Bool { self != .throughComposed }

  /// Whether a section of so many bars can be built so.
  package func suits(_ bars: Int) -> Bool {
    switch self {
    case .throughComposed: true
    case .sentence, .callAndAnswer: bars >= 4 && bars % 4 == 0
    case .period, .aaba, .aabb, .abab: bars >= 8 && bars % 4 == 0
    }
  }

  /// The number of bars nearest to another one that suits, the larger of two.
  package func nearestBars(to bars: Int) -> Int {
    for step in 0... {
      if suits(bars + step) { return bars + step }
      if bars > step, suits(bars - step) { return bars - step }
    }
    return bars
  }
}
