package import SongBase

/// Chooses how many measures each section has, and the tempo, so that the piece ends exactly at its duration.
///
/// Sections of one material have one length, so that they can be one segment; the last section may differ. In a tempo
/// range all measures share the time evenly. At an exact tempo the last measure, whose chord rings, takes what is left.
/// The optimum is found by dynamic programming over the total of quarter notes:
///
///     cost = sum of bar costs + 100 |ln(tempo / preferred)| + ring cost
///     bar cost = 0 (a multiple of four), 1 (of two), 8 (odd), + 3 |log2(bars / preferred)|
///     ring cost = 10 |log2(ring / 1.5 measures)|, only where the ring has a time of its own
///
/// - Source: the weights are those of the prototype described with the tempo fitting figures of the project's notes on
///   sync points; the ring cost keeps the last measure between one and two measures.
package struct LengthSolver {
  /// One kind of section with how often it comes.
  package struct Material {
    /// Occurrences.
    package let count: Int
    package let bars: ClosedRange<Int>
    package let preferred: Int
    /// Quarter notes of a measure.
    package let measure: ScoreTime
    /// Seconds of a measure where the section has an exact tempo of its own.
    package let fixedSeconds: Rational?

    package init(count: Int, bars: ClosedRange<Int>, preferred: Int, measure: ScoreTime, fixedSeconds: Rational?) {
      self.count = count
      self.bars = bars
      self.preferred = preferred
      self.measure = measure
      self.fixedSeconds = fixedSeconds
    }
  }

  package struct Solution: Equatable {
    /// Measures of each material, in the order given.
    package let bars: [Int]
    /// Exact length of everything before the ring, and of the ring.
    package let body: Microseconds
    package let ring: Microseconds
    package let cost: Double
  }

  package struct Problem {
    package let materials: [Material]
    /// The material whose last measure rings; it comes once.
    package let last: Int
    package let duration: Microseconds
    /// Seconds of a quarter note: fastest, slowest, preferred.
    package let fastest: Rational
    package let slowest: Rational
    package let preferred: Rational

    package init(
      materials: [Material], last: Int, duration: Microseconds, fastest: Rational, slowest: Rational, preferred: Rational
    ) {
      self.materials = materials
      self.last = last
      self.duration = duration
      self.fastest = fastest
      self.slowest = slowest
      self.preferred = preferred
    }
  }

  /// The measures of the ring may take this share of their length at the preferred tempo.
  private static let ringLimits = (low: 0.3, high: 4.0)

  /// The best solution, or nil where none fits.
  package static func solve(_ problem: Problem) -> Solution? {
    let exact = problem.fastest == problem.slowest
    let bent = exact ? nil : solve(problem, ringIsFree: false)
    return bent ?? solve(problem, ringIsFree: true)
  }

  /// The cost of a number of measures where another was preferred.
  package static func barCost(_ bars: Int, preferred: Int) -> Double {
    let parity = bars % 4 == 0 || bars == preferred ? 0.0 : bars % 2 == 0 ? 1 : 8
    return parity + 3 * portableLog2(Double(bars) / Double(preferred)).magnitude
  }

  /// - Parameter ringIsFree: the last measure has a time of its own; else it shares the tempo.
  private static func solve(_ problem: Problem, ringIsFree: Bool) -> Solution? {
    // Totals are counted in the unit that divides all measures.
    var denominator = 1
    for material in problem.materials { denominator = leastCommonMultiple(denominator, material.measure.denominator) }
    let fixedSeconds = problem.materials.enumerated().reduce(Rational.zero) { sum, entry in
      guard let seconds = entry.element.fixedSeconds else { return sum }
      let count = entry.element.preferred * entry.element.count - (entry.offset == problem.last && ringIsFree ? 1 : 0)
      return sum + seconds * Rational(count)
    }
    let available = Rational(problem.duration.value, 1_000_000) - fixedSeconds
    guard available > .zero else { return nil }
    let limit = (available / problem.fastest * Rational(denominator)).floor
      + (problem.materials[problem.last].measure * Rational(denominator)).ceiling
    guard limit < 2_000_000 else { return nil }

    var best = [Double](repeating: .infinity, count: limit + 1)
    best[0] = 0
    var choices: [[UInt16]] = []
    for (index, material) in problem.materials.enumerated() {
      let isFixed = material.fixedSeconds != nil
      let domain = isFixed ? material.preferred...material.preferred : material.bars
      let measure = (material.measure * Rational(denominator)).numerator
      var next = [Double](repeating: .infinity, count: limit + 1)
      var choice = [UInt16](repeating: 0, count: limit + 1)
      // A ring with a time of its own doesn't count; a section with its own tempo neither.
      let ring = index == problem.last && ringIsFree ? 1 : 0
      for bars in domain where bars <= 65_000 {
        let step = isFixed ? 0 : (bars * material.count - ring) * measure
        if step > limit { break }
        let cost = barCost(bars, preferred: material.preferred)
        for total in 0...(limit - step) where best[total] + cost < next[total + step] {
          next[total + step] = best[total] + cost
          choice[total + step] = UInt16(bars)
        }
      }
      best = next
      choices.append(choice)
    }

    let ringMeasure = problem.materials[problem.last].fixedSeconds
      ?? problem.materials[problem.last].measure * problem.preferred
    var found: (total: Int, cost: Double, body: Rational)?
    for total in 0...limit where best[total].isFinite {
      let quarters = Rational(total, denominator)
      var cost = best[total]
      let body: Rational
      if ringIsFree {
        body = quarters * problem.preferred
        let measures = ((available - body) / ringMeasure).double
        guard measures >= ringLimits.low, measures <= ringLimits.high else { continue }
        cost += 10 * portableLog2(measures / 1.5).magnitude
      } else {
        guard quarters > .zero else { continue }
        let quarter = available / quarters
        guard quarter >= problem.fastest, quarter <= problem.slowest else { continue }
        cost += 100 * portableLog((quarter / problem.preferred).double).magnitude
        body = available
      }
      if found == nil || cost < found!.cost - 1e-9 { found = (total, cost, body) }
    }
    guard let found else { return nil }

    var bars = [Int](repeating: 0, count: problem.materials.count)
    var total = found.total
    for index in problem.materials.indices.reversed() {
      let material = problem.materials[index]
      bars[index] = Int(choices[index][total])
      if material.fixedSeconds == nil {
        let ring = index == problem.last && ringIsFree ? 1 : 0
        total -= (bars[index] * material.count - ring) * (material.measure * Rational(denominator)).numerator
      }
    }
    let body = ringIsFree ? Microseconds(seconds: found.body + fixedSeconds) : problem.duration
    return Solution(bars: bars, body: body, ring: problem.duration - body, cost: found.cost)
  }
}
