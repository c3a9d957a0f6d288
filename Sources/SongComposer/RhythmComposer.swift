// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// A bar of a tune: where notes begin and how long they are, in quarter notes from the bar line.
struct BarRhythm {
  var notes: [RhythmSlot]
}

/// Draws the rhythm of a tune bar by bar from the rhythm model, following the motif plan.
///
/// - Parameters:
///   - fixed: bars that stand already; nil where they are to be drawn.
///   - cells: what tunes in 4/4 are made of instead of the model's bars, where the spec names no form of phrases.
///   - wish: what is asked of the bars; nil is what a tune asks.
func composeRhythm(
  _ plan: SegmentPlan, motifs: MotifPlan, fixed: [BarRhythm?], model: RhythmModel, cells: RhythmCells? = nil, seed: Seed,
  wish: RhythmWish? = nil
) -> [BarRhythm] {
  let meter = "\(plan.meter.numerator)/\(plan.meter.denominator)"
  if let cells, plan.meter == Meter(4, 4), plan.phrases == nil {
    var rhythm = CellRhythm(plan, motifs, fixed: fixed, wish: RhythmWish(cells: plan, motifs), model: cells)
    return bars(rhythm.compose(seed: seed)).keeping(fixed)
  }
  let knowsEndings = model.knowsEndings(meter: meter)
  let wish = wish ?? RhythmWish(tune: plan, motifs, knowsEndings: knowsEndings)
  let alphabet = model.alphabet(meter: meter)
  let patterns = model.patterns
  // A model of a few pieces may know no bar of the meter that can stand anywhere.
  guard alphabet.contains(where: { !patterns[$0].startsTied }) else {
    return plainRhythm(plan, motifs: motifs, seed: seed, split: wish.isSolo ? 80 : 35).keeping(fixed)
  }
  let sampler = ConstrainedSampler(model: model.model, field: .symbol, alphabet: alphabet)
  let fresh = alphabet.filter { !patterns[$0].startsTied }
  let quiet = fresh.filter { isCadential(patterns[$0]) }
  let breathing = wish.isSolo ? fresh.filter { isBreathing(patterns[$0], plan.meter) } : []
  var weights: [Double] = []

  var symbols: [Int] = []
  var events: [Event] = []
  for measure in 0..<plan.count {
    var stream = seed.child("bar", measure).generator
    var position = SamplingPosition(event: rhythmSkeleton(plan, measure))
    if measure == 0 || wish.measures[measure] != wish.measures[measure - 1] {
      weights = alphabet.map { wish.weight(of: patterns[$0], in: measure, plan.meter) }
    }
    position.weights = weights
    // A bar that begins tied needs a bar before it that is held.
    let isHeld = measure > 0 && fixed[measure - 1] == nil && patterns[symbols[measure - 1]].endsHeld
    let free = isHeld ? nil : fresh
    position.allowed = free
    let source = motifs.sources[measure].flatMap { source in
      // A model that knows endings has them in each fourth bar: ends of phrases take up such, and nothing else does.
      let isOfKind = !knowsEndings || plan.phrases != nil || (source.measure % 4 == 3) == (measure % 4 == 3)
      return isOfKind && (isHeld || !patterns[symbols[source.measure]].startsTied) ? source : nil
    }
    let closes = plan.closes(measure, takesUp: source != nil, isSolo: wish.isSolo)
    if knowsEndings, closes || plan.phrases != nil {
      // The model closes what it knows as the last bar of a phrase.
      position.event.phraseBar = closes ? 3 : min(measure % 4, 2)
    }
    if wish.breaths.contains(measure), !breathing.isEmpty {
      position.allowed = breathing
    } else if closes, !quiet.isEmpty, !knowsEndings {
      // Where the tonic comes only in the middle of the bar, the tune waits for it.
      let late = plan.closesLate(measure) ? quiet.filter { isLate(patterns[$0], plan.meter) } : []
      position.allowed = late.isEmpty ? quiet : late
    } else if let contrasted = plan.phrases?.contrasts(measure), source == nil, !wish.isSolo {
      let known = Set(contrasted.map { patterns[symbols[$0]].onsets.map(\.step) })
      let others = (free ?? alphabet).filter { !known.contains(patterns[$0].onsets.map(\.step)) }
      if !others.isEmpty { position.allowed = others }
    } else if let same = source?.rhythm {
      position.allowed = [symbols[same]]
    } else if let source {
      let other = symbols[source.measure]
      let alike = (free ?? alphabet).filter { $0 != other && patterns[$0].isLike(patterns[other], in: source.quarters) }
      if !alike.isEmpty { position.allowed = alike }
    }
    guard let sampled = sampler.sample([position], after: events, using: &stream) else {
      preconditionFailure("a bar that doesn't begin tied can follow any bar")
    }
    symbols.append(UnknownField.symbol.value(of: sampled.events[0]))
    events += sampled.events
  }
  return bars(symbols.map { patterns[$0] }).keeping(fixed)
}

