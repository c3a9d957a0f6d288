// SPDX-License-Identifier: Apache-2.0
/// Position or length in MIDI ticks, 960 to the quarter note.
///
/// 960 = 2^6 * 3 * 5 divides sixteenths, triplets and quintuplets.
package struct Ticks: Sendable, Hashable, Comparable, Codable, AdditiveArithmetic {
  package var value: Int

  package init(_ value: Int) { self.value = value }

  /// Ticks a quarter note.
  package static let perQuarter = 960
  package static let zero = Ticks(0)

  /// The one place where score time becomes ticks: to the nearest, halves upward.
  package init(_ time: ScoreTime) { value = (time * Rational(Ticks.perQuarter)).rounded }

  package static func < (left: Ticks, right: Ticks) -> Bool { left.value < right.value }
  package static func + (left: Ticks, right: Ticks) -> Ticks { Ticks(left.value + right.value) }
  package static func - (left: Ticks, right: Ticks) -> Ticks { Ticks(left.value - right.value) }

  package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// Clock time in whole microseconds.
package struct Microseconds: Sendable, Hashable, Comparable, Codable, AdditiveArithmetic, CustomStringConvertible {
  package var value: Int

  package init(_ value: Int) { self.value = value }

  package static let zero = Microseconds(0)

  /// The one place where an asked time becomes microseconds: to the nearest, halves upward.
  package init(seconds: Rational) { value = (seconds * Rational(1_000_000)).rounded }

  package var seconds: Double { Double(value) / 1_000_000 }

  /// Reads `exactText`.
  package init?(exactText text: String) {
    guard text.hasSuffix("us"), let value = Int(text.dropLast(2)) else { return nil }
    self.init(value)
  }

  /// As locks hold it: `83450000us`.
  package var exactText: String { "\(value)us" }

  /// `1:23.450`, or with all six decimals where the milliseconds don't say it all; hours come in front when there are any.
  package var description: String {
    let total = value.magnitude
    let fraction = total % 1_000_000
    let decimals = fraction % 1000 == 0 ? padded(Int(fraction / 1000), 3) : padded(Int(fraction), 6)
    let seconds = total / 1_000_000
    let sign = value < 0 ? "-" : ""
    let tail = "\(padded(Int(seconds % 60), 2)).\(decimals)"
    if seconds < 3600 { return "\(sign)\(seconds / 60):\(tail)" }
    return "\(sign)\(seconds / 3600):\(padded(Int(seconds / 60 % 60), 2)):\(tail)"
  }

  package static func < (left: Microseconds, right: Microseconds) -> Bool { left.value < right.value }
  package static func + (left: Microseconds, right: Microseconds) -> Microseconds { Microseconds(left.value + right.value) }
  package static func - (left: Microseconds, right: Microseconds) -> Microseconds { Microseconds(left.value - right.value) }

  package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// Position or length in sample frames; the sample rate stands with the session.
package struct Frames: Sendable, Hashable, Comparable, Codable, AdditiveArithmetic {
  package var value: Int64

  package init(_ value: Int64) { self.value = value }

  package static let zero = Frames(0)

  /// The one place where clock time becomes frames: to the nearest, halves upward.
  ///
  /// - Parameter sampleRate: frames a second.
  package init(_ time: Microseconds, sampleRate: Int) {
    self.init(Rational(time.value, 1_000_000), sampleRate: sampleRate)
  }

  /// As above from an exact time in seconds.
  package init(_ seconds: Rational, sampleRate: Int) {
    value = Int64((seconds * Rational(sampleRate)).rounded)
  }

  package static func < (left: Frames, right: Frames) -> Bool { left.value < right.value }
  package static func + (left: Frames, right: Frames) -> Frames { Frames(left.value + right.value) }
  package static func - (left: Frames, right: Frames) -> Frames { Frames(left.value - right.value) }

  package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int64.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
