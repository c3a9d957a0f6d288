// SPDX-License-Identifier: Apache-2.0
/// Viewpoints of time; all are known before the event is predicted, so linked to others they restrict the alphabet.
let timeViewpoints: [Viewpoint] = [
  // Ticks after the bar line.
  Viewpoint("position", radix: timeRadix, isLocal: true, isKnown: true) { event, _ in boundedTime(event.position) },
  // Bar line 0, middle of the bar 1, other beats 2, half beats 3, quarters of a beat 4, all else 5.
  Viewpoint("metric", radix: 6, isLocal: true, isKnown: true) { event, _ in metricLevel(event) },
  Viewpoint("duration", radix: timeRadix, isLocal: true, isKnown: true) { event, _ in boundedTime(event.duration) },
  // On the bar line.
  Viewpoint("barStart", radix: 2, isLocal: true, isKnown: true) { event, _ in event.position == 0 ? 1 : 0 },
  // Last of its phrase or section.
  Viewpoint("phraseEnd", radix: 2, isLocal: true, isKnown: true) { event, _ in event.phrase < 0 ? 1 : 0 },
  // Ticks from the onset before.
  Viewpoint("gap", radix: timeRadix, isKnown: true) { event, history in
    history.count > 0 ? boundedTime(event.onset - history.previous.onset) : -1
  },
  // Whether a rest comes before.
  Viewpoint("afterRest", radix: 2, isKnown: true) { event, history in
    guard history.count > 0 else { return -1 }
    return event.onset > history.previous.onset + history.previous.duration ? 1 : 0
  },
  // Shorter than an eighth, up to a quarter, up to a half, longer.
  Viewpoint("length", radix: 4, isLocal: true, isKnown: true) { event, _ in
    event.duration <= 12 ? 0 : event.duration <= 24 ? 1 : event.duration <= 48 ? 2 : 3
  },
  Viewpoint("phraseBar", radix: 4, isLocal: true, isKnown: true) { event, _ in event.phraseBar & 3 },
  // Bars that are left of the section: the last 0, the one before 1, then 2, all else 3.
  Viewpoint("cadence", radix: 4, isLocal: true, isKnown: true) { event, _ in min(3, max(0, event.barsLeft)) },
  // As above, up to 7.
  Viewpoint("barsLeft", radix: 8, isLocal: true, isKnown: true) { event, _ in min(7, max(0, event.barsLeft)) },
  // First 2, inside 1, last 0.
  Viewpoint("phrase", radix: 3, isLocal: true, isKnown: true) { event, _ in min(1, max(-1, event.phrase)) + 1 },
]

/// Times of two 4/4 bars and more count as the same.
let timeRadix = 192

func boundedTime(_ ticks: Int) -> Int { min(timeRadix - 1, max(0, ticks)) }

private func metricLevel(_ event: Event) -> Int {
  let position = event.position
  let beat = max(1, event.beatLength)
  if position == 0 { return 0 }
  if position % beat == 0 { return position * 2 == event.barLength ? 1 : 2 }
  if position % beat * 2 == beat || beat == 36 && position % 12 == 0 { return 3 }
  return position % 6 == 0 ? 4 : 5
}
