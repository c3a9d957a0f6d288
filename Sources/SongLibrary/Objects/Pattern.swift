// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR
package import SongMusic

/// A set of patterns of one role and meter, from thin to full: `stdlib/patterns/`.
package struct PatternSet: Sendable, Hashable {
  package let key: String
  package let role: Role
  package let meter: Meter
  package let tags: [String]
  /// By rising `from`.
  package let grooves: [Groove]
  /// Played in the last measure before a new section, by rising `from`; drums only.
  package let fills: [Groove]

  /// The groove for an intensity in thousandths: the last whose `from` is not above it.
  package func groove(at intensity: Int) -> Groove { PatternSet.choose(grooves, intensity) ?? grooves[0] }

  /// The fill for an intensity: the fullest that isn't above it and the one below in turn.
  ///
  /// - Parameter turn: which of the playings of a section it ends, from 0.
  package func fill(at intensity: Int, turn: Int = 0) -> Groove? {
    let fitting = fills.filter { $0.from <= intensity }
    guard turn % 2 == 1, fitting.count > 1 else { return PatternSet.choose(fills, intensity) }
    return fitting[fitting.count - 2]
  }

  private static func choose(_ grooves: [Groove], _ intensity: Int) -> Groove? {
    grooves.last { $0.from <= intensity } ?? grooves.first
  }

  /// The kit voices that it plays, in order of appearance; empty where it is pitched.
  package var voices: [String] {
    var result: [String] = []
    for groove in grooves + fills {
      for hit in groove.hits {
        if case .kit(let voice) = hit.tone, !result.contains(voice) { result.append(voice) }
      }
    }
    return result
  }

  /// Whether a kit has all its voices.
  package func fits(_ kit: DrumKit) -> Bool {
    voices.allSatisfy { voice in kit.voices.contains { $0.name == voice } }
  }

  package struct Groove: Sendable, Hashable {
    /// The intensity from which it is used, thousandths.
    package let from: Int
    package let bars: Int
    package let hits: [Hit]
  }

  /// A note of a pattern.
  package struct Hit: Sendable, Hashable {
    /// From the start of the pattern.
    package let onset: ScoreTime
    package let duration: ScoreTime
    package let tone: Tone
    package let stroke: Stroke

    package init(onset: ScoreTime, duration: ScoreTime, tone: Tone, stroke: Stroke) {
      self.onset = onset
      self.duration = duration
      self.tone = tone
      self.stroke = stroke
    }
  }

  package enum Tone: Sendable, Hashable {
    /// A voice of the kit: `kick`.
    case kit(String)
    /// Bass: a degree of the chord, 1 3 5 7 or 8. Chords and arpeggios: the voice counted from the lowest, above the
    /// last voice an octave higher.
    case voice(Int)
    /// All voices.
    case all
    /// Bass: a step towards the next chord's root.
    case approach
  }

  package enum Stroke: String, Sendable, Hashable {
    case normal, accent, soft, ghost, open, flam
  }
}
