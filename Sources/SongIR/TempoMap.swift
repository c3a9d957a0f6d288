// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// The tempo of a piece as MIDI holds it: whole microseconds a quarter note from each tick on.
package struct TempoMap: Sendable, Hashable, Codable {
  package struct Event: Sendable, Hashable, Codable {
    package let at: Ticks
    /// 1...16777215.
    package let microsecondsPerQuarter: Int

    package init(at: Ticks, microsecondsPerQuarter: Int) {
      self.at = at
      self.microsecondsPerQuarter = microsecondsPerQuarter
    }
  }

  /// Microseconds a quarter note that a MIDI tempo event can hold.
  package static let slowest = 16_777_215.0

  /// Sorted by tick; the first is at 0.
  package let events: [Event]
  /// Exact time of each event in units of 1/960 microsecond.
  private let starts: [Int]

  /// - Precondition: the events are sorted and begin at tick 0.
  package init(_ events: [Event]) {
    precondition(events.first?.at == .zero, "a tempo map begins at 0")
    self.events = events
    var starts = [0]
    for (previous, next) in zip(events, events.dropFirst()) {
      precondition(previous.at < next.at, "tempo events are sorted")
      starts.append(starts.last! + (next.at.value - previous.at.value) * previous.microsecondsPerQuarter)
    }
    self.starts = starts
  }

  /// The exact time of a tick, in seconds.
  package func seconds(at tick: Ticks) -> Rational { Rational(scaled(at: tick), Ticks.perQuarter * 1_000_000) }

  /// The time of a tick to the nearest microsecond.
  package func microseconds(at tick: Ticks) -> Microseconds {
    Microseconds(Rational(scaled(at: tick), Ticks.perQuarter).rounded)
  }

  /// The last tick that is not after a time.
  package func tick(at time: Microseconds) -> Ticks {
    let wanted = time.value * Ticks.perQuarter
    var index = 0
    while index + 1 < events.count, starts[index + 1] <= wanted { index += 1 }
    return Ticks(events[index].at.value + (wanted - starts[index]) / events[index].microsecondsPerQuarter)
  }

  /// The tempo in force at a tick, in microseconds a quarter note.
  package func microsecondsPerQuarter(at tick: Ticks) -> Int { events[index(at: tick)].microsecondsPerQuarter }

  private func scaled(at tick: Ticks) -> Int {
    let index = index(at: tick)
    return starts[index] + (tick.value - events[index].at.value) * events[index].microsecondsPerQuarter
  }

  private func index(at tick: Ticks) -> Int {
    var low = 0
    var high = events.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if events[middle].at <= tick { low = middle } else { high = middle }
    }
    return low
  }

  package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode([Event].self)) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(events)
  }
}
