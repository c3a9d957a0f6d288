// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR
internal import SongModels
package import SongMusic

/// Pitches that a part may have over a stretch of a finished piece, in the rhythm that stands there.
package struct MelodySuggestions: Sendable {
  package struct Item: Sendable {
    /// One for each note.
    package let pitches: [Pitch]
    /// Among all that were drawn and the one that stands there.
    package let probability: Double
    /// Whether they stand there now.
    package let isPresent: Bool
  }

  package struct Slot: Sendable, Hashable {
    /// From the beginning of the piece.
    package let onset: ScoreTime
    package let duration: ScoreTime
  }

  package let slots: [Slot]
  /// The keys that the part has there.
  package let range: KeyRange
  /// Likeliest first, no two of them nearly the same.
  package let items: [Item]
  /// How many different ones were drawn.
  package let drawnCount: Int
}

/// Draws pitches for the notes of a part over a stretch, given its notes before and those that follow, and the chords.
///
/// They keep what the part keeps there: a tune what composed tunes keep (`TuneRules`), a second tune its counterpoint
/// against the first, a second voice its intervals under it, a solo the scales of its chords; and they copy no tune.
/// Sequences are drawn from the model under these constraints, then each different one gets its exact probability,
/// over the sum of all that were drawn and of the one that stands there; the more particles, the nearer that is to
/// the probability among all.
/// - Parameter stretch: inside of one section.
/// - Returns: nil where no note of the part's line begins in the stretch.
package func suggestMelody(
  of part: Settings.Part, over stretch: Range<ScoreTime>, in score: Score, of arrangement: Arrangement, models: ComposerModels,
  seed: Seed, count: Int
) -> MelodySuggestions? {
  let voice = SuggestedVoice(part, at: stretch.lowerBound, in: score, arrangement)
  let line = TuneLine(part, in: score, arrangement, follows: voice.follows)
  guard let inside = line.indices(from: stretch.lowerBound, to: stretch.upperBound) else { return nil }
  let slots = inside.map { index in
    let note = line.notes[index]
    return MelodySuggestions.Slot(onset: note.onset, duration: min(note.end, stretch.upperBound) - note.onset)
  }
  let writer = TuneWriter(line: line, inside: inside, voice: voice, arrangement: arrangement, models: models)
  let drawn = writer.drawn(seed)
  let present = inside.map { line.notes[$0].key }
  let all = drawn.contains(present) ? drawn : drawn + [present]
  let ranked = zip(all, writer.probabilities(of: all)).sorted { first, second in
    first.1 != second.1 ? first.1 > second.1 : first.0.lexicographicallyPrecedes(second.0)
  }
  var kept: [(keys: [Int], probability: Double)] = []
  // What differs from a likelier one in few notes only is the same suggestion.
  let least = max(1, present.count / 3)
  for (keys, probability) in ranked where kept.count < count {
    if kept.allSatisfy({ other in zip(other.keys, keys).count { $0 != $1 } >= least }) { kept.append((keys, probability)) }
  }
  let items = kept.map { keys, probability in
    MelodySuggestions.Item(
      pitches: zip(keys, inside).map { line.spelled($0, at: line.notes[$1].onset) }, probability: probability,
      isPresent: keys == present)
  }
  return MelodySuggestions(slots: slots, range: voice.range, items: items, drawnCount: drawn.count)
}

/// The upper line of a part, with the chords under it; of a part that accompanies what it improvises.
private struct TuneLine {
  typealias Note = SuggestedVoice.Note

  private(set) var notes: [Note] = []
  private let chords: [Score.ChordSymbol]
  private let arrangement: Arrangement
  private let marks: [Int]
  /// The tune with which each note goes, -1 where none sounds; nil of a line by itself.
  private let uppers: [Int]?

