// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR
internal import SongMusic

/// What a part's line keeps at a place of a finished piece, beside what every line does: what it improvises over, the tune
/// against which or under which it goes. All count their times from the section's start.
struct SuggestedVoice {
  /// A note of the line, from the beginning of the piece.
  struct Note {
    let onset: ScoreTime
    let end: ScoreTime
    let key: Int
  }

  /// The keys that it may have.
  let range: KeyRange
  /// Where the section starts.
  let start: ScoreTime
  let solo: SoloPitches?
  let counterpoint: Counterpoint?
  let second: SecondVoice?
  /// The section's plan, as its tune is written.
  private let plan: SegmentPlan

  /// Whether it goes with another part's line.
  var follows: Bool { counterpoint != nil || second != nil }

  init(_ part: Settings.Part, at place: ScoreTime, in score: Score, _ arrangement: Arrangement) {
    let section = arrangement.measures[arrangement.measure(at: place)].section
    let plan = SegmentPlan(arrangement, section: section)
    let start = arrangement.measures[arrangement.sections[section].first].start
    let harmony = Harmony(
      score.chords.filter { $0.onset < start + plan.length && $0.onset + $0.duration > start }.map { chord in
        let onset = max(chord.onset, start)
        let end = min(chord.onset + chord.duration, start + plan.length)
        return Harmony.Entry(onset: onset - start, duration: end - onset, chord: chord.chord)
      })
    self.start = start
    let number = arrangement.number(of: part)
    let improvises = arrangement.improvises(number, in: section)
    self.plan = improvises ? plan : plan.written
    range = improvises ? part.soloRange : part.range
    solo = improvises
      ? SoloPitches(plan: plan, harmony: harmony, range: range, isBlue: part.ornament?.kind == .blues, seed: Seed(0)) : nil
    counterpoint = part.role == .counter && !improvises
      ? Counterpoint(
        against: leadingLine(of: part, in: section, score, arrangement, from: start), harmony: harmony, meter: plan.meter,
        range: range) : nil
    second = arrangement.hasSecondVoice(number, in: section, plan)
      ? SecondVoice(harmony: harmony, key: plan.key, meter: plan.meter, range: range) : nil
  }

  /// Where the last note of one of the section's measures goes; nil where it goes nowhere.
  func ending(_ measure: Int) -> TuneRules.Ending? {
    let written = solo == nil ? plan.sources[measure] : measure
    return plan.tuneEnding(written).map { counterpoint == nil ? $0 : .chordTone }
  }

  /// How welcome keys are for a note.
  func weights(_ alphabet: [Int], of note: Note) -> [Double] {
    let (onset, duration) = (note.onset - start, note.end - note.onset)
    return solo?.weights(alphabet, at: onset, for: duration) ?? counterpoint?.weights(of: alphabet, onset, duration)
      ?? alphabet.map { _ in 1 }
  }

  /// The keys among those allowed for a note that go with what it is heard against.
  func fitting(_ allowed: TuneRules.Allowed, _ note: Note) -> TuneRules.Allowed {
    guard let counterpoint else { return allowed }
    return TuneRules.Allowed(
      keys: counterpoint.fitting(allowed.keys, note.onset - start, note.end - note.onset), foreign: allowed.foreign,
      stepwise: allowed.stepwise)
  }
}

/// The parts that have a line in a section, the likeliest to be meant first: those that improvise, tunes, second tunes and
/// second voices.
package func suggestedParts(in section: Int, of arrangement: Arrangement) -> [Settings.Part] {
  let plan = SegmentPlan(arrangement, section: section)
  let parts = arrangement.settings.parts
  func rank(_ number: Int) -> Int? {
    if arrangement.improvises(number, in: section) { return 0 }
    if arrangement.hasSecondVoice(number, in: section, plan) { return 3 }
    return parts[number].role == .melody ? 1 : parts[number].role == .counter ? 2 : nil
  }
  let ranks = parts.indices.map(rank)
  return (0...3).flatMap { rank in parts.indices.filter { ranks[$0] == rank }.map { parts[$0] } }
}

extension Arrangement {
  fileprivate func number(of part: Settings.Part) -> Int {
    guard let number = settings.parts.firstIndex(where: { $0.id == part.id }) else {
      preconditionFailure("a part of the piece")
    }
    return number
  }

  /// Whether a part goes under a tune in a section.
  fileprivate func hasSecondVoice(_ number: Int, in section: Int, _ plan: SegmentPlan) -> Bool {
    settings.parts[number].role == .harmony && !improvises(number, in: section) || isSecond(number, in: section, plan)
  }
}

/// Where a part improvises in a section, from the beginning of the piece.
func soloTurns(of part: Settings.Part, in section: Int, _ arrangement: Arrangement) -> [Range<ScoreTime>] {
  let soloists = arrangement.settings.form[section].treatment.soloists
  guard soloists.contains(part.id) else { return [] }
  let start = arrangement.measures[arrangement.sections[section].first].start
  return SegmentPlan(arrangement, section: section).turns(of: part.id, among: soloists).map {
    start + $0.lowerBound..<start + $0.upperBound
  }
}

/// What the parts play that a second tune or voice goes with in a section.
///
/// - Parameter origin: where times are counted from.
func leadingLine(
  of part: Settings.Part, in section: Int, _ score: Score, _ arrangement: Arrangement, from origin: ScoreTime
) -> [LineNote] {
  let plan = SegmentPlan(arrangement, section: section)
  let start = arrangement.measures[arrangement.sections[section].first].start
  return arrangement.leaders(of: part, in: section, plan).flatMap { leader -> [LineNote] in
    let own = arrangement.settings.parts[leader]
    let stretches = own.role.isLine ? [start..<start + plan.length] : soloTurns(of: own, in: section, arrangement)
    return score.parts[leader].notes.compactMap { note -> LineNote? in
      guard case .pitch(let pitch) = note.sound, stretches.contains(where: { $0.contains(note.onset) }) else { return nil }
      return LineNote(onset: note.onset - origin, duration: note.duration, key: pitch.key)
    }
  }.sorted { $0.onset < $1.onset }
}
