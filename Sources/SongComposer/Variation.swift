// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// The measures of a segment that a variation writes anew: those inside phrases before their first ones, by which they
/// are known again, these before the last two measures, which bring the cadence, and the very first last of all.
///
/// - Parameter share: thousandths of all measures; at least one where it isn't 0.
func varied(_ count: Int, share: Int, seed: Seed) -> Set<Int> {
  guard share > 0, count > 0 else { return [] }
  let wanted = min(count, max(1, (count * share + 500) / 1000))
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

/// A tune with some measures written anew around the others.
///
/// - Parameter measures: those to write.
func vary(
  _ tune: [LineNote], measures: Set<Int>, _ variation: Settings.Variation, _ plan: SegmentPlan, harmony: Harmony,
  range: KeyRange, models: ComposerModels, seed: Seed
) -> [LineNote] {
  guard !measures.isEmpty else { return tune }
  var fixed = FixedNotes(count: plan.count)
  for measure in 0..<plan.count {
    let start = plan.start(of: measure)
    let notes = tune.filter { $0.onset >= start && $0.onset < start + plan.meter.length }
    // A note that is held into a measure with other notes ends at the bar line.
    let isNextVaried = measures.contains(measure + 1)
    fixed.rhythms[measure] = BarRhythm(
      notes: notes.map { note in
        (note.onset - start, isNextVaried ? min(note.duration, start + plan.meter.length - note.onset) : note.duration)
      })
    fixed.keys[measure] = notes.map(\.key)
    guard measures.contains(measure), !plan.isRing(measure) else { continue }
    if variation.keepsBeats || variation.keepsRhythm {
      fixed.keys[measure] = notes.map { note in
        variation.keepsBeats && plan.meter.beats.contains { start + $0.start == note.onset } ? note.key : nil
      }
    } else {
      fixed.rhythms[measure] = nil
      fixed.keys[measure] = nil
    }
  }
  return composeMelody(plan, harmony: harmony, range: range, models: models, fixed: fixed, seed: seed)
}

/// What stands of a tune before the rest is composed around it, by measure.
struct FixedNotes {
  /// Nil where the rhythm is composed.
  var rhythms: [BarRhythm?]
  /// A key for each note of a fixed rhythm, nil where it is composed.
  var keys: [[Int?]?]

  init(count: Int) {
    rhythms = Array(repeating: nil, count: count)
    keys = Array(repeating: nil, count: count)
  }

  /// Whether rhythm and all keys of a measure are fixed.
  func isWhole(_ measure: Int) -> Bool { rhythms[measure] != nil && keys[measure]?.allSatisfy { $0 != nil } == true }
}
