// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongModels
internal import SongMusic

/// A tune over a harmony: rhythm by the rhythm model, pitches by the melody model under hard constraints.
///
/// Hard: the part's range, tones of the scale or the chord, chord tones on long notes and at the end, steps from foreign
/// tones on strong beats, no leap above an octave; motifs come again as the plan says, moved along the scale with the
/// chord.
///
/// - Parameters:
///   - given: what the spec fixes.
///   - development: what composed measures take up of given ones; nil where they are apart.
///   - fixed: by measure the notes that stand already, with or without pitches; nil where they are composed.
func composeMelody(
  _ plan: SegmentPlan, harmony: Harmony, range: KeyRange, models: ComposerModels, seed: Seed,
  given: [Arrangement.Given] = [], development: Development? = nil, fixed: [BarRhythm?]? = nil
) -> [LineNote] {
  var stream = seed.child("motifs").generator
  let fixed = fixed ?? Array(repeating: nil, count: plan.count)
  let drawn = MotifPlan(
    like: models.tunePlans, plan, repetition: plan.settings.melody.repetition, harmony: harmony, using: &stream)
  var motifs = (plan.phrases?.motifs(drawn: drawn) ?? drawn).keeping(fixed)
  var bars = composeRhythm(
    plan, motifs: motifs, fixed: fixed, model: models.rhythm, cells: models.rhythmCells, seed: seed.child("rhythm")
  ).breakingOff(plan, fixed: fixed)
  if let development {
    motifs = development.shape(&bars, motifs, given: given, fixed: fixed, plan, seed: seed.child("development"))
  }
  if plan.isLast, fixed[plan.count - 1] == nil {
    bars[plan.count - 1] = BarRhythm(notes: [RhythmSlot(onset: .zero, duration: plan.meter.length)])
  }
  if !given.isEmpty { bars = bars.with(given, plan) }
  return composePitches(
    plan, bars: bars, motifs: motifs, harmony: harmony, range: range, models: models, seed: seed.child("pitch"))
}

/// Pitches for the bars of a line.
///
/// - Parameter solo: what an improvised line takes them from; nil for a tune.
func composePitches(
  _ plan: SegmentPlan, bars: [BarRhythm], motifs: MotifPlan, harmony: Harmony, range: KeyRange, models: ComposerModels,
  seed: Seed, solo: SoloPitches? = nil
) -> [LineNote] {
  let composer = PitchComposer(
    plan: plan, harmony: harmony, range: range, fixed: bars.fixedPitches, model: models.melody, copyGuard: models.copyGuard,
    solo: solo)
  return composer.compose(bars: bars, motifs: motifs, seed: seed)
}

/// Where in eight measures a tune is highest, and how many semitones its middle register rises and falls.
private let peakPlace = 0.65
private let archHeight = 7.0

/// An improvised line is bolder than a tune.
private let soloTemperature = 1.15

extension [BarRhythm] {
  /// The pitches that stand already.
  var fixedPitches: [LinePitch] {
    flatMap(\.notes).flatMap { ($0.given?.pitches ?? []) + ($0.pitch.map { [$0] } ?? []) }
  }
}

/// Finds the pitches of a line whose rhythm stands.
struct PitchComposer {
  private let plan: SegmentPlan
  private let harmony: Harmony
  private let range: KeyRange
  private let model: ViewpointModel
  /// Given notes may reach beyond the range.
  private let rules: TuneRules
  private let tessitura: Double
  private let copyGuard: CopyGuard?
  /// The first tune, of a second one.
  private let counterpoint: Counterpoint?
  /// What an improvised line takes its pitches from.
  private let solo: SoloPitches?

  init(
    plan: SegmentPlan, harmony: Harmony, range: KeyRange, fixed: [LinePitch], model: ViewpointModel, copyGuard: CopyGuard?,
    counterpoint: Counterpoint? = nil, solo: SoloPitches? = nil
  ) {
    self.solo = solo
    self.plan = plan
    self.harmony = harmony
    self.range = range
    self.model = model
    self.copyGuard = copyGuard
    self.counterpoint = counterpoint
    // Tones of chords may come to stand anywhere near the range.
    let margin = fixed.contains { $0.fixedKey == nil } ? 36 : 0
    let keys = fixed.compactMap(\.fixedKey)
    let low = max(0, min(range.low - margin, keys.min() ?? range.low))
    let high = min(127, max(range.high + margin, keys.max() ?? range.high))
    rules = TuneRules(range: range, alphabet: Array(low...high))
    tessitura = Double(range.low) + Double(range.high - range.low) * IntensityMapping.tessitura(power: plan.power)
  }

