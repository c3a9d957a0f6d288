// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// A pattern of the mini-notation: what sounds in each cycle, one cycle a bar.
///
/// - Source: the semantics of Tidal's and Strudel's patterns, for the subset of the language.
package indirect enum MiniPattern: Sendable, Hashable, Codable {
  case silence
  case word(String)
  /// Steps one after the other, each as long as its weight.
  case sequence([Step])
  /// All at once.
  case stack([MiniPattern])
  /// One of them a cycle.
  case choice([MiniPattern])
  /// So many times faster; below 1 slower.
  case fast(MiniPattern, Rational)
  /// So many hits spread evenly over so many steps, begun so many steps later.
  case euclid(MiniPattern, hits: Int, steps: Int, rotation: Int)
  /// Each event is left out with this probability in thousandths.
  case sometimes(MiniPattern, thousandths: Int)

  package struct Step: Sendable, Hashable, Codable {
    package var pattern: MiniPattern
    package var weight: Int

    package init(_ pattern: MiniPattern, weight: Int = 1) {
      self.pattern = pattern
      self.weight = weight
    }
  }

  package struct Event: Sendable, Hashable {
    /// In cycles.
    package let start: Rational
    package let end: Rational
    package let word: String

    package init(start: Rational, end: Rational, word: String) {
      self.start = start
      self.end = end
      self.word = word
    }
  }

  /// The words in it, each once, in order.
  package var words: [String] {
    var result: [String] = []
    func collect(_ pattern: MiniPattern) {
      switch pattern {
      case .silence: break
      case .word(let word): if !result.contains(where: { utf8Equal($0, word) }) { result.append(word) }
      case .sequence(let steps): steps.forEach { collect($0.pattern) }
      case .stack(let all), .choice(let all): all.forEach(collect)
      case .fast(let inner, _), .euclid(let inner, _, _, _), .sometimes(let inner, _): collect(inner)
      }
    }
    collect(self)
    return result
  }

  /// A common denominator of all its times, in cycles; nil where it is above a million.
  package var grain: Int? {
    switch self {
    case .silence, .word: 1
    case .sequence(let steps): product(steps.reduce(0) { $0 + $1.weight }, common(steps.map(\.pattern.grain)))
    case .stack(let all), .choice(let all): common(all.map(\.grain))
    case .fast(let inner, let factor): product(factor.numerator * factor.denominator, inner.grain)
    case .euclid(let inner, _, let steps, _): product(steps, inner.grain)
    case .sometimes(let inner, _): inner.grain
    }
  }

  /// The events that begin in a cycle, by start.
  ///
  /// - Parameter seed: each random choice draws from the stream of its own position below it.
  package func events(inCycle cycle: Int, seed: Seed) -> [Event] {
    events(from: Rational(cycle), to: Rational(cycle + 1), seed)
      .enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
  }

  private func events(from: Rational, to: Rational, _ seed: Seed) -> [Event] {
    guard from < to else { return [] }
    switch self {
    case .silence: return []
    case .word(let word):
      return (from.ceiling..<max(from.ceiling, to.ceiling)).map {
        Event(start: Rational($0), end: Rational($0 + 1), word: word)
      }
    case .sequence(let steps): return sequence(steps, from, to, seed)
    case .stack(let all):
      return all.enumerated().flatMap { $1.events(from: from, to: to, seed.child("stack", $0)) }
    case .choice(let all):
      return cycles(from, to).flatMap { cycle -> [Event] in
        var stream = seed.child("choice", cycle).generator
        let index = stream.below(all.count)
        return all[index].events(
          from: max(from, Rational(cycle)), to: min(to, Rational(cycle + 1)), seed.child("chosen", index))
      }
    case .fast(let inner, let factor):
      return inner.events(from: from * factor, to: to * factor, seed.child("inner")).map {
        Event(start: $0.start / factor, end: $0.end / factor, word: $0.word)
      }
    case .euclid(let inner, let hits, let steps, let rotation):
      return euclid(inner, MiniPattern.euclid(hits: hits, steps: steps, rotation: rotation), from, to, seed)
    case .sometimes(let inner, let thousandths):
      return inner.events(from: from, to: to, seed.child("inner")).filter { event in
        var stream = seed.child("sometimes").child("\(event.start)").generator
        return stream.below(1000) >= thousandths
      }
    }
  }

  private func cycles(_ from: Rational, _ to: Rational) -> Range<Int> { from.floor..<max(from.floor, to.ceiling) }

  private func sequence(_ steps: [Step], _ from: Rational, _ to: Rational, _ seed: Seed) -> [Event] {
    let total = Rational(steps.reduce(0) { $0 + $1.weight })
    return cycles(from, to).flatMap { cycle -> [Event] in
      let base = Rational(cycle)
      var offset = Rational.zero
      return steps.enumerated().flatMap { index, step -> [Event] in
        let start = base + offset / total
        let width = Rational(step.weight) / total
        offset += Rational(step.weight)
        // The step holds one cycle of its pattern.
        let low = max(base, (from - start) / width + base)
        let high = min(base + 1, (to - start) / width + base)
        return step.pattern.events(from: low, to: high, seed.child("step", index)).map {
          Event(start: ($0.start - base) * width + start, end: ($0.end - base) * width + start, word: $0.word)
        }
      }
    }
  }

  private func euclid(_ inner: MiniPattern, _ steps: [Bool], _ from: Rational, _ to: Rational, _ seed: Seed) -> [Event] {
    cycles(from, to).flatMap { cycle -> [Event] in
      let sounding = inner.events(from: Rational(cycle), to: Rational(cycle + 1), seed.child("inner"))
      return steps.indices.compactMap { index -> Event? in
        let start = Rational(cycle) + Rational(index, steps.count)
        guard steps[index], start >= from, start < to,
          let source = sounding.last(where: { $0.start <= start && start < $0.end })
        else { return nil }
        return Event(start: start, end: start + Rational(1, steps.count), word: source.word)
      }
    }
  }

  /// Hits spread over steps as evenly as may be, the first on a hit.
  ///
  /// - Source: Toussaint (2005), "The Euclidean algorithm generates traditional musical rhythms", Bridges; Bjorklund (2003).
  package static func euclid(hits: Int, steps: Int, rotation: Int) -> [Bool] {
    guard hits > 0, steps > 0 else { return Array(repeating: false, count: max(0, steps)) }
    guard hits < steps else { return Array(repeating: true, count: steps) }
    var heads = Array(repeating: [true], count: hits)
    var tails = Array(repeating: [false], count: steps - hits)
    while tails.count > 1 {
      let count = min(heads.count, tails.count)
      let joined = (0..<count).map { heads[$0] + tails[$0] }
      tails = heads.count > count ? Array(heads[count...]) : Array(tails[count...])
      heads = joined
    }
    let flat = (heads + tails).flatMap { $0 }
    // As in Strudel, a rotation moves the hits later.
    let shift = ((-rotation % steps) + steps) % steps
    return Array(flat[shift...] + flat[..<shift])
  }
}

private func product(_ left: Int, _ right: Int?) -> Int? {
  right.flatMap { left * $0 <= finestGrain ? left * $0 : nil }
}

/// The least common multiple of grains; nil where one is too fine, or all together.
package func common(_ grains: [Int?]) -> Int? {
  var result = 1
  for grain in grains {
    guard let grain else { return nil }
    result = leastCommonMultiple(result, grain)
    if result > finestGrain { return nil }
  }
  return result
}

/// Times with a larger denominator than this aren't played.
package let finestGrain = 1_000_000
