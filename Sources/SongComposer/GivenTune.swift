// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A place of a rhythm: where a note begins in its bar, how long it is, and what of it is fixed.
struct RhythmSlot {
  let onset: ScoreTime
  var duration: ScoreTime
  /// A given note that stands here.
  var given: NoteLine.Note?
  /// A pitch that is given to the composed note, tones of chords still open.
  var pitch: LinePitch?
  /// The move that leads here.
  var move: ContourMove?
  /// Semitones that the moves after it need above and below; nil where no shape is given.
  var room: (above: Int, below: Int)?

  /// Whether something of it is given.
  var isFixed: Bool { given != nil || pitch != nil || move != nil }
}

extension [BarRhythm] {
  /// The rhythm with given lines in it: composed notes leave the stretch that a line fills.
  func with(_ given: [Arrangement.Given], _ plan: SegmentPlan) -> [BarRhythm] {
    var bars = self
    for line in given where !line.notes.isEmpty { bars.put(line, plan) }
    for line in given { bars.assign(line, plan) }
    return bars
  }

  private mutating func put(_ line: Arrangement.Given, _ plan: SegmentPlan) {
    let end = Swift.max(line.to, line.notes.map(\.end).max() ?? line.to)
    for index in indices {
      let start = plan.start(of: index)
      var slots = self[index].notes.compactMap { slot -> RhythmSlot? in
        let onset = start + slot.onset
        if onset >= line.from && onset < end { return nil }
        guard onset < line.from, onset + slot.duration > line.from else { return slot }
        return RhythmSlot(onset: slot.onset, duration: line.from - onset, given: slot.given)
      }
      let barEnd = start + plan.meter.length
      for note in line.notes where note.onset >= start && note.onset < barEnd {
        slots.append(RhythmSlot(onset: note.onset - start, duration: note.duration, given: note))
      }
      self[index] = BarRhythm(notes: slots.sorted { $0.onset < $1.onset })
    }
  }

  /// Gives pitches and moves to the notes from a line's start on, in order.
  private mutating func assign(_ line: Arrangement.Given, _ plan: SegmentPlan) {
    var pitches = line.pitches[...]
    var moves = line.contour[...]
    var isFirst = true
    for index in indices {
      for slot in self[index].notes.indices {
        guard plan.start(of: index) + self[index].notes[slot].onset >= line.from else { continue }
        if let pitch = pitches.first, self[index].notes[slot].given == nil {
          self[index].notes[slot].pitch = pitch
          pitches.removeFirst()
        }
        if !line.contour.isEmpty {
          if !isFirst, let move = moves.first {
            self[index].notes[slot].move = move
            moves.removeFirst()
          }
          if isFirst || self[index].notes[slot].move != nil { self[index].notes[slot].room = room(for: moves) }
        }
        isFirst = false
      }
    }
  }
}

/// Semitones that moves need above and below where they begin, in steps of a scale: a move of any size the other way gives
/// all the room that is needed.
private func room(for moves: ArraySlice<ContourMove>) -> (above: Int, below: Int) {
  var above = 0
  var below = 0
  for move in moves.reversed() {
    let least = move.size == .leap ? 4 : 2
    let most = move.size == .step ? 2 : 127
    switch move.direction {
    case .up: (above, below) = (least + above, max(0, below - most))
    case .down: (above, below) = (max(0, above - most), least + below)
    case .hold: break
    }
  }
  return (above, below)
}

/// The key of a tone of a chord, in the octave that lies nearest to a key.
///
/// A tone that the chord hasn't is the key's degree above the root.
func toneKey(_ number: Int, alter: Int, octave: Int, chord: Chord, key: Key, near: Int, lowest: Int? = nil) -> Int {
  let tone = chord.quality.tones.first { ($0.degree - 1) % 7 == (number - 1) % 7 }
  var semitones = tone.map { $0.semitones % 12 } ?? scaleStep(number, above: chord.root, key)
  if number > 7 { semitones += 12 }
  let root = chord.root.pitchClass
  var base = near - ((near - root) % 12 + 12) % 12
  if near - base > 6 { base += 12 }
  if let lowest { while base < lowest { base += 12 } }
  return base + semitones + alter + 12 * octave
}

/// Semitones of a degree above a root, by the scale of the key.
private func scaleStep(_ number: Int, above root: PitchName, _ key: Key) -> Int {
  let step = (root.step + number - 1) % 7
  let name = (1...7).map { key.degree($0) }.first { $0.step == step } ?? PitchName(step: step, alter: 0)
  return ((name.pitchClass - root.pitchClass) % 12 + 12) % 12
}

extension LinePitch {
  /// The key where no chord is needed to know it.
  var fixedKey: Int? {
    switch self {
    case .pitch(let pitch): pitch.key
    case .key(let key): key
    case .letter, .degree, .tone: nil
    }
  }

  /// The pitch over a chord.
  func sounding(_ chord: Chord?, key: Key, near: Int) -> Pitch? {
    switch self {
    case .pitch(let pitch): return pitch
    case .key(let midi): return spell(midi, chord: chord, key: key)
    case .letter, .degree: return nil
    case .tone(let number, let alter, let octave):
      let home = Chord(root: key.tonic, quality: key.mode.isMinor ? .minor : .major)
      let midi = toneKey(number, alter: alter, octave: octave, chord: chord ?? home, key: key, near: near)
      return spell(min(max(midi, 0), 127), chord: chord, key: key)
    }
  }
}

/// The notes of complete given lines of a part that isn't a tune, in place of what it would play there.
func withGiven(
  _ notes: [Score.Note], _ given: [Arrangement.Given], _ harmony: Harmony, key: Key, range: KeyRange
) -> [Score.Note] {
  var result = notes
  for line in given where line.isComplete {
    let end = max(line.to, line.notes.map(\.end).max() ?? line.to)
    result = result.compactMap { note in
      if note.onset >= line.from && note.onset < end { return nil }
      var kept = note
      if note.onset < line.from { kept.duration = min(note.duration, line.from - note.onset) }
      return kept
    }
    for note in line.notes {
      for pitch in note.pitches {
        guard let pitch = pitch.sounding(harmony.chord(at: note.onset), key: key, near: range.middle) else { continue }
        var written = Score.Note(onset: note.onset, duration: note.duration, sound: .pitch(pitch))
        written.lyric = note.syllable
        result.append(written)
      }
    }
  }
  return result
}
