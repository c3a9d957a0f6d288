// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// Plays a bass line: the pattern's degrees over the harmony, the lowest note of each chord at its change.
///
/// - Parameter leader: the drums on whose strokes it gathers; what the spec writes out stays as it stands.
func playBass(_ view: SectionView, following leader: LeadingDrums? = nil) -> [Score.Note] {
  var player = BassPlayer(view: view)
  let patterns = Dictionary(
    uniqueKeysWithValues: view.hits().map { measure, hits in
      guard let leader, view.written == nil else { return (measure, hits) }
      let strokes = leader.onsets(of: view.part.follow?.voice, in: measure, view.meter)
      return (measure, gathered(hits, on: strokes, view.meter))
    })
  for measure in view.measures.indices where view.isActive(measure) {
    let start = view.start(of: measure)
    if view.measures[measure].isRing {
      player.ring(measure)
    } else if let hits = patterns[measure] {
      for hit in hits { player.play(hit, at: start) }
    } else {
      let beats = view.activity[measure] == .thin ? [view.meter.beats[0]] : view.meter.beats
      for beat in beats {
        let length = beats.count == 1 ? view.meter.length : beat.length
        player.play(.init(onset: beat.start, duration: length, tone: .voice(1), stroke: .normal), at: start)
      }
    }
  }
  return player.notes
}

private struct BassPlayer {
  let view: SectionView
  var notes: [Score.Note] = []
  private var last: Int?

  init(view: SectionView) { self.view = view }

  mutating func play(_ hit: PatternSet.Hit, at start: ScoreTime) {
    var onset = start + hit.onset
    let end = onset + hit.duration
    var isFirst = true
    while onset < end {
      guard let entry = view.harmony.entry(at: onset) else { return }
      let stop = min(end, entry.end)
      if let chord = entry.chord, isFirst || stop - onset >= Rational(1, 2) {
        // Where the chord changes, the bass says which it is.
        let tone = onset == entry.onset ? PatternSet.Tone.voice(1) : isFirst ? hit.tone : .voice(1)
        let key = key(tone, chord, at: onset)
        let low = place(chord.lowest.pitchClass, near: last ?? view.part.range.low + 8)
        add(key, onset, stop - onset, chord, hit.stroke, isHop: tone == .voice(8) && key == low + 12)
      }
      isFirst = false
      onset = stop
    }
  }

  mutating func ring(_ measure: Int) {
    let from = view.start(of: measure)
    let to = from + view.meter.length
    for entry in view.harmony.entries where entry.end > from && entry.onset < to {
      guard let chord = entry.chord else { continue }
      let onset = max(entry.onset, from)
      add(key(.voice(1), chord, at: onset), onset, min(entry.end, to) - onset, chord, .normal)
    }
  }

  private mutating func key(_ tone: PatternSet.Tone, _ chord: Chord, at onset: ScoreTime) -> Int {
    let range = view.part.range
    let root = chord.lowest.pitchClass
    switch tone {
    case .voice(8):
      let low = place(root, near: last ?? range.low + 8)
      return low + 12 <= range.high + 5 ? low + 12 : low
    case .voice(let degree) where degree != 1:
      let wanted = chord.quality.tones.first { ($0.degree - 1) % 7 == (degree - 1) % 7 }
      let pitchClass = wanted.map { (chord.root.pitchClass + $0.semitones) % 12 } ?? root
      return place(pitchClass, near: last ?? range.middle)
    case .approach:
      guard let next = view.harmony.next(after: onset)?.chord else { return place(root, near: last ?? range.middle) }
      let target = place(next.lowest.pitchClass, near: last ?? range.middle)
      let from = last ?? target
      // From the side that the line is on: a step of the scale from above, a half or whole step from below.
      let below = view.key.scale.contains((target + 10) % 12) && !view.key.scale.contains((target + 11) % 12) ? 2 : 1
      let above = view.key.scale.contains((target + 2) % 12) ? 2 : 1
      let key = from > target ? target + above : target - below
      return range.contains(key) ? key : target + above
    default: return place(root, near: last ?? range.low + 8)
    }
  }

  /// The key of a pitch class in the range that is nearest to another; low ones are preferred a little.
  private func place(_ pitchClass: Int, near: Int) -> Int {
    let range = view.part.range
    let candidates = (range.low...range.high).filter { $0 % 12 == pitchClass }
    return candidates.min { cost($0, near) < cost($1, near) } ?? range.low
  }

  private func cost(_ key: Int, _ near: Int) -> Int { abs(key - near) + abs(key - (view.part.range.low + 9)) }

  private mutating func add(
    _ key: Int, _ onset: ScoreTime, _ duration: ScoreTime, _ chord: Chord, _ stroke: PatternSet.Stroke, isHop: Bool = false
  ) {
    notes.append(
      Score.Note(
        onset: onset, duration: duration, sound: .pitch(spell(key, chord: chord, key: view.key)), emphasis: stroke.emphasis))
    // From a hop to the octave the line comes back to its root.
    last = isHop ? key - 12 : key
  }
}
