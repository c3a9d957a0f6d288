// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

/// A place in the piece and its clock time.
struct Moment: Equatable {
  let place: ScoreTime
  let time: Microseconds
}

/// Turns the times of the language into clock time and places.
struct TimeResolver {
  let settings: Settings
  let layout: TimeLayout
  /// Where the sync points landed, by number.
  private(set) var syncs: [Moment?]

  init(_ settings: Settings, _ layout: TimeLayout) {
    self.settings = settings
    self.layout = layout
    syncs = Array(repeating: nil, count: settings.syncs.count)
  }

  mutating func set(_ moment: Moment, ofSync index: Int) { syncs[index] = moment }

  /// The moment of a time; nil for a name that isn't known (yet).
  func moment(of time: TimeValue) -> Moment? {
    switch time {
    case .clock(let seconds): return at(Microseconds(seconds: seconds))
    case .amount(let amount): return move(Moment(place: .zero, time: .zero), by: amount)
    case .position(let bar, let beat):
      guard bar <= layout.measures.count else { return end }
      return at(place(in: bar - 1, beat: beat))
    case .anchor(let name, let offset):
      let base: Moment?
      if name == "end" {
        base = end
      } else if let index = settings.syncIndex(named: name) {
        base = syncs[index]
      } else if let section = settings.form.firstIndex(where: { utf8Equal($0.name, name) }) {
        base = at(layout.measures[layout.firsts[section]].start)
      } else {
        base = nil
      }
      guard let base else { return nil }
      return offset.map { move(base, by: $0) } ?? base
    case .timecode: return nil
    }
  }

  var end: Moment { Moment(place: layout.end, time: layout.time(layout.end)) }

  func at(_ place: ScoreTime) -> Moment {
    let inside = min(max(place, .zero), layout.end)
    return Moment(place: inside, time: layout.time(inside))
  }

  /// The tick nearest to a time.
  func at(_ time: Microseconds) -> Moment {
    if time <= .zero { return Moment(place: .zero, time: time) }
    if time >= end.time { return Moment(place: layout.end, time: time) }
    let before = layout.tempo.tick(at: time)
    let after = Ticks(before.value + 1)
    let isAfter = layout.tempo.microseconds(at: after) - time < time - layout.tempo.microseconds(at: before)
    return Moment(place: scoreTime((isAfter ? after : before).value), time: time)
  }

  private func place(in measure: Int, beat: Rational) -> ScoreTime {
    let beats = layout.measures[measure].meter.beats
    let index = min(beat.floor - 1, beats.count - 1)
    let fraction = min(beat - Rational(index + 1), 1)
    return layout.measures[measure].start + beats[index].start + beats[index].length * fraction
  }

  private func move(_ base: Moment, by amount: TimeValue.Amount) -> Moment {
    if let seconds = amount.seconds { return at(base.time + Microseconds(seconds: seconds)) }
    let measure = layout.measure(at: base.place)
    switch amount.unit {
    case .samples:
      let rate = settings.exports.first { $0.kind.isMaster }?.rate ?? 48_000
      return at(base.time + Microseconds(seconds: amount.number / Rational(rate)))
    case .beats: return at(base.place + amount.number * layout.measures[measure].meter.beatUnit)
    case .wholeNotes: return at(base.place + amount.number * 4)
    default:
      // Whole bars by their number, since they may differ in length; the rest by the length of the bar there.
      let whole = amount.number.floor
      let target = measure + whole
      let inside = base.place - layout.measures[measure].start
      let isEnd = base.place == layout.end
      let number = isEnd ? layout.measures.count + whole : target
      guard number >= 0 else { return at(ScoreTime.zero) }
      guard number < layout.measures.count else { return end }
      let start = layout.measures[number].start + (isEnd ? .zero : min(inside, layout.measures[number].meter.length))
      return at(start + (amount.number - Rational(whole)) * layout.measures[number].meter.length)
    }
  }
}

extension Settings {
  /// The clock time that a time has whatever the music; nil where it depends on bars, beats or sections.
  func clockTime(of time: TimeValue, depth: Int = 0) -> Microseconds? {
    switch time {
    case .clock(let seconds): return Microseconds(seconds: seconds)
    case .amount(let amount): return clockTime(of: amount)
    case .position, .timecode: return nil
    case .anchor(let name, let offset):
      var base: Microseconds?
      if name == "end" {
        base = isDurationFree ? nil : duration
      } else if let index = syncIndex(named: name), depth < syncs.count {
        base = clockTime(of: syncs[index].at, depth: depth + 1)
      }
      guard let base else { return nil }
      guard let offset else { return base }
      return clockTime(of: offset).map { base + $0 }
    }
  }

  private func clockTime(of amount: TimeValue.Amount) -> Microseconds? {
    if let seconds = amount.seconds { return Microseconds(seconds: seconds) }
    guard amount.unit == .samples else { return nil }
    return Microseconds(seconds: amount.number / Rational(exports.first { $0.kind.isMaster }?.rate ?? 48_000))
  }
}
