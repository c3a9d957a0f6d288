// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// A video frame rate with its way of numbering frames.
///
/// The rates of 23.976, 29.97 and 59.94 are 1000/1001 of the whole numbers that their timecode counts. Drop-frame
/// leaves out numbers, never frames, so that the timecode keeps up with the clock.
/// - Source: SMPTE ST 12-1:2014, sections 5.2.2 (drop frame) and 12 (rates above 30).
package struct FrameRate: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The name in the language: `25`, `29.97df`.
  package let name: String
  /// Frame numbers that a second of timecode has: 24 for 23.976, 30 for 29.97.
  package let numbersPerSecond: Int
  /// Whether the frames are as long as 1001/1000 of what the timecode says.
  package let isPulledDown: Bool
  /// Whether numbers are left out; only at 29.97 and 59.94.
  package let isDropFrame: Bool

  private init(_ name: String, _ numbersPerSecond: Int, isPulledDown: Bool = false, isDropFrame: Bool = false) {
    self.name = name
    self.numbersPerSecond = numbersPerSecond
    self.isPulledDown = isPulledDown
    self.isDropFrame = isDropFrame
  }

  package static let frames23976 = FrameRate("23.976", 24, isPulledDown: true)
  package static let frames24 = FrameRate("24", 24)
  package static let frames25 = FrameRate("25", 25)
  package static let frames2997 = FrameRate("29.97", 30, isPulledDown: true)
  package static let frames2997Drop = FrameRate("29.97df", 30, isPulledDown: true, isDropFrame: true)
  package static let frames30 = FrameRate("30", 30)
  package static let frames48 = FrameRate("48", 48)
  package static let frames50 = FrameRate("50", 50)
  package static let frames5994 = FrameRate("59.94", 60, isPulledDown: true)
  package static let frames5994Drop = FrameRate("59.94df", 60, isPulledDown: true, isDropFrame: true)
  package static let frames60 = FrameRate("60", 60)

  /// All rates, from slow to fast.
  package static let all = [
    frames23976, frames24, frames25, frames2997, frames2997Drop, frames30, frames48, frames50, frames5994,
    frames5994Drop, frames60,
  ]

  /// Reads a name of `all`; also `23.98`, `24.0`, `29.97ndf` and the exact `24000/1001`.
  ///
  /// - Returns: nil for a rate that doesn't exist, such as `25df`.
  package init?(name: String) {
    let key = name.trimmed.lowercased()
    let canonical = otherNames.first { utf8Equal($0.name, key) }?.canonical ?? key
    guard let rate = FrameRate.all.first(where: { utf8Equal($0.name, canonical) }) else { return nil }
    self = rate
  }

  package var description: String { name }

  /// Frames a second, exactly.
  package var framesPerSecond: Rational {
    isPulledDown ? Rational(numbersPerSecond * 1000, 1001) : Rational(numbersPerSecond)
  }

  /// The same frames with or without numbers left out; nil where drop-frame isn't defined.
  package func numbered(dropFrame: Bool) -> FrameRate? {
    FrameRate.all.first {
      $0.numbersPerSecond == numbersPerSecond && $0.isPulledDown == isPulledDown && $0.isDropFrame == dropFrame
    }
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let rate = FrameRate(name: text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a frame rate: \(text)"))
    }
    self = rate
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

/// What else the rates are called.
private let otherNames: [(name: String, canonical: String)] = [
  ("23.98", "23.976"), ("24000/1001", "23.976"), ("24.0", "24"), ("24.00", "24"), ("25.0", "25"), ("25.00", "25"),
  ("29.97ndf", "29.97"), ("30000/1001", "29.97"), ("30.0", "30"), ("30.00", "30"), ("48.0", "48"), ("50.0", "50"),
  ("59.94ndf", "59.94"), ("60000/1001", "59.94"), ("60.0", "60"),
]