  init(_ part: Settings.Part, in score: Score, _ arrangement: Arrangement, follows: Bool) {
    let turns = part.role.isLine ? nil : arrangement.sections.indices.flatMap { soloTurns(of: part, in: $0, arrangement) }
    for note in score.parts.first(where: { utf8Equal($0.id, part.id) })?.notes ?? [] {
      guard case .pitch(let pitch) = note.sound, turns?.contains(where: { $0.contains(note.onset) }) ?? true else { continue }
      let upper = Note(onset: note.onset, end: note.end, key: pitch.key)
      guard let last = notes.last, last.onset == note.onset else {
        notes.append(upper)
        continue
      }
      if last.key < upper.key { notes[notes.count - 1] = upper }
    }
    chords = score.chords
    self.arrangement = arrangement
    marks = phraseMarks(notes.map(\.onset), arrangement)
    let first = follows
      ? arrangement.sections.indices.flatMap { leadingLine(of: part, in: $0, score, arrangement, from: .zero) } : nil
    uppers = first.map { [notes] first in
      notes.map { note in
        first.last { $0.onset <= note.onset }.flatMap { note.onset < $0.onset + $0.duration ? $0.key : nil } ?? -1
      }
    }
  }

  /// The notes that begin in a stretch; nil where none does.
  func indices(from start: ScoreTime, to end: ScoreTime) -> Range<Int>? {
    guard let first = notes.firstIndex(where: { $0.onset >= start && $0.onset < end }) else { return nil }
    return first..<(notes.firstIndex { $0.onset >= end } ?? notes.count)
  }

  func event(_ index: Int) -> Event {
    let note = notes[index]
    var event = placedEvent(note.onset, note.end, arrangement)
    event.phrase = marks[index]
    event.pitch = note.key
    if let uppers { event.upper = uppers[index] }
    guard let place = chordIndex(at: note.onset), let chord = chords[place].chord else { return event }
    event.chordRoot = chord.root.pitchClass
    event.chordType = ChordType.nearest(suffix: chord.quality.suffix).rawValue
    event.untilNext = ticks(chords[place].onset + chords[place].duration - note.onset)
    if place + 1 < chords.count, let next = chords[place + 1].chord { event.nextRoot = next.root.pitchClass }
    return event
  }

  func chord(at onset: ScoreTime) -> Chord? { chordIndex(at: onset).flatMap { chords[$0].chord } }

  func spelled(_ key: Int, at onset: ScoreTime) -> Pitch {
    spell(key, chord: chord(at: onset), key: arrangement.measures[arrangement.measure(at: onset)].key)
  }

  /// The key with which a note goes; nil where none sounds.
  func upper(of index: Int) -> Int? { uppers.flatMap { $0[index] < 0 ? nil : $0[index] } }

  /// Whether a note is the last that begins in its measure.
  func isLast(_ index: Int) -> Bool {
    index + 1 == notes.count
      || arrangement.measure(at: notes[index].onset) != arrangement.measure(at: notes[index + 1].onset)
  }

  private func chordIndex(at onset: ScoreTime) -> Int? {
    chords.firstIndex { $0.onset <= onset && onset < $0.onset + $0.duration }
  }
}

private struct TuneWriter {
  let line: TuneLine
  let inside: Range<Int>
  let voice: SuggestedVoice
  let arrangement: Arrangement
  private let model: any SequenceModel
  private let copyGuard: CopyGuard?
  private let rules: TuneRules
  private let behind: Range<Int>

  init(line: TuneLine, inside: Range<Int>, voice: SuggestedVoice, arrangement: Arrangement, models: ComposerModels) {
    self.line = line
    self.inside = inside
    self.voice = voice
    self.arrangement = arrangement
    if voice.second != nil {
      (model, copyGuard) = (SecondVoiceModel(), nil)
    } else if voice.counterpoint == nil {
      (model, copyGuard) = (models.melody, models.copyGuard)
    } else {
      guard let counter = models.counter else { preconditionFailure("a piece with a second tune has its model") }
      (model, copyGuard) = (counter, nil)
    }
    behind = inside.upperBound..<min(inside.upperBound + heardBehind, line.notes.count)
    // What stands may lie beyond the range.
    let keys = (inside.lowerBound..<behind.upperBound).map { line.notes[$0].key }
    rules = TuneRules(
      range: voice.range, alphabet: Array(min(voice.range.low, keys.min() ?? 127)...max(voice.range.high, keys.max() ?? 0)))
  }

  private var alphabet: [Int] { rules.alphabet }

