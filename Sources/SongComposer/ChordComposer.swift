// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// The harmony of a section: the given chords unaltered, repeated to the section's length, or composed ones.
///
/// - Parameter variation: another stream, and the measures whose chords it chooses anew.
func composeHarmony(
  _ plan: SegmentPlan, model: any SequenceModel, seed: Seed, variation: (seed: Seed, measures: Set<Int>)? = nil
) -> Harmony {
  if let given = plan.given { return givenHarmony(plan, given) }
  let composer = ChordComposer(plan: plan, model: model)
  let events = composer.events(seed: seed)
  guard let variation else { return composer.harmony(events, seed: seed) }
  return composer.harmony(composer.events(seed: variation.seed, varying: events, in: variation.measures), seed: seed)
}

/// Fewer bars than the section has are repeated from the first. Where the last measure rings, it ends on its last chord.
private func givenHarmony(_ plan: SegmentPlan, _ bars: [Settings.ChordBar]) -> Harmony {
  var entries: [Harmony.Entry] = []
  for measure in 0..<plan.count {
    var onset = plan.start(of: measure)
    for entry in bars[measure % bars.count].chords {
      entries.append(.init(onset: onset, duration: entry.length, chord: entry.chord))
      onset += entry.length
    }
  }
  return Harmony(entries)
}

/// Draws chords phrase by phrase from the chord model under hard constraints.
///
/// A grammar derives the section as a whole; whether a chord stays and which chords are in place is its own matter.
/// Phrases of four measures: the second repeats the first half of the first, the third is new, the fourth repeats the
/// second, and so on; the section ends on its cadence. The constraints (first chord, cadence, diatonic alphabet) are
/// met exactly by the sampler's backward messages.
private struct ChordComposer {
  let plan: SegmentPlan
  let model: any SequenceModel
  private let slotLength: ScoreTime
  private let slotsPerMeasure: Int
  private let measuresPerSlot: Int
  /// Slots of a phrase.
  private var phraseLength: Int { 4 * slotsPerMeasure / min(measuresPerSlot, 4) }
  /// What can be drawn, and what must be drawable for the wishes to be met.
  private let alphabet: [Int]

  init(plan: SegmentPlan, model: any SequenceModel) {
    self.plan = plan
    self.model = model
    let rate = plan.wish.rate
    if rate.isExact {
      slotsPerMeasure = rate.bars < 1 ? rate.bars.denominator : 1
      measuresPerSlot = max(1, rate.bars.floor)
    } else {
      let halves = IntensityMapping.halfBarsPerChord((rate.bars * 2).floor, momentum: plan.momentum)
      slotsPerMeasure = halves == 1 && plan.meter.groups.count % 2 == 0 ? 2 : 1
      measuresPerSlot = halves >= 4 ? halves / 2 : 1
    }
    var alphabet = model.alphabet()
    var needed = [value(of: plan.key.triad(1), in: plan.key)]
    if plan.wish.cadence != .auto || plan.wish.colour == .share(0) || !plan.wish.avoid.isEmpty {
      let chords = plan.wish.finals(in: plan.key) + plan.wish.approaches(in: plan.key) + (1...7).map { plan.key.triad($0) }
      needed += chords.map { value(of: $0, in: plan.key) }
    }
    for value in needed where !alphabet.contains(value) { alphabet.append(value) }
    self.alphabet = alphabet
    slotLength = plan.meter.length * Rational(measuresPerSlot) / Rational(slotsPerMeasure)
  }

