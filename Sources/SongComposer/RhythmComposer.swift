// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// A bar of a tune: where notes begin and how long they are, in quarter notes from the bar line.
struct BarRhythm {
  var notes: [RhythmSlot]
}

/// How a tune repeats itself: for each measure the earlier measure that it takes up, or nil where it is new.
struct MotifPlan {
  let sources: [Int?]

  /// Phrases of four measures drawn from the usual schemes (sentence a a' b c, period a b a c, plain a b c d); every
  /// second phrase answers the one before with its last measure new.
  ///
  /// - Source: Caplin (1998), "Classical Form", chapters 3 and 4: sentence and period.
  init(count: Int, using stream: inout RandomStream) {
    let schemes: [[Int?]] = [[nil, nil, 0, nil], [nil, 0, nil, nil], [nil, nil, 0, 1], [nil, nil, nil, nil]]
    var result: [Int?] = []
    var phrase = 0
    while result.count < count {
      let start = result.count
      if phrase % 2 == 1, count - start >= 4 {
        result += [start - 4, start - 3, stream.chance(percent: 60) ? start - 2 : nil, nil]
      } else {
        result += schemes[stream.pick(weights: [4, 3, 2, 1])].map { $0.map { start + $0 } }
      }
      phrase += 1
    }
    // The last measure brings the cadence and is always new.
    result = Array(result.prefix(count))
    result[count - 1] = nil
    sources = result
  }

  private init(sources: [Int?]) { self.sources = sources }

  /// Measures that stand already take up none.
  func keeping(_ fixed: [BarRhythm?]) -> MotifPlan {
    MotifPlan(sources: sources.enumerated().map { fixed[$0] == nil ? $1 : nil })
  }
}

/// Draws the rhythm of a tune bar by bar from the rhythm model, following the motif plan.
///
/// - Parameter fixed: bars that stand already; nil where they are to be drawn.
func composeRhythm(
  _ plan: SegmentPlan, motifs: MotifPlan, fixed: [BarRhythm?], model: ViewpointModel, seed: Seed
) -> [BarRhythm] {
  let alphabet = model.alphabet(meter: "\(plan.meter.numerator)/\(plan.meter.denominator)")
  let patterns = model.patterns
  // A model of a few pieces may know no bar of the meter that can stand anywhere.
  guard alphabet.contains(where: { !patterns[$0].startsTied && !patterns[$0].endsHeld }) else {
    return plainRhythm(plan, motifs: motifs, seed: seed).keeping(fixed)
  }
  let sampler = ConstrainedSampler(model: model, field: .symbol, alphabet: alphabet)
  let wanted = wantedOnsets(plan)
  let weights = alphabet.map { symbol in onsetWeight(patterns[symbol], wanted: wanted, plan.meter) }
  let fresh = alphabet.filter { !patterns[$0].startsTied }
  let quiet = fresh.filter { isCadential(patterns[$0]) }
  let closed = fresh.filter { !patterns[$0].endsHeld }

  var symbols: [Int] = []
  var events: [Event] = []
  for measure in 0..<plan.count {
    var position = SamplingPosition(event: skeleton(plan, measure))
    position.weights = weights
    // A motif that comes again must be able to stand anywhere, and a bar before a fixed one holds nothing over.
    let isCopied = motifs.sources.contains(measure) || (measure + 1 < plan.count && fixed[measure + 1] != nil)
    let isFree = measure == 0 || fixed[measure - 1] != nil
    if let source = motifs.sources[measure] {
      position.allowed = [symbols[source]]
    } else if measure == plan.count - 1 || measure % 8 == 7, !quiet.isEmpty {
      position.allowed = quiet
    } else if isCopied {
      position.allowed = closed
    } else if isFree || !patterns[symbols[measure - 1]].endsHeld || motifs.sources[measure - 1] != nil {
      // A bar that begins tied needs a bar before it that is held.
      position.allowed = fresh
    }
    var stream = seed.child("bar", measure).generator
    guard let sampled = sampler.sample([position], after: events, using: &stream) else {
      preconditionFailure("a bar that doesn't begin tied can follow any bar")
    }
    symbols.append(UnknownField.symbol.value(of: sampled.events[0]))
    events += sampled.events
  }
  let step = Rational(1, 4)
  return symbols.map { symbol in
    BarRhythm(
      notes: patterns[symbol].onsets.map {
        RhythmSlot(onset: Rational($0.step) * step, duration: Rational($0.length) * step)
      })
  }
  .keeping(fixed)
}

