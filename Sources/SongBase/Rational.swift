// SPDX-License-Identifier: Apache-2.0
/// An exact fraction of two integers in lowest terms, with a positive denominator.
///
/// Score time and beat arithmetic use it, so that nothing is rounded before ticks are made.
/// Overflow of 64 bits traps: score times are small multiples of small fractions.
package struct Rational: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  package let numerator: Int
  package let denominator: Int

  /// - Precondition: `denominator` is not zero.
  package init(_ numerator: Int, _ denominator: Int = 1) {
    precondition(denominator != 0, "a fraction needs a denominator other than zero")
    guard denominator != 1 else {
      self.numerator = numerator
      self.denominator = 1
      return
    }
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let sign = denominator < 0 ? -1 : 1
    self.numerator = sign * (numerator / Int(divisor))
    self.denominator = sign * (denominator / Int(divisor))
  }

  private init(inLowestTerms numerator: Int, _ denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  package static let zero = Rational(0)

  /// The largest integer that is not above the value.
  package var floor: Int {
    let quotient = numerator / denominator
    return numerator % denominator < 0 ? quotient - 1 : quotient
  }

  /// The smallest integer that is not below the value.
  package var ceiling: Int { -Rational(-numerator, denominator).floor }

  /// The nearest integer, halves upward.
  package var rounded: Int {
    let floor = floor
    let rest = numerator - floor * denominator
    return rest >= denominator - rest ? floor + 1 : floor
  }

  package var isInteger: Bool { denominator == 1 }

  /// The nearest double; only for display and for audio.
  package var double: Double { Double(numerator) / Double(denominator) }

  /// `3`, `-7/2`.
  package var description: String { isInteger ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// Reads what `description` writes.
  package init?(text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let numerator = Int(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(numerator)
      return
    }
    guard let denominator = Int(parts[1]), denominator > 0 else { return nil }
    self.init(numerator, denominator)
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Rational(text: text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a fraction: \(text)"))
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  package static func < (left: Rational, right: Rational) -> Bool {
    if left.denominator == right.denominator { return left.numerator < right.numerator }
    // A lock may hold any fraction that 64 bits can, so comparing never overflows.
    let ours = left.numerator.multipliedFullWidth(by: right.denominator)
    let theirs = right.numerator.multipliedFullWidth(by: left.denominator)
    return (ours.high, ours.low) < (theirs.high, theirs.low)
  }

  package static func + (left: Rational, right: Rational) -> Rational {
    if left.denominator == right.denominator {
      return Rational(left.numerator + right.numerator, left.denominator)
    }
    return Rational(
      left.numerator * right.denominator + right.numerator * left.denominator, left.denominator * right.denominator)
  }

  package static func - (left: Rational, right: Rational) -> Rational { left + -right }
  package static prefix func - (value: Rational) -> Rational {
    Rational(inLowestTerms: -value.numerator, value.denominator)
  }

  package static func * (left: Rational, right: Rational) -> Rational {
    Rational(left.numerator * right.numerator, left.denominator * right.denominator)
  }

  package static func / (left: Rational, right: Rational) -> Rational {
    Rational(left.numerator * right.denominator, left.denominator * right.numerator)
  }

  package static func += (left: inout Rational, right: Rational) { left = left + right }
  package static func -= (left: inout Rational, right: Rational) { left = left - right }

  /// The remainder of a floored division: in `0..<right` for a positive `right`.
  package static func % (left: Rational, right: Rational) -> Rational {
    if left.denominator == right.denominator, right.numerator > 0 {
      let rest = left.numerator % right.numerator
      return Rational(rest < 0 ? rest + right.numerator : rest, left.denominator)
    }
    return left - right * Rational((left / right).floor)
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self.init(value) }
}

/// Position or length in the score, in quarter notes.
package typealias ScoreTime = Rational

/// The greatest common divisor; 1 when both are zero.
package func greatestCommonDivisor(_ first: UInt, _ second: UInt) -> UInt {
  var a = first
  var b = second
  while b != 0 { (a, b) = (b, a % b) }
  return a == 0 ? 1 : a
}

/// The least common multiple of two positive integers.
package func leastCommonMultiple(_ first: Int, _ second: Int) -> Int {
  first / Int(greatestCommonDivisor(first.magnitude, second.magnitude)) * second
}
