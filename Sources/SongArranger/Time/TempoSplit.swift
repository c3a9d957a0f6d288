// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongIR

/// A stretch of the piece at one tempo.
package struct TempoSpan: Sendable {
  package let start: ScoreTime
  package let length: ScoreTime
  package let duration: Microseconds

  package init(start: ScoreTime, length: ScoreTime, duration: Microseconds) {
    self.start = start
    self.length = length
    self.duration = duration
  }
}

/// Splits each span's duration over its notes in whole microseconds a quarter, so that it ends exactly.
///
/// A span of `h` notes of `1/d` quarter lasts `D`: `d D = (h - r) lo + r (lo + 1)` with `lo = d D div h`,
/// `r = d D mod h`, so at most two tempo events a span and no error at its end.
/// - Precondition: the spans are sorted, without gaps from 0; their lengths are positive.
package func tempoMap(of spans: [TempoSpan]) -> TempoMap {
  var events: [TempoMap.Event] = []
  func add(_ time: ScoreTime, _ tempo: Int) {
    if events.last?.microsecondsPerQuarter != tempo { events.append(.init(at: Ticks(time), microsecondsPerQuarter: tempo)) }
  }
  for span in spans {
    let denominator = span.length.denominator
    let notes = span.length.numerator
    let total = span.duration.value * denominator
    let (low, rest) = total.quotientAndRemainder(dividingBy: notes)
    if rest < notes { add(span.start, low) }
    if rest > 0 { add(span.start + Rational(notes - rest, denominator), low + 1) }
  }
  return TempoMap(events)
}
