// SPDX-License-Identifier: Apache-2.0
/// The key of a random stream: a value without a position.
///
/// Streams are keyed by a path (`seed / pass / section / part / purpose`), so a draw in one place
/// never shifts a draw in another.
package struct Seed: Sendable, Hashable, CustomStringConvertible {
  private let key: UInt64
  /// The path that led here, for the lock: `0/settle/style`.
  package let path: String

  /// The seed of a whole piece from a number.
  package init(_ number: Int) {
    key = mix64(UInt64(bitPattern: Int64(number)))
    path = String(number)
  }

  /// The seed of a whole piece from a text: its UTF-8 bytes, hashed as written.
  package init(text: String) {
    key = mix64(stableHash(text))
    path = text
  }

  private init(key: UInt64, path: String) {
    self.key = key
    self.path = path
  }

  /// The seed of a named sub-stream.
  package func child(_ name: String) -> Seed {
    Seed(key: mix64(key &+ 0x9E37_79B9_7F4A_7C15 ^ stableHash(name)), path: "\(path)/\(name)")
  }

  /// The seed of a named and numbered sub-stream.
  package func child(_ name: String, _ index: Int) -> Seed { child("\(name).\(index)") }

  /// A fresh stream from this seed; two generators of one seed give the same numbers.
  package var generator: RandomStream { RandomStream(key: key) }

  /// A number in `0..<1` that belongs to an index: random access into the stream, for noise over time.
  package func unit(at index: Int) -> Double {
    Double(mix64(key &+ UInt64(bitPattern: Int64(index)) &* 0xD1B5_4A32_D192_ED03) >> 11) * 0x1p-53
  }

  package var description: String { path }

  package static func == (left: Seed, right: Seed) -> Bool { left.key == right.key }

  package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

/// A counter-based stream of 64-bit numbers: the n-th number is a function of key and n alone.
///
/// - Source: Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA (SplitMix64 finaliser).
package struct RandomStream: Sendable {
  private let key: UInt64
  private var counter: UInt64 = 0

  init(key: UInt64) { self.key = key }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    counter &+= 1
    return mix64(key &+ counter &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A number in `0..<bound`, without bias.
  ///
  /// - Source: Lemire (2019), "Fast random integer generation in an interval", ACM TOMACS 29(1).
  /// - Precondition: `bound` is positive.
  package mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "a draw needs a positive bound")
    let range = UInt64(bound)
    let threshold = (0 &- range) % range
    while true {
      let (high, low) = next().multipliedFullWidth(by: range)
      if low >= threshold { return Int(high) }
    }
  }

  /// A number in `0..<1` on a grid of 2^-53.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number near the normal distribution with mean 0 and standard deviation 1: the sum of twelve uniform draws, less six.
  package mutating func gaussian() -> Double {
    var sum = 0.0
    for _ in 0..<12 { sum += unit() }
    return sum - 6
  }

  /// True in `percent` of a hundred draws.
  package mutating func chance(percent: Int) -> Bool { below(100) < percent }

  /// The index of one of the weights, drawn in proportion to them.
  ///
  /// - Precondition: no weight is negative and one at least is positive.
  package mutating func pick(weights: [Int]) -> Int {
    let total = weights.reduce(0, +)
    var draw = below(total)
    for (index, weight) in weights.enumerated() {
      if draw < weight { return index }
      draw -= weight
    }
    return weights.count - 1
  }

  /// The index of one of the probabilities, quantised to integers of 2^-40 of their sum before the draw.
  ///
  /// A positive probability keeps at least one unit, so it can be drawn; zero can't.
  /// - Precondition: all are finite and none is negative, one at least is positive.
  package mutating func pick(probabilities: [Double]) -> Int {
    var total = 0.0
    for probability in probabilities { total += probability }
    let scale = Double(1 << 40) / total
    return pick(weights: probabilities.map { $0 > 0 ? max(1, Int($0 * scale)) : 0 })
  }

  /// One of the elements, each with the same chance.
  package mutating func element<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }

  /// The elements in random order (Fisher-Yates).
  package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    guard result.count > 1 else { return result }
    for index in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(index, below(index + 1)) }
    return result
  }
}

/// The 64-bit FNV-1a hash of bytes, the same on every machine and in every run.
///
/// - Source: Fowler, Noll & Vo; draft-eastlake-fnv.
package func stableHash(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  return hash
}

/// As above for an array: the loop runs over its memory.
package func stableHash(_ bytes: [UInt8]) -> UInt64 {
  bytes.withUnsafeBufferPointer { buffer in
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in buffer.indices { hash = (hash ^ UInt64(buffer[index])) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}

/// As above for a text's bytes.
package func stableHash(_ text: String) -> UInt64 { stableHash(Array(text.utf8)) }

/// The SplitMix64 finaliser: a bijection of 64 bits that spreads every input bit over the output.
private func mix64(_ value: UInt64) -> UInt64 {
  var bits = value
  bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
  bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
  return bits ^ bits >> 31
}
