// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// A tone, or tones that sound together, whose level moves.
struct SwelledTone {
  var onset: Ticks
  var end: Ticks
  let swell: Swell
  let microsecondsPerQuarter: Int
}

/// The controllers of a part's swells: expression up to its middle and down again, each way a quarter of a cosine in decibels,
/// and as it was when the tone has died away, or with the next note.
///
/// The middle of the way lies at 0.45 of the tone. What would change the level by less than two steps isn't sent.
/// - Source: SoundFont 2.04, section 8.4.8, and General MIDI 1: expression e sounds at 40 log10(e / 127) dB and is 127 at the beginning.
///
/// - Parameters:
///   - notes: all of the part, sorted by onset.
///   - end: of the piece.
func swells(of tones: [SwelledTone], among notes: [Performance.Note], until end: Ticks) -> [Performance.Control] {
  var result: [Performance.Control] = []
  var next = 0
  func add(_ at: Ticks, _ decibels: Double, always: Bool = false) {
    let value = Int((127 * gain(decibels: -decibels / 2)).rounded())
    let last = result.last?.value ?? 127
    guard value != last, always || (value - last).magnitude >= 2 else { return }
    if result.last?.at == at { result.removeLast() }
    result.append(.init(at: at, controller: expression, value: value))
  }
  for tone in tones {
    // What begins in its second half is the next: chords are spread, and players early.
    let middle = Ticks((tone.onset.value + tone.end.value) / 2)
    while next < notes.count, notes[next].onset < middle { next += 1 }
    let limit = next < notes.count ? notes[next].onset : end
    let length = min(tone.end, limit).value - tone.onset.value
    func ticks(_ milliseconds: Double) -> Int { SongPerformer.ticks(of: milliseconds, at: tone.microsecondsPerQuarter) }
    let steps = max(2, length / max(1, ticks(stepMS)))
    for step in 0..<steps {
      let share = Double(step) / Double(steps)
      let (size, way) = share < peak ? (tone.swell.riseDB, 1 - share / peak) : (tone.swell.fadeDB, (share - peak) / (1 - peak))
      let decibels = size * (1 - portableSin(turns: (1 - way) / 4))
      add(Ticks(tone.onset.value + length * step / steps), decibels, always: step == 0)
    }
    add(min(tone.end + Ticks(ticks(releaseMS)), limit, end), 0, always: true)
  }
  return result
}

/// The controller.
private let expression = 11
private let peak = 0.45
private let stepMS = 30.0
/// Releases of most sounds are over in it, milliseconds.
private let releaseMS = 300.0
