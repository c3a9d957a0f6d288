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
      return BarRhythm(
        notes: notes.map { RhythmSlot(onset: $0.onset - start, duration: min($0.duration, start + length - $0.onset)) })
    }
  }

  /// Gives composed measures the rhythm of the given measure before them, whole or by its beginning, and says where they
  /// take up its pitches too.
  ///
  /// The shares of motif, rhythm and beginning are those of two independent draws, each of which keeps what is given with
  /// a chance of 100 - `percent`.
  func shape(
    _ bars: inout [BarRhythm], _ motifs: MotifPlan, given: [Arrangement.Given], fixed: [BarRhythm?], _ plan: SegmentPlan,
    using stream: inout RandomStream
  ) -> MotifPlan {
    let empty = Array(repeating: BarRhythm(notes: []), count: plan.count)
    let lines = empty.with(given, plan).map { bar in
      BarRhythm(notes: bar.notes.map { RhythmSlot(onset: $0.onset, duration: $0.duration) })
    }
    let heads = lines.indices.filter { !lines[$0].notes.isEmpty }
    var sources = motifs.sources
    let kept = 100 - percent
    for measure in bars.indices where !heads.contains(measure) && fixed[measure] == nil {
      let likeness: [MotifPlan.Likeness?] = [.motif, .rhythm, .beginning, nil]
      let drawn = likeness[stream.pick(weights: [2 * kept * kept, 4 * kept * percent, percent * percent, percent * percent])]
      guard let drawn else { continue }
      let head = heads.last { $0 < measure }
      guard let rhythm = head.map({ lines[$0] }) ?? heads.first.map({ lines[$0] }) ?? motto, !rhythm.notes.isEmpty else { continue }
      // Pitches come again where the given measure stands before.
      sources[measure] = drawn == .motif ? head.map { .init(measure: $0, likeness: .motif) } : nil
      bars[measure] = drawn == .beginning ? rhythm.beginning(before: bars[measure], plan) : rhythm
    }
    return MotifPlan(sources: sources)
  }
}

extension BarRhythm {
  /// Three quarters of this measure with the end of another.
  fileprivate func beginning(before other: BarRhythm, _ plan: SegmentPlan) -> BarRhythm {
    let change = plan.meter.length * Rational(3, 4)
    let first = notes.filter { $0.onset < change }.map { note in
      RhythmSlot(onset: note.onset, duration: min(note.duration, change - note.onset))
    }
    return BarRhythm(notes: first + other.notes.filter { $0.onset >= change })
  }
}
