// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// Material that comes again in another key, and the way from one key to the next.

extension Harmony {
  /// The same chords in another key.
  func moved(from old: Key, to new: Key) -> Harmony {
    let fifths = new.tonic.fifths - old.tonic.fifths
    func moved(_ name: PitchName) -> PitchName {
      let target = PitchName(fifths: name.fifths + fifths)
      // Keys with many accidentals have simpler names for the chords beyond their scale.
      return abs(target.alter) > 1 ? new.spelling(of: target.pitchClass) : target
    }
    return Harmony(
      entries.map { entry in
        Entry(
          onset: entry.onset, duration: entry.duration,
          chord: entry.chord.map { Chord(root: moved($0.root), quality: $0.quality, bass: $0.bass.map(moved)) })
      })
  }

  /// With the dominant seventh of the key that follows in the second half of the last measure.
  ///
  /// - Source: Aldwell & Schachter (2011), "Harmony and Voice Leading", chapter 27: a new key is entered by its dominant.
  func leading(to key: Key, _ plan: SegmentPlan) -> Harmony {
    let change = leadStart(plan)
    let root = key.spelling(of: (key.tonic.pitchClass + 7) % 12)
    guard let seventh = ChordQuality.named("7"), change < plan.length,
      !plan.wish.avoids(Chord(root: root, quality: seventh), in: plan.key)
    else { return self }
    let kept = entries.filter { $0.onset < change }.map {
      Entry(onset: $0.onset, duration: min($0.duration, change - $0.onset), chord: $0.chord)
    }
    return Harmony(kept + [Entry(onset: change, duration: plan.length - change, chord: Chord(root: root, quality: seventh))])
  }

  /// Where the dominant of the next key begins.
  func leadStart(_ plan: SegmentPlan) -> ScoreTime {
    let beats = plan.meter.beats
    return plan.start(of: plan.count - 1) + (beats.count > 1 ? beats[(beats.count + 1) / 2].start : .zero)
  }
}

extension [LineNote] {
  /// The same tune in another key, by the way that leaves the fewest notes outside of the range; these become the
  /// nearest tones of their chord inside. Nil where more than a quarter of them would have to.
  ///
  /// - Parameter harmony: in the new key.
  func moved(from old: Key, to new: Key, over harmony: Harmony, _ range: KeyRange) -> [LineNote]? {
    let up = ((new.tonic.pitchClass - old.tonic.pitchClass) % 12 + 12) % 12
    func lost(_ semitones: Int) -> Int { count { !range.contains($0.key + semitones) } }
    let ways = up <= 6 ? [up, up - 12] : [up - 12, up]
    let semitones = lost(ways[0]) <= lost(ways[1]) ? ways[0] : ways[1]
    guard lost(semitones) * 4 <= count else { return nil }
    return map { note in
      var key = note.key + semitones
      if !range.contains(key) {
        let classes = harmony.chord(at: note.onset)?.pitchClasses ?? new.scale
        let near = (range.low...range.high).filter { classes.contains($0 % 12) }.min { abs($0 - key) < abs($1 - key) }
        key = near ?? Swift.min(Swift.max(key, range.low), range.high)
      }
      return LineNote(onset: note.onset, duration: note.duration, key: key)
    }
  }

  /// Over the dominant of the next key notes are tones of that key or chord; one that is held into it and fits neither
  /// ends before.
  func leading(to key: Key, from change: ScoreTime, _ harmony: Harmony, _ range: KeyRange) -> [LineNote] {
    guard let chord = harmony.chord(at: change), chord.root.pitchClass == (key.tonic.pitchClass + 7) % 12 else { return self }
    let fitting = Set(key.scale).subtracting([key.tonic.pitchClass]).union(chord.pitchClasses)
    return map { note in
      if note.onset + note.duration <= change || fitting.contains(note.key % 12) { return note }
      if note.onset < change { return LineNote(onset: note.onset, duration: change - note.onset, key: note.key) }
      let near = [note.key - 1, note.key + 1, note.key - 2, note.key + 2].first {
        fitting.contains($0 % 12) && range.contains($0)
      }
      return LineNote(onset: note.onset, duration: note.duration, key: near ?? note.key)
    }
  }
}
