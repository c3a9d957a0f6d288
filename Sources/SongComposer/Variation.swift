// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// The measures of a segment that a variation writes anew: those inside phrases before their first ones, by which they
/// are known again, these before the last two measures, which bring the cadence, and the very first last of all; or from
/// the end backwards, as second endings are.
///
/// - Parameter share: thousandths of all measures; at least one where it isn't 0.
func varied(_ count: Int, share: Int, fromEnd: Bool = false, seed: Seed) -> Set<Int> {
  guard share > 0, count > 0 else { return [] }
  let wanted = min(count, max(1, (count * share + 500) / 1000))
  if fromEnd { return Set((0..<count).suffix(wanted)) }
  var stream = seed.child("measures").generator
  // Lots decide within each class of measures.
  func shuffled(_ measures: [Int]) -> [Int] {
    measures.map { (measure: $0, lot: stream.next()) }.sorted { ($0.lot, $0.measure) < ($1.lot, $1.measure) }.map(\.measure)
  }
  let ending = max(0, count - 2)
  let inner = (1..<max(1, ending)).filter { $0 % 4 != 0 }
  let starts = (1..<max(1, ending)).filter { $0 % 4 == 0 }
  let outer = (max(1, ending)..<max(1, count)).map { $0 }
  return Set((shuffled(inner) + shuffled(starts) + shuffled(outer) + [0]).prefix(wanted))
}

/// A tune with some measures written anew around the others, which stay note for note.
///
/// - Parameter measures: those to write.
func vary(
  _ tune: [LineNote], measures: Set<Int>, _ variation: Settings.Variation, _ plan: SegmentPlan, harmony: Harmony,
  range: KeyRange, models: ComposerModels, seed: Seed
) -> [LineNote] {
  let measures = measures.filter { !plan.isRing($0) }
  guard !measures.isEmpty else { return tune }
  func notes(_ tune: [LineNote], _ measure: Int) -> [LineNote] {
    let start = plan.start(of: measure)
    return tune.filter { $0.onset >= start && $0.onset < start + plan.meter.length }
  }
  let fixed = (0..<plan.count).map { measure -> BarRhythm? in
    let isNew = measures.contains(measure)
    if isNew, !variation.keepsBeats, !variation.keepsRhythm { return nil }
    let start = plan.start(of: measure)
    return BarRhythm(
      notes: notes(tune, measure).map { note in
        let isKept = !isNew || variation.keepsBeats && plan.meter.beats.contains { start + $0.start == note.onset }
        return RhythmSlot(
          onset: note.onset - start, duration: note.duration, pitch: isKept ? .key(note.key) : nil)
      })
  }
  let composed = composeMelody(plan, harmony: harmony, range: range, models: models, seed: seed, fixed: fixed)
  return (0..<plan.count).flatMap { measure -> [LineNote] in
    guard !measures.contains(measure) else { return notes(composed, measure) }
    // A note that is held into a measure with other notes ends at the bar line.
    let end = measures.contains(measure + 1) ? plan.start(of: measure + 1) : plan.length
    return notes(tune, measure).map { note in
      var kept = note
      kept.duration = min(note.duration, end - note.onset)
      return kept
    }
  }
}
