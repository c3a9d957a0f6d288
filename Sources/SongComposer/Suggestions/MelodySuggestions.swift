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
  /// Likeliest first, no two of them nearly the same.
  package let items: [Item]
  /// How many different ones were drawn.
  package let drawnCount: Int
}

/// Draws pitches for the notes of a part over a stretch, given its notes before and those that follow, and the chords.
///
/// They keep what composed tunes keep (`TuneRules`) and copy no tune. Sequences are drawn from the model under these
/// constraints, then each different one gets its exact probability, over the sum of all that were drawn and of the one that
/// stands there; the more particles, the nearer that is to the probability among all.
/// - Returns: nil where no note of the part begins in the stretch.
package func suggestMelody(
  of part: Settings.Part, over stretch: Range<ScoreTime>, in score: Score, of arrangement: Arrangement, models: ComposerModels,
  seed: Seed, count: Int
) -> MelodySuggestions? {
  let line = TuneLine(part, in: score, arrangement)
  guard let inside = line.indices(from: stretch.lowerBound, to: stretch.upperBound) else { return nil }
  let slots = inside.map { index in
    let note = line.notes[index]
    return MelodySuggestions.Slot(onset: note.onset, duration: min(note.end, stretch.upperBound) - note.onset)
  }
  let writer = TuneWriter(line: line, inside: inside, part: part, arrangement: arrangement, models: models)
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
  return MelodySuggestions(slots: slots, items: items, drawnCount: drawn.count)
}

/// The upper line of a part, with the chords under it.
private struct TuneLine {
  struct Note {
    let onset: ScoreTime
    let end: ScoreTime
    let key: Int
  }

  private(set) var notes: [Note] = []
  private let chords: [Score.ChordSymbol]
  private let arrangement: Arrangement
  private let marks: [Int]

  init(_ part: Settings.Part, in score: Score, _ arrangement: Arrangement) {
    for note in score.parts.first(where: { utf8Equal($0.id, part.id) })?.notes ?? [] {
      guard case .pitch(let pitch) = note.sound else { continue }
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

  /// Whether a note is the last of its section.
  func isLast(_ index: Int) -> Bool { marks[index] < 0 || index + 1 < notes.count && marks[index + 1] > 0 }

  private func chordIndex(at onset: ScoreTime) -> Int? {
    chords.firstIndex { $0.onset <= onset && onset < $0.onset + $0.duration }
  }
}

private struct TuneWriter {
  let line: TuneLine
  let inside: Range<Int>
  let part: Settings.Part
  let arrangement: Arrangement
  let models: ComposerModels
  private let rules: TuneRules
  private let behind: Range<Int>

  init(line: TuneLine, inside: Range<Int>, part: Settings.Part, arrangement: Arrangement, models: ComposerModels) {
    self.line = line
    self.inside = inside
    self.part = part
    self.arrangement = arrangement
    self.models = models
    behind = inside.upperBound..<min(inside.upperBound + heardBehind, line.notes.count)
    // What stands may lie beyond the range.
    let keys = (inside.lowerBound..<behind.upperBound).map { line.notes[$0].key }
    rules = TuneRules(
      range: part.range, alphabet: Array(min(part.range.low, keys.min() ?? 127)...max(part.range.high, keys.max() ?? 0)))
  }

  private var alphabet: [Int] { rules.alphabet }

  /// Different sequences of keys, as the model and the constraints have them.
  func drawn(_ seed: Seed) -> [[Int]] {
    let sampler = ConstrainedSampler(model: models.melody, field: .pitch, alphabet: alphabet)
    let history = (0..<inside.lowerBound).map(line.event)
    var repeats = seed.child("repeats").generator
    var passing = seed.child("passing").generator
    let places = inside.map { index in
      let isPassing = passing.chance(percent: arrangement.settings.melody.passing)
      return allowed(index, isPassing: isPassing)
    }
    var positions = zip(inside, places).map { index, allowed in
      SamplingPosition(
        event: line.event(index), allowed: allowed.keys, weights: rules.weights(allowed.foreign),
        mayRepeat: repeats.chance(percent: arrangement.settings.melody.repeats))
    } + behind.map { index in
      // What follows stands; only the way to its first note keeps the rule.
      SamplingPosition(
        event: line.event(index), allowed: [line.notes[index].key], freeFromRule: index > behind.lowerBound, mayRepeat: true)
    }
    let neighbours = TuneRules.neighbours(places.map(\.stepwise), &positions)
    let copies = models.copyGuard.map { [Constraint.copiedRun(within: $0)] } ?? []
    var stream = seed.generator
    // Where given notes or a narrow range leave no way, the rules yield one by one, as for composed tunes.
    for constraints in [neighbours + copies, copies, []] {
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
    var start = models.melody.start()
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
    let measure = arrangement.measures[arrangement.measure(at: note.onset)]
    let endsAtHome = arrangement.sections[measure.section].cadence.endsAtHome
    return rules.allowed(
      over: line.chord(at: note.onset), in: measure.key, strength: measure.meter.strength(at: note.onset - measure.start),
      isLong: note.end - note.onset >= measure.meter.beatUnit * 2, isPassing: isPassing,
      ending: !line.isLast(index) ? nil : measure.isRing ? .tonic : endsAtHome ? .home : .chordTone)
  }
}

/// Sequences that are drawn side by side.
private let particles = 384

/// Notes behind the stretch that what is drawn leads to.
private let heardBehind = 4
