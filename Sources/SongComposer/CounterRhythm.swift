// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// The rhythm of a second tune: complementary to the first one's.
///
/// - Source: Piston (1947), "Counterpoint", chapter 5: rhythmic independence of two voices.
struct CounterRhythm {
  /// What the first tune does in a sixteenth.
  private enum Step {
    case silent
    /// It goes on sounding for this many sixteenths already.
    case held(Int)
    /// A note begins and lasts this many sixteenths.
    case begins(Int)
  }

  private let plan: SegmentPlan
  private let harmony: Harmony
  /// Sixteenths of the plan.
  private let steps: [Step]
  private let stepsPerBar: Int

  init(plan: SegmentPlan, tune: [LineNote], harmony: Harmony) {
    self.plan = plan
    self.harmony = harmony
    stepsPerBar = (plan.meter.length * 4).ceiling
    var steps = [Step](repeating: .silent, count: plan.count * stepsPerBar)
    for note in tune {
      let first = (note.onset * 4).floor
      let length = max(1, (note.duration * 4).ceiling)
      for step in first..<(first + length) where steps.indices.contains(step) {
        steps[step] = step == first ? .begins(length) : .held(step - first)
      }
    }
    self.steps = steps
  }

  /// Bars from the rhythm model, each weighed by how well it goes with the first tune; a bar takes up an earlier one where
  /// it fits there too. Strokes that fall on those of the tune are held over, mostly. A bar of rest is no idea to take up,
  /// and none follows another.
  func compose(motifs: MotifPlan, model: RhythmModel, seed: Seed) -> [BarRhythm] {
    let alphabet = model.alphabet(meter: "\(plan.meter.numerator)/\(plan.meter.denominator)")
    let patterns = model.patterns
    let notes = alphabet.map { patterns[$0].onsets }
    let fresh = alphabet.filter { !patterns[$0].startsTied }
    func isRest(_ symbol: Int) -> Bool { patterns[symbol].onsets.isEmpty && !patterns[symbol].startsTied }
    let sounding = fresh.filter { !isRest($0) }
    var bars: [BarRhythm]
    // A model of a few pieces may know no bar of the meter that can stand anywhere.
    if !fresh.isEmpty {
      let sampler = ConstrainedSampler(model: model.model, field: .symbol, alphabet: alphabet)
      var symbols: [Int] = []
      var events: [Event] = []
      for measure in 0..<plan.count {
        var stream = seed.child("bar", measure).generator
        var position = SamplingPosition(event: rhythmSkeleton(plan, measure))
        let wanted = wanted(in: measure)
        let fits = notes.map { fit($0, measure, wanted: wanted) }
        let best = fits.max() ?? 0
        position.weights = fits.map { portableExp2($0 - best) + 1e-6 }
        let isHeld = measure > 0 && patterns[symbols[measure - 1]].endsHeld
        let isRested = measure > 0 && isRest(symbols[measure - 1])
        position.allowed = isHeld ? nil : isRested && !sounding.isEmpty ? sounding : fresh
        if let source = motifs.sources[measure]?.rhythm, !isRest(symbols[source]) {
          let symbol = symbols[source]
          let mayStand = isHeld || !patterns[symbol].startsTied
          if mayStand, fit(patterns[symbol].onsets, measure, wanted: wanted) >= best - faithfulness {
            position.allowed = [symbol]
          }
        }
        guard let sampled = sampler.sample([position], after: events, using: &stream) else {
          preconditionFailure("a bar that doesn't begin tied can follow any bar")
        }
        symbols.append(UnknownField.symbol.value(of: sampled.events[0]))
        events += sampled.events
      }
      bars = SongComposer.bars(symbols.map { patterns[$0] })
    } else {
      bars = plain
    }
    return bars.indices.map { thinned(bars[$0], $0, seed: seed.child("thin", $0)) }
  }

  /// Onsets wished for in a measure: many where the tune leaves it free.
  private func wanted(in measure: Int) -> Double {
    let first = measure * stepsPerBar
    var free = 0
    for step in 0..<stepsPerBar where isFree(first + step) { free += 1 }
    let quarters = Double(free) / 4
    let onsets = quarters * IntensityMapping.tuneOnsets(momentum: plan.momentum) * freeDensity
      + (Double(stepsPerBar) / 4 - quarters) * busyDensity
    return onsets * Double(plan.settings.melody.density) / 100
  }

  /// How well a pattern's notes go with a measure of the tune, in halvings of its weight.
  private func fit(_ onsets: [(step: Int, length: Int)], _ measure: Int, wanted: Double) -> Double {
    let first = measure * stepsPerBar
    var result = 0.0
    for onset in onsets where onset.step < stepsPerBar {
      switch steps[first + onset.step] {
      case .silent: result += 1
      case .held(let since): result += since >= 2 ? 0.9 : 0.1
      // Both may begin on the bar line, and where the tune comes to rest.
      case .begins(let length): result -= onset.step == 0 || length >= 8 ? 0.9 : 2.2
      }
      // What is held while the tune runs.
      for step in (onset.step + 1)..<max(onset.step + 2, min(onset.step + onset.length, stepsPerBar)) {
        if first + step < steps.count, case .begins = steps[first + step] { result += 0.35 }
      }
    }
    let distance = (Double(onsets.count) - wanted) / 1.8
    return result - distance * distance
  }

  /// Whether the tune leaves a sixteenth free: it is silent, or has been held for an eighth.
  private func isFree(_ step: Int) -> Bool {
    switch steps[step] {
    case .silent: true
    case .held(let since): since >= 2
    case .begins: false
    }
  }

  /// A note on each beat on which the tune doesn't begin, in meters that the model doesn't know.
  private var plain: [BarRhythm] {
    (0..<plan.count).map { measure in
      let beats = plan.meter.beats.filter { beat in
        guard beat.start > .zero else { return true }
        let step = measure * stepsPerBar + (beat.start * 4).floor
        if steps.indices.contains(step), case .begins = steps[step] { return false }
        return true
      }
      let ends = beats.dropFirst().map(\.start) + [plan.meter.length]
      return BarRhythm(notes: zip(beats, ends).map { RhythmSlot(onset: $0.start, duration: $1 - $0.start) })
    }
  }

  /// A bar in which most notes that begin with one of the tune inside a bar are held over from the note before, as long as
  /// the chord stays.
  private func thinned(_ bar: BarRhythm, _ measure: Int, seed: Seed) -> BarRhythm {
    var stream = seed.generator
    let start = plan.start(of: measure)
    var result: [RhythmSlot] = []
    for slot in bar.notes {
      let step = measure * stepsPerBar + (slot.onset * 4).floor
      let isTogether = if steps.indices.contains(step), case .begins = steps[step] { true } else { false }
      let joins = stream.chance(percent: joined)
      if joins, isTogether, let last = result.last, last.onset + last.duration == slot.onset,
        harmony.index(at: start + last.onset) == harmony.index(at: start + slot.onset)
      {
        result[result.count - 1].duration += slot.duration
      } else {
        result.append(slot)
      }
    }
    return BarRhythm(notes: result)
  }
}

/// Halvings that a bar's rhythm may fit worse than the best one and still come again.
private let faithfulness = 2.5
/// Onsets against those of a first tune where that one is free, and a quarter note where it moves.
private let freeDensity = 0.95
private let busyDensity = 0.25
/// Percent of the notes together with the tune's that are held over.
private let joined = 90
