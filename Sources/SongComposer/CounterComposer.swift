// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// A second tune against a first one: it moves where that rests or holds and holds where that moves.
///
/// Its rhythm is the rhythm model's, weighed by what the first tune does in each measure; its pitches are those of the
/// model of second tunes, under the rules of tunes and of `Counterpoint`.
///
/// - Parameters:
///   - tune: the first tune where it sounds.
///   - given: what the spec fixes.
///   - development: what composed measures take up of given ones; nil where they are apart.
func composeCounter(
  _ plan: SegmentPlan, against tune: [LineNote], harmony: Harmony, range: KeyRange, models: ComposerModels, seed: Seed,
  given: [Arrangement.Given] = [], development: Development? = nil
) -> [LineNote] {
  guard let model = models.counter else { preconditionFailure("a piece with a second tune has its model") }
  var stream = seed.child("motifs").generator
  let fixed: [BarRhythm?] = Array(repeating: nil, count: plan.count)
  var motifs = MotifPlan(
    like: models.tunePlans, plan, repetition: plan.settings.melody.repetition, harmony: harmony, using: &stream)
  let rhythm = CounterRhythm(plan: plan, tune: tune, harmony: harmony)
  var bars = rhythm.compose(motifs: motifs, model: models.rhythm, seed: seed.child("rhythm"))
  if let development {
    motifs = development.shape(&bars, motifs, given: given, fixed: fixed, plan, seed: seed.child("development"))
  }
  if plan.isLast { bars[plan.count - 1] = BarRhythm(notes: [RhythmSlot(onset: .zero, duration: plan.meter.length)]) }
  if !given.isEmpty { bars = bars.with(given, plan) }
  let composer = PitchComposer(
    plan: plan, harmony: harmony, range: range, fixed: bars.fixedPitches, model: model, copyGuard: nil,
    counterpoint: Counterpoint(against: tune, harmony: harmony, meter: plan.meter, range: range))
  return composer.compose(bars: bars, motifs: motifs, seed: seed.child("pitch"))
}

extension [LineNote] {
  /// This line with the measures of another in which a tune differs from what it was written against.
  func replaced(
    by other: [LineNote], where tune: [LineNote], differsFrom written: [LineNote], _ plan: SegmentPlan
  ) -> [LineNote] {
    (0..<plan.count).flatMap { measure -> [LineNote] in
      let stretch = plan.start(of: measure)..<plan.start(of: measure + 1)
      func notes(_ line: [LineNote]) -> [LineNote] { line.filter { stretch.contains($0.onset) } }
      let isSame = notes(tune).elementsEqual(notes(written)) { $0.onset == $1.onset && $0.duration == $1.duration && $0.key == $1.key }
      // What is held goes on to the bar line: the measure behind may be another's.
      return notes(isSame ? self : other).map { note in
        var kept = note
        kept.duration = Swift.min(note.duration, stretch.upperBound - note.onset)
        return kept
      }
    }
  }
}
