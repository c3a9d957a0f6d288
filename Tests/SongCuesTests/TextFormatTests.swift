// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCues
import SongMusic
import Testing

@Suite struct TextFormatTests {
  @Test func resolveMarkersAreRead() throws {
    let list = try read(resolveEDL, .edl, .frames24)
    #expect(list.cues.map(\.name) == ["Intro", "Marker 2", "Logo | end"])
    #expect(list.cues.map(\.colour) == ["purple", "red", "blue"])
    #expect(list.cues.map(\.comment) == ["Kameraflug über Straße", nil, "2 lines of a note over the logo"])
    #expect(list.cues.map(\.time) == [Rational(3602 * 24 + 3, 24), Rational(3612 * 24 + 23, 24), 3628])
    #expect(list.cues.map(\.length) == [nil, Rational(3, 2), nil])
    #expect(list.start == nil && list.frameRate == .frames24)
    #expect(list.cues[0].time(since: 3600) == Microseconds(2_125_000))
  }

  @Test func pulledDownTimecodesAreLongerThanTheClock() throws {
    let list = try read(resolveEDL, .edl, .frames23976)
    #expect(microseconds(list) == [3_605_727_125, 3_616_571_292, 3_631_628_000])
  }

  @Test func avidLocatorsAreReadAsDropFrame() throws {
    for rate in [FrameRate.frames2997, .frames2997Drop] {
      let list = try read(avidEDL, .edl, rate)
      #expect(list.cues.map(\.name) == ["Explosion", "Just a note", "Door  slams".split(separator: " ").joined(separator: " ")])
      #expect(list.cues.map(\.colour) == ["red", nil, "cyan"])
      #expect(list.frameRate == .frames2997Drop)
      // 107,892 frames of the hour, then 162, 600 and 1800.
      #expect(list.cues.map(\.time) == [162, 600, 1800].map { Rational((107_892 + $0) * 1001, 30_000) })
    }
  }

  @Test func semicolonsSayDropFrameWhateverTheHeaderSays() throws {
    let text = "FCM: NON-DROP FRAME\n* LOC: 00:01:00;02 RED x\n"
    #expect(try read(text, .edl, .frames2997).cues[0].time == Rational(1800 * 1001, 30_000))
    #expect(throws: CueError(.dropFrameList(.frames25), line: 2)) { try read(text, .edl, .frames25) }
  }

