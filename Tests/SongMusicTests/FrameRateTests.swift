// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongMusic
import Testing

@Suite struct FrameRateTests {
  @Test func namesAreReadAndWritten() {
    for rate in FrameRate.all { #expect(FrameRate(name: rate.name) == rate) }
    #expect(FrameRate(name: "23.98") == .frames23976)
    #expect(FrameRate(name: " 29.97DF ") == .frames2997Drop)
    #expect(FrameRate(name: "30000/1001") == .frames2997)
    for name in ["", "25df", "30df", "23.976df", "29", "29.970000", "fast", "2４"] { #expect(FrameRate(name: name) == nil) }
    #expect(Set(FrameRate.all.map(\.name)).count == FrameRate.all.count)
  }

  @Test func framesASecondAreExact() {
    #expect(FrameRate.frames23976.framesPerSecond == Rational(24000, 1001))
    #expect(FrameRate.frames2997Drop.framesPerSecond == Rational(30000, 1001))
    #expect(FrameRate.frames5994.framesPerSecond == Rational(60000, 1001))
    #expect(FrameRate.frames48.framesPerSecond == 48)
  }

  @Test func numberingChangesOnlyWhereDropFrameIsDefined() {
    #expect(FrameRate.frames2997.numbered(dropFrame: true) == .frames2997Drop)
    #expect(FrameRate.frames5994Drop.numbered(dropFrame: false) == .frames5994)
    #expect(FrameRate.frames25.numbered(dropFrame: false) == .frames25)
    for rate in [FrameRate.frames23976, .frames24, .frames25, .frames30, .frames60] {
      #expect(rate.numbered(dropFrame: true) == nil)
    }
  }

  /// - Source: SMPTE ST 12-1; counted by hand from its rule.
  @Test(
    arguments: [
      ("00:00:00;00", 0), ("00:00:59;29", 1799), ("00:01:00;02", 1800), ("00:02:00;02", 3598), ("00:09:59;29", 17981),
      ("00:10:00;00", 17982), ("00:10:59;29", 19781), ("00:11:00;02", 19782), ("01:00:00;00", 107_892),
      ("10:00:00;00", 1_078_920), ("23:59:59;29", 2_589_407),
    ])
  func dropFrameTimecodesAreTheKnownFrames(_ text: String, _ frame: Int) throws {
    let timecode = try #require(Timecode(text: text))
    #expect(try FrameRate.frames2997Drop.frame(of: timecode) == frame)
    #expect(FrameRate.frames2997Drop.timecode(ofFrame: frame) == timecode)
    #expect("\(timecode)" == text)
  }

  @Test(arguments: [("00:01:00;04", 3600), ("00:00:59;59", 3599), ("00:10:00;00", 35_964), ("01:00:00;00", 215_784)])
  func dropFrameAtSixtyLeavesOutFour(_ text: String, _ frame: Int) throws {
    let timecode = try #require(Timecode(text: text))
    #expect(try FrameRate.frames5994Drop.frame(of: timecode) == frame)
    #expect(FrameRate.frames5994Drop.timecode(ofFrame: frame) == timecode)
  }

  @Test func droppedNumbersAreRefused() throws {
    for text in ["00:01:00;00", "00:01:00;01", "01:59:00;00", "23:51:00;01"] {
      let timecode = try #require(Timecode(text: text))
      #expect(throws: TimecodeError.dropped) { try FrameRate.frames2997Drop.frame(of: timecode) }
    }
    let fourth = try #require(Timecode(text: "00:01:00;03"))
    #expect(throws: TimecodeError.dropped) { try FrameRate.frames5994Drop.frame(of: fourth) }
    #expect(try FrameRate.frames2997Drop.frame(of: fourth) == 1801)
    let tenth = try #require(Timecode(text: "00:20:00;00"))
    #expect(try FrameRate.frames2997Drop.frame(of: tenth) == 35_964)
  }

  @Test func timecodesOutsideTheirRangeAreRefused() throws {
    #expect(throws: TimecodeError.outOfDay) { try FrameRate.frames25.frame(of: Timecode(hours: 24)) }
    #expect(throws: TimecodeError.outOfDay) { try FrameRate.frames25.frame(of: Timecode(minutes: 60)) }
    #expect(throws: TimecodeError.outOfDay) { try FrameRate.frames25.frame(of: Timecode(hours: -1)) }
    #expect(throws: TimecodeError.frameOutOfRange(numbersPerSecond: 25)) {
      try FrameRate.frames25.frame(of: Timecode(frames: 25))
    }
    #expect(throws: TimecodeError.rateCountsAllNumbers) {
      try FrameRate.frames25.frame(of: Timecode(isDropFrame: true))
    }
    #expect(FrameRate.frames25.timecode(ofFrame: -1) == nil)
    #expect(FrameRate.frames25.timecode(ofFrame: FrameRate.frames25.framesPerDay) == nil)
    #expect(FrameRate.frames25.timecode(ofFrame: Int.max) == nil)
  }

  @Test func everyFrameOfADayHasItsTimecode() throws {
    for rate in FrameRate.all {
      // All of the first twenty minutes, then each 977th: a prime that meets all places of a minute.
      let frames = Array(0..<rate.numbersPerSecond * 1200) + Array(stride(from: 0, to: rate.framesPerDay, by: 977))
      for frame in frames {
        let timecode = try #require(rate.timecode(ofFrame: frame))
        #expect(try rate.frame(of: timecode) == frame, "\(rate) \(frame)")
      }
      #expect("\(try #require(rate.timecode(ofFrame: rate.framesPerDay - 1)))".hasPrefix("23:59:59"))
    }
  }

  @Test func framesAreRoundedToMicrosecondsOnce() {
    #expect(FrameRate.frames2997Drop.time(ofFrame: 107_892) == Rational(35_999_964, 10_000))
    #expect(FrameRate.frames2997.time(ofFrame: 108_000) == Rational(36_036, 10))
    #expect(FrameRate.frames2997.microseconds(ofFrame: 1) == Microseconds(33_367))
    #expect(FrameRate.frames23976.microseconds(ofFrame: 86_400) == Microseconds(3_603_600_000))
    #expect(FrameRate.frames2997.nearestFrame(to: Rational(1, 2)) == 15)
    for rate in FrameRate.all {
      for frame in [0, 1, 1799, 107_892, rate.framesPerDay - 1] {
        #expect(rate.nearestFrame(to: rate.time(ofFrame: frame)) == frame)
      }
    }
  }

  @Test func timecodesHaveFourGroupsOfTwoDigits() {
    #expect(Timecode(text: "01:02:03:04") == Timecode(hours: 1, minutes: 2, seconds: 3, frames: 4))
    #expect(Timecode(text: "00;11;23;01")?.isDropFrame == true)
    for text in ["", "1:02:03:04", "01:02:03:4", "01:02:03", "01:02:03:04 ", "01.02.03.04", "0a:02:03:04", "01:02:03:0４"] {
      #expect(Timecode(text: text) == nil, "\(text)")
    }
  }
}
