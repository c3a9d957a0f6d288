// SPDX-License-Identifier: Apache-2.0
import SongArranger
import SongBase
import SongIR
import Testing

@Suite struct TempoSplitTests {
  @Test func everySpanEndsExactly() {
    for seed in 0..<300 {
      var stream = Seed(seed).generator
      var start = ScoreTime.zero
      var time = 0
      var spans: [TempoSpan] = []
      for _ in 0..<(1 + stream.below(5)) {
        let length = Rational(1 + stream.below(400), stream.element(of: [1, 2, 4]))
        let duration = Int((length * Rational(300_000 + stream.below(700_000))).double) + stream.below(1000)
        spans.append(TempoSpan(start: start, length: length, duration: Microseconds(duration)))
        start += length
      }
      let map = tempoMap(of: spans)
      for span in spans {
        #expect(map.seconds(at: Ticks(span.start)) == Rational(time, 1_000_000), "seed \(seed)")
        time += span.duration.value
      }
      #expect(map.seconds(at: Ticks(start)) == Rational(time, 1_000_000), "seed \(seed)")
    }
  }
}
