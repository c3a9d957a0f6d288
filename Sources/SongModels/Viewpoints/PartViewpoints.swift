// SPDX-License-Identifier: Apache-2.0
/// Viewpoints of a part among others: what sounds above and below, where the harmony goes.
///
/// - Source: Whorley & Conklin (2016), "Music generation from statistical models of harmony", JNMR 45(2).
let partViewpoints: [Viewpoint] = [
  // Semitones up to the known voice above.
  Viewpoint("upperInterval", radix: intervalRadix, isLocal: true) { event, _ in
    event.upper >= 0 && event.pitch >= 0 ? interval(event.upper - event.pitch) : -1
  },
  // Semitones down to the known voice below.
  Viewpoint("lowerInterval", radix: intervalRadix, isLocal: true) { event, _ in
    event.lower >= 0 && event.pitch >= 0 ? interval(event.pitch - event.lower) : -1
  },
  // How the voice above moves here: known.
  Viewpoint("upperStep", radix: intervalRadix, isKnown: true) { event, history in
    guard history.count > 0, event.upper >= 0, history.previous.upper >= 0 else { return -1 }
    return interval(event.upper - history.previous.upper)
  },
  // How the voice below moves here: known.
  Viewpoint("lowerStep", radix: intervalRadix, isKnown: true) { event, history in
    guard history.count > 0, event.lower >= 0, history.previous.lower >= 0 else { return -1 }
    return interval(event.lower - history.previous.lower)
  },
  // Which tone of the chord: root 0, third 1, fifth 2, fourth tone 3, none of them 4.
  Viewpoint("member", radix: 5, isLocal: true) { event, _ in
    guard event.pitch >= 0, event.chordRoot >= 0, let type = ChordType(rawValue: event.chordType) else { return -1 }
    return type.pitchClasses.firstIndex(of: pitchClass(event.pitch - event.chordRoot)) ?? 4
  },
  // What the role says of other parts.
  Viewpoint("given", radix: 256, isLocal: true, isKnown: true) { event, _ in min(255, max(0, event.given)) },
  // Semitones above the next chord's root.
  Viewpoint("nextTone", radix: 12, isLocal: true) { event, _ in
    event.pitch >= 0 && event.nextRoot >= 0 ? pitchClass(event.pitch - event.nextRoot) : -1
  },
  // Semitones from this chord's root up to the next one's: known.
  Viewpoint("nextStep", radix: 13, isLocal: true) { event, _ in
    event.chordRoot < 0 || event.nextRoot < 0 ? 12 : pitchClass(event.nextRoot - event.chordRoot)
  },
  // Whether the chord changes before the next note, within a beat, a bar, or later.
  Viewpoint("change", radix: 4, isLocal: true, isKnown: true) { event, _ in
    event.untilNext <= event.duration ? 0 : event.untilNext <= event.beatLength ? 1 : event.untilNext <= event.barLength ? 2 : 3
  },
]
