// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Plays a drum part: the groove of the measure's intensity, fills before new sections, a crash where a section opens.
///
/// - Parameter kit: the part's voices; hits on voices that the kit hasn't are left out.
/// - Parameter opensWithCrash: the section before ended with a fill, or the piece begins here at full strength.
func playDrums(_ view: SectionView, kit: [Score.KitVoice], opensWithCrash: Bool) -> [Score.Note] {
  // A pitched instrument has no kit to play on.
  guard !kit.isEmpty else { return [] }
  var player = DrumPlayer(kit: kit, rides: view.treatment.rides && view.written == nil)
  for (measure, played) in view.hits() {
    let hits = view.written == nil ? drumming(played, view.measures[measure]) : played
    let start = view.start(of: measure)
    let isFill = view.activity[measure] == .fill
    let fill = isFill
      ? view.pattern?.fill(at: view.measures[measure].momentum, turn: view.treatment.ordinal) : nil
    if isFill, view.written == nil, view.leadsOut == .roll, measure == view.measures.count - 1 {
      player.roll(hits, at: start, view.meter, isLong: IntensityMapping.rollsLong(momentum: view.measures[measure].momentum))
    } else if let fill {
      // The groove goes on until the fill begins.
      let begin = fill.hits.map(\.onset).min() ?? .zero
      for hit in hits where hit.onset < begin { player.play(hit, at: start) }
      for hit in fill.hits { player.play(hit, at: start) }
    } else {
      for hit in hits { player.play(hit, at: start) }
    }
    // What is written out has its crashes in it.
    if view.written != nil { continue }
    if measure == 0 ? opensWithCrash : view.activity[measure - 1] == .fill { player.crash(at: start, length: view.meter.length) }
  }
  for measure in view.measures.indices where view.isActive(measure) {
    if view.measures[measure].isRing {
      player.ending(at: view.start(of: measure), length: view.meter.length)
    } else if view.pattern == nil, view.written == nil {
      player.plain(view.meter, at: view.start(of: measure))
    }
  }
  return written(player.notes, view.meter)
}

/// The notes as drummers read them: each lasts to the next stroke, at most to the end of its beat.
private func written(_ notes: [Score.Note], _ meter: Meter) -> [Score.Note] {
  let onsets = Set(notes.map(\.onset)).sorted()
  var next: [ScoreTime: ScoreTime] = [:]
  for (onset, following) in zip(onsets, onsets.dropFirst()) { next[onset] = following }
  return notes.map { note in
    let position = note.onset % meter.length
    let beat = meter.beats.last { $0.start <= position } ?? meter.beats[0]
    let end = note.onset + beat.start + beat.length - position
    var result = note
    result.duration = min(next[note.onset] ?? end, end) - note.onset
    return result
  }
}

private struct DrumPlayer {
  let kit: [Score.KitVoice]
  /// Whether the ride has the strokes of the closed hi-hat.
  let rides: Bool
  var notes: [Score.Note] = []

  init(kit: [Score.KitVoice], rides: Bool) {
    self.kit = kit
    self.rides = rides && kit.contains { $0.name == "ride" }
  }

  mutating func play(_ hit: PatternSet.Hit, at start: ScoreTime) {
    guard case .kit(let name) = hit.tone else { return }
    // An open hi-hat is a voice of its own where the kit has one.
    let isOpen = hit.stroke == .open && name == "hat" && voice("open") != nil
    let sounding = isOpen ? "open" : name == "hat" && rides ? "ride" : name
    add(sounding, start + hit.onset, hit.duration, hit.stroke)
    if hit.stroke == .flam { flam(sounding, start + hit.onset) }
  }

  mutating func crash(at time: ScoreTime, length: ScoreTime) {
    guard let name = ["crash", "cymbal"].first(where: { voice($0) != nil }) else { return }
    // The crash takes the place of the cymbal that keeps time.
    for index in notes.indices.reversed() where notes[index].onset == time {
      if ["hat", "open", "ride", "pedal"].contains(where: { notes[index].sound == voice($0).map(Score.Sound.kit) }) {
        notes.remove(at: index)
      }
    }
    add(name, time, min(length, 1), .accent)
  }

  /// A roll over the last half of a measure, or all of it, from soft to loud; the groove goes on until it begins, its
  /// kick to the end.
  mutating func roll(_ hits: [PatternSet.Hit], at start: ScoreTime, _ meter: Meter, isLong: Bool) {
    let name = ["snare", "mid", "low", "rim", "hit"].first { voice($0) != nil } ?? kit[0].name
    let step = Rational(1, 4)
    let begin = isLong ? ScoreTime.zero : meter.beats[meter.beats.count / 2].start
    for hit in hits where hit.onset < begin || hit.tone == .kit("kick") { play(hit, at: start) }
    let count = ((meter.length - begin) / step).floor
    for number in 0..<count {
      add(name, start + begin + step * Rational(number), step, .normal)
      // From 30 steps of velocity below the groove to 12 above it.
      if let index = notes.lastIndex(where: { $0.sound == .kit(voice(name)!) }) {
        notes[index].emphasis = -30 + 42 * (number + 1) / count
      }
    }
  }

  /// One last stroke on the downbeat.
  mutating func ending(at time: ScoreTime, length: ScoreTime) {
    let names = [["kick", "low"], ["crash", "cymbal"]].compactMap { $0.first { voice($0) != nil } }
    for name in names.isEmpty ? kit.prefix(1).map(\.name) : names { add(name, time, min(length, 1), .accent) }
  }

  /// A meter without a pattern: low on the first group, middle on the others, time on each note of the denominator.
  mutating func plain(_ meter: Meter, at start: ScoreTime) {
    let low = ["kick", "low"].first { voice($0) != nil } ?? kit[0].name
    let high = ["snare", "rim", "mid"].first { voice($0) != nil } ?? kit[0].name
    for (index, beat) in meter.beats.enumerated() {
      add(index == 0 ? low : high, start + beat.start, min(beat.length, 1), index == 0 ? .accent : .normal)
    }
    guard let time = ["hat", "ride", "shaker"].first(where: { voice($0) != nil }) else { return }
    for index in 0..<meter.numerator {
      let step = Rational(4, meter.denominator)
      add(time, start + step * Rational(index), step, .soft)
    }
  }

  private mutating func flam(_ name: String, _ time: ScoreTime) {
    let before = time - Rational(1, 24)
    if before >= .zero { add(name, before, Rational(1, 24), .ghost) }
  }

  private func voice(_ name: String) -> Int? { kit.firstIndex { $0.name == name } }

  /// A voice plays once at a time: of two strokes the stronger stays.
  private mutating func add(_ name: String, _ onset: ScoreTime, _ duration: ScoreTime, _ stroke: PatternSet.Stroke) {
    guard let index = voice(name) else { return }
    // Strokes come measure by measure, so a twin is among the last.
    if let twin = notes.indices.suffix(mostInMeasures).last(where: { notes[$0].onset == onset && notes[$0].sound == .kit(index) }) {
      notes[twin].emphasis = max(notes[twin].emphasis, stroke.emphasis)
      return
    }
    notes.append(
      Score.Note(
        onset: onset, duration: min(duration, 1), sound: .kit(index),
        articulations: stroke == .accent ? [.accent] : [], emphasis: stroke.emphasis))
  }
}

/// More strokes than two measures have.
private let mostInMeasures = 512