  /// Different sequences of keys, as the model and the constraints have them.
  func drawn(_ seed: Seed) -> [[Int]] {
    let sampler = ConstrainedSampler(model: model, field: .pitch, alphabet: alphabet)
    let history = (0..<inside.lowerBound).map(line.event)
    var repeats = seed.child("repeats").generator
    var passing = seed.child("passing").generator
    let places = inside.map { index in
      let isPassing = voice.solo == nil && passing.chance(percent: arrangement.settings.melody.passing)
      return allowed(index, isPassing: isPassing)
    }
    let repeated = voice.second != nil ? 100
      : voice.solo == nil ? arrangement.settings.melody.repeats : SoloPitches.repeatedNotes
    var positions = zip(inside, places).map { index, allowed in
      let weights = zip(voice.weights(alphabet, of: line.notes[index]), rules.weights(allowed.foreign)).map { $0 * $1 }
      return SamplingPosition(
        event: line.event(index), allowed: allowed.keys, weights: weights, mayRepeat: repeats.chance(percent: repeated))
    }
    positions += behind.map { index in
      // What follows stands; only the way to its first note keeps the rule.
      SamplingPosition(
        event: line.event(index), allowed: [line.notes[index].key], freeFromRule: index > behind.lowerBound, mayRepeat: true)
    }
    let neighbours = voice.second != nil ? [] : TuneRules.neighbours(places.map(\.stepwise), &positions)
    let copies = copyGuard.map { [Constraint.copiedRun(within: $0)] } ?? []
    var leading = VoiceRules()
    for (position, index) in inside.enumerated() where index > 0 {
      guard let counterpoint = voice.counterpoint, line.notes[index - 1].onset >= voice.start else { continue }
      leading.add(
        counterpoint, at: line.notes[index].onset - voice.start, after: line.notes[index - 1].onset - voice.start,
        position: position, &repeats)
    }
    var attempts = [neighbours + copies, copies, []]
    if !leading.hard.isEmpty {
      attempts.insert(contentsOf: [neighbours + leading.hard + leading.soft, neighbours + leading.hard], at: 0)
    }
    var stream = seed.generator
    // Where given notes or a narrow range leave no way, the rules yield one by one, as for composed lines.
    for constraints in attempts {
      let lines = sampler.population(positions, under: constraints, after: history, particles: particles, using: &stream)
      guard let lines else { continue }
      var seen: Set<[Int]> = []
      return lines.compactMap { drawn in
        let keys = drawn.sequence.events.prefix(inside.count).map { UnknownField.pitch.value(of: $0) }
        return seen.insert(keys).inserted ? keys : nil
      }
    }
    preconditionFailure("every note has an allowed pitch")
  }

  /// The probabilities of sequences with what follows them, over their sum.
  func probabilities(of sequences: [[Int]]) -> [Double] {
    var start = model.start()
    for index in 0..<inside.lowerBound { start.append(line.event(index)) }
    let following = behind.map(line.event)
    return shares(
      sequences.map { keys in
        var cursor = start
        let events = zip(inside, keys).map { index, key in
          var event = line.event(index)
          event.pitch = key
          return event
        }
        return information(of: events + following, at: &cursor, .pitch, alphabet)
      })
  }

  private func allowed(_ index: Int, isPassing: Bool) -> TuneRules.Allowed {
    let note = line.notes[index]
    if let second = voice.second {
      let (onset, duration) = (note.onset - voice.start, note.end - note.onset)
      let under = second.keys(under: line.upper(of: index), onset, duration)
      // Under a tune that was lengthened or cut for its player there may be none.
      return TuneRules.Allowed(keys: under.isEmpty ? [note.key] : under, foreign: [], stepwise: [])
    }
    let number = arrangement.measure(at: note.onset)
    let measure = arrangement.measures[number]
    let strength = measure.meter.strength(at: note.onset - measure.start)
    let isLong = note.end - note.onset >= measure.meter.beatUnit * 2
    let isSecond = voice.counterpoint != nil
    return voice.fitting(
      rules.allowed(
        over: line.chord(at: note.onset), in: measure.key, strength: strength, isLong: isLong || isSecond && strength >= 2,
        isPassing: isPassing,
        ending: line.isLast(index) ? voice.ending(number - arrangement.sections[measure.section].first) : nil,
        scale: voice.solo?.scale(at: note.onset - voice.start, for: note.end - note.onset)), note)
  }
}

/// Sequences that are drawn side by side.
private let particles = 384

/// Notes behind the stretch that what is drawn leads to.
private let heardBehind = 4
