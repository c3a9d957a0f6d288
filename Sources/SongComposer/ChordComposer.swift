// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// The harmony of a section: the given chords unaltered, repeated to the section's length, or composed ones.
///
/// - Parameters:
///   - colour: factor on the weight of chords of four tones and suspensions, where the spec doesn't say.
///   - progressions: the piece's progressions; nil where the style has none.
///   - variation: another stream, and the measures whose chords it chooses anew.
func composeHarmony(
  _ plan: SegmentPlan, model: any SequenceModel, colour: Double, progressions: PieceProgressions?, seed: Seed,
  variation: (seed: Seed, measures: Set<Int>)? = nil
) -> Harmony {
  if let given = plan.given { return givenHarmony(plan, given) }
  let composer = ChordComposer(plan: plan, model: model, colour: colour, progressions: progressions, seed: seed)
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
/// A grammar derives the section as a whole; whether a chord stays and which chords are in place is its own matter. Where
/// chords change and which phrases take up others is the harmonic rhythm's. What is asked of the first chord and the
/// cadence, and the alphabet, are met exactly by the sampler's backward messages.
private struct ChordComposer {
  let plan: SegmentPlan
  let model: any SequenceModel
  private let palette: ChordPalette
  private let rhythm: HarmonicRhythm
  private let tune: TuneFit?
  /// What gives the chords and their colours, where the style knows progressions and nothing given has to be met.
  private let progressions: ProgressionWriter?
  /// Whether the first chord is the tonic's.
  private let opensAtHome: Bool

  init(plan: SegmentPlan, model: any SequenceModel, colour: Double, progressions: PieceProgressions?, seed: Seed) {
    self.plan = plan
    self.model = model
    let palette = ChordPalette(plan: plan, model: model, colour: colour)
    self.palette = palette
    tune = TuneFit(plan)
    let writer = tune == nil ? progressions.flatMap { ProgressionWriter($0, palette) } : nil
    self.progressions = writer
    var stream = seed.child("opening").generator
    opensAtHome = writer == nil && stream.chance(percent: plan.opensPiece ? firstOpenings : homeOpenings)
      || plan.opensLoop || model.hasSyntax || plan.phrases?.form.closes == true
    if let writer {
      rhythm = HarmonicRhythm(plan, halves: writer.halves(opensAtHome: opensAtHome, seed: seed.child("progressions")))
    } else {
      rhythm = HarmonicRhythm(plan, tune: tune, seed: seed.child("rhythm"))
    }
  }

  private var alphabet: [Int] { palette.alphabet }

  private var slots: [HarmonicRhythm.Slot] { rhythm.slots }

  /// The chord of each slot.
  ///
  /// - Parameters:
  ///   - known: chords that stand, but for those that begin in `measures`.
  func events(seed: Seed, varying known: [Event] = [], in measures: Set<Int> = []) -> [Event] {
    var sampler = ConstrainedSampler(model: model, field: .chord, alphabet: alphabet)
    sampler.temperature = temperature
    let weights = alphabet.map(palette.weight)
    // Inside the section home and its dominant are less welcome, so that the harmony goes somewhere.
    let away = zip(alphabet, weights).map { value, weight in
      value / ChordType.count == 0 ? weight * 0.8 : value / ChordType.count == 7 ? weight * 0.5 : weight
    }
    var events: [Event] = []
    for (number, run) in rhythm.runs.enumerated() {
      var stream = seed.child("run", number).generator
      if model.hasSyntax, progressions == nil {
        events += derive(number, after: events, known, measures, &stream)
        continue
      }
      var positions: [SamplingPosition] = []
      for slot in run {
        var position = SamplingPosition(event: skeleton(slot))
        position.weights = fitting(tune != nil || slot == 0 || slot == slots.count - 1 ? weights : away, slot)
        // A given tune may stay on its chord.
        position.mayRepeat = tune != nil
        position.allowed = allowed(slot) ?? departure(slot, after: events)
        // What a run takes up is copied; a chord that the cadence asks for stays.
        if let source = slots[slot].source, position.allowed == nil, canReturn(events[source], at: slot, after: events) {
          position.allowed = [UnknownField.chord.value(of: events[source])]
          position.freeFromRule = true
        } else if slot > 0, slots[slot - 1].source != nil {
          position.freeFromRule = true
        }
        if let written = slots[slot].written, !measures.contains(slots[slot].measure) {
          // What a progression has stands where nothing else is asked for.
          if position.allowed?.contains(written) ?? true { position.allowed = [written] }
          position.freeFromRule = true
        }
        if slot == slots.count - 1 { position.freeFromRule = true }
        if !known.isEmpty { vary(&position, known, slot, isNew: measures.contains(slots[slot].measure)) }
        positions.append(position)
      }
      events += sample(positions, after: events, sampler, &stream)
    }
    return events
  }

  /// The chords of a run by a model that derives whole sections: what comes behind the run is asked too.
  ///
  /// Where the model derives no section of all that is asked, the repeated beginning gives way first, then the habits of
  /// openings and cadences. Where it still derives none, it begins anew behind what it can't derive. Long sections are
  /// derived in stretches of whole runs.
  private func derive(
    _ number: Int, after events: [Event], _ known: [Event], _ measures: Set<Int>, _ stream: inout RandomStream
  ) -> [Event] {
    let run = rhythm.runs[number]
    let weights = alphabet.map(palette.weight)
    let stretch = stretch(around: number)
    func positions(repeats: Bool, hasHabits: Bool) -> [SamplingPosition] {
      stretch.map { slot in
        var position = SamplingPosition(event: skeleton(slot), weights: fitting(weights, slot))
        if slot < events.count {
          position.allowed = [UnknownField.chord.value(of: events[slot])]
          return position
        }
        position.allowed = hasHabits || isAsked(slot) ? allowed(slot) ?? departure(slot, after: events) : nil
        if repeats, position.allowed == nil, run.contains(slot), let source = slots[slot].source, canReturn(events[source], at: slot, after: events) {
          position.allowed = [UnknownField.chord.value(of: events[source])]
        }
        if !known.isEmpty { vary(&position, known, slot, isNew: measures.contains(slots[slot].measure)) }
        return position
      }
    }
    let drawn = run.lowerBound - stretch.lowerBound..<run.upperBound - stretch.lowerBound
    let history = Array(events[stretch.lowerBound...])
    // What a phrase form asks for doesn't give way.
    let ways = plan.phrases == nil ? [(true, true), (false, true), (false, false)] : [(true, true)]
    for (repeats, hasHabits) in ways {
      let positions = positions(repeats: repeats, hasHabits: hasHabits)
      if let fitted = model.fitted(to: positions, alphabet: alphabet) {
        return draw(Array(positions[drawn]), after: history, from: fitted, &stream)
      }
    }
    return draw(Array(positions(repeats: plan.phrases != nil, hasHabits: true)[drawn]), after: history, from: model, &stream)
  }

  /// The slots that are derived together with a run.
  private func stretch(around number: Int) -> Range<Int> {
    var stretch = 0..<0
    for (index, run) in rhythm.runs.enumerated() {
      if run.upperBound - stretch.lowerBound > longestDerivation {
        if index > number { break }
        stretch = run
      } else {
        stretch = stretch.lowerBound..<run.upperBound
      }
    }
    return stretch
  }

  /// Weights of chords under the given tune: one that has none of its tones is hardly welcome.
  private func fitting(_ weights: [Double], _ slot: Int) -> [Double] {
    guard tune != nil else { return weights }
    return zip(alphabet, weights).map { value, weight in
      share(value, slot).map { weight * portableExp2(fitWeight * ($0 - 1)) } ?? weight
    }
  }

  /// Whether a chord that was drawn before may stand at a slot too: it is another than the last of the run before, it fits
  /// the tune, and weights by hand have it there.
  private func canReturn(_ chord: Event, at slot: Int, after events: [Event]) -> Bool {
    if slot == events.count, let last = events.last, tune == nil, plan.phrases == nil,
      UnknownField.chord.value(of: last) == UnknownField.chord.value(of: chord)
    {
      return false
    }
    var event = skeleton(slot)
    UnknownField.chord.set(UnknownField.chord.value(of: chord), in: &event)
    return fits(UnknownField.chord.value(of: chord), slot) && model.allows(event)
  }

  /// Whether a chord has most of what is given over its slot.
  private func fits(_ value: Int, _ slot: Int) -> Bool { share(value, slot).map { $0 >= 0.6 } ?? true }

  private func share(_ value: Int, _ slot: Int) -> Double? {
    guard let type = ChordType(rawValue: value % ChordType.count) else { return nil }
    let root = value / ChordType.count + plan.key.tonic.pitchClass
    return tune?.share(of: Set(type.pitchClasses.map { ($0 + root) % 12 }), in: slots[slot].onset..<end(of: slot))
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

  /// Whether it isn't by habit that a slot's chord is asked for: the spec's cadence, the way back in a loop, or the
  /// piece's last chord.
  private func isAsked(_ slot: Int) -> Bool {
    plan.wish.cadence != .auto && slot >= slots.count - 2
      || (plan.cadence == .turnaround || plan.isLast) && slot == slots.count - 1
  }

  private var temperature: Double {
    Double(plan.settings.harmony.temperature * IntensityMapping.temperaturePercent(power: plan.power)) / 10_000
  }

  /// A slot of a variation: another chord where it is new, the known one elsewhere.
  private func vary(_ position: inout SamplingPosition, _ known: [Event], _ slot: Int, isNew: Bool) {
    let value = UnknownField.chord.value(of: known[slot])
    let others = (position.allowed ?? alphabet).filter { $0 != value && palette.weight($0) > 0 }
    position.freeFromRule = !isNew
    position.allowed = isNew && !others.isEmpty ? others : [value]
  }

  /// The chords that events stand for, coloured as the spec wishes.
  func harmony(_ events: [Event], seed: Seed) -> Harmony {
    let colouring = ChordColouring(wish: plan.wish, key: plan.key, seed: seed.child("colour"))
    return Harmony(
      zip(events, slots.indices).map { event, slot in
        let chord = colouring.coloured(
          chord(coloured(event, events, slot)), place: (slots[slot].onset % (plan.meter.length * 4) * 4).floor)
        return .init(onset: slots[slot].onset, duration: end(of: slot) - slots[slot].onset, chord: chord)
      })
  }

  /// The value of an event's chord in the colour of the piece.
  private func coloured(_ event: Event, _ events: [Event], _ slot: Int) -> Int {
    let value = UnknownField.chord.value(of: event)
    // What a cadence asks for stays as it is.
    guard let progressions, slot < slots.count - 2 || chords(askedAt: slot) == nil else { return value }
    let neighbours = [slot - 1, slot + 1].filter(events.indices.contains).map { UnknownField.chord.value(of: events[$0]) }
    return progressions.coloured(value, between: neighbours)
  }

  private func end(of slot: Int) -> ScoreTime { slot + 1 < slots.count ? slots[slot + 1].onset : plan.length }

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

  private func skeleton(_ slot: Int) -> Event {
    let onset = slots[slot].onset
    var event = Event()
    event.onset = ticks(onset)
    event.duration = ticks(end(of: slot) - onset)
    event.barLength = ticks(plan.meter.length)
    event.position = ticks(onset % plan.meter.length)
    event.beatLength = ticks(plan.meter.beatUnit)
    event.phraseBar = slots[slot].measure % 4
    event.barsLeft = plan.count - 1 - slots[slot].measure
    event.phrase = slot == 0 ? 1 : slot == slots.count - 1 ? -1 : 0
    event.tonic = plan.key.tonic.pitchClass
    event.mode = plan.key.mode.isMinor ? 1 : 0
    return event
  }

  /// Hard constraints: home at the start, the cadence at the end. What isn't asked for yields to a given tune.
  private func allowed(_ slot: Int) -> [Int]? {
    let habits = chords(askedAt: slot)
    guard tune != nil, !isAsked(slot), let habits, !habits.contains(where: { fits($0, slot) }) else { return habits }
    return nil
  }

  /// The chords with which a measure may begin that goes elsewhere than an earlier one: triads of the scale on other roots.
  private func departure(_ slot: Int, after events: [Event]) -> [Int]? {
    let measure = slots[slot].measure
    guard let phrases = plan.phrases, let left = phrases.departures[measure], tune == nil,
      slots[slot].onset == plan.start(of: measure),
      let other = slots.firstIndex(where: { $0.measure == left }), other < events.count
    else { return nil }
    let root = UnknownField.chord.value(of: events[other]) / ChordType.count
    let chords = [2, 3, 4, 5, 6].map { value(of: plan.key.triad($0), in: plan.key) }
      .filter { alphabet.contains($0) && palette.weight($0) > 0 && $0 / ChordType.count != root }
    return chords.isEmpty ? nil : chords
  }

  /// What the end of a phrase inside the section asks of a slot: of the last chord of its last measure, and of the one
  /// that leads there.
  private func chords(endingAt slot: Int) -> [Chord]? {
    guard let phrases = plan.phrases else { return nil }
    for (measure, ending) in phrases.endings.enumerated() {
      guard let ending, phrases.chords[measure] == nil,
        let last = slots.lastIndex(where: { $0.onset < plan.start(of: measure + 1) })
      else { continue }
      switch ending {
      case .open where slot == last: return plan.key.dominants
      case .question where slot == last: return [2, 4, 5, 6].map { plan.key.triad($0) }
      case .closed where slot == last: return [plan.key.triad(1)]
      case .closed where slot == last - 1: return plan.key.dominants
      default: continue
      }
    }
    return nil
  }

  private func chords(askedAt slot: Int) -> [Int]? {
    if slot == slots.count - 1 { return palette.finals(isAlone: slots.count == 1) }
    if slot == slots.count - 2, let approaches = palette.drawable(plan.wish.approaches(in: plan.key)) { return approaches }
    if slot > 0, let phrases = plan.phrases {
      let closes = phrases.form.closes && plan.wish.cadence == .auto && (plan.cadence == .authentic || plan.isLast)
      let asked = closes && slot == slots.count - 2 ? plan.key.dominants : chords(endingAt: slot)
      if let asked, let left = palette.drawable(asked) { return left }
    }
    if slot == 0 { return palette.openings(atHome: opensAtHome) }
    return slot == slots.count - 2 ? palette.habitualApproaches : nil
  }

  private func chord(_ value: Int) -> Chord { SongComposer.chord(value, in: plan.key) }
}

/// How many times a chord without any tone of a given tune is halved in weight.
private let fitWeight = 16.0

/// Percent of the pieces that begin at home.
private let firstOpenings = 62

/// Percent of the later sections that begin at home where nothing asks for it; the others begin as the model likes.
private let homeOpenings = 30

/// Chords that are derived as a whole at most; the time grows with the third power. 64 take 0.1 s.
private let longestDerivation = 64

/// The value under which the models know a chord.
func value(of chord: Chord, in key: Key) -> Int {
  UnknownField.chordValue(
    degree: (chord.root.pitchClass - key.tonic.pitchClass + 12) % 12, type: .nearest(suffix: chord.quality.suffix))
}

/// The chord that the models know under a value.
func chord(_ value: Int, in key: Key) -> Chord {
  guard let (degree, type) = UnknownField.chord(of: value) else { preconditionFailure("a value is that of a chord") }
  let root = key.spelling(of: (key.tonic.pitchClass + degree) % 12)
  return Chord(root: root, quality: ChordQuality.named(type.suffix) ?? .major)
}

/// Ticks of 1/24 quarter, in which the models count.
func ticks(_ time: ScoreTime) -> Int { (time * Rational(Event.ticksPerQuarter)).rounded }
