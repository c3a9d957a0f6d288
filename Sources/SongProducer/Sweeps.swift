// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary

/// The sweeps of a piece as a track of its own, where its mix has them: noise that opens toward a section which the band
/// leads into by a roll, a breath or a drop, is loudest right before its first beat, and closes behind it. Where the music
/// falls back, only the closing is heard.
///
/// - Returns: nil where there is nothing to lead into.
func sweeps(
  _ performance: Performance, _ settings: Settings, _ plan: MixPlan.Sweeps?, rate: Int, seed: Int
) -> Session.Track? {
  guard let plan else { return nil }
  let places = sweepPlaces(performance, settings.form, longestRise: plan.bars)
  guard !places.isEmpty else { return nil }
  let frames = (performance.powers.map(\.at) + [performance.length]).map {
    Frames(performance.tempo.seconds(at: $0), sampleRate: rate).value
  }
  var score = SweepScore()
  for (number, place) in places.enumerated() {
    if place.rise > 0 { score.rise(from: frames[place.bar - place.rise], to: frames[place.bar], levelDB: plan.riseDB) }
    // A fall ends where the next sweep begins.
    let next = number + 1 < places.count ? places[number + 1].bar - places[number + 1].rise : frames.count - 1
    score.fall(from: frames[place.bar], to: frames[min(place.bar + fallBars, next)], levelDB: plan.fallDB)
  }
  var id = "sweeps"
  while settings.parts.contains(where: { utf8Equal($0.id, id) }) { id += "-" }
  return Session.Track(
    id: id, sound: .oscillator(.init(.noise(seed: seed), decay: nil)), events: score.events, equaliser: score.bands, inserts: [],
    gainDB: 0, pan: 0, sends: [.init(to: MixPlan.reverbReturn, gainDB: plan.sendDB + settings.mix.spaceDB)],
    automation: score.automation)
}

/// Thousandths by which the force falls back.
private let fallBack = 250
/// Measures in which a fall has closed.
private let fallBars = 2

/// A section's first measure, and how many measures the rise into it takes; 0 where the music falls back.
private func sweepPlaces(
  _ performance: Performance, _ form: [Settings.FormEntry], longestRise: Int
) -> [(bar: Int, rise: Int)] {
  let powers = performance.powers
  let starts = performance.sections.compactMap { start in powers.firstIndex { $0.at == start } }
  guard starts.count == form.count else { return [] }
  return starts.indices.dropFirst().compactMap { index in
    let bar = starts[index]
    let change = powers[bar].power - powers[bar - 1].power
    if change <= -fallBack { return (bar, 0) }
    guard change > 0, leads(form[index].treatment.into) else { return nil }
    // Half of the section before at most: what leads on isn't the section itself.
    return (bar, min(longestRise, (bar - starts[index - 1]) / 2))
  }
}

private func leads(_ transition: Settings.Transition) -> Bool {
  switch transition {
  case .roll, .breath, .drop: true
  case .fill, .push, .plain: false
  }
}

/// What the noise does: when it sounds, how loud, and through which filters.
private struct SweepScore {
  private(set) var events: [Session.Event] = []
  private(set) var automation: [Session.GainPoint] = []
  private var lowPass: [Session.EqualiserBand.Move] = []
  private var highPass: [Session.EqualiserBand.Move] = []

  var bands: [Session.EqualiserBand] {
    [
      .init(.highPass, hertz: bottom.low, moves: highPass),
      .init(.lowPass, hertz: top.low, quality: resonance, moves: lowPass),
    ]
  }

  /// From dark and soft to bright and loud; 40 dB, most of them toward the end.
  mutating func rise(from start: Int64, to end: Int64, levelDB: Double) {
    play(start, end)
    move(start, top.low, bottom.low)
    move(end - 1, top.high, bottom.high)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      level(start + (end - 1 - start) * Int64(step) / Int64(steps), levelDB - 40 * (1 - share * share))
    }
  }

  /// From bright and loud to dark and silent.
  mutating func fall(from start: Int64, to end: Int64, levelDB: Double) {
    play(start, end)
    move(start, top.high, bottom.low)
    move(end, top.low, bottom.low)
    for step in 0...steps {
      level(start + (end - start) * Int64(step) / Int64(steps), levelDB - 50 * Double(step) / Double(steps))
    }
  }

  private mutating func play(_ start: Int64, _ end: Int64) {
    events.append(.init(at: Frames(start), kind: .noteOn(key: 60, velocity: 127)))
    events.append(.init(at: Frames(end), kind: .noteOff(key: 60)))
  }

  private mutating func level(_ frame: Int64, _ decibels: Double) {
    automation.append(.init(at: Frames(frame), gain: gain(decibels: decibels)))
  }

  private mutating func move(_ frame: Int64, _ lowPassHz: Double, _ highPassHz: Double) {
    lowPass.append(.init(at: Frames(frame), hertz: lowPassHz))
    highPass.append(.init(at: Frames(frame), hertz: highPassHz))
  }
}

/// Where the low-pass and the high-pass are when a sweep is closed and open, Hz.
private let top = (low: 350.0, high: 14_000.0)
private let bottom = (low: 120.0, high: 700.0)
/// Q of the low-pass: the edge of the noise is heard to move.
private let resonance = 2.0
private let steps = 16
