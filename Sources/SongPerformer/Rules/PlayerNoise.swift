// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR

extension PerformanceRule {
  /// Moves onsets off the grid by what the rules ask and by seeded noise: half of it shared by the ensemble, half the
  /// player's own.
  ///
  /// 70 % pink (long-range correlated), 30 % white; the largest deviation of all is the asked maximum, the standard
  /// deviation of the noise 40 % of it; no note passes another of its sound. The notes of a piece's first onset and of its last measure stay on the grid; a loop has no last measure.
  /// - Source: Hennig et al. (2011), "The nature and perception of fluctuations in human musical rhythms", PLoS ONE 6(10).
  static let playerTiming = PerformanceRule(name: "player-timing") { playing in
    let limit = Double(playing.humanize.timing)
    guard limit > 0 else { return }
    let shared = Noise(playing.ensemble.child("timing"))
    let own = Noise(playing.player.child("timing"))
    let rooms = room(playing)
    for index in playing.notes.indices {
      let note = playing.notes[index].note
      let isLast = playing.notes[index].measure.number == playing.score.measures.count
      if note.onset == .zero || isLast && playing.ending != .loop { continue }
      let deviation = (shared.value(at: note.onset) + own.value(at: note.onset)) * 0.707 * 0.4 * limit
      let all = playing.notes[index].leanMS * 1000 + deviation
      let (earliest, latest) = (max(-limit, -rooms[index].before), min(limit, rooms[index].after))
      playing.notes[index].shift += Int(min(max(all, earliest), latest).rounded())
    }
  }

  /// Microseconds from each note half the way to its neighbours of the same sound, which it may not pass.
  private static func room(_ playing: PartPlaying) -> [(before: Double, after: Double)] {
    var result: [(before: Double, after: Double)] = Array(repeating: (.infinity, .infinity), count: playing.notes.count)
    var last: [Score.Sound: Int] = [:]
    for index in playing.notes.indices {
      let note = playing.notes[index].note
      if let before = last[note.sound] {
        let half = playing.milliseconds(of: note.onset - playing.notes[before].note.onset, at: before) * 500
        // Less a tick, which rounding may take.
        let room = max(0, half - Double(playing.microsecondsPerQuarter(at: before)) / Double(Ticks.perQuarter))
        result[before].after = room
        result[index].before = room
      }
      last[note.sound] = index
    }
    return result
  }

  /// Varies velocities by seeded noise; the largest change is the asked percentage.
  ///
  /// - Source: as `playerTiming`; velocities of a line correlate from note to note as onsets do.
  static let playerVelocity = PerformanceRule(name: "player-velocity") { playing in
    let limit = Double(playing.humanize.velocity) / 100
    guard limit > 0 else { return }
    let own = Noise(playing.player.child("velocity"))
    let white = playing.player.child("velocity.note")
    for index in playing.notes.indices {
      let part = 0.6 * own.value(at: playing.notes[index].note.onset) + 0.8 * (white.unit(at: playing.notes[index].identity) - 0.5) * 3.4
      playing.notes[index].velocity *= 1 + min(max(part * 0.4 * limit, -limit), limit)
    }
  }

  /// Varies sounding lengths; never longer than written.
  static let playerLength = PerformanceRule(name: "player-length") { playing in
    let limit = Double(playing.humanize.length) / 100
    guard limit > 0 else { return }
    let white = playing.player.child("length")
    for index in playing.notes.indices {
      playing.notes[index].length *= 1 - limit * white.unit(at: playing.notes[index].identity)
    }
  }

  /// Lets go of what rings at the end early enough that its tail dies away inside the piece; a loop's end rings on into
  /// its beginning.
  static let ringRelease = PerformanceRule(name: "ring-release") { playing in
    guard playing.humanize.length > 0, playing.ending != .loop, let last = playing.score.measures.last else { return }
    let seconds = (playing.score.tempo.seconds(at: Ticks(playing.score.end)) - playing.score.tempo.seconds(at: Ticks(last.start))).double
    let share = 1 - min(0.3, tailSeconds / seconds)
    for index in playing.notes.indices where playing.notes[index].note.end == playing.score.end {
      playing.notes[index].length = min(playing.notes[index].length, share)
    }
  }
}

/// Seconds that a release and its reverb want.
private let tailSeconds = 1.2

/// Pink-like noise over score time with mean 0 and standard deviation near 1, the same at a time whatever else is played.
///
/// The sum of five layers of uniform draws that last 8, 4, 2, 1 and 1/2 quarter notes (Voss-McCartney), and white noise; neighbours
/// correlate by 0.3 in quarters, 0.43 in eighths and 0.56 in sixteenths.
/// - Source: Voss & Clarke (1978), "1/f noise in music", J. Acoust. Soc. Am. 63(1).
struct Noise {
  private let layers: [(seed: Seed, length: ScoreTime)]
  private let white: Seed

  init(_ seed: Seed) {
    layers = [8, 4, 2, 1, Rational(1, 2)].map { (seed.child("\($0)"), $0) }
    white = seed.child("white")
  }

  func value(at time: ScoreTime) -> Double {
    var sum = 0.0
    for layer in layers { sum += layer.seed.unit(at: (time / layer.length).floor) - 0.5 }
    // A uniform draw has the standard deviation 0.2887; five add up to 0.6455.
    let noise = white.unit(at: Ticks(time).value) - 0.5
    return (0.837 * sum / 0.6455) + (0.548 * noise / 0.2887)
  }
}
