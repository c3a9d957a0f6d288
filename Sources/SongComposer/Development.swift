// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// How the composed measures of a tune take up what the spec gives of it.
struct Development {
  /// How far they move away, percent: at 0 each is the given measure again, at 100 half of them are new.
  let percent: Int
  /// The rhythm of the part's first given measure, for sections in which nothing is given.
  private let motto: BarRhythm?

  /// Nil where the spec doesn't ask for it.
  init?(of part: Settings.Part, _ arrangement: Arrangement) {
    guard let percent = part.development else { return nil }
    self.percent = percent
    motto = arrangement.given.first { $0.part == part.id && !$0.notes.isEmpty }.map { line in
      let length = arrangement.measures[arrangement.sections[line.section].first].meter.length
      let start = length * Rational((line.from / length).floor)
      let notes = line.notes.filter { $0.onset >= start && $0.onset < start + length }
      return BarRhythm(notes: notes.map { RhythmSlot(onset: $0.onset - start, duration: $0.duration) })
    }
  }

  /// Gives composed measures the rhythm of a measure with given notes, whole or by its beginning, and says where they take
  /// up its pitches too. Where notes begin in several given measures, those behind them take these up in turn.
  ///
  /// The shares of motif, rhythm and beginning are those of two independent draws, each of which keeps what is given with
  /// a chance of 100 - `percent`.
  func shape(
    _ bars: inout [BarRhythm], _ motifs: MotifPlan, given: [Arrangement.Given], fixed: [BarRhythm?], _ plan: SegmentPlan,
    seed: Seed
  ) -> MotifPlan {
    // What only ends a note that is held into its measure is nothing to take up.
    let half = plan.meter.length / 2
    let given = bars.with(given, plan)
    let heads = given.indices.filter { given[$0].notes.contains { $0.given != nil } }
    let early = heads.filter { given[$0].notes.contains { $0.given != nil && $0.onset < half } }
    let motives = early.isEmpty ? heads : early
    var sources = motifs.sources
    let kept = 100 - percent
    for measure in bars.indices where !heads.contains(measure) && fixed[measure] == nil {
      var stream = seed.child("bar", measure).generator
      let likeness: [MotifPlan.Likeness?] = [.motif, .rhythm, .beginning, nil]
      let drawn = likeness[stream.pick(weights: [2 * kept * kept, 4 * kept * percent, percent * percent, percent * percent])]
      guard let drawn else { continue }
      let before = motives.filter { $0 < measure }
      let head = before.last.map { before[(measure - $0 - 1) % before.count] }
      guard let found = (head ?? motives.first).map({ given[$0] }) ?? motto else { continue }
      let rhythm = found.composed(in: plan.meter.length)
      guard !rhythm.notes.isEmpty else { continue }
      // Pitches come again where the given measure stands before.
      sources[measure] = drawn == .motif ? head.map { .init(measure: $0, likeness: .motif) } : nil
      bars[measure] = drawn == .beginning ? rhythm.beginning(before: bars[measure], plan) : rhythm
    }
    return motifs.taking(sources)
  }
}

extension BarRhythm {
  /// The rhythm alone, in a measure of a length: notes behind its end are left out, held ones end there.
  fileprivate func composed(in length: ScoreTime) -> BarRhythm {
    BarRhythm(
      notes: notes.filter { $0.onset < length }.map {
        RhythmSlot(onset: $0.onset, duration: min($0.duration, length - $0.onset))
      })
  }

  /// Three quarters of this measure with the end of another.
  func beginning(before other: BarRhythm, _ plan: SegmentPlan) -> BarRhythm {
    let change = plan.meter.length * Rational(3, 4)
    let first = notes.filter { $0.onset < change }.map { note in
      var kept = note
      kept.duration = min(note.duration, change - note.onset)
      return kept
    }
    return BarRhythm(notes: first + other.notes.filter { $0.onset >= change })
  }
}
