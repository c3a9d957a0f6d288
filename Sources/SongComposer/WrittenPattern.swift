// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongLibrary
internal import SongMusic

/// A pattern that the spec writes out, bar by bar: the same at every intensity.
struct WrittenPattern {
  let pattern: Spec.Pattern
  let meter: Meter
  /// Names of the kit's voices; empty for pitched parts.
  let kit: [String]
  /// The stream of the random choices, from the material and the part.
  let seed: Seed

  /// A note of a bar: strokes and whole chords.
  typealias Hit = PatternSet.Hit

  /// A note of a bar with a pitch of its own.
  struct Tone {
    let onset: ScoreTime
    let duration: ScoreTime
    let pitches: [LinePitch]
  }

  /// Whether it says pitches itself.
  var isPitched: Bool { pattern.lanes.contains { $0.target == .tones || $0.target == .degrees } }

  /// Strokes and chords of a bar counted from the section's start, from the bar line.
  func hits(inBar bar: Int) -> [Hit] {
    let hits = pattern.lanes.flatMap { lane -> [Hit] in
      switch lane.target {
      case .voice(let name): return strokes(lane, bar, .kit(kitVoice(name, in: kit) ?? name))
      case .strum: return strokes(lane, bar, .all)
      case .words:
        return events(lane, bar).compactMap { event in
          kitVoice(event.word, in: kit).map { hit(event, .kit($0)) }
        }
      case .tones, .degrees: return []
      }
    }
    return hits.enumerated().sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }.map(\.element)
  }

  /// Pitched notes of a bar counted from the section's start, from the bar line.
  func tones(inBar bar: Int) -> [Tone] {
    pattern.lanes.flatMap { lane -> [Tone] in
      guard lane.target == .tones || lane.target == .degrees else { return [] }
      switch lane.content {
      case .grid: return []
      case .line(let line):
        return notes(line, bar).map { Tone(onset: $0.onset, duration: $0.duration, pitches: $0.pitches) }
      case .mini:
        return events(lane, bar).compactMap { event in
          guard let pitch = LinePitch(event.word, isChord: lane.target == .tones) else { return nil }
          return Tone(onset: event.start * meter.length, duration: (event.end - event.start) * meter.length, pitches: [pitch])
        }
      }
    }
  }

  private func strokes(_ lane: Spec.Lane, _ bar: Int, _ tone: PatternSet.Tone) -> [Hit] {
    switch lane.content {
    case .grid(let grid):
      guard let cell = grid.cell(in: meter.length) else { return [] }
      let first = bar % grid.bars * grid.cellsPerBar
      return (0..<grid.cellsPerBar).compactMap { index in
        grid.cells[first + index].map { stroke in
          // A struck chord or string sounds until the next stroke.
          let next = (index + 1..<grid.cellsPerBar).first { grid.cells[first + $0] != nil } ?? grid.cellsPerBar
          let length = tone == .all ? cell * Rational(next - index) : cell
          return Hit(onset: cell * Rational(index), duration: length, tone: tone, stroke: stroke.written)
        }
      }
    case .mini: return events(lane, bar).map { hit($0, tone) }
    case .line(let line):
      return notes(line, bar).map { Hit(onset: $0.onset, duration: $0.duration, tone: tone, stroke: .normal) }
    }
  }

  private func hit(_ event: MiniPattern.Event, _ tone: PatternSet.Tone) -> Hit {
    Hit(
      onset: event.start * meter.length, duration: (event.end - event.start) * meter.length, tone: tone, stroke: .normal)
  }

  /// The events of a bar, from its bar line, in shares of it.
  private func events(_ lane: Spec.Lane, _ bar: Int) -> [MiniPattern.Event] {
    guard case .mini(let pattern, _) = lane.content else { return [] }
    return pattern.events(inCycle: bar, seed: seed.child(lane.key.value)).map {
      .init(start: $0.start - Rational(bar), end: $0.end - Rational(bar), word: $0.word)
    }
  }

  /// The notes of a bar of a line that repeats; a note is held over the bar line.
  private func notes(_ line: Spec.Line, _ bar: Int) -> [NoteLine.Note] {
    let count = max(1, (line.line.length / meter.length).ceiling)
    let start = meter.length * Rational(bar % count)
    return line.line.notes.filter { $0.onset >= start && $0.onset < start + meter.length }.map { note in
      var placed = note
      placed.onset -= start
      return placed
    }
  }
}

extension GridStroke {
  /// What players make of it: strokes down stand, those up are lighter.
  var written: PatternSet.Stroke {
    switch self {
    case .hit, .down: .normal
    case .accent, .accentedDown, .accentedUp: .accent
    case .open: .open
    case .ghost: .ghost
    case .flam: .flam
    case .up: .soft
    }
  }
}

/// Plays the tones of a pattern over the harmony: each chord's root lies in the octave nearest to where the part is at
/// home.
func playTones(_ view: SectionView) -> [Score.Note] {
  guard let pattern = view.written else { return [] }
  let range = view.part.range
  let near = view.part.role == .bass ? range.low + 9 : range.middle - 5
  var notes: [Score.Note] = []
  for measure in view.measures.indices where view.isActive(measure) && !view.measures[measure].isRing {
    let start = view.start(of: measure)
    for tone in pattern.tones(inBar: measure) {
      let onset = start + tone.onset
      guard let entry = view.harmony.entry(at: onset), let chord = entry.chord else { continue }
      for pitch in tone.pitches {
        let key = key(of: pitch, chord, view.key, near: near, range)
        notes.append(
          Score.Note(onset: onset, duration: tone.duration, sound: .pitch(spell(key, chord: chord, key: view.key))))
      }
    }
  }
  return notes
}

private func key(of pitch: LinePitch, _ chord: Chord, _ key: Key, near: Int, _ range: KeyRange) -> Int {
  var midi: Int
  switch pitch {
  case .tone(let number, let alter, let octave):
    midi = toneKey(number, alter: alter, octave: octave, chord: chord, key: key, near: near)
  case .degree(let number, let alter, let octave):
    let home = Chord(root: key.tonic, quality: key.mode.isMinor ? .minor : .major)
    midi = toneKey(1, alter: 0, octave: octave, chord: home, key: key, near: near)
      + key.mode.semitones[number - 1] + alter
  case .pitch(let fixed): midi = fixed.key
  case .key(let fixed): midi = fixed
  case .letter(let step, let octave): midi = Pitch(PitchName(step: step, alter: 0), octave: octave).key
  }
  // What lies beyond the range is an octave nearer.
  while midi < range.low - 5 { midi += 12 }
  while midi > range.high + 7 { midi -= 12 }
  return midi < 0 ? midi + 12 : midi > 127 ? midi - 12 : midi
}