extension SegmentPlan {
  /// How many notes a measure of its tune has in the mean.
  fileprivate var tuneOnsets: Double {
    meter.length.double * IntensityMapping.tuneOnsets(momentum: momentum) * Double(settings.melody.density) / 100
  }

  /// Whether a phrase of the line closes in a measure.
  func closes(_ measure: Int, takesUp: Bool, isSolo: Bool = false) -> Bool {
    guard let phrases, !isSolo else { return measure == count - 1 && cadence != .free }
    return !takesUp && (phrases.endings[measure] != nil || measure == count - 1)
  }
}

/// The notes of bar patterns; one that is held over bar lines lasts until the bar that lets it go.
func bars(_ patterns: [BarPattern]) -> [BarRhythm] {
  let step = Rational(1, 4)
  return patterns.indices.map { index in
    var notes = patterns[index].onsets.map {
      RhythmSlot(onset: Rational($0.step) * step, duration: Rational($0.length) * step)
    }
    if !notes.isEmpty, patterns[index].endsHeld {
      var tied = 0
      for next in patterns[(index + 1)...] {
        tied += next.tiedSteps
        guard next.tiedSteps == next.steps.utf8.count else { break }
      }
      notes[notes.count - 1].duration += Rational(tied) * step
    }
    return BarRhythm(notes: notes)
  }
}

/// Whether the last note of a pattern begins in the second half of the bar.
func isLate(_ pattern: BarPattern, _ meter: Meter) -> Bool {
  pattern.onsets.last.map { Rational($0.step, 4) >= meter.middle } ?? false
}

extension [BarRhythm] {
  /// With a rest behind each question: its second bar breaks off in the middle.
  func breakingOff(_ plan: SegmentPlan, fixed: [BarRhythm?]) -> [BarRhythm] {
    guard let phrases = plan.phrases, plan.meter.middle > .zero else { return self }
    let middle = plan.meter.middle
    return enumerated().map { measure, bar in
      guard phrases.endings[measure] == .question, fixed[measure] == nil else { return bar }
      let kept = bar.notes.filter { $0.onset < middle }
      guard !kept.isEmpty else { return BarRhythm(notes: [RhythmSlot(onset: .zero, duration: middle)]) }
      return BarRhythm(
        notes: kept.map { RhythmSlot(onset: $0.onset, duration: Swift.min($0.duration, middle - $0.onset)) })
    }
  }

  /// With the bars that stand already.
  fileprivate func keeping(_ fixed: [BarRhythm?]) -> [BarRhythm] { enumerated().map { fixed[$0] ?? $1 } }
}

/// What is known of a measure whose rhythm is drawn.
func rhythmSkeleton(_ plan: SegmentPlan, _ measure: Int) -> Event {
  var event = Event()
  event.onset = ticks(plan.start(of: measure))
  event.duration = ticks(plan.meter.length)
  event.barLength = event.duration
  event.beatLength = ticks(plan.meter.beatUnit)
  event.phraseBar = measure % 4
  event.barsLeft = plan.count - 1 - measure
  event.phrase = measure == 0 ? 1 : measure == plan.count - 1 ? -1 : 0
  return event
}

/// What is asked of the bars of a line, beside what its model likes.
struct RhythmWish {
  struct Fullness: Hashable {
    /// Notes wished for.
    let onsets: Double
    /// Onsets from the wished number at which a bar is half as welcome.
    let spread: Double
  }

  let measures: [Fullness]
  /// How unwelcome rests are, and how welcome notes that are held over a beat.
  let silence: Double
  let syncopation: Double
  /// Measures that end in a rest; a tune has none.
  let breaths: Set<Int>

  var isSolo: Bool { !breaths.isEmpty }

