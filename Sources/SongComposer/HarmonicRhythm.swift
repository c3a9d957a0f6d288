// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Where the chords of a section change, and which of them come from an earlier phrase.
///
/// Phrases are of four measures. One that is new may repeat its own first half. A later phrase takes up the one before or
/// that before the last: whole, without its last measure or by its first half; or it is new. The shares are set by hand so
/// that pop comes near the songs.
/// - Source: POP909 and the McGill Billboard collection, phrases of four bars of 4/4.
struct HarmonicRhythm {
  struct Slot {
    /// From the section's start.
    let onset: ScoreTime
    let measure: Int
    /// The slot of an earlier phrase that has the same chord.
    let source: Int?
    /// What a progression has there, as the models know it.
    var written: Int?
  }

  /// At least one, the first at the section's start; the last measure of a section that closes has one of its own.
  let slots: [Slot]
  /// Slots that are drawn together: a phrase, or half of one that repeats itself. None is empty.
  let runs: [Range<Int>]

  /// - Parameter tune: what is given: where one chord can't fit a measure of it, two stand there.
  init(_ plan: SegmentPlan, tune: TuneFit?, seed: Seed) {
    var changes: [[ScoreTime]] = []
    var sources: [Int?] = []
    var kind: Kind?
    for first in stride(from: 0, to: plan.count, by: phraseMeasures) {
      let phrase = first / phraseMeasures
      var stream = seed.child("phrase", phrase).generator
      let repetition = Repetition.drawn(phrase, using: &stream)
      for measure in first..<min(first + phraseMeasures, plan.count) {
        let source = plan.phrases.map { $0.chords[measure] }
          ?? (repetition.contains(measure - first) ? measure - repetition.back : nil)
        sources.append(source)
        if plan.wish.rate.isExact {
          changes.append(HarmonicRhythm.exactChanges(plan, measure))
        } else if let source {
          changes.append(changes[source])
        } else {
          let drawn = Kind.drawn(plan, measure, tune: tune, after: kind, using: &stream)
          kind = drawn
          changes.append(drawn.changes(plan.meter))
        }
      }
    }
    changes.limitHolds(to: max(3, (plan.wish.rate.bars * Rational(3, 2)).floor), isExact: plan.wish.rate.isExact)
    let last = plan.count - 1
    if !plan.wish.rate.isExact { changes.close(plan) }
    if plan.cadence != .free || plan.isLast || plan.wish.rate.isExact {
      if plan.phrases == nil || plan.isLast || plan.wish.rate.isExact { changes[last] = [.zero] }
      sources[last] = nil
    }
    var slots: [Slot] = []
    var runs: [Range<Int>] = []
    for (measure, onsets) in changes.enumerated() {
      let repeatsPhrase = sources[measure].map { $0 / phraseMeasures == measure / phraseMeasures } ?? false
      let begins = plan.phrases.map { $0.starts.contains(measure) } ?? (repeatsPhrase && sources[measure - 1] == nil)
      if measure % phraseMeasures == 0 || begins { runs.append(slots.count..<slots.count) }
      let start = plan.start(of: measure)
      for onset in onsets {
        let source = sources[measure].flatMap { other in
          slots.firstIndex { $0.measure == other && $0.onset - plan.start(of: other) == onset }
        }
        slots.append(Slot(onset: start + onset, measure: measure, source: source))
      }
      runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<slots.count
    }
    self.slots = slots
    self.runs = runs.filter { !$0.isEmpty }
  }

