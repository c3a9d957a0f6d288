// SPDX-License-Identifier: Apache-2.0
/// Viewpoints of the harmony.
let chordViewpoints: [Viewpoint] = [
  // The root above the tonic, and the type.
  Viewpoint("chord", radix: 12 * ChordType.count, isLocal: true) { event, _ in
    guard event.chordRoot >= 0, event.chordType >= 0 else { return -1 }
    return pitchClass(event.chordRoot - event.tonic) * ChordType.count + event.chordType
  },
  // The root above the tonic.
  Viewpoint("root", radix: 12, isLocal: true) { event, _ in
    event.chordRoot >= 0 ? pitchClass(event.chordRoot - event.tonic) : -1
  },
  Viewpoint("chordType", radix: ChordType.count, isLocal: true) { event, _ in event.chordType },
  // Semitones from the root before up to this one.
  Viewpoint("rootInterval", radix: 12) { event, history in
    guard event.chordRoot >= 0, history.count > 0, history.previous.chordRoot >= 0 else { return -1 }
    return pitchClass(event.chordRoot - history.previous.chordRoot)
  },
  // Semitones from the root before up to this one, with both types.
  Viewpoint("chordStep", radix: 12 * ChordType.count * ChordType.count) { event, history in
    guard event.chordRoot >= 0, event.chordType >= 0, history.count > 0, history.previous.chordRoot >= 0,
      history.previous.chordType >= 0
    else { return -1 }
    return (pitchClass(event.chordRoot - history.previous.chordRoot) * ChordType.count + history.previous.chordType)
      * ChordType.count + event.chordType
  },
  // Which earlier chord returns: of four events before 1, of two 2, of three 3, none of them 0. Loops of chords.
  Viewpoint("returns", radix: 4) { event, history in
    guard history.count > 1 else { return -1 }
    let mark = EventHistory.mark(event)
    let past = history.marks
    return mark == past.0 ? 1 : mark == past.2 ? 2 : mark == past.1 ? 3 : 0
  },
  // Major or minor.
  Viewpoint("mode", radix: 2, isLocal: true, isKnown: true) { event, _ in event.mode },
]
