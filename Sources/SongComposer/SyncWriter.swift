// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Makes sync points audible in the finished parts: presence, stops, strikes.
///
/// - An accent, a peak: everyone who plays then strikes together, chords in full, drums with kick and crash.
/// - An entry: the part's first note; an exit: its last note lasts until then.
/// - A chord: chords, pads, arpeggios and bass strike it.
/// - A stop: nothing sounds from there to its end.
struct SyncWriter {
  let arrangement: Arrangement
  /// Sorted by onset.
  let chords: [Score.ChordSymbol]

  func write(_ part: inout Score.Part, _ number: Int) {
    let plan = arrangement.parts[number]
    let writes = arrangement.syncs.filter { $0.want != .note }
    guard plan.presence != nil || !writes.isEmpty else { return }
    if let presence = plan.presence {
      keep(presence, in: &part, entries: writes.filter { $0.hit == .entry(part.id) }.map(\.at))
    }
    for sync in writes where strikes(sync, plan) { strike(sync.hit, at: sync.at, &part, plan) }
    for sync in writes where sync.hit == .exit(part.id) { hold(&part, until: sync, plan) }
    for sync in writes where sync.hit == .stop { cut(&part, from: sync.at, to: sync.end) }
    part.notes.sort { $0.onset < $1.onset }
  }

  /// Whether a part has to strike at a point.
  private func strikes(_ sync: Arrangement.SyncPoint, _ plan: Arrangement.Part) -> Bool {
    guard plan.presence?.contains(where: { $0.from <= sync.at && sync.at < $0.to }) ?? true, sync.at < arrangement.end else {
      return false
    }
    let sounds = plan.activity[arrangement.measure(at: sync.at)] != .silent
    switch sync.hit {
    case .accent, .peak: return sounds || plan.settings.role == .drums
    case .entry(let part): return part == plan.settings.id
    case .chord(.noChord): return false
    case .chord: return sounds && [.chords, .pad, .arpeggio, .bass].contains(plan.settings.role)
    case .section, .downbeat, .beat, .exit, .stop, .marker: return false
    }
  }

  // MARK: Silence

  /// Notes begin inside a presence and end with it; what would sound on over an entry begins there.
  private func keep(_ presence: [Arrangement.Presence], in part: inout Score.Part, entries: [ScoreTime]) {
    let isPercussion = part.isPercussion
    part.notes = part.notes.compactMap { note in
      var kept = note
      if !isPercussion, let entry = entries.first(where: { note.onset < $0 && $0 < note.end }),
        !presence.contains(where: { $0.from <= note.onset && note.onset < $0.to })
      {
        kept.onset = entry
        kept.duration = note.end - entry
      }
      let note = kept
      guard let span = presence.first(where: { $0.from <= note.onset && note.onset < $0.to }) else { return nil }
      kept.duration = min(note.duration, span.to - note.onset)
      return kept
    }
  }

  private func cut(_ part: inout Score.Part, from start: ScoreTime, to end: ScoreTime) {
    part.notes = part.notes.compactMap { note in
      if note.onset >= start && note.onset < end { return nil }
      var kept = note
      if note.onset < start { kept.duration = min(note.duration, start - note.onset) }
      return kept
    }
  }

  /// The last notes before an exit last until it where they are near; where they ended long before, the part strikes
  /// once more, at the start of the measure that the exit ends or cuts.
  private func hold(_ part: inout Score.Part, until sync: Arrangement.SyncPoint, _ plan: Arrangement.Part) {
    let end = sync.at
    let before = part.notes.filter { $0.onset < end }
    guard !part.isPercussion, let last = before.map(\.onset).max() else { return }
    let number = arrangement.measure(at: end)
    let start = arrangement.measures[number].start
    let measure = start == end && number > 0 ? arrangement.measures[number - 1] : arrangement.measures[number]
    let isNear = last >= measure.start || before.contains { $0.end + measure.meter.beatUnit >= end }
    guard !isNear, measure.start < end else {
      for index in part.notes.indices where part.notes[index].onset == last { part.notes[index].duration = end - last }
      return
    }
    for sound in sounds(sync.hit, at: measure.start, part, plan) {
      part.notes.append(
        Score.Note(onset: measure.start, duration: end - measure.start, sound: sound, origin: origin(part, end)))
    }
  }

  // MARK: Strikes

