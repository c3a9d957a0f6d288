// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Plays a drum part: the groove of the measure's intensity as its player has it, fills before new sections, a crash where
/// a section opens.
///
/// - Parameter kit: the part's voices; hits on voices that the kit hasn't are left out.
/// - Parameter opensWithCrash: the section before ended with a fill, or the piece begins here at full strength.
func playDrums(_ view: SectionView, kit: [Score.KitVoice], drummer: Drummer, opensWithCrash: Bool) -> [Score.Note] {
  // A pitched instrument has no kit to play on.
  guard !kit.isEmpty else { return [] }
  var player = DrumPlayer(kit: kit, time: view.written == nil ? drummer.time(view) : nil)
  let momenta = view.steadyMomenta
  for (measure, hits) in view.hits() {
    let start = view.start(of: measure)
    if view.written != nil {
      // What is written out is played as it stands, and has its crashes in it.
      for stroke in hits.compactMap(PlayedStroke.init) { player.play(stroke, at: start) }
      continue
    }
    let momentum = momenta[measure]
    let strokes =
      drummer.take.map { drummer.play($0, view, measure, momentum: momentum) }
      ?? drummer.play(drummer.groove(hits, view, measure, momentum: momentum), bar: measure, momentum: momentum)
    let isFill = view.activity[measure] == .fill
    if isFill, view.leadsOut == .roll, measure == view.measures.count - 1 {
      player.roll(strokes, at: start, view.meter, isLong: IntensityMapping.rollsLong(momentum: view.measures[measure].momentum))
    } else {
      let fill = isFill ? drummer.lead(view, measure) : drummer.turn(view, measure)
      let played = fill.map { $0.replacing(in: strokes) } ?? strokes
      for stroke in drummer.adorned(played, fill: fill?.begin, bar: measure) { player.play(stroke, at: start) }
    }
    let opens = measure == 0 ? opensWithCrash : view.activity[measure - 1] == .fill
    if opens, drummer.crashes(bar: measure, momentum: momentum) { player.crash(at: start, length: view.meter.length, emphasis: drummer.crashEmphasis) }
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
  /// The voice that has the strokes of the closed hi-hat.
  let time: String
  var notes: [Score.Note] = []

  init(kit: [Score.KitVoice], time: String?) {
    self.kit = kit
    self.time = time.flatMap { name in kit.contains { $0.name == name } ? name : nil } ?? "hat"
  }

  mutating func play(_ stroke: PlayedStroke, at start: ScoreTime) {
    // An open hi-hat is a voice of its own where the kit has one.
    let isOpen = stroke.stroke == .open && stroke.voice == "hat" && voice("open") != nil
    let sounding = isOpen ? "open" : stroke.voice == "hat" ? time : stroke.voice
    add(sounding, start + stroke.onset, stroke.duration, stroke.stroke, emphasis: stroke.emphasis, stroke.rudiment)
  }

  mutating func crash(at time: ScoreTime, length: ScoreTime, emphasis: Int) {
    guard let name = ["crash", "cymbal"].first(where: { voice($0) != nil }) else { return }
    // The crash takes the place of the cymbal that keeps time.
    for index in notes.indices.reversed() where notes[index].onset == time {
      if ["hat", "open", "ride", "pedal"].contains(where: { notes[index].sound == voice($0).map(Score.Sound.kit) }) {
        notes.remove(at: index)
      }
    }
    add(name, time, min(length, 1), .accent, emphasis: emphasis)
  }

  /// A roll over the last half of a measure, or all of it, from soft to loud; the groove goes on until it begins, its
  /// kick to the end.
  mutating func roll(_ strokes: [PlayedStroke], at start: ScoreTime, _ meter: Meter, isLong: Bool) {
    let name = ["snare", "mid", "low", "rim", "hit"].first { voice($0) != nil } ?? kit[0].name
    let step = Rational(1, 4)
    let begin = isLong ? ScoreTime.zero : meter.beats[meter.beats.count / 2].start
    for stroke in strokes where stroke.onset < begin || stroke.voice == "kick" { play(stroke, at: start) }
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

  private func voice(_ name: String) -> Int? { kit.firstIndex { $0.name == name } }

  /// A voice plays once at a time: of two strokes the stronger stays.
  private mutating func add(
    _ name: String, _ onset: ScoreTime, _ duration: ScoreTime, _ stroke: PatternSet.Stroke, emphasis: Int? = nil,
    _ rudiment: Score.Ornament? = nil
  ) {
    guard let index = voice(name) else { return }
    let emphasis = emphasis ?? stroke.emphasis
    // Strokes come measure by measure, so a twin is among the last.
    if let twin = notes.indices.suffix(mostInMeasures).last(where: { notes[$0].onset == onset && notes[$0].sound == .kit(index) }) {
      notes[twin].emphasis = max(notes[twin].emphasis, emphasis)
      return
    }
    var note = Score.Note(
      onset: onset, duration: min(duration, 1), sound: .kit(index),
      articulations: stroke == .accent ? [.accent] : [], emphasis: emphasis)
    note.ornament = rudiment
    notes.append(note)
  }
}

/// More strokes than two measures have.
private let mostInMeasures = 512
