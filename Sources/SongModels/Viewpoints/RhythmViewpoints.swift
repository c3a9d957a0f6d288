// SPDX-License-Identifier: Apache-2.0
/// Viewpoints of a bar's rhythm.
let rhythmViewpoints: [Viewpoint] = [
  Viewpoint("pattern", radix: maximumPatterns, isLocal: true) { event, _ in
    event.symbol < maximumPatterns ? event.symbol : -1
  },
  // How the bar returns: as the bar before 1, as two bars before 2, as four bars before 3, or not at all 0.
  Viewpoint("patternReturns", radix: 4) { event, history in
    guard history.count > 0 else { return -1 }
    let past = history.marks
    return event.symbol == past.3 ? 1 : event.symbol == past.2 ? 2 : event.symbol == past.0 ? 3 : 0
  },
]

/// The most bar patterns that a model can tell apart.
let maximumPatterns = 8192