  private var alphabet: [Int] { rules.alphabet }

  func compose(bars: [BarRhythm], motifs: MotifPlan, seed: Seed) -> [LineNote] {
    var sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: alphabet)
    sampler.temperature = Double(plan.settings.melody.temperature) / 100 * (solo == nil ? 1 : soloTemperature)
    var notes: [[LineNote]] = []
    var events: [Event] = []
    var measure = 0
    var isAfterFixed = true
    var lastOnset: ScoreTime?
    // Pitch classes that the last note of a run must leave by step.
    var unresolved: PitchClassSet = []
    while measure < bars.count {
      // A run of measures in which none takes up another of the same run.
      var end = measure + 1
      while end < bars.count, end - measure < 4, motifs.sources[end]?.pitches.map({ $0 < measure }) ?? true { end += 1 }
      var positions: [SamplingPosition] = []
      var counts: [Int] = []
      var stepwise: [PitchClassSet] = []
      var leading = VoiceRules()
      var free: [Int: [Int]] = [:]
      var goals: [Constraint] = []
      var repeats = seed.child("repeats", measure).generator
      var passing = seed.child("passing", measure).generator
      for index in measure..<end {
        let slots = bars[index].notes
        counts.append(slots.count)
        let isFixed = slots.contains { $0.isFixed }
        let copied = isFixed ? [] : taken(motifs.sources[index], of: notes, to: index, slots)
        for (slot, note) in slots.enumerated() {
          let onset = plan.start(of: index) + note.onset
          let isFinal = index == bars.count - 1 && slot == slots.count - 1
          var position = SamplingPosition(event: skeleton(index, note, isFinal: isFinal))
          let isPassing = solo == nil && passing.chance(percent: plan.settings.melody.passing)
          let isLast = slot == slots.count - 1
          let allowed = allowed(onset, note.duration, isPassing: isPassing, ending: ending(index, isLast: isLast))
          position.weights = zip(weights(at: onset, for: note.duration), rules.weights(allowed.foreign)).map { $0 * $1 }
          position.allowed = allowed.keys
          position.mayRepeat = repeats.chance(percent: solo == nil ? plan.settings.melody.repeats : SoloPitches.repeatedNotes)
          if let fixed = givenPitch(note, at: onset)?.key {
            // What is fixed stands as it is; only the way from a composed note to it keeps the rule.
            position.allowed = [fixed]
            position.freeFromRule = isAfterFixed
            position.mayRepeat = true
          } else if let key = copied.isEmpty ? nil : copied[slot] {
            // Inside a motif its own leaps stand; the way into it keeps the rule, unless both sides are fixed.
            position.allowed = [key]
            free[positions.count] = allowed.keys
            let followsOther = slot > 0 ? copied[slot - 1] != nil : index > 0 && motifs.sources[index - 1]?.pitches != nil
            position.freeFromRule = followsOther || slot == 0 && plan.phrases?.starts.contains(index) == true
            position.mayRepeat = true
          } else if !isFinal, let guides = solo?.guides(at: onset, after: lastOnset) {
            // The tone that tells the chord, by step where there is a way.
            let keys = allowed.keys.filter { guides.contains($0 % 12) }
            if !keys.isEmpty {
              position.allowed = keys
              free[positions.count] = allowed.keys
              if lastOnset != nil, !isAfterFixed {
                goals.append(.neighbours(at: positions.count) { (1...2).contains(abs($1 - $0)) })
              }
            }
          }
          // What is taken up is left as it should be, too, where it is left for a new note.
          let isTaken = !copied.isEmpty && copied[slot] != nil && givenPitch(note, at: onset) == nil
          stepwise.append(isTaken || position.allowed == allowed.keys ? allowed.stepwise : [])
          if let counterpoint, let lastOnset, !position.freeFromRule {
            leading.add(counterpoint, at: onset, after: lastOnset, position: positions.count, &repeats)
          }
          lastOnset = onset
          positions.append(position)
          isAfterFixed = note.given != nil || note.pitch != nil
        }
      }
      if !positions.isEmpty {
        let run = bars[measure..<end].flatMap(\.notes)
        let neighbours = TuneRules.neighbours(stepwise, after: unresolved, &positions)
        unresolved = stepwise[stepwise.count - 1]
        let sampled = run.contains { $0.move != nil || $0.room != nil }
          ? shaped(positions, run, after: events, sampler, seed: seed.child("run", measure))
          : sample(
            positions, neighbours, leading, goals: goals, free: free, after: events, sampler, seed: seed.child("run", measure)
          ).events
        events += sampled
        var next = sampled[...]
        for (offset, count) in counts.enumerated() {
          let pitches = next.prefix(count).map { UnknownField.pitch.value(of: $0) }
          next = next.dropFirst(count)
          notes.append(
            zip(bars[measure + offset].notes, pitches).map { slot, pitch in
              lineNote(slot, pitch, at: plan.start(of: measure + offset) + slot.onset)
            })
        }
      } else {
        notes += Array(repeating: [], count: end - measure)
      }
      measure = end
    }
    return notes.flatMap { $0 }
  }

  /// The pitches of a run. Where a narrow range and the chords leave no way within the leap limit, the rules of neighbours
  /// yield to the others; where a motif would copy a tune, it isn't taken up; where given notes do, the guard against copies
  /// yields. What is left every note can keep by itself.
  ///
  /// - Parameters:
  ///   - goals: what is wished for beside the rules, and yields first.
  ///   - free: for positions that take up a motif, or a goal, the keys that may stand there else.
  private func sample(
    _ positions: [SamplingPosition], _ rules: [Constraint], _ voices: VoiceRules = VoiceRules(), goals: [Constraint] = [],
    free: [Int: [Int]] = [:], after history: [Event],
    _ sampler: ConstrainedSampler, seed: Seed
  ) -> SampledSequence {
    var stream = seed.generator
    let copies = copyGuard.map { [Constraint.copiedRun(within: $0)] } ?? []
    let effort = SamplingEffort(candidates: 3)
    var loose = positions
    for (index, keys) in free { loose[index].allowed = keys }
    var attempts = [(positions, rules + copies), (loose, rules + copies), (loose, copies), (loose, [])]
    if !goals.isEmpty { attempts.insert((positions, rules + goals + copies), at: 0) }
    // Against another tune the direction yields first, then the motif, the rules of neighbours, the parallels.
    if !voices.hard.isEmpty {
      attempts.insert((loose, voices.hard), at: 2)
      let hard = rules + voices.hard
      attempts.insert(contentsOf: [(positions, hard + voices.soft), (positions, hard), (loose, hard)], at: 0)
    }
    for (positions, constraints) in attempts {
      if let sampled = sampler.sample(positions, under: constraints, after: history, effort: effort, using: &stream) {
        return sampled
      }
    }
    preconditionFailure("every note has an allowed pitch")
  }

  // MARK: Given notes

  /// The given pitch of a slot; tones far beyond the range are an octave or more nearer.
  private func givenPitch(_ slot: RhythmSlot, at onset: ScoreTime) -> Pitch? {
    guard let said = slot.given?.pitches.last ?? slot.pitch else { return nil }
    let chord = harmony.chord(at: onset)
    guard let pitch = said.sounding(chord, key: plan.key, near: range.middle), let low = alphabet.first,
      let high = alphabet.last
    else { return nil }
    var key = pitch.key
    while key < low { key += 12 }
    while key > high { key -= 12 }
    return key == pitch.key ? pitch : spell(max(key, low), chord: chord, key: plan.key)
  }

  private func lineNote(_ slot: RhythmSlot, _ key: Int, at onset: ScoreTime) -> LineNote {
    var note = LineNote(onset: onset, duration: slot.duration, key: key)
    let chord = harmony.chord(at: onset)
    note.pitch = givenPitch(slot, at: onset)
    note.others = (slot.given?.pitches.dropLast() ?? []).compactMap { $0.sounding(chord, key: plan.key, near: range.middle) }
    note.syllable = slot.given?.syllable
    return note
  }

  /// Pitches note by note, each where its move leads from the one before; enough room is left for the moves that follow
  /// in the same direction. Where no welcome key lies there, any key of the range in that direction does.
  private func shaped(
    _ positions: [SamplingPosition], _ slots: [RhythmSlot], after history: [Event], _ sampler: ConstrainedSampler, seed: Seed
  ) -> [Event] {
    var events: [Event] = []
    for (index, slot) in slots.enumerated() {
      var position = positions[index]
      let last = (history + events).last.map { UnknownField.pitch.value(of: $0) }
      func leavesRoom(_ key: Int) -> Bool {
        slot.room.map { key + $0.above <= range.high && key - $0.below >= range.low } ?? true
      }
      let isOpen = slot.given?.pitches.isEmpty ?? true && slot.pitch == nil
      if isOpen, slot.move == nil, let roomy = position.allowed?.filter(leavesRoom), !roomy.isEmpty { position.allowed = roomy }
      if isOpen, let move = slot.move, let last {
        let there = alphabet.filter { range.contains($0) && move.fits($0 - last) }
        let welcome = (position.allowed ?? alphabet).filter { there.contains($0) }
        let scale = there.filter { plan.key.scale.contains($0 % 12) }
        let choices = [welcome.filter(leavesRoom), scale.filter(leavesRoom), welcome, scale, there].first { !$0.isEmpty }
        if let choices {
          position.allowed = choices
          position.freeFromRule = true
          position.mayRepeat = true
        }
      }
      var alone = [position]
      let neighbours = TuneRules.neighbours([[]], &alone)
      events += sample(alone, neighbours, after: history + events, sampler, seed: seed.child("move", index)).events
    }
    return events
  }

  private func skeleton(_ measure: Int, _ note: RhythmSlot, isFinal: Bool) -> Event {
    let onset = plan.start(of: measure) + note.onset
    var event = Event()
    event.onset = ticks(onset)
    event.duration = ticks(note.duration)
    event.barLength = ticks(plan.meter.length)
    event.position = ticks(note.onset)
    event.beatLength = ticks(plan.meter.beatUnit)
    event.phraseBar = measure % 4
    event.barsLeft = plan.count - 1 - measure
    event.phrase = onset == .zero ? 1 : isFinal ? -1 : 0
    event.upper = counterpoint?.key(at: onset) ?? -1
    event.tonic = plan.key.tonic.pitchClass
    event.mode = plan.key.mode.isMinor ? 1 : 0
    if let chord = harmony.chord(at: onset) {
      event.chordRoot = chord.root.pitchClass
      event.chordType = ChordType.nearest(suffix: chord.quality.suffix).rawValue
    }
    return event
  }

  private func ending(_ measure: Int, isLast: Bool) -> TuneRules.Ending? { isLast ? plan.tuneEnding(measure) : nil }

  private func allowed(
    _ onset: ScoreTime, _ duration: ScoreTime, isPassing: Bool, ending: TuneRules.Ending?
  ) -> TuneRules.Allowed {
    let strength = plan.meter.strength(at: onset % plan.meter.length)
    guard let counterpoint else {
      return rules.allowed(
        over: harmony.chord(at: onset), in: plan.key, strength: strength, isLong: duration >= plan.meter.beatUnit * 2,
        isPassing: isPassing, ending: ending, scale: solo?.scale(at: onset, for: duration))
    }
    // A second tune has tones of the chord on strong beats, and may end on any.
    let allowed = rules.allowed(
      over: harmony.chord(at: onset), in: plan.key, strength: strength,
      isLong: duration >= plan.meter.beatUnit * 2 || strength >= 2, isPassing: isPassing, ending: ending == nil ? nil : .chordTone)
    return TuneRules.Allowed(
      keys: counterpoint.fitting(allowed.keys, onset, duration), foreign: allowed.foreign, stepwise: allowed.stepwise)
  }

  /// Soft weights: keys far from the tessitura are less welcome. It rises toward the third quarter of each eight measures,
  /// where a tune has its peak, and falls to their end.
  ///
  /// - Source: Huron (1996), "The melodic arch in Western folksongs", Computing in Musicology 10.
  private func weights(at onset: ScoreTime, for duration: ScoreTime) -> [Double] {
    if let solo { return solo.weights(alphabet, at: onset, for: duration) }
    let period = plan.meter.length * 8
    let place = (onset % period / period).double
    let distanceToPeak = place < peakPlace ? (peakPlace - place) / peakPlace : (place - peakPlace) / (1 - peakPlace)
    let centre = tessitura + archHeight * (0.5 - distanceToPeak * distanceToPeak)
    let register = alphabet.map { key in
      let distance = (Double(key) - centre) / 11
      return portableExp2(-distance * distance)
    }
    guard let counterpoint else { return register }
    return zip(register, counterpoint.weights(of: alphabet, onset, duration)).map { $0 * $1 }
  }

  /// For each slot of a measure the pitch that it takes up; empty where it takes up none.
  private func taken(_ source: MotifPlan.Source?, of notes: [[LineNote]], to measure: Int, _ slots: [RhythmSlot]) -> [Int?] {
    guard let source, let other = source.pitches else { return [] }
    switch source.likeness {
    case .whole: return again(notes[other], in: measure, slots) ?? copy(of: notes[other], to: measure, slots) ?? []
    case .motif: return copy(of: notes[other], to: measure, slots) ?? []
    case .firstHalf, .secondHalf:
      let half = source.likeness == .firstHalf ? ScoreTime.zero..<plan.meter.length / 2 : plan.meter.length / 2..<plan.meter.length
      let start = plan.start(of: other)
      let kept = slots.indices.filter { half.contains(slots[$0].onset) }
      guard let keys = again(notes[other].filter { half.contains($0.onset - start) }, in: measure, kept.map { slots[$0] }),
        let first = kept.first
      else { return [] }
      return slots.indices.map { kept.contains($0) ? keys[$0 - first] : nil }
    case .rhythm, .beginning: return []
    }
  }

  /// The pitches of notes as they are, or nil where they don't fit.
  private func again(_ notes: [LineNote], in measure: Int, _ slots: [RhythmSlot]) -> [Int]? {
    notes.count == slots.count && fits(notes.map(\.key), in: measure, slots) ? notes.map(\.key) : nil
  }

  /// Whether pitches may stand in a measure, and those that must be left by step are.
  private func fits(_ keys: [Int], in measure: Int, _ slots: [RhythmSlot]) -> Bool {
    zip(keys, slots).enumerated().allSatisfy { index, entry in
      let (key, slot) = entry
      let ending = ending(measure, isLast: index == slots.count - 1)
      let allowed = allowed(plan.start(of: measure) + slot.onset, slot.duration, isPassing: false, ending: ending)
      guard allowed.keys.contains(key) else { return false }
      let next = index + 1 < keys.count ? keys[index + 1] : nil
      return !allowed.stepwise.contains(key % 12) || next.map { (1...2).contains(abs($0 - key)) } ?? true
    }
  }

  /// The pitches of a motif moved along the scale by as much as its chord has moved, or nil where it doesn't fit there.
  private func copy(of motif: [LineNote], to measure: Int, _ slots: [RhythmSlot]) -> [Int]? {
    guard motif.count == slots.count, let first = motif.first else { return nil }
    let target = plan.start(of: measure)
    let old = harmony.chord(at: first.onset)
    let new = harmony.chord(at: target + slots[0].onset)
    guard let old, let new else { return nil }
    let scale = plan.key.scale
    var steps = 0
    if old.root != new.root {
      guard let from = scale.firstIndex(of: old.root.pitchClass), let to = scale.firstIndex(of: new.root.pitchClass)
      else { return nil }
      steps = to - from
      if steps > 3 { steps -= 7 }
      if steps < -3 { steps += 7 }
    }
    for candidate in [steps, steps > 0 ? steps - 7 : steps + 7] {
      let keys = motif.compactMap { move($0.key, by: candidate, in: plan.key) }
      if keys.count == motif.count, fits(keys, in: measure, slots) { return keys }
    }
    return nil
  }
}
