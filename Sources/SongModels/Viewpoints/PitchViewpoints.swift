// SPDX-License-Identifier: Apache-2.0
/// Viewpoints of the melody's pitch.
///
/// - Source: Pearce (2005), table 5.2; the chord viewpoints are measured in "reference/models.md" section 2.2.
let pitchViewpoints: [Viewpoint] = [
  // Semitones from the note before.
  Viewpoint("interval", radix: intervalRadix) { event, history in
    history.count > 0 ? interval(from: history.previous, to: event) : -1
  },
  // Up, level or down.
  Viewpoint("contour", radix: 3) { event, history in
    history.count > 0 ? 1 + (event.pitch - history.previous.pitch).signum() : -1
  },
  // Semitones from the section's first note: keeps the line in its register.
  Viewpoint("fromSection", radix: intervalRadix) { event, history in
    history.count > 0 ? interval(from: history.sectionStart, to: event) : -1
  },
  // Semitones from the last note on a bar line.
  Viewpoint("fromBar", radix: intervalRadix) { event, history in
    history.onBar.pitch >= 0 ? interval(from: history.onBar, to: event) : -1
  },
  // Threaded: from one note on a bar line to the next, undefined elsewhere.
  Viewpoint("threadBar", radix: intervalRadix * 4) { event, history in
    guard event.position == 0, history.onBar.pitch >= 0 else { return -1 }
    let bars = min(3, (event.onset - history.onBar.onset) / max(1, event.barLength))
    return interval(from: history.onBar, to: event) * 4 + max(0, bars)
  },
  // Semitones from the piece's first note.
  Viewpoint("fromFirst", radix: intervalRadix) { event, history in
    history.count > 0 ? interval(from: history.first, to: event) : -1
  },
  // Threaded: from one note on a beat to the next, with the ticks between them.
  Viewpoint("threadBeat", radix: intervalRadix * timeRadix) { event, history in
    guard event.position % max(1, event.beatLength) == 0, history.onBeat.pitch >= 0 else { return -1 }
    return interval(from: history.onBeat, to: event) * timeRadix + boundedTime(event.onset - history.onBeat.onset)
  },
  // Threaded: from the first note of a phrase to that of the next, with the ticks between them.
  Viewpoint("threadPhrase", radix: intervalRadix * timeRadix) { event, history in
    guard event.phrase == 1, history.count > 0 else { return -1 }
    return interval(from: history.sectionStart, to: event) * timeRadix
      + boundedTime(event.onset - history.sectionStart.onset)
  },
  // Whether the note belongs to the key's scale, major or natural minor.
  Viewpoint("inScale", radix: 2, isLocal: true) { event, _ in
    guard event.pitch >= 0 else { return -1 }
    return (event.mode == 1 ? minorScale : majorScale).contains(pitchClass(event.pitch - event.tonic)) ? 1 : 0
  },
  // The MIDI key as it is.
  Viewpoint("pitch", radix: 128, isLocal: true) { event, _ in (0..<128).contains(event.pitch) ? event.pitch : -1 },
  // Semitones above the tonic.
  Viewpoint("degree", radix: 12, isLocal: true) { event, _ in
    event.pitch >= 0 ? pitchClass(event.pitch - event.tonic) : -1
  },
  // Semitones above the root of the sounding chord, with its type: chord tone or not.
  Viewpoint("chordTone", radix: 12 * ChordType.count, isLocal: true) { event, _ in
    guard event.pitch >= 0, event.chordRoot >= 0, event.chordType >= 0 else { return -1 }
    return pitchClass(event.pitch - event.chordRoot) * ChordType.count + event.chordType
  },
]

private let majorScale = [0, 2, 4, 5, 7, 9, 11]
private let minorScale = [0, 2, 3, 5, 7, 8, 10]

/// Intervals of more than two octaves count as two octaves.
let intervalRadix = 49

/// The symbol of a number of semitones.
func interval(_ semitones: Int) -> Int { min(24, max(-24, semitones)) + 24 }

private func interval(from first: Event, to second: Event) -> Int { interval(second.pitch - first.pitch) }