  init(measures: [Fullness], silence: Double, syncopation: Double, breaths: Set<Int>) {
    self.measures = measures
    self.silence = silence
    self.syncopation = syncopation
    self.breaths = breaths
  }

  /// Of a tune: more notes where the piece is intense and the style dense, and as the plan fills its measures; rests are
  /// rare, so that it sings. A model that knows endings says more of its bars than their number of notes does, and all of
  /// how full the fourth bar of a phrase is.
  init(tune plan: SegmentPlan, _ motifs: MotifPlan, knowsEndings: Bool) {
    let spread = motifs.fullness == nil || knowsEndings ? 3.5 : 1.2
    let measures = (0..<plan.count).map { measure in
      let share = knowsEndings && measure % 4 == 3 ? 1 : motifs.fullness?[measure] ?? 1
      return Fullness(onsets: plan.tuneOnsets * share, spread: spread)
    }
    self.init(measures: measures, silence: 1.5, syncopation: 0, breaths: [])
  }

  /// Of a tune of cells: these rest where tunes do.
  init(cells plan: SegmentPlan, _ motifs: MotifPlan) {
    let measures = (0..<plan.count).map { Fullness(onsets: plan.tuneOnsets * (motifs.fullness?[$0] ?? 1), spread: 0.8) }
    self.init(measures: measures, silence: 0, syncopation: 0, breaths: [])
  }

  /// How welcome a pattern is: full at the wished number of onsets; empty bars are rare where notes are wished for.
  func weight(of pattern: BarPattern, in measure: Int, _ meter: Meter) -> Double {
    let count = pattern.onsetCount
    let onsets = measures[measure].onsets
    let distance = (Double(count) - onsets) / measures[measure].spread
    guard count > 0 || onsets < 0.5 else {
      return isSolo ? 0.02 : (pattern.startsTied ? 0.5 : 0.15) * min(1, portableExp2(1 - distance * distance))
    }
    let sixteenths = (meter.length * 4).double
    let rests = 1 - Double(pattern.soundingSteps) / sixteenths
    let beat = Int((meter.beatUnit * 4).double)
    let held = syncopation == 0 ? 0 : pattern.onsets.count { $0.step % beat != 0 && $0.step % beat + $0.length > beat }
    return portableExp2(-distance * distance - silence * rests + syncopation * Double(held)) + 0.0002
  }
}

/// Some notes, then a rest of a beat or more: where a player breathes.
private func isBreathing(_ pattern: BarPattern, _ meter: Meter) -> Bool {
  guard let last = pattern.onsets.last, pattern.onsets.count >= 2 else { return false }
  let end = Rational(last.step + last.length, 4)
  return meter.length - end >= meter.beatUnit && end >= meter.length / 4
}

/// Few notes, the first on the downbeat, nothing held over: the rhythm of a phrase's end.
func isCadential(_ pattern: BarPattern) -> Bool {
  guard !pattern.endsHeld, !pattern.startsTied, (1...3).contains(pattern.onsetCount) else { return false }
  let onsets = pattern.onsets
  return onsets[0].step == 0 && onsets.last!.length >= 4
}

/// The rhythm of a meter that the model doesn't know: a note on each beat, some of them split.
///
/// - Parameter split: percent of the beats.
private func plainRhythm(_ plan: SegmentPlan, motifs: MotifPlan, seed: Seed, split: Int) -> [BarRhythm] {
  var bars: [BarRhythm] = []
  for measure in 0..<plan.count {
    if let source = motifs.sources[measure]?.rhythm {
      bars.append(bars[source])
      continue
    }
    var stream = seed.child("bar", measure).generator
    let isEnd = measure == plan.count - 1 || (plan.phrases.map { $0.endings[measure] != nil } ?? (measure % 8 == 7))
    var notes: [RhythmSlot] = []
    for (index, beat) in plan.meter.beats.enumerated() {
      if isEnd, index > 0 { break }
      if isEnd, plan.closesLate(measure), plan.meter.middle > .zero {
        let middle = plan.meter.middle
        notes.append(RhythmSlot(onset: .zero, duration: middle))
        notes.append(RhythmSlot(onset: middle, duration: plan.meter.length - middle))
      } else if isEnd {
        notes.append(RhythmSlot(onset: .zero, duration: plan.meter.length))
      } else if stream.chance(percent: split), beat.length > Rational(1, 2) {
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
