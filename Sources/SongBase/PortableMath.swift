// SPDX-License-Identifier: Apache-2.0
// Functions that glibc computes differently from CPU to CPU, built from IEEE-exact operations alone
// (+ - * / and bit patterns), so that they give the same bits everywhere.

/// Logarithm to base 2, for positive finite values; absolute error below 2e-15 times the magnitude of the result or 2e-16.
///
/// The mantissa is brought to sqrt(1/2)...sqrt(2) and the series of atanh is summed.
package func portableLog2(_ value: Double) -> Double {
  precondition(value > 0 && value.isFinite, "a logarithm needs a positive finite value")
  // Subnormal numbers are brought to where the exponent stands in the bits.
  let bits = value.isNormal ? value.bitPattern : (value * 0x1p54).bitPattern
  var exponent = Int(bits >> 52) - exponentBias - (value.isNormal ? 0 : 54)
  var mantissa = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
  if mantissa > 1.414_213_562_373_095_1 {
    mantissa *= 0.5
    exponent += 1
  }
  let ratio = (mantissa - 1) / (mantissa + 1)
  let square = ratio * ratio
  // Written out, the quotients are constants.
  var sum = 1.0 / 25
  sum = sum * square + 1.0 / 23
  sum = sum * square + 1.0 / 21
  sum = sum * square + 1.0 / 19
  sum = sum * square + 1.0 / 17
  sum = sum * square + 1.0 / 15
  sum = sum * square + 1.0 / 13
  sum = sum * square + 1.0 / 11
  sum = sum * square + 1.0 / 9
  sum = sum * square + 1.0 / 7
  sum = sum * square + 1.0 / 5
  sum = sum * square + 1.0 / 3
  sum = sum * square + 1.0
  return Double(exponent) + 2 * ratio * sum * inverseOfLn2
}

/// Two to the power of a value; relative error below 1e-14. Zero below -1074, infinite above 1024.
package func portableExp2(_ value: Double) -> Double {
  if value < -1074 { return 0 }
  if value >= 1024 { return .infinity }
  // To the nearest whole number, halves to even ones.
  let whole = value + roundingShift - roundingShift
  let rest = (value - whole) * ln2
  var sum = 1.0
  sum = sum * rest / 18 + 1
  sum = sum * rest / 17 + 1
  sum = sum * rest / 16 + 1
  sum = sum * rest / 15 + 1
  sum = sum * rest / 14 + 1
  sum = sum * rest / 13 + 1
  sum = sum * rest / 12 + 1
  sum = sum * rest / 11 + 1
  sum = sum * rest / 10 + 1
  sum = sum * rest / 9 + 1
  sum = sum * rest / 8 + 1
  sum = sum * rest / 7 + 1
  sum = sum * rest / 6 + 1
  sum = sum * rest / 5 + 1
  sum = sum * rest / 4 + 1
  sum = sum * rest / 3 + 1
  sum = sum * rest / 2 + 1
  sum = sum * rest + 1
  return scaled(sum, byPowerOfTwo: Int(whole))
}

/// The natural logarithm of a positive finite value.
package func portableLog(_ value: Double) -> Double { portableLog2(value) * ln2 }

/// A positive base to any power.
package func portablePow(_ base: Double, _ exponent: Double) -> Double {
  base == 0 ? 0 : portableExp2(portableLog2(base) * exponent)
}

/// Sine of an angle in turns (1 = a full circle); absolute error below 1e-14.
package func portableSin(turns: Double) -> Double {
  var part = turns - turns.rounded(.down)
  var sign = 1.0
  if part >= 0.5 {
    part -= 0.5
    sign = -1
  }
  if part > 0.25 { part = 0.5 - part }
  let angle = part * 2 * Double.pi
  let square = angle * angle
  var sum = 1.0
  var index = 21.0
  while index > 1 {
    sum = 1 - sum * square / (index * (index - 1))
    index -= 2
  }
  return sign * angle * sum
}

/// A linear gain from decibels.
package func gain(decibels: Double) -> Double { portableExp2(decibels * 0.166_096_404_744_368_12) }

private let ln2 = 0.693_147_180_559_945_3
private let inverseOfLn2 = 1.442_695_040_888_963_4

/// What is added to the exponent in a double's bits.
private let exponentBias = 1023
/// Added to a number of less than 52 bits, it leaves no place for what is behind the point.
private let roundingShift = 0x1.8p52

private func scaled(_ value: Double, byPowerOfTwo exponent: Int) -> Double {
  if exponent < -1000 { return value * powerOfTwo(-1000) * powerOfTwo(exponent + 1000) }
  if exponent > 1000 { return value * powerOfTwo(1000) * powerOfTwo(exponent - 1000) }
  return value * powerOfTwo(exponent)
}

/// Two to the power of a number from -1022 to 1023.
private func powerOfTwo(_ exponent: Int) -> Double {
  Double(bitPattern: UInt64(exponent + exponentBias) << 52)
}