  @Test func aListThatCountsAllFramesIsNotReadAsDropFrame() throws {
    let text = "FCM: NON-DROP FRAME\n* LOC: 00:01:00:00 RED x\n"
    #expect(throws: CueError(.fullFrameList(.frames2997Drop), line: 2)) { try read(text, .edl, .frames2997Drop) }
    #expect(try read(text, .edl, .frames2997).cues[0].time == Rational(1800 * 1001, 30_000))
    #expect(throws: CueError(.dropFrameList(.frames24), line: 2)) {
      try read("FCM: DROP FRAME\n* LOC: 00:01:00:02 RED x\n", .edl, .frames24)
    }
  }

  @Test(
    arguments: [
      ("hello\n", .otherFormat(expected: .edl), 1), ("TITLE: x\n", .noCues, nil), (avidEDL, .noFrameRate, 6),
      ("* LOC: 1:00 RED x", .badTimecode("1:00"), 1), ("* LOC:", .badTimecode(""), 1),
      ("TITLE: x\n |C:ResolveColorBlue |M:a |D:1\n", .markerWithoutEvent, 2),
      ("TITLE: x\n001  001  V  C  01:00:00:00 01:00:01:00 01:00\n", .badEvent, 2),
    ] as [(String, CueError.Cause, Int?)])
  func badEDLsAreRefused(_ text: String, _ cause: CueError.Cause, _ line: Int?) {
    #expect(throws: CueError(cause, line: line)) { try read(text, .edl) }
  }

  @Test func badTimecodesAreRefusedWithTheirLine() {
    func edl(_ timecode: String) -> String { "TITLE: x\r\n\r\n* LOC: \(timecode) RED x\r\n" }
    #expect(throws: CueError(.frameOutOfRange("01:00:00:25", .frames25), line: 3)) {
      try read(edl("01:00:00:25"), .edl, .frames25)
    }
    #expect(throws: CueError(.droppedTimecode("01:01:00;00", .frames2997Drop), line: 3)) {
      try read(edl("01:01:00;00"), .edl, .frames2997)
    }
    #expect(throws: CueError(.badTimecode("24:00:00:00"), line: 3)) { try read(edl("24:00:00:00"), .edl, .frames25) }
    let event = "001  001      V     C        01:00:61:00 01:00:61:01 01:00:61:00 01:00:61:01\n |C:x |M:a |D:1\n"
    #expect(throws: CueError(.badTimecode("01:00:61:00"), line: 1)) { try read(event, .edl, .frames25) }
  }

  @Test func markerLinesMayLackFields() throws {
    let event = "001  001  V  C  01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00\n"
    func cue(_ line: String) throws -> Cue? { try read(event + line, .edl, .frames25).cues.first }
    #expect(try cue("|M:only a name") == Cue(name: "only a name", time: 3600, length: 2))
    #expect(try cue("|C:ResolveColorMint |D:5") == Cue(name: "", time: 3600, length: Rational(1, 5), colour: "mint"))
    #expect(try cue("|C:Red |M:a |D: b |D:1 |K:more") == Cue(name: "a |D: b", time: 3600, colour: "red"))
    #expect(throws: CueError(.badValue(name: "D", text: "x"), line: 2)) { try cue("|C:Red |M:a |D:x") }
  }

  @Test func hugeMarkerLengthsAreRefused() {
    for digits in ["99999999", "9223372036854775807", "99999999999999999999999"] {
      let text = "001  001  V  C  01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01\n |C:x |M:a |D:\(digits)\n"
      #expect(throws: CueError(.timeTooLarge, line: 2)) { try read(text, .edl, .frames25) }
    }
  }

  @Test func premiereTablesAreReadInEveryEncoding() throws {
    let encodings = [Array(premiereTable.utf8), [0xEF, 0xBB, 0xBF] + Array(premiereTable.utf8), utf16(premiereTable)]
    for bytes in encodings {
      let list = try readCues(bytes, format: .markerTable, frameRate: .frames2997)
      #expect(list.cues.map(\.name) == ["only described", "Cut", "Hit"])
      #expect(list.cues[2].comment == "logo appears")
      // 11 minutes drop 20 numbers: (683 * 30 + 1) - 20 frames.
      #expect(list.cues.map(\.time) == [1799, 1800, 20_471].map { Rational($0 * 1001, 30_000) })
      #expect(list.cues.map(\.length) == [nil, nil, Rational(54 * 1001, 30_000)])
      #expect(list.frameRate == .frames2997Drop)
    }
  }

  @Test func tablesOfOtherProgramsAreReadByTheirHeader() throws {
    let audition = try read(auditionTable, .markerTable)
    #expect(audition.cues.map(\.time) == [Rational(3, 2), Rational(249, 4)])
    #expect(audition.cues.map(\.length) == [nil, 3])
    #expect(audition.frameRate == nil)
    let commas = "Marker Name,Description,In,Color\n\"Hit, \"\"big\"\"\",\"two\nlines\",00:00:10:12,Red\n\n"
    let cue = try #require(try read(commas, .markerTable, .frames25).cues.first)
    #expect(cue == Cue(name: "Hit, \"big\"", time: Rational(262, 25), colour: "red", comment: "two lines"))
  }

  @Test(
    arguments: [
      ("a\tb\n1\t2\n", .otherFormat(expected: .markerTable), 1), ("", .otherFormat(expected: .markerTable), 1),
      ("Marker Name\tDescription\nx\ty\n", .noColumn("In"), 1), ("Marker Name\tIn\n", .noCues, nil),
      ("Marker Name\tIn\n\nx\tsoon\n", .badTime("soon"), 3), ("Marker Name\tIn\nx\n", .badTime(""), 2),
      ("Marker Name\tIn\n\"x\t1\n", .openQuote, 2), ("Marker Name\tIn\nx\t999999:59:59\n", .timeTooLarge, 2),
      ("Marker Name\tIn\nx\t00:00:01:00\n", .noFrameRate, 2), ("Marker Name\tIn\nx\t-5\n", .badTime("-5"), 2),
    ] as [(String, CueError.Cause, Int?)])
  func badTablesAreRefused(_ text: String, _ cause: CueError.Cause, _ line: Int?) {
    #expect(throws: CueError(cause, line: line)) { try read(text, .markerTable) }
  }

  @Test func subtitlesAreCues() throws {
    let list = try read(subtitles, .srt)
    #expect(list.cues.map(\.name) == ["We were never asked.", "", "a < b & c > d"])
    #expect(microseconds(list) == [1_000_000, 4_400_000, 3_723_500_000])
    #expect(list.cues.map(\.length) == [Rational(17, 5), nil, Rational(7, 4)])
    #expect(throws: CueError(.otherFormat(expected: .srt), line: 1)) { try read("WEBVTT\n", .srt) }
    #expect(throws: CueError(.badTime("00:00:61,000"), line: 2)) { try read("1\n00:00:61,000 --> 00:00:62,000\n", .srt) }
    #expect(throws: CueError(.timeTooLarge, line: 1)) { try read("999999:00:00,000 --> 999999:00:01,000\nx", .srt) }
    #expect(throws: CueError(.noCues)) { try read("1\n\n2\n", .srt) }
  }

  @Test func audacityLabelsAreRead() throws {
    let list = try read(labels, .audacity)
    #expect(list.cues.map(\.name) == ["Hit", "Swell up", ""])
    #expect(microseconds(list) == [1_500_000, 2_250_000, 10_000_000])
    #expect(list.cues.map(\.length) == [nil, Rational(5, 2), 1])
    #expect(throws: CueError(.otherFormat(expected: .audacity), line: 2)) { try read("1\t1\ta\nhello\n", .audacity) }
    #expect(throws: CueError(.badTime("x"), line: 1)) { try read("x\t1\ta\n", .audacity) }
    #expect(throws: CueError(.timeTooLarge, line: 1)) { try read("1e9\t1e9\ta\n", .audacity) }
    #expect(try read("1\t1.0000000004\ta\n", .audacity).cues == [Cue(name: "a", time: 1)])
  }

  @Test func decimalsAreExactToTheMicrosecond() throws {
    let list = try read("0.0000005\t0\ta\n0.0000004\t0\tb\n-0.25\t0\tc\n1.9999999999999\t0\td\n", .audacity)
    #expect(list.cues.map { [$0.name: $0.time(since: 0).value] } == [["c": -250_000], ["b": 0], ["a": 1], ["d": 2_000_000]])
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let bad: [[UInt8]] = [
      Array("TITLE: x\n".utf8) + [0x53, 0x74, 0x72, 0x61, 0xDF, 0x65], [0xFF, 0xFE, 0x41], [0xFF, 0xFE, 0x00, 0xD8],
      [0x41, 0x00, 0x42, 0x00],
    ]
    for (bytes, line) in zip(bad, [2, 1, 1, 1]) {
      for format in CueFormat.allCases where format != .midi {
        #expect(throws: CueError(.notText, line: line)) { try readCues(bytes, format: format) }
      }
    }
  }

  @Test func theNameOfAFileSaysItsFormat() {
    #expect(CueFormat(path: "a/b.c/Cut.EDL", bytes: []) == .edl)
    #expect(CueFormat(path: "x.csv", bytes: []) == .markerTable)
    #expect(CueFormat(path: "x.fcpxml", bytes: []) == .fcpxml)
    #expect(CueFormat(path: "x.otio", bytes: []) == .otio)
    #expect(CueFormat(path: "x.srt", bytes: []) == .srt)
    #expect(CueFormat(path: "x.midi", bytes: []) == .midi)
    #expect(CueFormat(path: "x.txt", bytes: utf16(premiereTable)) == .markerTable)
    #expect(CueFormat(path: "x.txt", bytes: Array(labels.utf8)) == .audacity)
    for path in ["", "edl", "a.edl/b", "x.wav", "x."] { #expect(CueFormat(path: path, bytes: []) == nil) }
  }
}