  /// The chord of each slot.
  ///
  /// - Parameters:
  ///   - known: chords that stand, but for those that begin in `measures`.
  func events(seed: Seed, varying known: [Event] = [], in measures: Set<Int> = []) -> [Event] {
    let starts = slotStarts()
    var sampler = ConstrainedSampler(model: model, field: .chord, alphabet: alphabet)
    sampler.temperature = temperature
    let weights = alphabet.map(weight)
    // Inside the section home is less welcome, so that the harmony goes somewhere.
    let away = zip(alphabet, weights).map { value, weight in value / ChordType.count == 0 ? weight * 0.35 : weight }
    var events: [Event] = []
    var start = 0
    while start < starts.count {
      let end = min(start + max(1, phraseLength), starts.count)
      let phrase = start / max(1, phraseLength)
      let source = repeated(phrase).map { start - $0 * phraseLength }
      var stream = seed.child("phrase", phrase).generator
      if model.hasSyntax {
        let beginning = source.map { Array(events[$0..<$0 + min(end - start, phraseLength / 2)]) } ?? []
        events += derive(start..<end, beginning: beginning, after: events, known, measures, &stream)
        start = end
        continue
      }
      var positions: [SamplingPosition] = []
      for slot in start..<end {
        var position = SamplingPosition(event: skeleton(slot, starts))
        position.weights = slot == 0 || slot == starts.count - 1 ? weights : away
        position.allowed = allowed(slot, starts)
        // The first half of a repeated phrase is copied; a chord that the cadence asks for stays.
        if let source, slot - start < phraseLength / 2, position.allowed == nil {
          position.allowed = [UnknownField.chord.value(of: events[source + slot - start])]
          position.freeFromRule = true
        } else if slot == start || slot - start == phraseLength / 2 && source != nil {
          position.freeFromRule = source != nil
        }
        if slot == starts.count - 1 { position.freeFromRule = true }
        if !known.isEmpty { vary(&position, known, slot, isNew: measures.contains((starts[slot] / plan.meter.length).floor)) }
        positions.append(position)
      }
      events += sample(positions, after: events, sampler, &stream)
      start = end
    }
    return events
  }

  /// How many phrases before lies the one whose beginning a phrase repeats.
  private func repeated(_ phrase: Int) -> Int? { phrase == 0 || phrase % 4 == 2 ? nil : phrase % 4 == 3 ? 2 : 1 }

  /// The chords of a phrase by a model that derives whole sections: what comes behind the phrase is asked too.
  ///
  /// Where the model derives no section of all that is asked, the repeated beginning gives way first, then the habits of
  /// openings and cadences. Where it still derives none, it begins anew behind what it can't derive. Long sections are
  /// derived in stretches.
  private func derive(
    _ slots: Range<Int>, beginning: [Event], after events: [Event], _ known: [Event], _ measures: Set<Int>,
    _ stream: inout RandomStream
  ) -> [Event] {
    let starts = slotStarts()
    let weights = alphabet.map(weight)
    let stretchLength = longestDerivation / phraseLength * phraseLength
    let first = slots.lowerBound / stretchLength * stretchLength
    let stretch = first..<min(first + stretchLength, starts.count)
    func positions(repeats: Bool, hasHabits: Bool) -> [SamplingPosition] {
      stretch.map { slot in
        var position = SamplingPosition(event: skeleton(slot, starts), weights: weights)
        if slot < events.count {
          position.allowed = [UnknownField.chord.value(of: events[slot])]
          return position
        }
        position.allowed = hasHabits || isAsked(slot, of: starts.count) ? allowed(slot, starts) : nil
        let copied = slot - slots.lowerBound
        if repeats, position.allowed == nil, copied < beginning.count {
          position.allowed = [UnknownField.chord.value(of: beginning[copied])]
        }
        let measure = (starts[slot] / plan.meter.length).floor
        if !known.isEmpty { vary(&position, known, slot, isNew: measures.contains(measure)) }
        return position
      }
    }
    let drawn = slots.lowerBound - first..<slots.upperBound - first
    let history = Array(events[first...])
    for (repeats, hasHabits) in [(true, true), (false, true), (false, false)] {
      let positions = positions(repeats: repeats, hasHabits: hasHabits)
      if let fitted = model.fitted(to: positions, alphabet: alphabet) {
        return draw(Array(positions[drawn]), after: history, from: fitted, &stream)
      }
    }
    return draw(Array(positions(repeats: false, hasHabits: true)[drawn]), after: history, from: model, &stream)
  }

  private func draw(
    _ positions: [SamplingPosition], after events: [Event], from model: any SequenceModel, _ stream: inout RandomStream
  ) -> [Event] {
    var sampler = ConstrainedSampler(model: model, field: .chord, alphabet: alphabet)
    sampler.temperature = temperature
    guard let drawn = sampler.sample(positions, after: events, using: &stream) else {
      preconditionFailure("the chord constraints leave a choice in every key")
    }
    return drawn.events
  }

