// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongModels
internal import SongMusic

extension DrumTakes {
  /// The take that a player has in mind with a pattern, or nil where none goes with it.
  ///
  /// Takes of the style's genres are the likelier the nearer their usual bars are to the pattern's, at whatever tempo: another
  /// tempo changes no note. A kick on every beat, or none, is kept.
  func take(for pattern: PatternSet, in settings: Settings, stream: inout RandomStream) -> Take? {
    let hits = pattern.groove(at: usualLevel).hits(inBar: 0, of: pattern.meter)
    let kick = bits(hits) { $0 == "kick" }
    let snare = bits(hits.filter { $0.stroke.emphasis >= 0 }) { ["snare", "rim", "clap"].contains($0) }
    guard kick > 0, snare > 0 else { return nil }
    let weights = takes.map { take -> Double in
      guard let genre = settings.takes.first(where: { $0.genre.rawValue == take.genre }),
        isOnEveryBeat(take.kick) == isOnEveryBeat(kick)
      else { return 0 }
      let distance = (take.kick ^ kick).nonzeroBitCount + (take.snare ^ snare).nonzeroBitCount + (snare & ~take.snare).nonzeroBitCount
      return Double(genre.weight) * portableExp2(-farness * Double(distance))
    }
    return weights.contains { $0 > 0 } ? takes[stream.pick(probabilities: weights)] : nil
  }

  private func isOnEveryBeat(_ kick: UInt32) -> Bool { kick & 0x1111 == 0x1111 }

  private func bits(_ hits: [PatternSet.Hit], _ isMeant: (String) -> Bool) -> UInt32 {
    hits.reduce(0) { sum, hit in
      guard case .kit(let voice) = hit.tone, isMeant(voice), hit.onset < 4 else { return sum }
      return sum | 1 << UInt32((hit.onset / sixteenth).floor)
    }
  }
}

/// Halvings of a take's weight for each stroke by which it differs from the pattern: set so that the takes of a style's
/// pieces are as many as can be and most keep its backbeat.
private let farness = 0.15
/// Of the groove by which a take is chosen, thousandths.
private let usualLevel = 500