extension [BarRhythm] {
  /// With the bars that stand already.
  fileprivate func keeping(_ fixed: [BarRhythm?]) -> [BarRhythm] { enumerated().map { fixed[$0] ?? $1 } }
}

private func skeleton(_ plan: SegmentPlan, _ measure: Int) -> Event {
  var event = Event()
  event.onset = ticks(plan.start(of: measure))
  event.duration = ticks(plan.meter.length)
  event.barLength = event.duration
  event.beatLength = ticks(plan.meter.beatUnit)
  event.phraseBar = measure % 4
  event.phrase = measure == 0 ? 1 : measure == plan.count - 1 ? -1 : 0
  return event
}

/// Notes wished for in a measure: about one a beat, more where the piece is intense and the style dense.
private func wantedOnsets(_ plan: SegmentPlan) -> Double {
  let quarters = plan.meter.length.double
  return quarters * IntensityMapping.tuneOnsets(momentum: plan.momentum) * Double(plan.settings.melody.density) / 100
}

/// How welcome a pattern is: full at the wished number of onsets, halved about two onsets away; bars that are mostly
/// silent are rare, so that a tune sings.
private func onsetWeight(_ pattern: BarPattern, wanted: Double, _ meter: Meter) -> Double {
  let onsets = pattern.onsets
  guard !onsets.isEmpty else { return 0.002 }
  let distance = (Double(onsets.count) - wanted) / 1.8
  let sixteenths = (meter.length * 4).double
  let silence = 1 - Double(onsets.reduce(0) { $0 + $1.length }) / sixteenths
  return portableExp2(-distance * distance - 5 * silence) + 0.0002
}

/// Few notes, the first on the downbeat, nothing held over: the rhythm of a phrase's end.
private func isCadential(_ pattern: BarPattern) -> Bool {
  let onsets = pattern.onsets
  return (1...3).contains(onsets.count) && onsets[0].step == 0 && !pattern.startsTied && !pattern.endsHeld
    && onsets.last!.length >= 4
}

/// The rhythm of a meter that the model doesn't know: a note on each beat, some of them split.
private func plainRhythm(_ plan: SegmentPlan, motifs: MotifPlan, seed: Seed) -> [BarRhythm] {
  var bars: [BarRhythm] = []
  for measure in 0..<plan.count {
    if let source = motifs.sources[measure] {
      bars.append(bars[source])
      continue
    }
    var stream = seed.child("bar", measure).generator
    let isEnd = measure == plan.count - 1 || measure % 8 == 7
    var notes: [RhythmSlot] = []
    for (index, beat) in plan.meter.beats.enumerated() {
      if isEnd, index > 0 { break }
      if isEnd {
        notes.append(RhythmSlot(onset: .zero, duration: plan.meter.length))
      } else if stream.chance(percent: 35), beat.length > Rational(1, 2) {
        let first = plan.meter.isCompound ? beat.length * Rational(2, 3) : beat.length / 2
        notes.append(RhythmSlot(onset: beat.start, duration: first))
        notes.append(RhythmSlot(onset: beat.start + first, duration: beat.length - first))
      } else {
        notes.append(RhythmSlot(onset: beat.start, duration: beat.length))
      }
    }
    bars.append(BarRhythm(notes: notes))
  }
  return bars
}
