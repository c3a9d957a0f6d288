// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Leads the band from section to section as the style has it: breaths, pushes and pickups, in the finished parts.
///
/// Fills, rolls and drops are the drums' own. No chord is pushed off a sync point.
struct TransitionWriter {
  let arrangement: Arrangement
  /// Sorted by onset.
  let chords: [Score.ChordSymbol]

  func write(_ part: inout Score.Part, _ number: Int) {
    let plan = arrangement.parts[number]
    for (index, section) in arrangement.sections.enumerated().dropFirst() {
      let treatment = arrangement.settings.form[index].treatment
      let before = arrangement.sections[index - 1]
      let from = arrangement.measures[before.first + before.count - 1]
      let to = arrangement.measures[section.first]
      let isGiven = arrangement.given.contains { $0.part == part.id && ($0.section == index || $0.section == index - 1) }
      // What is written out is played as it stands.
      let isWritten = [index - 1, index].contains { plan.settings.written(in: arrangement.sections[$0].name) != nil }
      let plays = plan.activity[from.number - 1] != .silent && plan.activity[to.number - 1] != .silent
      guard plays, !isGiven, !isWritten, before.count >= 2 else { continue }
      switch treatment.into {
      case .breath where to.momentum >= from.momentum && plan.settings.role != .melody: rest(&part, from, before: to.start)
      case .push where isFree(to.start) && pushes(plan.settings.role): push(&part, from, to: to.start)
      default: break
      }
      if treatment.hasPickup, plan.settings.role == .melody { begin(&part, plan.settings.range, from, to) }
    }
  }

  private func pushes(_ role: Role) -> Bool { role == .chords || role == .bass }

  private func isFree(_ place: ScoreTime) -> Bool {
    !arrangement.syncs.contains { $0.at == place && $0.want != .note && $0.hit != .marker }
  }

  // MARK: Breath

  /// Nothing sounds on the last beat of the measure.
  private func rest(_ part: inout Score.Part, _ measure: Arrangement.Measure, before end: ScoreTime) {
    guard let beat = measure.meter.beats.last, measure.meter.beats.count > 1 else { return }
    let start = end - beat.length
    part.notes = part.notes.compactMap { note in
      if note.onset >= start && note.onset < end { return nil }
      var kept = note
      if note.onset < start { kept.duration = min(note.duration, start - note.onset) }
      return kept
    }
  }

  // MARK: Push

  /// The chord of the section's first beat is struck half a beat early and held into it.
  private func push(_ part: inout Score.Part, _ measure: Arrangement.Measure, to start: ScoreTime) {
    let early = measure.meter.beatUnit / (measure.meter.isCompound ? 3 : 2)
    let begin = start - early
    guard part.notes.contains(where: { $0.onset == start }) else { return }
    part.notes = part.notes.compactMap { note in
      if note.onset >= begin && note.onset < start { return nil }
      var moved = note
      if note.onset == start {
        moved.onset = begin
        moved.duration += early
      } else if note.onset < begin {
        moved.duration = min(note.duration, begin - note.onset)
      }
      return moved
    }
  }

  // MARK: Pickup

  /// Two notes by step into the first of the section, where the tune before has come to rest.
  private func begin(_ part: inout Score.Part, _ range: KeyRange, _ from: Arrangement.Measure, _ to: Arrangement.Measure) {
    let beat = from.meter.beatUnit
    let step = beat / (from.meter.isCompound ? 3 : 2)
    let begin = to.start - step * 2
    guard let last = part.notes.indices.filter({ part.notes[$0].onset < to.start }).max(by: {
      part.notes[$0].onset < part.notes[$1].onset
    }), let first = part.notes.first(where: { $0.onset == to.start }) else { return }
    guard to.start - part.notes[last].onset >= beat * 2, part.notes[last].onset >= from.start,
      case .pitch(let goal) = first.sound, case .pitch(let rest) = part.notes[last].sound
    else { return }
    let chord = chords.last { $0.onset <= begin }?.chord
    let steps = rest.key <= goal.key ? [-2, -1] : [2, 1]
    var notes = steps.enumerated().compactMap { number, steps -> Score.Note? in
      guard let key = move(goal.key, by: steps, in: to.key).map({ led($0, chord, to.key) }), range.contains(key) else { return nil }
      return Score.Note(
        onset: begin + step * Rational(number), duration: step, sound: .pitch(spell(key, chord: chord, key: to.key)),
        origin: first.origin)
    }
    guard notes.count == 2 else { return }
    // On a strong beat stands a tone of the chord, or none.
    let isStrong = from.meter.strength(at: begin - from.start) >= 2
    if isStrong, case .pitch(let pitch) = notes[0].sound, chord?.pitchClasses.contains(pitch.key % 12) == false { notes.removeFirst() }
    part.notes[last].duration = min(part.notes[last].duration, notes[0].onset - part.notes[last].onset)
    part.notes += notes
  }

  /// A tone of the scale, or the leading note that the chord has a half step above it.
  private func led(_ key: Int, _ chord: Chord?, _ scale: Key) -> Int {
    let raised = (key + 1) % 12
    guard let classes = chord?.pitchClasses, classes.contains(raised), !scale.scale.contains(raised) else { return key }
    return key + 1
  }
}

/// A key moved by steps of a scale; nil for one outside of it.
func move(_ key: Int, by steps: Int, in scale: Key) -> Int? {
  guard steps != 0 else { return key }
  let semitones = scale.mode.semitones
  let tonic = scale.tonic.pitchClass
  guard let degree = semitones.firstIndex(of: ((key - tonic) % 12 + 12) % 12) else { return nil }
  let octave = (key - tonic - semitones[degree]) / 12
  let index = degree + steps
  let wrapped = (index % 7 + 7) % 7
  return tonic + 12 * (octave + (index - wrapped) / 7) + semitones[wrapped]
}