  /// Whether it isn't by habit that a slot's chord is asked for: the spec's cadence, or the way back in a loop.
  private func isAsked(_ slot: Int, of count: Int) -> Bool {
    plan.wish.cadence != .auto && slot >= count - 2 || plan.cadence == .turnaround && slot == count - 1
  }

  private var temperature: Double {
    Double(plan.settings.harmony.temperature * IntensityMapping.temperaturePercent(power: plan.power)) / 10_000
  }

  /// A slot of a variation: another chord where it is new, the known one elsewhere.
  private func vary(_ position: inout SamplingPosition, _ known: [Event], _ slot: Int, isNew: Bool) {
    let value = UnknownField.chord.value(of: known[slot])
    let others = (position.allowed ?? alphabet).filter { $0 != value && weight($0) > 0 }
    position.freeFromRule = !isNew
    position.allowed = isNew && !others.isEmpty ? others : [value]
  }

  /// The chords that events stand for, coloured as the spec wishes.
  func harmony(_ events: [Event], seed: Seed) -> Harmony {
    let starts = slotStarts()
    let colouring = ChordColouring(wish: plan.wish, key: plan.key, seed: seed.child("colour"))
    return Harmony(
      zip(events, starts.indices).map { event, slot in
        let end = slot + 1 < starts.count ? starts[slot + 1] : plan.length
        let chord = colouring.coloured(chord(event), place: slot % max(1, phraseLength))
        return .init(onset: starts[slot], duration: end - starts[slot], chord: chord)
      })
  }

  /// The chords of a phrase. Where what is avoided leaves too few for neighbours to differ, a chord may stay.
  private func sample(
    _ positions: [SamplingPosition], after history: [Event], _ sampler: ConstrainedSampler, _ stream: inout RandomStream
  ) -> [Event] {
    let effort = SamplingEffort(candidates: 4)
    if let sampled = sampler.sample(positions, under: [.noRepetition], after: history, effort: effort, using: &stream) {
      return sampled.events
    }
    guard let sampled = sampler.sample(positions, after: history, effort: effort, using: &stream) else {
      preconditionFailure("the chord constraints leave a choice in every key")
    }
    return sampled.events
  }

  /// Starts of the slots; the last measure has one slot of its own, for the cadence.
  private func slotStarts() -> [ScoreTime] {
    var starts: [ScoreTime] = []
    var time = ScoreTime.zero
    let last = plan.start(of: plan.count - 1)
    while time < last {
      starts.append(time)
      time += slotLength
    }
    starts.append(last)
    return starts
  }

  private func skeleton(_ slot: Int, _ starts: [ScoreTime]) -> Event {
    let end = slot + 1 < starts.count ? starts[slot + 1] : plan.length
    var event = Event()
    event.onset = ticks(starts[slot])
    event.duration = ticks(end - starts[slot])
    event.barLength = ticks(plan.meter.length)
    event.position = ticks(starts[slot] % plan.meter.length)
    event.beatLength = ticks(plan.meter.beatUnit)
    event.phraseBar = (starts[slot] / plan.meter.length).floor % 4
    event.phrase = slot == 0 ? 1 : slot == starts.count - 1 ? -1 : 0
    event.tonic = plan.key.tonic.pitchClass
    event.mode = plan.key.mode.isMinor ? 1 : 0
    return event
  }

  /// The triad on the tonic: diminished in locrian.
  private var home: Int { value(of: plan.key.triad(1), in: plan.key) }