  /// Where the chords of a progression change; a measure of one beat has its first chord alone.
  ///
  /// - Parameter halves: the value of the chord in each half of the measures.
  init(_ plan: SegmentPlan, halves: [Int]) {
    let last = plan.count - 1
    let closes = plan.cadence != .free || plan.isLast
    var slots: [Slot] = []
    for measure in 0..<plan.count {
      var (first, second) = (halves[2 * measure], halves[2 * measure + 1])
      if plan.meter.middle == .zero { second = first }
      if measure == last, closes { first = second }
      let start = plan.start(of: measure)
      if first != slots.last?.written || measure == last && closes {
        slots.append(Slot(onset: start, measure: measure, source: nil, written: first))
      }
      if second != first { slots.append(Slot(onset: start + plan.meter.middle, measure: measure, source: nil, written: second)) }
    }
    self.slots = slots
    runs = stride(from: 0, to: plan.count, by: phraseMeasures).map { first in
      let begin = slots.firstIndex { $0.measure >= first } ?? slots.count
      return begin..<(slots.firstIndex { $0.measure >= first + phraseMeasures } ?? slots.count)
    }.filter { !$0.isEmpty }
  }

  /// The changes of a measure where the spec says how long a chord lasts.
  private static func exactChanges(_ plan: SegmentPlan, _ measure: Int) -> [ScoreTime] {
    let bars = plan.wish.rate.bars
    guard bars < 1 else { return measure % bars.floor == 0 ? [.zero] : [] }
    return (0..<bars.denominator).map { plan.meter.length * bars * Rational($0) }
  }
}

extension SegmentPlan {
  /// Whether the tonic that closes a measure has its dominant in the same measure, because the one before is taken up.
  func closesLate(_ measure: Int) -> Bool {
    guard let phrases, measure > 0, phrases.chords[measure - 1] != nil, !wish.rate.isExact else { return false }
    if measure == count - 1 { return cadence == .authentic && phrases.form.closes && !isLast && wish.cadence == .auto }
    return phrases.endings[measure] == .closed && phrases.chords[measure] == nil
  }
}

extension Meter {
  /// The beat at which a second chord of a measure comes; zero where there is one beat alone.
  var middle: ScoreTime { beats[(beats.count + 1) / 2 % beats.count].start }
}

extension [[ScoreTime]] {
  /// Gives the ends of phrases the chords that close them, and their beginnings a chord of their own.
  fileprivate mutating func close(_ plan: SegmentPlan) {
    guard let phrases = plan.phrases else { return }
    for measure in indices where phrases.chords[measure] == nil {
      let ends = phrases.endings[measure] != nil || measure == plan.count - 1
      // What leads to the end has its place, so that no chord that comes again has to be it.
      if ends, measure > 0, phrases.chords[measure - 1] == nil, self[measure - 1].isEmpty { self[measure - 1] = [.zero] }
      if ends { self[measure] = plan.closesLate(measure) && plan.meter.middle > .zero ? [.zero, plan.meter.middle] : [.zero] }
      let begins = phrases.starts.contains(measure) || phrases.departures[measure] != nil
      if begins, !self[measure].contains(.zero) { self[measure].insert(.zero, at: 0) }
    }
    for measure in indices {
      if let source = phrases.chords[measure] { self[measure] = self[source] }
    }
  }

  /// Lets chords change where one would be held for more measures.
  fileprivate mutating func limitHolds(to measures: Int, isExact: Bool) {
    guard !isExact else { return }
    var held = 0
    for index in indices {
      held = self[index].contains(.zero) ? 1 : held + 1
      if held > measures {
        self[index].insert(.zero, at: 0)
        held = 1
      }
      if self[index].contains(where: { $0 > .zero }) { held = 0 }
    }
  }
}

/// Measures of a phrase.
private let phraseMeasures = 4

/// What a phrase takes up.
private struct Repetition {
  /// How many measures before stands what is taken up.
  let back: Int
  /// The measures of the phrase that take something up.
  let measures: Range<Int>

  func contains(_ measure: Int) -> Bool { measures.contains(measure) }

