// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Plays a harmony by a pattern of voices: comping, pads, arpeggios.
///
/// A hit that lasts over a change of chord is struck again with the new chord. Without a pattern a pad holds each chord,
/// the others strike it on each beat.
func playChords(_ view: SectionView) -> [Score.Note] {
  let entries = view.harmony.entries
  let instrument = view.instrument
  let leader = VoiceLeader(
    range: view.part.range, voices: min(view.part.role == .pad ? 4 : 3, instrument?.mostAtOnce ?? 4),
    canPlay: { keys in instrument?.canPlay(keys) ?? true })
  let wishes = entries.map { entry in
    let measure = min((entry.onset / view.meter.length).floor, view.measures.count - 1)
    return IntensityMapping.registerSemitones(power: view.measures[measure].curve.power) + Double(view.treatment.register + view.part.register)
  }
  let voicings = leader.voicings(of: entries.map(\.chord), wishes: wishes)
  var player = ChordPlayer(view: view, voicings: voicings)
  for (measure, hits) in view.hits() {
    for hit in hits { player.play(hit, at: view.start(of: measure)) }
  }
  for measure in view.measures.indices where view.isActive(measure) {
    if view.measures[measure].isRing { player.ring(measure) } else if view.pattern == nil, view.written == nil { player.plain(measure) }
  }
  return player.notes
}

private struct ChordPlayer {
  let view: SectionView
  let voicings: [[Int]]
  var notes: [Score.Note] = []

  init(view: SectionView, voicings: [[Int]]) {
    self.view = view
    self.voicings = voicings
  }

  mutating func play(_ hit: PatternSet.Hit, at start: ScoreTime) {
    var onset = start + hit.onset
    let end = onset + hit.duration
    while onset < end {
      guard let index = view.harmony.index(at: onset) else { return }
      let stop = min(end, view.harmony.entries[index].end)
      let keys: [Int] = switch hit.tone {
      case .all: voicings[index]
      case .voice(let number): voice(number, of: voicings[index]).map { [$0] } ?? []
      case .kit, .approach: []
      }
      // What is left after a change of chord is struck again only where it is long enough to be heard as a chord.
      if onset == start + hit.onset || stop - onset >= Rational(1, 2) {
        for key in keys { add(key, onset, stop - onset, index, hit.stroke) }
      }
      onset = stop
    }
  }

  /// The last chord of the ringing measure is held to its end.
  mutating func ring(_ measure: Int) {
    let from = view.start(of: measure)
    let to = from + view.meter.length
    for (index, entry) in view.harmony.entries.enumerated() where entry.end > from && entry.onset < to {
      let onset = max(entry.onset, from)
      for key in voicings[index] { add(key, onset, min(entry.end, to) - onset, index, .normal) }
    }
  }

  mutating func plain(_ measure: Int) {
    let start = view.start(of: measure)
    let beats = view.meter.beats
    let isLong = view.part.role == .pad || view.activity[measure] == .thin
    for (number, beat) in beats.enumerated() where !isLong || number == 0 {
      let tone: PatternSet.Tone = view.part.role == .arpeggio ? .voice(number % 3 + 1) : .all
      play(.init(onset: beat.start, duration: isLong ? view.meter.length : beat.length, tone: tone, stroke: .normal), at: start)
    }
  }

  /// Voices are counted from 1 at the bottom; above the last they go on an octave higher.
  private func voice(_ number: Int, of keys: [Int]) -> Int? {
    guard !keys.isEmpty else { return nil }
    let index = number - 1
    var key = keys[index % keys.count] + 12 * (index / keys.count)
    // Arpeggios may reach a fifth above the range.
    let highest = view.part.range.high + (view.part.role == .arpeggio ? 7 : 0)
    while key > highest { key -= 12 }
    return key
  }

  private mutating func add(_ key: Int, _ onset: ScoreTime, _ duration: ScoreTime, _ entry: Int, _ stroke: PatternSet.Stroke) {
    let pitch = spell(key, chord: view.harmony.entries[entry].chord, key: view.key)
    // Voices that were brought into the range may meet on one key: it is struck once.
    if let twin = notes.indices.suffix(12).last(where: { notes[$0].onset == onset && notes[$0].sound == .pitch(pitch) }) {
      notes[twin].duration = max(notes[twin].duration, duration)
      return
    }
    notes.append(Score.Note(onset: onset, duration: duration, sound: .pitch(pitch), emphasis: stroke.emphasis))
  }
}
