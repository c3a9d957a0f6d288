// SPDX-License-Identifier: Apache-2.0
/// Systems that are measured, by name.
package enum BenchModel: String, Sendable, Hashable, CaseIterable {
  /// The best that is known here, for the kind of the bench.
  case best
  /// The same viewpoints with the weights that the entropies give.
  case entropies
  /// The four viewpoints of Conklin & Witten (1995), as Pearce (2005) weighs them; melodies.
  case four
  /// Eight viewpoints that were chosen step by step on chorales, with the weights of the entropies; melodies.
  case eight
  /// The pitch, or the chord, alone, in the long-term part: what IDyOM calls LTM.
  case single

  /// The system for a bench; nil where it has no viewpoint of such events.
  package func recipe(for bench: BenchSet) -> SystemRecipe? {
    let pearce = PPMSettings(escape: .c, orderBound: 8)
    let bias = CombinationSettings(viewpointBias: 2, shortTermBias: 7)
    switch self {
    case .best: return SystemRecipe(viewpoints: bestViewpoints(bench), rate: 0.2)
    case .entropies: return SystemRecipe(viewpoints: bestViewpoints(bench))
    case .four:
      if bench.kind == .chords { return nil }
      return SystemRecipe(
        viewpoints: ["interval*degree", "interval*gap", "pitch", "degree*barStart"], longTerm: pearce, combination: bias)
    case .eight:
      if bench.kind == .chords { return nil }
      return SystemRecipe(
        viewpoints: [
          "interval*degree*position", "interval*inScale", "pitch*duration", "degree*fromFirst", "interval*duration",
          "degree*phraseEnd", "threadPhrase", "threadBeat",
        ])
    case .single:
      return SystemRecipe(
        viewpoints: [bench.kind == .chords ? "chord" : "pitch"], longTerm: pearce, combination: bias, parts: .longTerm)
    }
  }

  private func bestViewpoints(_ bench: BenchSet) -> [String] {
    if bench.kind == .chords {
      return ["chord", "chordStep", "chord*position", "chord*duration", "chord*mode", "chord*phraseBar*barStart"]
    }
    if bench.hasChords {
      return [
        "interval*degree", "interval*gap", "pitch", "degree*barStart", "degree*position", "interval*chordTone",
        "degree*chord", "chordTone*position", "interval*degree*chord",
      ]
    }
    return [
      "interval*degree*position", "interval*inScale", "pitch*duration", "degree*phraseEnd", "interval*gap",
      "degree*fromFirst", "threadPhrase", "degree*position", "interval*duration", "degree*mode", "threadBeat",
      "interval*degree", "pitch*position", "degree*fromSection", "interval*phraseEnd", "contour*degree*position",
    ]
  }
}