  /// Hard constraints: home at the start, the cadence at the end.
  private func allowed(_ slot: Int, _ starts: [ScoreTime]) -> [Int]? {
    func drawable(_ values: [Int]) -> [Int]? {
      let left = values.filter { alphabet.contains($0) && weight($0) > 0 }
      return left.isEmpty ? nil : left
    }
    func drawable(_ chords: [Chord]) -> [Int]? { drawable(chords.map { value(of: $0, in: plan.key) }) }
    let isAsked = plan.wish.cadence != .auto
    if slot == starts.count - 1 {
      if plan.wish.cadence == .open { return drawable(alphabet.filter { $0 / ChordType.count != 0 }) }
      if isAsked { return drawable(plan.wish.finals(in: plan.key)) }
      if plan.cadence == .turnaround, starts.count > 1 { return turnaround() }
      if plan.cadence == .authentic || plan.isLast { return drawable([home]) }
      return drawable([ChordType.major, .dominant7].map { UnknownField.chordValue(degree: 7, type: $0) }) ?? drawable([home])
    }
    if slot == starts.count - 2, let approaches = drawable(plan.wish.approaches(in: plan.key)) { return approaches }
    if slot == 0 {
      let degree = openingDegree(of: plan.function, in: plan.key)
      let type = plan.key.mode.isMinor ? ChordType.major : .minor
      return (degree == 0 ? nil : drawable([UnknownField.chordValue(degree: degree, type: type)])) ?? drawable([home])
    }
    if slot == starts.count - 2, !isAsked, plan.cadence == .authentic || plan.isLast {
      // A cadence comes from the dominant, the subdominant or, in modes without a leading note, the subtonic.
      let degrees: Set<Int> = [2, 5, 7, 10, 11]
      return drawable(alphabet.filter { degrees.contains($0 / ChordType.count) })
    }
    return nil
  }

  /// What leads back to the chord that the loop begins with: its dominant, else the nearest to one that the key has.
  private func turnaround() -> [Int]? {
    let target = (plan.openingRoot - plan.key.tonic.pitchClass + 12) % 12
    // Above the target: the dominant, the leading note, the subtonic, the subdominant, the second.
    for step in [7, 11, 10, 5, 2] {
      let chords = alphabet.filter { $0 / ChordType.count == (target + step) % 12 && weight($0) == 1 }
      let dominants = chords.filter { [.major, .dominant7].contains(ChordType(rawValue: $0 % ChordType.count)) }
      if !chords.isEmpty { return dominants.isEmpty ? chords : dominants }
    }
    let others = alphabet.filter { $0 / ChordType.count != target && weight($0) > 0 }
    return others.isEmpty ? nil : others
  }

  /// Soft weights: chords of the scale 1; in major and minor borrowed ones a little; others never.
  private func weight(_ value: Int) -> Double {
    let degree = value / ChordType.count
    guard let type = ChordType(rawValue: value % ChordType.count) else { return 0 }
    if plan.wish.colour == .share(0), ![.major, .minor, .diminished].contains(type) { return 0 }
    if plan.wish.avoids(chord(value), in: plan.key) { return 0 }
    // Chords beside the scale are the model's own matter, in the modes that it knows.
    if model.hasSyntax, plan.key.mode == .major || plan.key.mode == .minor { return 1 }
    let scale = Set(plan.key.mode.semitones)
    let tones = type.pitchClasses.map { ($0 + degree) % 12 }
    if type == .power || type == .augmented || type == .diminished7 { return 0 }
    if tones.allSatisfy(scale.contains) { return type == .diminished || type == .halfDiminished ? 0.4 : 1 }
    switch plan.key.mode {
    case .minor:
      // The dominant with the raised leading note.
      return degree == 7 && (type == .major || type == .dominant7) ? 1 : 0
    case .major:
      return (degree == 10 && type == .major) || (degree == 5 && type == .minor) || (degree == 2 && type == .dominant7) ? 0.02 : 0
    default: return 0
    }
  }

  private func chord(_ event: Event) -> Chord { chord(UnknownField.chord.value(of: event)) }

  private func chord(_ value: Int) -> Chord {
    let degree = value / ChordType.count
    let type = ChordType(rawValue: value % ChordType.count) ?? .major
    let root = plan.key.spelling(of: (plan.key.tonic.pitchClass + degree) % 12)
    return Chord(root: root, quality: ChordQuality.named(type.suffix) ?? .major)
  }
}

/// Chords that are derived as a whole at most; the time grows with the third power. 64 take 0.1 s.
private let longestDerivation = 64

/// The value under which the models know a chord.
private func value(of chord: Chord, in key: Key) -> Int {
  UnknownField.chordValue(
    degree: (chord.root.pitchClass - key.tonic.pitchClass + 12) % 12, type: .nearest(suffix: chord.quality.suffix))
}

/// Ticks of 1/24 quarter, in which the models count.
func ticks(_ time: ScoreTime) -> Int { (time * Rational(Event.ticksPerQuarter)).rounded }
