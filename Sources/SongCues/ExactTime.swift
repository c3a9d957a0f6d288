// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Seconds as an exact fraction that never overflows: beyond 100 hours it is too large, and stays so.
///
/// Fractions finer than a nanosecond are rounded to it; no frame or sample rate has such.
struct ExactTime: Sendable, Hashable, Comparable {
  /// Nil where the time is too large.
  private let value: Rational?

  static let zero = ExactTime(Rational.zero)

  init(_ seconds: Rational) { self.init(Int128(seconds.numerator), over: Int128(seconds.denominator)) }

  /// A fraction of a second; too large where the denominator isn't positive or above 10^22.
  init(_ numerator: Int128, over denominator: Int128) {
    guard denominator > 0, denominator <= largestWideDenominator,
      numerator.magnitude <= UInt128(denominator) * UInt128(longestSeconds)
    else {
      value = nil
      return
    }
    let divisor = commonDivisor(numerator, denominator)
    value = roundedFraction(numerator / divisor, denominator / divisor, largest: 1_000_000_000)
  }

  private init(value: Rational?) { self.value = value }

  /// With a denominator of at most 1,000,000; nil where it is too large.
  var seconds: Rational? {
    guard let value else { return nil }
    return roundedFraction(Int128(value.numerator), Int128(value.denominator), largest: 1_000_000)
  }

  /// Rounded to the nearest, halves upward; nil where it is too large.
  var microseconds: Microseconds? {
    guard let value else { return nil }
    return Microseconds(Int(nearest(to: Int128(value.numerator), Int128(value.denominator), times: 1_000_000)))
  }

  static func + (left: ExactTime, right: ExactTime) -> ExactTime {
    guard let a = left.value, let b = right.value else { return ExactTime(value: nil) }
    return ExactTime(
      Int128(a.numerator) * Int128(b.denominator) + Int128(b.numerator) * Int128(a.denominator),
      over: Int128(a.denominator) * Int128(b.denominator))
  }

  static prefix func - (time: ExactTime) -> ExactTime { ExactTime(value: time.value.map { -$0 }) }
  static func - (left: ExactTime, right: ExactTime) -> ExactTime { left + -right }

  /// The time made longer or shorter.
  ///
  /// - Parameter factor: of small numerator and denominator, as ratios of frame rates are.
  func scaled(by factor: Rational) -> ExactTime {
    guard let value, factor != 1 else { return self }
    return ExactTime(
      Int128(value.numerator) * Int128(factor.numerator), over: Int128(value.denominator) * Int128(factor.denominator))
  }

  /// What is too large comes last.
  static func < (left: ExactTime, right: ExactTime) -> Bool {
    guard let a = left.value else { return false }
    guard let b = right.value else { return true }
    return Int128(a.numerator) * Int128(b.denominator) < Int128(b.numerator) * Int128(a.denominator)
  }
}

/// 100 hours in seconds: longer than any timecode and any film.
private let longestSeconds: Int128 = 360_000

/// So that a numerator, scaled to nanoseconds, fits 127 bits.
private let largestWideDenominator: Int128 = 10_000_000_000_000_000_000_000

private func roundedFraction(_ numerator: Int128, _ denominator: Int128, largest: Int128) -> Rational {
  if denominator <= largest { return Rational(Int(numerator), Int(denominator)) }
  return Rational(Int(nearest(to: numerator, denominator, times: largest)), Int(largest))
}

/// The nearest integer to the fraction times `factor`, halves upward.
private func nearest(to numerator: Int128, _ denominator: Int128, times factor: Int128) -> Int128 {
  let dividend = 2 * numerator * factor + denominator
  let quotient = dividend / (2 * denominator)
  return dividend % (2 * denominator) < 0 ? quotient - 1 : quotient
}

private func commonDivisor(_ first: Int128, _ second: Int128) -> Int128 {
  var a = first.magnitude
  var b = second.magnitude
  while b != 0 { (a, b) = (b, a % b) }
  return Int128(a)
}
