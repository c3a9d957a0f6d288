// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongIR
import SongMusic

/// An empty performance in 4/4, C major and 120 quarters a minute.
func performance(length: Int) -> Performance {
  Performance(
    title: "", length: Ticks(length),
    tempo: TempoMap([TempoMap.Event(at: .zero, microsecondsPerQuarter: 500_000)]),
    meters: [Performance.MeterChange(at: .zero, meter: Meter(4, 4))],
    keys: [Performance.KeyChange(at: .zero, key: Key(tonic: PitchName(fifths: 0), mode: .major))], markers: [],
    parts: [])
}

func part(
  _ name: String, program: Int = 0, isPercussion: Bool = false, notes: [Performance.Note],
  controls: [Performance.Control] = []
) -> Performance.Part {
  Performance.Part(
    id: name, name: name, instrument: name, program: program, isPercussion: isPercussion, notes: notes,
    controls: controls)
}

func note(_ onset: Int, _ duration: Int, key: Int, velocity: Int = 64) -> Performance.Note {
  Performance.Note(onset: Ticks(onset), duration: Ticks(duration), key: key, velocity: velocity, origin: 0)
}

/// A performance drawn from a seed: notes of one key don't overlap, all ends within the piece.
func randomPerformance(_ seed: Seed) -> Performance {
  var stream = seed.generator
  let length = 960 * (4 + stream.below(400))
  var piece = performance(length: length)
  piece.title = stream.element(of: ["", "Étude", "a & b <c>"])
  var events = [TempoMap.Event(at: .zero, microsecondsPerQuarter: 300_000 + stream.below(700_000))]
  for _ in 0..<stream.below(5) {
    let at = Ticks(events.last!.at.value + 1 + stream.below(5000))
    if at.value < length { events.append(TempoMap.Event(at: at, microsecondsPerQuarter: 1 + stream.below(16_777_215))) }
  }
  piece.tempo = TempoMap(events)
  for index in 0..<stream.below(20) {
    var notes: [Performance.Note] = []
    for key in 0..<stream.below(128) where stream.chance(percent: 20) {
      var at = stream.below(2000)
      while at < length {
        let duration = 1 + stream.below(min(4000, length - at))
        notes.append(note(at, duration, key: key, velocity: 1 + stream.below(127)))
        at += duration + (stream.chance(percent: 50) ? 0 : stream.below(50_000))
      }
    }
    notes.sort { ($0.onset.value, $0.key) < ($1.onset.value, $1.key) }
    let controls = (0..<stream.below(30)).map { _ in
      Performance.Control(at: Ticks(stream.below(length + 1)), controller: stream.below(120), value: stream.below(128))
    }
    piece.parts.append(
      part(
        "part \(index)", program: stream.below(128), isPercussion: stream.chance(percent: 10), notes: notes,
        controls: controls.sorted { ($0.at.value, $0.controller) < ($1.at.value, $1.controller) }))
  }
  return piece
}
