// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary

/// The sweeps of a piece as a track of its own, where its mix has them: noise that opens toward a section which the band
/// leads into by a roll, a breath or a drop, is loudest on its first beat, and closes behind it. Where the music falls back,
/// only the closing is heard.
///
/// - Returns: nil where there is nothing to lead into.
func sweeps(
  _ performance: Performance, _ settings: Settings, _ plan: MixPlan.Sweeps?, taken: [String], rate: Int, seed: Int
) -> Session.Track? {
  guard let plan else { return nil }
  var score = SweepScore(rate: rate)
  let bars = performance.powers.map { (at: $0.at, frame: Frames(performance.tempo.seconds(at: $0.at), sampleRate: rate).value) }
  let starts = performance.sections
  guard starts.count == settings.form.count else { return nil }
  for index in starts.indices.dropFirst() {
    guard let lift = bars.firstIndex(where: { $0.at == starts[index] }),
      let before = bars.firstIndex(where: { $0.at == starts[index - 1] })
    else { continue }
    let change = performance.powers[lift].power - performance.powers[lift - 1].power
    let rises = change > 0 && leads(settings.form[index].treatment.into)
    // Half of the section before at most: what leads on isn't the section itself.
    let length = min(plan.bars, (lift - before) / 2)
    if rises, length >= 1 { score.rise(from: bars[lift - length].frame, to: bars[lift].frame, levelDB: plan.riseDB) }
    guard rises || change <= -fallBack else { continue }
    let end = lift + fallBars < bars.count ? bars[lift + fallBars].frame : Frames(performance.tempo.seconds(at: performance.length), sampleRate: rate).value
    score.fall(from: bars[lift].frame, to: end, levelDB: plan.fallDB)
  }
  guard !score.events.isEmpty else { return nil }
  var id = "sweeps"
  while taken.contains(where: { utf8Equal($0, id) }) { id += "-" }
  return Session.Track(
    id: id, sound: .oscillator(.init(.noise(seed: seed), decay: nil)), events: score.events, equaliser: score.bands, inserts: [],
    gainDB: 0, pan: 0, sends: [.init(to: MixPlan.reverbReturn, gainDB: plan.sendDB)], automation: score.automation)
}

/// Thousandths by which the force falls back.
private let fallBack = 250
/// Measures in which a fall has closed.
private let fallBars = 2

private func leads(_ transition: Settings.Transition) -> Bool {
  switch transition {
  case .roll, .breath, .drop: true
  case .fill, .push, .plain: false
  }
}

/// What the noise does: when it sounds, how loud, and through which filters.
private struct SweepScore {
  let rate: Int
  private(set) var events: [Session.Event] = []
  private(set) var automation: [Session.GainPoint] = []
  private var lowPass: [Session.EqualiserBand.Move] = []
  private var highPass: [Session.EqualiserBand.Move] = []

  init(rate: Int) { self.rate = rate }

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
      level(start + (end - 1 - start) * Int64(step) / Int64(steps), levelDB - 40 * (1 - share) * (1 - share))
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
