// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// An improvised line over the chords of a section: the tune's models under other wishes.
///
/// Phrases of two to four measures end in a breath. Those that take up the tune begin with the head of one of its motifs,
/// moved or turned over, never as it stands there; the rest of each phrase is drawn, denser and higher toward the
/// section's end. Pitches come from each chord's scale, thirds and sevenths are reached where chords change.
/// - Source: Berliner (1994), "Thinking in Jazz", chapters 7 and 8: development of motifs, breath, the shape of a solo;
///   Norgaard (2011), "Descriptions of improvisational thinking by artist-level jazz musicians", Journal of Research in
///   Music Education 59(2): what was just played is taken up and changed.
///
/// - Parameters:
///   - tune: a section's tune, from its start, for its motifs.
///   - isBlue: whether blue notes belong to the style.
func composeSolo(
  _ plan: SegmentPlan, harmony: Harmony, range: KeyRange, tune: [LineNote], given: [Arrangement.Given], isBlue: Bool,
  models: ComposerModels, seed: Seed
) -> [LineNote] {
  let phrases = SoloPhrases(count: plan.count, seed: seed.child("phrases"))
  let motifs = phrases.motifs(seed: seed.child("motifs"))
  let none = [BarRhythm?](repeating: nil, count: plan.count)
  var bars = composeRhythm(
    plan, motifs: motifs, fixed: none, model: models.rhythm, seed: seed.child("rhythm"), wish: phrases.wish(plan))
  let pitches = SoloPitches(plan: plan, harmony: harmony, range: range, isBlue: isBlue, seed: seed.child("guides"))
  let heads = MotifHeads(tune: tune, meter: plan.meter)
  for (number, phrase) in phrases.starts.enumerated() {
    var lot = seed.child("head", number).generator
    guard number == 0 || lot.chance(percent: developed),
      let head = heads.head(at: phrase, plan, pitches, isTurned: number > 0 && lot.chance(percent: turned), &lot)
    else { continue }
    bars[phrase] = BarRhythm(notes: head).beginning(before: bars[phrase], plan)
  }
  if plan.isLast { bars[plan.count - 1] = BarRhythm(notes: [RhythmSlot(onset: .zero, duration: plan.meter.length)]) }
  if !given.isEmpty { bars = bars.with(given, plan) }
  return composePitches(
    plan, bars: bars, motifs: motifs, harmony: harmony, range: range, models: models, seed: seed.child("pitch"), solo: pitches)
}

/// Percent of the phrases behind the first that take up the tune, and of these the ones that turn it upside down.
private let developed = 50
private let turned = 35

/// The phrases of a solo.
struct SoloPhrases {
  /// Measures in which one begins.
  let starts: [Int]
  let count: Int

  /// Two measures most often, then four, then three; the last takes what is left.
  init(count: Int, seed: Seed) {
    var lot = seed.generator
    var starts = [0]
    while true {
      let next = starts[starts.count - 1] + [2, 4, 3][lot.pick(weights: [6, 3, 1])]
      guard next < count else { break }
      // No phrase of one measure at the end.
      guard next < count - 1 else { break }
      starts.append(next)
    }
    self.starts = starts
    self.count = count
  }

  /// Measures in which one ends.
  private var ends: Set<Int> { Set(starts.dropFirst().map { $0 - 1 } + [count - 1]) }

  /// A second measure may answer the first by the same motif or its rhythm; a phrase may begin in the rhythm of the last.
  func motifs(seed: Seed) -> MotifPlan {
    var sources = [MotifPlan.Source?](repeating: nil, count: count)
    for (number, start) in starts.enumerated() {
      var lot = seed.child("phrase", number).generator
      let likeness: [MotifPlan.Likeness?] = [.motif, .rhythm, .beginning, nil]
      if start + 1 < count, !ends.contains(start + 1), let drawn = likeness[lot.pick(weights: [22, 14, 14, 50])] {
        sources[start + 1] = .init(measure: start, likeness: drawn)
      }
      if number > 0, let drawn = likeness[lot.pick(weights: [0, 10, 25, 65])] {
        sources[start] = .init(measure: starts[number - 1], likeness: drawn)
      }
    }
    return MotifPlan(sources: sources)
  }

  /// More notes than a tune has, and more toward the end; a breath where a phrase ends.
  func wish(_ plan: SegmentPlan) -> RhythmWish {
    let tune = IntensityMapping.tuneOnsets(momentum: plan.momentum) * Double(plan.settings.melody.density) / 100
    let quarters = plan.meter.length.double
    let onsets = (0..<count).map { measure in
      let growth = startPace + (endPace - startPace) * Double(measure) / Double(max(1, count - 1))
      return quarters * min(fastest, max(slowest, tune * growth))
    }
    return RhythmWish(measures: onsets.map { .init(onsets: $0, spread: 2.2) }, silence: 0.4, syncopation: 1.6, breaths: ends)
  }
}

/// How many notes a solo wants against a tune, at its start and at its end, and the bounds: onsets a quarter note.
private let startPace = 1.25
private let endPace = 2.0
private let slowest = 1.4
private let fastest = 3.0

/// The beginnings of a tune's measures, as motifs.
private struct MotifHeads {
  private let heads: [[LineNote]]
  private let meter: Meter

  init(tune: [LineNote], meter: Meter) {
    self.meter = meter
    let last = tune.last.map { ($0.onset / meter.length).floor } ?? -1
    heads = (0..<max(0, last)).map { measure in
      let start = meter.length * Rational(measure)
      return tune.filter { $0.onset >= start && $0.onset < start + meter.length * Rational(3, 4) }.map { note in
        var moved = note
        moved.onset = note.onset - start
        return moved
      }
    }.filter { (2...6).contains($0.count) && Set($0.map(\.key)).count > 1 }
  }

  /// A motif at a measure, moved along the scale into the solo's register and over the chord there; nil where none fits.
  func head(
    at measure: Int, _ plan: SegmentPlan, _ pitches: SoloPitches, isTurned: Bool, _ lot: inout RandomStream
  ) -> [RhythmSlot]? {
    guard !heads.isEmpty else { return nil }
    // The first motif is what a tune is known by.
    let head = heads[lot.pick(weights: heads.indices.map { $0 == 0 ? 4 : 1 })]
    let start = plan.start(of: measure)
    let centre = pitches.centre(at: start)
    let mirrored = head.map { isTurned ? 2 * head[0].key - $0.key : $0.key }.map { nearest($0, in: plan.key) }
    let versions = (-9...9).compactMap { steps -> (cost: Double, keys: [Int])? in
      let keys = mirrored.compactMap { move($0, by: steps, in: plan.key) }
      guard keys.count == head.count, keys != head.map(\.key) else { return nil }
      let fits = zip(keys, head).allSatisfy { key, note in
        pitches.range.contains(key) && pitches.welcomes(key, at: start + note.onset, for: note.duration)
      }
      return fits ? (abs(Double(keys.reduce(0, +)) / Double(keys.count) - centre), keys) : nil
    }
    guard let best = versions.min(by: { $0.cost < $1.cost }) else { return nil }
    return zip(best.keys, head).map { key, note in
      RhythmSlot(onset: note.onset, duration: min(note.duration, meter.length - note.onset), pitch: .key(key))
    }
  }

  private func nearest(_ key: Int, in scale: Key) -> Int {
    [0, -1, 1].map { key + $0 }.first { scale.scale.contains(($0 % 12 + 12) % 12) } ?? key
  }
}