  /// Lets a part strike at a place as a hit asks for it.
  func strike(_ hit: Hit, at: ScoreTime, _ part: inout Score.Part, _ plan: Arrangement.Part) {
    // What sounds on is struck again.
    for index in part.notes.indices where part.notes[index].onset < at && part.notes[index].end > at {
      var again = part.notes[index]
      again.duration = part.notes[index].end - at
      again.onset = at
      part.notes[index].duration = at - part.notes[index].onset
      if case .chord = hit { continue }
      if !part.isPercussion { part.notes.append(again) }
    }
    if isForced(hit), plan.settings.role == .bass, let lowest = chord(at: at)?.lowest.pitchClass {
      // The chord's lowest note is alone in the bass.
      part.notes.removeAll { $0.onset == at && key($0.sound) % 12 != lowest }
    }
    let next = part.notes.map(\.onset).filter { $0 > at }.min() ?? arrangement.end
    let measure = arrangement.measures[arrangement.measure(at: at)]
    var duration = min(next - at, max(measure.meter.beatUnit, 1))
    if case .entry = hit, !part.isPercussion {
      // Who enters plays on: until its next note, the next chord or the end of the measure.
      let chord = chords.first { $0.onset > at }?.onset ?? arrangement.end
      duration = min(next, chord, measure.start + measure.length) - at
    }
    for sound in sounds(hit, at: at, part, plan) {
      if part.notes.contains(where: { $0.onset == at && key($0.sound) == key(sound) }) { continue }
      part.notes.append(Score.Note(onset: at, duration: duration, sound: sound, origin: origin(part, at)))
    }
    if hit == .accent || hit == .peak {
      for index in part.notes.indices where part.notes[index].onset == at {
        part.notes[index].articulations = [.accent]
        // All parts strike equally hard, those too that usually stand back.
        part.notes[index].emphasis = accent - levelOffset(plan.settings.role)
      }
    }
  }

  /// The sounds that have to be there at a point.
  private func sounds(_ hit: Hit, at: ScoreTime, _ part: Score.Part, _ plan: Arrangement.Part) -> [Score.Sound] {
    let isThere = part.notes.contains { $0.onset == at }
    let range = plan.settings.range
    let chord = chord(at: at)
    let key = arrangement.measures[arrangement.measure(at: at)].key
    let classes = chord?.pitchClasses ?? [key.tonic.pitchClass]
    func pitch(_ midi: Int) -> Score.Sound { .pitch(spell(midi, chord: chord, key: key)) }
    let before = part.notes.last { $0.onset < at }.map { self.key($0.sound) }
    let isFull = hit == .accent || hit == .peak
    switch plan.settings.role {
    case .drums:
      let names = isFull ? [["kick", "low"], ["crash", "cymbal"]] : isThere ? [] : [["kick", "low"]]
      let voices = names.compactMap { list in list.lazy.compactMap { name in part.kit.firstIndex { $0.name == name } }.first }
      return (voices.isEmpty && !isThere && !part.kit.isEmpty ? [0] : voices).map { .kit($0) }
    case .bass:
      if isThere { return [] }
      return nearest([chord?.lowest.pitchClass ?? classes[0]], to: before ?? range.low + 8, range).map { [pitch($0)] } ?? []
    case .melody, .harmony, .counter:
      return isThere ? [] : nearest(classes, to: before ?? range.middle, range).map { [pitch($0)] } ?? []
    case .chords, .pad, .arpeggio:
      if isThere, !isFull {
        // A chord that is asked for is there when all its notes are.
        let there = Set(part.notes.filter { $0.onset == at }.map { self.key($0.sound) % 12 })
        if !isForced(hit) || there.isSuperset(of: classes) { return [] }
      }
      // A full chord in close position around the middle of what the part plays.
      var keys: [Int] = []
      for pitchClass in classes.prefix(4) {
        if let key = nearest([pitchClass], to: before ?? range.middle, range), !keys.contains(key) { keys.append(key) }
      }
      return keys.sorted().map(pitch)
    }
  }

  private func isForced(_ hit: Hit) -> Bool {
    if case .chord = hit { true } else { false }
  }

  private func chord(at place: ScoreTime) -> Chord? { chords.last { $0.onset <= place }?.chord }

  private func nearest(_ classes: [Int], to key: Int, _ range: KeyRange) -> Int? {
    (range.low...range.high).filter { classes.contains($0 % 12) }.min { abs($0 - key) < abs($1 - key) }
  }

  private func key(_ sound: Score.Sound) -> Int {
    switch sound {
    case .pitch(let pitch): pitch.key
    case .kit(let voice): voice
    }
  }

  /// Notes of a point come from where the part's other notes there come from.
  private func origin(_ part: Score.Part, _ at: ScoreTime) -> Int {
    (part.notes.last { $0.onset <= at } ?? part.notes.first)?.origin ?? 0
  }
}

/// Velocity steps of an accent above the measure's level: two dynamic marks, since a drummer's backbeat takes one.
private let accent = 30