  static func drawn(_ phrase: Int, using stream: inout RandomStream) -> Repetition {
    // The second and fourth phrase answer the one before; the third begins again like the first.
    let back = phrase % 2 == 1 ? phraseMeasures : 2 * phraseMeasures
    let weights = phrase % 2 == 1 ? [40, 12, 14, 34] : [28, 12, 22, 38]
    let taken = phrase == 0 ? 0 : [4, 3, 2, 0][stream.pick(weights: weights)]
    if taken > 0 { return Repetition(back: back, measures: 0..<taken) }
    let isLoop = stream.chance(percent: 20)
    return Repetition(back: 2, measures: isLoop ? 2..<phraseMeasures : 0..<0)
  }
}

/// Where a measure's chords change.
private enum Kind: Int, CaseIterable {
  /// The chord before goes on.
  case held
  case barLine, both, middle

  func changes(_ meter: Meter) -> [ScoreTime] {
    let middle = meter.middle
    return switch self {
    case .held: []
    case .barLine: [.zero]
    case .both: [.zero, middle]
    case .middle: [middle]
    }
  }

  /// How much better two chords fit a measure of the given tune than one does.
  private static func gain(of tune: TuneFit, _ plan: SegmentPlan, _ measure: Int) -> Double {
    let start = plan.start(of: measure)
    let middle = start + plan.meter.middle
    let end = start + plan.meter.length
    guard middle > start, let one = tune.bestShare(in: start..<end, key: plan.key),
      let first = tune.bestShare(in: start..<middle, key: plan.key), let second = tune.bestShare(in: middle..<end, key: plan.key)
    else { return 0 }
    return (first + second) / 2 - one
  }

  /// At one bar to a chord as in the songs, set by hand for the others; slow harmony changes with the measures of phrases.
  private static func usualWeights(_ rate: HarmonyWish.Rate, _ measure: Int) -> [Double] {
    let isEven = measure % 2 == 0
    if rate.bars < 1 { return [6, 36, 54, 4] }
    if rate.bars < 2 { return isEven ? [28, 46, 24, 2] : [50, 28, 20, 2] }
    if rate.bars < 4 { return isEven ? [12, 76, 10, 2] : [72, 20, 5, 3] }
    if measure % 4 == 0 { return [8, 84, 7, 1] }
    return isEven ? [62, 33, 4, 1] : [85, 12, 2, 1]
  }

  /// - Parameter last: the kind of the measure before.
  static func drawn(
    _ plan: SegmentPlan, _ measure: Int, tune: TuneFit?, after last: Kind?, using stream: inout RandomStream
  ) -> Kind {
    var weights = usualWeights(plan.wish.rate, measure)
    // Intense music changes faster; a little more or less of the curve writes nothing else.
    let pace = IntensityMapping.harmonicPace(momentum: (plan.momentum + 125) / 250 * 250)
    // Half of a short measure is soon over.
    let half = min(1, (plan.meter.length / 4).double)
    let halves = plan.meter.beats.count == 1 ? 0 : plan.meter.beats.count % 2 == 0 ? half : half * 0.4
    let gain = tune.map { Kind.gain(of: $0, plan, measure) }
    for kind in Kind.allCases {
      var factor = 1.0
      if let gain {
        // A given tune says itself where it needs another chord.
        if kind == .both { factor = portableExp2(12 * gain - 3) }
        if kind == .held || kind == .middle { factor = 0.1 }
      }
      if kind == .held { factor /= pace }
      if kind == .both || kind == .middle { factor *= pace * halves }
      if kind == last { factor *= persistence }
      if kind == .middle, last == .both { factor *= 0.25 }
      // A bar and a half is a rare length.
      if kind == .held, last == .both || last == .middle { factor *= 0.2 }
      // Two measures are long for a chord that usually lasts one.
      if kind == .held, last == .held, plan.wish.rate.bars <= 1 { factor *= 0.3 }
      if measure == 0, kind == .held || kind == .middle { factor = 0 }
      weights[kind.rawValue] *= factor
    }
    return Kind.allCases[stream.pick(probabilities: weights)]
  }
}

/// How much likelier a measure has the changes of the one before.
private let persistence = 1.8
