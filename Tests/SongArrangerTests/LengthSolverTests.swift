import SongArranger
import SongBase
import SongIR
import Testing

@Suite struct LengthSolverTests {
  /// Every combination of bars, tried one by one.
  private func bruteForce(_ problem: LengthSolver.Problem) -> Double? {
    var best: Double?
    func visit(_ index: Int, _ bars: [Int]) {
      guard index < problem.materials.count else {
        var quarters = Rational.zero
        var cost = 0.0
        for (material, count) in zip(problem.materials, bars) {
          quarters += material.measure * Rational(count * material.count)
          cost += LengthSolver.barCost(count, preferred: material.preferred)
        }
        let quarter = Rational(problem.duration.value, 1_000_000) / quarters
        guard quarter >= problem.fastest, quarter <= problem.slowest else { return }
        cost += 100 * portableLog((quarter / problem.preferred).double).magnitude
        if best == nil || cost < best! { best = cost }
        return
      }
      for count in problem.materials[index].bars { visit(index + 1, bars + [count]) }
    }
    visit(0, [])
    return best
  }

  @Test func theOptimumIsThatOfTryingEverything() {
    for seed in 0..<200 {
      var stream = Seed(seed).generator
      let materials = (0..<(1 + stream.below(3))).map { index in
        let low = 1 + stream.below(4)
        let high = low + stream.below(6)
        return LengthSolver.Material(
          count: 1 + stream.below(3), bars: low...high, preferred: low + stream.below(high - low + 1),
          measure: stream.element(of: [4, 3, Rational(7, 2)]), fixedSeconds: nil)
      }
      let tempo = 80 + stream.below(60)
      let problem = LengthSolver.Problem(
        materials: materials, last: materials.count - 1, duration: Microseconds(5_000_000 + stream.below(60_000_000)),
        fastest: Rational(60, tempo + 10), slowest: Rational(60, tempo - 10), preferred: Rational(60, tempo))
      let expected = bruteForce(problem)
      let solution = LengthSolver.solve(problem)
      if let expected {
        #expect(solution != nil, "seed \(seed)")
        #expect(((solution?.cost ?? .infinity) - expected).magnitude < 1e-9, "seed \(seed)")
      } else if let solution {
        // Where the tempo can't bend far enough, the last measure rings on its own time.
        #expect(solution.ring > .zero, "seed \(seed)")
      }
    }
  }

  @Test func anExactTempoLeavesTheRestToTheRing() throws {
    let problem = LengthSolver.Problem(
      materials: [.init(count: 1, bars: 8...8, preferred: 8, measure: 4, fixedSeconds: nil)], last: 0,
      duration: Microseconds(21_000_000), fastest: Rational(60, 96), slowest: Rational(60, 96),
      preferred: Rational(60, 96))
    let solution = try #require(LengthSolver.solve(problem))
    #expect(solution.body == Microseconds(17_500_000))
    #expect(solution.ring == Microseconds(3_500_000))
  }
}

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
