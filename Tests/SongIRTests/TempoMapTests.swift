// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongIR
import Testing

/// A map drawn from a seed, and a tick some way behind its last event.
private func randomMap(_ seed: Int) -> (map: TempoMap, end: Int) {
  var stream = Seed(seed).generator
  var events = [TempoMap.Event(at: .zero, microsecondsPerQuarter: 200_000 + stream.below(1_300_000))]
  for _ in 0..<stream.below(8) {
    let at = events.last!.at.value + 1 + stream.below(10_000)
    events.append(.init(at: Ticks(at), microsecondsPerQuarter: 1 + stream.below(1_500_000)))
  }
  return (TempoMap(events), events.last!.at.value + 1 + stream.below(5000))
}

/// The time of a tick in exact microseconds, added up event by event.
private func exact(_ map: TempoMap, _ tick: Int) -> Rational {
  var sum = Rational.zero
  for (index, event) in map.events.enumerated() where event.at.value < tick {
    let end = index + 1 < map.events.count ? min(tick, map.events[index + 1].at.value) : tick
    sum += Rational(event.microsecondsPerQuarter) * Rational(end - event.at.value, 960)
  }
  return sum
}

@Suite struct TempoMapTests {
  @Test func timesAreThoseOfExactArithmetic() {
    for seed in 0..<300 {
      let (map, end) = randomMap(seed)
      var stream = Seed(seed).child("ticks").generator
      for tick in [0, 1, end] + map.events.map(\.at.value) + (0..<20).map({ _ in stream.below(end) }) {
        let time = exact(map, tick)
        #expect(map.seconds(at: Ticks(tick)) == time / 1_000_000, "seed \(seed) tick \(tick)")
        #expect(map.microseconds(at: Ticks(tick)).value == time.rounded, "seed \(seed) tick \(tick)")
      }
    }
  }

  @Test func theTickOfATimeIsTheLastThatIsNotAfterIt() {
    for seed in 0..<300 {
      let (map, end) = randomMap(seed)
      var stream = Seed(seed).child("times").generator
      let last = exact(map, end).rounded
      for time in [0, last] + (0..<20).map({ _ in stream.below(last + 1) }) {
        let tick = map.tick(at: Microseconds(time)).value
        #expect(exact(map, tick) <= Rational(time), "seed \(seed) time \(time)")
        #expect(exact(map, tick + 1) > Rational(time), "seed \(seed) time \(time)")
      }
    }
  }

  @Test func aTickComesBackFromItsTime() {
    for seed in 0..<300 {
      let (map, end) = randomMap(seed)
      var stream = Seed(seed).child("ticks").generator
      for tick in (0..<20).map({ _ in stream.below(end) }) {
        // Where a tick lasts a microsecond at least, the time rounded up is its own.
        guard map.microsecondsPerQuarter(at: Ticks(tick)) >= 960 else { continue }
        #expect(map.tick(at: Microseconds(exact(map, tick).ceiling)).value == tick, "seed \(seed) tick \(tick)")
      }
    }
  }

  @Test func theTempoInForceIsThatOfTheLastEvent() {
    let map = TempoMap([
      .init(at: .zero, microsecondsPerQuarter: 500_000), .init(at: Ticks(960), microsecondsPerQuarter: 400_000),
    ])
    #expect([0, 959, 960, 5000].map { map.microsecondsPerQuarter(at: Ticks($0)) } == [500_000, 500_000, 400_000, 400_000])
    #expect(map.seconds(at: Ticks(1920)) == Rational(9, 10))
  }

  @Test func threeHoursStayExact() {
    let map = TempoMap([.init(at: .zero, microsecondsPerQuarter: 612_345)])
    let ticks = 3 * 3600 * 1_000_000 / 612_345 * 960 + 7
    #expect(map.seconds(at: Ticks(ticks)) == Rational(ticks * 612_345, 960_000_000))
    #expect(Frames(map.seconds(at: Ticks(ticks)), sampleRate: 96_000).value == Int64((2 * ticks * 612_345 + 10_000) / 20_000))
  }

  @Test func onlyTheEventsAreWritten() throws {
    let map = TempoMap([.init(at: .zero, microsecondsPerQuarter: 500_000)])
    let text = String(decoding: try JSONEncoder().encode(map), as: UTF8.self)
    #expect(text.hasPrefix("[{") && !text.contains("starts"))
    #expect(try JSONDecoder().decode(TempoMap.self, from: Data(text.utf8)) == map)
  }
}
