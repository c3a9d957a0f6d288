// SPDX-License-Identifier: Apache-2.0
/// Viewpoints of a voicing: the tones of a chord that are struck together.
let voicingViewpoints: [Viewpoint] = [
  Viewpoint("voicing", radix: Voicing.codeCount, isLocal: true) { event, _ in
    event.symbol < Voicing.codeCount ? event.symbol : -1
  },
  // How many tones.
  Viewpoint("tones", radix: Voicing.maximumTones + 1, isLocal: true) { event, _ in
    event.symbol >= 0 ? Voicing(code: event.symbol).tones.count : -1
  },
  // Semitones between the lowest tones of this voicing and the one before, in pitch classes.
  Viewpoint("lowestStep", radix: 12) { event, history in
    step(event, history) { $0.tones[0] }
  },
  // The same of the highest tones.
  Viewpoint("highestStep", radix: 12) { event, history in
    step(event, history) { $0.tones[$0.tones.count - 1] }
  },
]

private func step(_ event: Event, _ history: EventHistory, _ tone: (Voicing) -> Int) -> Int {
  guard history.count > 0, event.symbol >= 0, history.previous.symbol >= 0 else { return -1 }
  let previous = history.previous.chordRoot + tone(Voicing(code: history.previous.symbol))
  return pitchClass(event.chordRoot + tone(Voicing(code: event.symbol)) - previous)
}
