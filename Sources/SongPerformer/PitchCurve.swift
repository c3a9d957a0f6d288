// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

/// How the pitch of a tone moves while it sounds.
struct PitchMotion: Equatable {
  /// Nil stays level.
  var vibrato: Settings.Vibrato?
  /// Where the tone comes from, against its pitch, and how long it takes.
  var approach: Approach?
  /// By which the tone's end falls.
  var fallCents = 0.0

  struct Approach: Equatable {
    let cents: Double
    let milliseconds: Double
  }

  var isLevel: Bool { vibrato == nil && approach == nil && fallCents == 0 }
}

/// The pitch of a tone over its time.
///
/// A vibrato begins upwards after its wait, grows over 400 ms, is 15 % faster at the end of its last 800 ms, and is gone
/// in the last 50 ms, so that the next tone begins in the middle. A way into the tone takes a third of it at most and is
/// an S; a fall is a parabola.
/// - Source: Prame (1994), see the rule `vibrato`: the rate rises over a tone's last turns, by about 15 %.
struct PitchCurve {
  let motion: PitchMotion
  /// Milliseconds that the tone lasts.
  let length: Double

  private static let growing = 400.0
  private static let hurrying = 800.0
  private static let vanishing = 50.0
  /// Milliseconds between two places.
  static let step = 10.0

  /// Cents against the tone's pitch every 10 ms, the first at its beginning, the last before its end.
  func cents() -> [Double] {
    var turns = 0.0
    return (0..<max(1, Int((length / Self.step).rounded(.up)))).map { place in
      let time = Double(place) * Self.step
      var cents = 0.0
      if let approach = motion.approach {
        let share = min(1, time / min(approach.milliseconds, length / 3))
        cents += approach.cents * (1 - share * share * (3 - 2 * share))
      }
      if let vibrato = motion.vibrato, time > vibrato.afterMS {
        let hurry = 1 + 0.15 * min(max(0, 1 - (length - time) / Self.hurrying), 1)
        turns += vibrato.rateHz * hurry * min(Self.step, time - vibrato.afterMS) / 1000
        let size = min(1, (time - vibrato.afterMS) / Self.growing, (length - time) / Self.vanishing)
        cents += vibrato.depthCents * size * portableSin(turns: turns)
      }
      if motion.fallCents > 0 {
        let falling = min(200, 0.4 * length)
        let share = max(0, 1 - (length - time) / falling)
        cents -= motion.fallCents * share * share
      }
      return min(max(cents, -Settings.Bends.range), Settings.Bends.range)
    }
  }
}

/// A tone whose pitch moves.
struct MovedTone {
  let onset: Ticks
  let end: Ticks
  let motion: PitchMotion
  let microsecondsPerQuarter: Int
}

/// The bends of a part's moved tones: off the middle only while such a tone sounds, and behind a fall until what it left
/// has died away or the next note begins.
///
/// A change of less than a cent isn't sent.
/// - Source: General MIDI 1, RP-003: bends reach two semitones unless something else is asked for.
///
/// - Parameters:
///   - notes: all of the part, sorted by onset.
///   - end: of the piece.
func bends(of tones: [MovedTone], among notes: [Performance.Note], until end: Ticks) -> [Performance.Bend] {
  var result: [Performance.Bend] = []
  var next = 0
  func add(_ at: Ticks, _ cents: Double) {
    let value = min(max(middle + Int((cents / Settings.Bends.range * Double(middle)).rounded()), 0), 2 * middle - 1)
    let last = result.last?.value ?? middle
    guard value != last, value == middle || (value - last).magnitude >= leastChange else { return }
    if result.last?.at == at { result.removeLast() }
    result.append(.init(at: at, value: value))
  }
  for tone in tones.sorted(by: { $0.onset < $1.onset }) {
    while next < notes.count, notes[next].onset <= tone.onset { next += 1 }
    let following = next < notes.count ? notes[next].onset : end
    let last = min(tone.end, following)
    guard last > tone.onset else { continue }
    func ticks(_ milliseconds: Double) -> Int { SongPerformer.ticks(of: milliseconds, at: tone.microsecondsPerQuarter) }
    let length = Double((last.value - tone.onset.value) * tone.microsecondsPerQuarter) / Double(1000 * Ticks.perQuarter)
    for (place, cents) in PitchCurve(motion: tone.motion, length: length).cents().enumerated() {
      let at = Ticks(tone.onset.value + ticks(Double(place) * PitchCurve.step))
      if at < last { add(at, cents) }
    }
    let rest = tone.motion.fallCents > 0 ? Ticks(last.value + ticks(releaseMS)) : last
    add(min(rest, following, end), 0)
  }
  return result
}

/// The nearest number of ticks that so many milliseconds take at a tempo.
func ticks(of milliseconds: Double, at microsecondsPerQuarter: Int) -> Int {
  Int((milliseconds * Double(1000 * Ticks.perQuarter) / Double(microsecondsPerQuarter)).rounded())
}

private let middle = 8192
/// A cent.
private let leastChange = 41
/// Releases of most sounds are over in it, milliseconds.
private let releaseMS = 200.0
