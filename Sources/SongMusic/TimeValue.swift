// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// A point or length in time as the language writes it (LANGUAGE, section 3).
package enum TimeValue: Sendable, Hashable, Codable {
  /// `1:23.450`, in seconds.
  case clock(seconds: Rational)
  /// `12.5s`, `4 bars`, `1/8`.
  case amount(Amount)
  /// `bar 17 beat 3.5`, both from 1.
  case position(bar: Int, beat: Rational)
  /// `logo - 1 bar`: a sync point, a section or `end`, moved by an amount.
  case anchor(name: String, offset: Amount?)
  /// `tc 01:00:08:03`; drop-frame where the last separator is `;`.
  case timecode(hours: Int, minutes: Int, seconds: Int, frames: Int, dropFrame: Bool)

  package struct Amount: Sendable, Hashable, Codable {
    package let number: Rational
    package let unit: Unit

    package init(_ number: Rational, _ unit: Unit) {
      self.number = number
      self.unit = unit
    }
  }

  package enum Unit: String, Sendable, Hashable, Codable, CaseIterable {
    case seconds, milliseconds, minutes, hours, bars, beats, samples
    /// A note value: `1/8` is an eighth note; the number counts whole notes.
    case wholeNotes
  }

  /// The time in seconds where it doesn't depend on the music or a frame rate.
  package var seconds: Rational? {
    switch self {
    case .clock(let seconds): seconds
    case .amount(let amount): amount.seconds
    case .position, .anchor, .timecode: nil
    }
  }
}

extension TimeValue.Amount {
  /// The length in seconds where it doesn't depend on the music or a sample rate.
  package var seconds: Rational? {
    switch unit {
    case .seconds: number
    case .milliseconds: number / 1000
    case .minutes: number * 60
    case .hours: number * 3600
    case .bars, .beats, .samples, .wholeNotes: nil
    }
  }
}
