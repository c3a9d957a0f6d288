// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// The strokes of drums in a section, by which other parts go.
struct LeadingDrums {
  /// Those of the drum part, from the section's start.
  let notes: [Score.Note]
  let kit: [Score.KitVoice]

  /// Where a voice strikes in a measure, from its bar line, ghost strokes left out.
  ///
  /// - Parameter voice: nil is the kick; a kit without one has its lowest drum for it, or its only one.
  func onsets(of voice: String?, in measure: Int, _ meter: Meter) -> [ScoreTime] {
    let names = kit.map(\.name)
    let found = voice.map { [kitVoice($0, in: names) ?? $0] } ?? ["kick", "low"] + names.prefix(1)
    guard let index = found.lazy.compactMap({ names.firstIndex(of: $0) }).first else { return [] }
    let start = meter.length * Rational(measure)
    return notes.filter { $0.sound == .kit(index) && $0.onset >= start && $0.onset < start + meter.length && $0.emphasis > -30 }
      .map { $0.onset - start }
  }
}

/// The hits of a bar gathered on the strokes of the drums: each stroke has the tone of the hit that is nearest, hits far
/// from all strokes stay, and notes last as long as the pattern's but never over the next one.
///
/// - Parameter strokes: from the bar line; without any the pattern stays as it is.
func gathered(_ hits: [PatternSet.Hit], on strokes: [ScoreTime], _ meter: Meter) -> [PatternSet.Hit] {
  guard !strokes.isEmpty, !hits.isEmpty else { return hits }
  let reach = Rational(1, 2)
  func distance(_ first: ScoreTime, _ second: ScoreTime) -> ScoreTime { first < second ? second - first : first - second }
  let struck = strokes.map { onset in
    let near = hits.min { distance($0.onset, onset) < distance($1.onset, onset) }!
    let isNear = distance(near.onset, onset) <= reach
    return PatternSet.Hit(
      onset: onset, duration: near.duration, tone: isNear ? near.tone : .voice(1), stroke: isNear ? near.stroke : .normal)
  }
  let apart = hits.filter { hit in strokes.allSatisfy { distance($0, hit.onset) > reach } }
  let all = (struck + apart).sorted { $0.onset < $1.onset }
  return all.enumerated().map { index, hit in
    let end = all[(index + 1)...].first { $0.onset > hit.onset }?.onset ?? meter.length
    return .init(onset: hit.onset, duration: min(hit.duration, end - hit.onset), tone: hit.tone, stroke: hit.stroke)
  }
}
